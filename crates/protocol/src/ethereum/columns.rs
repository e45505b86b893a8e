//! One field of all rows, in chunks of 512 behind reference counts.
//!
//! A clone is one reference count; a write copies only the chunk it falls in, and only when that is shared. What every
//! epoch rewrites for all lies here, because a pass over a column is some fifty times faster than over a map of records.

use super::error::BeaconError;
use super::rows::{Regrouping, Row};
use super::validator::index_of;
use crate::units::Gwei;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Entries of a chunk; only the last chunk of a column may hold fewer.
pub const CHUNK: usize = 512;

/// Values of one field, by row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(serialize = "T: Serialize", deserialize = "T: Deserialize<'de>"))]
pub struct Column<T> {
    chunks: Arc<Vec<Arc<[T]>>>,
    len: usize,
}

impl<T> Default for Column<T> {
    fn default() -> Self {
        Self { chunks: Arc::default(), len: 0 }
    }
}

impl<T: Copy + PartialEq> Column<T> {
    /// `len` times the same value; its full chunks are one.
    pub(crate) fn filled(value: T, len: usize) -> Self {
        let full: Arc<[T]> = std::iter::repeat_n(value, CHUNK.min(len)).collect();
        let mut chunks = Vec::new();
        let mut left = len;
        while left >= CHUNK {
            chunks.push(Arc::clone(&full));
            left = left.saturating_sub(CHUNK);
        }
        if left > 0 {
            chunks.push(full.iter().copied().take(left).collect());
        }
        Self { chunks: Arc::new(chunks), len }
    }

    /// How many entries there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether there is no entry.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Whether both are the same memory, hence equal.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.len == other.len && Arc::ptr_eq(&self.chunks, &other.chunks)
    }

    pub(crate) fn get(&self, row: Row) -> Option<T> {
        let (chunk, offset) = position(row);
        self.chunks.get(chunk)?.get(offset).copied()
    }

    /// # Errors
    /// [`BeaconError::UnknownValidator`].
    pub(crate) fn at(&self, row: Row) -> Result<T, BeaconError> {
        self.get(row).ok_or(BeaconError::UnknownValidator { index: index_of(row.get()) })
    }

    /// Replaces one value; nothing when it is the same, so that chunks stay shared.
    ///
    /// # Errors
    /// [`BeaconError::UnknownValidator`].
    pub(crate) fn set(&mut self, row: Row, value: T) -> Result<(), BeaconError> {
        if self.at(row)? == value {
            return Ok(());
        }
        let (chunk, offset) = position(row);
        let unknown = BeaconError::UnknownValidator { index: index_of(row.get()) };
        let entry = self.chunk_mut(chunk).get_mut(offset).ok_or(unknown)?;
        *entry = value;
        Ok(())
    }

    /// Appends values.
    pub(crate) fn extend(&mut self, values: impl IntoIterator<Item = T>) {
        let chunks = Arc::make_mut(&mut self.chunks);
        let unfinished = chunks.pop_if(|last| last.len() < CHUNK);
        let kept = unfinished.as_ref().map_or(0, |chunk| chunk.len());
        let tail: Vec<T> = unfinished.iter().flat_map(|chunk| chunk.iter().copied()).chain(values).collect();
        self.len = self.len.saturating_sub(kept).saturating_add(tail.len());
        for chunk in tail.chunks(CHUNK) {
            // Chunks full of the same are one.
            let same = chunks.last().filter(|last| last.as_ref() == chunk).map(Arc::clone);
            chunks.push(same.unwrap_or_else(|| Arc::from(chunk)));
        }
    }

    /// The chunks in order.
    pub(crate) fn chunks(&self) -> impl ExactSizeIterator<Item = &[T]> {
        self.chunks.iter().map(AsRef::as_ref)
    }

    /// The chunks as they are shared: [`CHUNK`] entries each, in the last one what is left.
    #[must_use]
    pub fn shared_chunks(&self) -> &[Arc<[T]>] {
        &self.chunks
    }

    /// A chunk to read; empty beyond the end.
    pub(crate) fn chunk(&self, number: usize) -> &[T] {
        self.chunks.get(number).map_or(&[], AsRef::as_ref)
    }

    /// A chunk to write, copied first when it is shared; empty beyond the end.
    pub(crate) fn chunk_mut(&mut self, number: usize) -> &mut [T] {
        match Arc::make_mut(&mut self.chunks).get_mut(number) {
            Some(chunk) => Arc::make_mut(chunk),
            None => &mut [],
        }
    }

    /// All entries in order.
    pub fn iter(&self) -> impl Iterator<Item = T> {
        self.chunks().flatten().copied()
    }

    /// Takes the values of new rows from the old ones; the chunks in front stay shared.
    pub(crate) fn regroup(&mut self, regrouping: &Regrouping) {
        self.regroup_with(regrouping, |value, _| value);
    }

    /// As [`Column::regroup`], with a value that depends on the number of the member.
    pub(crate) fn regroup_with(&mut self, regrouping: &Regrouping, member: impl Fn(T, u64) -> T) {
        let pieces = regrouping.pieces.iter();
        let values: Vec<T> = pieces.filter_map(|piece| Some(member(self.get(piece.row)?, piece.offset))).collect();
        let mut chunks: Vec<_> = self.chunks.iter().take(regrouping.kept.div_ceil(CHUNK)).cloned().collect();
        chunks.extend(values.chunks(CHUNK).map(Arc::from));
        *self = Self { chunks: Arc::new(chunks), len: regrouping.kept.saturating_add(values.len()) };
    }
}

impl<T: Copy + PartialEq> FromIterator<T> for Column<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        let values: Vec<T> = values.into_iter().collect();
        Self { chunks: Arc::new(values.chunks(CHUNK).map(Arc::from).collect()), len: values.len() }
    }
}

impl Column<Gwei> {
    /// The first position from `first` to before `end` whose value is above its floor.
    pub(crate) fn position_above(&self, floors: &[Gwei], first: usize, end: usize) -> Option<usize> {
        let mut position = first;
        while position < end {
            let (number, offset) = (position.checked_div(CHUNK)?, position.checked_rem(CHUNK)?);
            let values = self.chunk(number).get(offset..)?;
            let floors = floors.get(position..end)?;
            if let Some(found) = values.iter().zip(floors).position(|(value, floor)| value > floor) {
                return position.checked_add(found);
            }
            position = number.checked_add(1)?.checked_mul(CHUNK)?;
        }
        None
    }
}

/// Chunk and offset of a row.
pub(crate) fn position(row: Row) -> (usize, usize) {
    // CHUNK is not zero: neither division fails.
    (row.get().checked_div(CHUNK).unwrap_or(0), row.get().checked_rem(CHUNK).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_write_copies_only_its_own_chunk() {
        let column: Column<u64> = (0..1300).collect();
        let mut changed = column.clone();
        changed.set(Row::new(600), 1).unwrap();
        changed.set(Row::new(0), 0).unwrap();

        let shared: Vec<bool> =
            column.shared_chunks().iter().zip(changed.shared_chunks()).map(|(a, b)| Arc::ptr_eq(a, b)).collect();
        assert_eq!(shared, [true, false, true]);
        assert_eq!((column.at(Row::new(600)), changed.at(Row::new(600))), (Ok(600), Ok(1)));
        assert!(changed.set(Row::new(1300), 0).is_err());
    }

    #[test]
    fn pushing_one_by_one_gives_the_same_column_as_collecting() {
        let mut column = Column::default();
        (0..1025u64).for_each(|value| column.extend([value]));
        assert_eq!(column, (0..1025).collect());
        assert_eq!(column.len(), 1025);
        assert_eq!(Column::filled(7u8, 1025), std::iter::repeat_n(7, 1025).collect());
    }
}
