//! Which validators each row of the columns stands for.
//!
//! A row stands for `count` validators with consecutive indices and consecutive keys that are equal in everything else: a
//! cohort. In a chain's registry every row is one validator, and then row and index are the same number without a search.
//! Otherwise rows split where an operation touches only a part of them, and merge again at the end of an epoch.

use super::columns::{CHUNK, Column};
use super::validator::PublicKey;
use crate::units::ValidatorIndex;
use serde::{Deserialize, Serialize};
use std::ops::Range;
use std::sync::Arc;

/// Position of a row in the columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Row(usize);

impl Row {
    pub(crate) const fn new(position: usize) -> Self {
        Self(position)
    }

    pub(crate) const fn get(self) -> usize {
        self.0
    }
}

/// The partition of the indices into rows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Rows {
    len: usize,
    /// `None` while every row is one validator and no row ever was more.
    cohorts: Option<Cohorts>,
}

/// The partition of a registry with cohorts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Column<u64>", into = "Column<u64>")]
struct Cohorts {
    counts: Column<u64>,
    /// First index after each row: the sums of the counts.
    ends: Arc<Vec<u64>>,
}

/// Counts of a chunk in which every row is one validator.
const ONES: [u64; CHUNK] = [1; CHUNK];

impl From<Column<u64>> for Cohorts {
    fn from(counts: Column<u64>) -> Self {
        let ends = counts.iter().scan(0u64, |end, count| {
            // A sum of counts of validators; `Rows` refuses more than 2^64 of them.
            *end = end.saturating_add(count);
            Some(*end)
        });
        Self { ends: Arc::new(ends.collect()), counts }
    }
}

impl From<Cohorts> for Column<u64> {
    fn from(cohorts: Cohorts) -> Self {
        cohorts.counts
    }
}

impl Rows {
    /// `len` rows of one validator each.
    pub(crate) const fn ones(len: usize) -> Self {
        Self { len, cohorts: None }
    }

    /// The same rows, from now on free to be merged.
    pub(crate) fn into_cohorts(self) -> Self {
        let cohorts = self.cohorts.unwrap_or_else(|| Column::filled(1, self.len).into());
        Self { len: self.len, cohorts: Some(cohorts) }
    }

    /// How many rows there are.
    pub(crate) const fn len(&self) -> usize {
        self.len
    }

    /// Whether rows may stand for more than one validator.
    pub(crate) const fn has_cohorts(&self) -> bool {
        self.cohorts.is_some()
    }

    /// How many validators there are.
    pub(crate) fn total(&self) -> u64 {
        match &self.cohorts {
            None => u64::try_from(self.len).unwrap_or(u64::MAX),
            Some(cohorts) => cohorts.ends.last().copied().unwrap_or(0),
        }
    }

    /// The row a validator is in.
    pub(crate) fn row_of(&self, index: ValidatorIndex) -> Option<Row> {
        let row = match &self.cohorts {
            None => usize::try_from(index.get()).ok()?,
            Some(cohorts) => cohorts.ends.partition_point(|end| *end <= index.get()),
        };
        (row < self.len).then_some(Row(row))
    }

    /// The indices a row stands for; none beyond the end.
    pub(crate) fn indices(&self, row: Row) -> Range<u64> {
        match &self.cohorts {
            None => {
                let first = u64::try_from(row.0).unwrap_or(u64::MAX);
                first..first.saturating_add(u64::from(row.0 < self.len))
            }
            Some(cohorts) => {
                let before = row.0.checked_sub(1).and_then(|before| cohorts.ends.get(before)).copied();
                let first = if row.0 == 0 { 0 } else { before.unwrap_or_else(|| self.total()) };
                first..cohorts.ends.get(row.0).copied().unwrap_or(first)
            }
        }
    }

    /// The first validator of a row.
    pub(crate) fn first(&self, row: Row) -> ValidatorIndex {
        ValidatorIndex::new(self.indices(row).start)
    }

    /// How many validators a row stands for.
    pub(crate) fn count(&self, row: Row) -> u64 {
        let indices = self.indices(row);
        indices.end.saturating_sub(indices.start)
    }

    /// The counts of a chunk of rows.
    pub(crate) fn chunk(&self, number: usize) -> &[u64] {
        match &self.cohorts {
            None => {
                let before = number.saturating_mul(CHUNK);
                ONES.get(..self.len.saturating_sub(before).min(CHUNK)).unwrap_or(&ONES)
            }
            Some(cohorts) => cohorts.counts.chunk(number),
        }
    }

    /// The counts, when rows may be cohorts.
    pub(crate) fn counts(&self) -> Option<&Column<u64>> {
        self.cohorts.as_ref().map(|cohorts| &cohorts.counts)
    }

    /// Whether the counts are at least one each and the ends their sums (ETH-8).
    pub(crate) fn is_partition(&self) -> bool {
        self.cohorts.as_ref().is_none_or(|cohorts| {
            let counted = cohorts.counts.len() == self.len && cohorts.ends.len() == self.len;
            let mut end = 0u64;
            counted
                && cohorts.counts.iter().zip(cohorts.ends.iter()).all(|(count, listed)| {
                    end = end.saturating_add(count);
                    count > 0 && end == *listed
                })
        })
    }

    /// Appends rows; the caller has checked that the indices do not run out.
    pub(crate) fn extend(&mut self, counts: &[u64]) {
        if self.cohorts.is_none() && counts.iter().any(|count| *count != 1) {
            *self = std::mem::take(self).into_cohorts();
        }
        if let Some(cohorts) = &mut self.cohorts {
            let mut end = cohorts.ends.last().copied().unwrap_or(0);
            Arc::make_mut(&mut cohorts.ends).extend(counts.iter().map(|count| {
                end = end.saturating_add(*count);
                end
            }));
            cohorts.counts.extend(counts.iter().copied());
        }
        self.len = self.len.saturating_add(counts.len());
    }

    /// How to cut the rows so that one begins at each of these indices, in ascending order; `None` when all do already.
    pub(crate) fn cut_at(&self, boundaries: &[u64]) -> Option<Regrouping> {
        let cohorts = self.cohorts.as_ref()?;
        let total = self.total();
        let is_new = |boundary: &&u64| **boundary > 0 && **boundary < total && cohorts.ends.binary_search(boundary).is_err();
        let mut new = boundaries.iter().filter(is_new).copied().peekable();
        let first = self.row_of(ValidatorIndex::new(*new.peek()?))?;
        let mut regrouping = Regrouping::after_chunks_before(first);
        for row in (regrouping.kept..self.len).map(Row) {
            let Range { start, end } = self.indices(row);
            let mut from = start;
            while let Some(cut) = new.next_if(|cut| *cut < end) {
                regrouping.pieces.extend(Piece::of(row, start, from..cut));
                from = cut;
            }
            regrouping.pieces.extend(Piece::of(row, start, from..end));
        }
        Some(regrouping)
    }

    /// The partition after a regrouping.
    pub(crate) fn regrouped(&self, regrouping: &Regrouping) -> Self {
        let kept = self.counts().into_iter().flat_map(Column::iter).take(regrouping.kept);
        let counts: Column<u64> = kept.chain(regrouping.pieces.iter().map(|piece| piece.count)).collect();
        Self { len: counts.len(), cohorts: Some(counts.into()) }
    }
}

/// New rows made of old ones.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Regrouping {
    /// Rows at the front that stay as they are: whole chunks.
    pub(crate) kept: usize,
    /// All rows behind them.
    pub(crate) pieces: Vec<Piece>,
}

/// A new row: `count` validators equal to an old row's, from the old row's member number `offset` on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) row: Row,
    pub(crate) offset: u64,
    pub(crate) count: u64,
}

impl Regrouping {
    /// Nothing before the chunk of `row` changes.
    pub(crate) fn after_chunks_before(row: Row) -> Self {
        let into_chunk = row.0.checked_rem(CHUNK).unwrap_or(0);
        Self { kept: row.0.saturating_sub(into_chunk), pieces: Vec::new() }
    }
}

impl Piece {
    /// Indices `part` of a row that begins at `start`; nothing when there are none.
    fn of(row: Row, start: u64, part: Range<u64>) -> Option<Self> {
        let count = part.end.checked_sub(part.start).filter(|count| *count > 0)?;
        Some(Self { row, offset: part.start.saturating_sub(start), count })
    }
}

/// The key of member number `offset` of a cohort: the last eight bytes count up, as a big-endian number.
pub(crate) fn key_after(first: PublicKey, offset: u64) -> PublicKey {
    let mut key = first;
    if let Some(number) = key.0.last_chunk_mut::<8>() {
        // `Validators` takes no cohort whose keys run out.
        *number = u64::from_be_bytes(*number).saturating_add(offset).to_be_bytes();
    }
    key
}

/// How many keys `key` is after `first`; `None` when it is before it or no such number away.
pub(crate) fn key_distance(first: &PublicKey, key: &PublicKey) -> Option<u64> {
    let (front, number) = first.0.split_last_chunk::<8>()?;
    let (other_front, other_number) = key.0.split_last_chunk::<8>()?;
    let distance = u64::from_be_bytes(*other_number).checked_sub(u64::from_be_bytes(*number));
    distance.filter(|_| front == other_front)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(counts: &[u64]) -> Rows {
        let mut rows = Rows::default();
        counts.iter().for_each(|count| rows.extend(&[*count]));
        rows
    }

    #[test]
    fn an_index_finds_the_row_it_is_in() {
        let rows = rows(&[1, 3, 1, 1000]);
        let found = [0, 1, 3, 4, 5, 1004, 1005].map(|index| rows.row_of(ValidatorIndex::new(index)).map(Row::get));
        assert_eq!(found, [Some(0), Some(1), Some(1), Some(2), Some(3), Some(3), None]);
        assert_eq!((rows.total(), rows.len(), rows.indices(Row(1)), rows.indices(Row(9))), (1005, 4, 1..4, 1005..1005));
    }

    #[test]
    fn rows_of_one_need_no_counts() {
        let ones = rows(&[1; 700]);
        assert!(!ones.has_cohorts());
        assert_eq!(ones, Rows::ones(700));
        assert_eq!((ones.chunk(0).len(), ones.chunk(1).len(), ones.chunk(2).len()), (512, 188, 0));
        assert_eq!(ones.cut_at(&[5, 6]), None);
        assert_eq!((ones.row_of(ValidatorIndex::new(699)), ones.row_of(ValidatorIndex::new(700))), (Some(Row(699)), None));
        let cohorts = ones.clone().into_cohorts();
        assert_eq!(
            (0..700).map(|row| cohorts.indices(Row(row))).collect::<Vec<_>>(),
            (0..700).map(|row| ones.indices(Row(row))).collect::<Vec<_>>()
        );
    }

    #[test]
    fn cutting_splits_rows_at_the_boundaries_and_nowhere_else() {
        let rows = rows(&[2, 10, 3]);
        let cut = rows.regrouped(&rows.cut_at(&[0, 2, 5, 6, 13, 15, 99]).unwrap());
        let ranges: Vec<_> = (0..cut.len()).map(|row| cut.indices(Row(row))).collect();
        assert_eq!(ranges, [0..2, 2..5, 5..6, 6..12, 12..13, 13..15]);
        assert_eq!(rows.cut_at(&[0, 2, 12, 15]), None);
    }

    #[test]
    fn keys_count_up_in_their_last_eight_bytes() {
        let first = PublicKey::left_padding_from(&[9, 0, 0, 0, 0, 0, 0, 0, 255]);
        let third = key_after(first, 2);
        assert_eq!(third, PublicKey::left_padding_from(&[9, 0, 0, 0, 0, 0, 0, 1, 1]));
        assert_eq!((key_distance(&first, &third), key_distance(&third, &first)), (Some(2), None));
        assert_eq!(key_distance(&PublicKey::ZERO, &third), None);
    }
}
