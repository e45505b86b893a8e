//! Splitting and merging rows: what is written to a part of a cohort makes it a cohort of its own, and what has become
//! equal again is joined at the end of an epoch.
//!
//! A registry in which every row is one validator has nothing to split and never merges.

use super::rows::{Piece, Regrouping, Row, key_after, key_distance};
use super::validator::Validator;
use super::validators::Validators;
use super::{Beacon, BeaconError};
use crate::units::ValidatorIndex;
use std::collections::BTreeSet;
use std::ops::Range;

/// A row of the registry: validators with consecutive indices and keys that are equal in everything else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cohort {
    /// Index of the first.
    pub index: ValidatorIndex,
    /// How many they are, at least one.
    pub count: u64,
    /// The first of them. Member number k has the same state; its key is this one's plus k in the last eight bytes, as a
    /// big-endian number.
    pub first: Validator,
}

impl Beacon {
    /// The row of one validator, split off from its cohort: to write to.
    ///
    /// # Errors
    /// [`BeaconError::UnknownValidator`].
    pub(super) fn isolate(&mut self, index: ValidatorIndex) -> Result<Row, BeaconError> {
        self.cut_at(&[index.get(), index.get().saturating_add(1)]);
        self.validators.row_of(index)
    }

    /// Gives each of these validators a row of its own, all in one go: for calls that write to one after the other.
    pub(super) fn isolate_all(&mut self, indices: &[ValidatorIndex]) {
        if self.validators.rows.has_cohorts() {
            let sorted: BTreeSet<u64> = indices.iter().flat_map(|index| [index.get(), index.get().saturating_add(1)]).collect();
            self.cut_at(&sorted.into_iter().collect::<Vec<_>>());
        }
    }

    /// The rows of a range of indices, split off from their cohorts: to write to.
    pub(super) fn isolate_range(&mut self, indices: Range<u64>) -> Range<usize> {
        self.cut_at(&[indices.start, indices.end]);
        let row_from = |index| self.validators.rows.row_of(ValidatorIndex::new(index)).map_or(self.validators.len(), Row::get);
        row_from(indices.start)..row_from(indices.end)
    }

    /// Makes rows begin at these indices, in ascending order. What was derived by row is forgotten when one is split.
    pub(super) fn cut_at(&mut self, boundaries: &[u64]) {
        if let Some(regrouping) = self.validators.rows.cut_at(boundaries) {
            self.validators.regroup(&regrouping);
            self.derived.forget();
        }
    }

    /// Joins neighbours that have become equal; a registry of single validators stays one.
    pub(super) fn merge_equal_rows(&mut self) {
        if let Some(regrouping) = self.validators.joining_of_equals() {
            self.validators.regroup(&regrouping);
            self.derived.forget();
        }
    }

    /// The same chain with equal neighbours as cohorts, now and at the end of every epoch.
    #[must_use]
    pub fn into_cohorts(mut self) -> Self {
        self.validators.rows = std::mem::take(&mut self.validators.rows).into_cohorts();
        self.merge_equal_rows();
        self
    }

    /// The same chain with a row of its own for every validator.
    #[must_use]
    pub fn into_single_rows(mut self) -> Self {
        let boundaries: Vec<u64> = (0..self.validators.count()).collect();
        self.cut_at(&boundaries);
        self.validators.rows = super::rows::Rows::ones(self.validators.len());
        self
    }
}

impl Validators {
    /// How to join all neighbours that continue each other; `None` when none do.
    pub(super) fn joining_of_equals(&self) -> Option<Regrouping> {
        if !self.rows.has_cohorts() {
            return None;
        }
        let rows = (0..self.len()).map(Row::new);
        let joined = |row: &Row| row.get().checked_sub(1).is_some_and(|before| self.continues(Row::new(before), *row));
        let mut regrouping = Regrouping::after_chunks_before(rows.clone().find(joined)?);
        for row in rows.skip(regrouping.kept) {
            let count = self.rows.count(row);
            match regrouping.pieces.last_mut().filter(|_| joined(&row)) {
                Some(last) => last.count = last.count.saturating_add(count),
                None => regrouping.pieces.push(Piece { row, offset: 0, count }),
            }
        }
        Some(regrouping)
    }

    /// Whether a row is like the one before it, its keys going on where those end. What differs most often is asked first.
    fn continues(&self, before: Row, row: Row) -> bool {
        fn same<T: Copy + PartialEq>(column: &super::columns::Column<T>, before: Row, row: Row) -> bool {
            column.get(before) == column.get(row)
        }
        same(&self.balances, before, row)
            && same(&self.inactivity_scores, before, row)
            && same(&self.previous_participation, before, row)
            && same(&self.current_participation, before, row)
            && same(&self.effective_balances, before, row)
            && same(&self.exit_epochs, before, row)
            && same(&self.withdrawable_epochs, before, row)
            && same(&self.slashed, before, row)
            && same(&self.activation_epochs, before, row)
            && same(&self.activation_eligibility_epochs, before, row)
            && same(&self.credentials, before, row)
            && same(&self.fee_recipients, before, row)
            && same(&self.profiles, before, row)
            && self.keys_go_on(before, row)
    }

    fn keys_go_on(&self, before: Row, row: Row) -> bool {
        let keys = self.pubkeys.get(before).zip(self.pubkeys.get(row));
        keys.and_then(|(before, key)| key_distance(&before, &key)) == Some(self.rows.count(before))
    }

    /// Puts every column into new rows.
    pub(super) fn regroup(&mut self, regrouping: &Regrouping) {
        self.rows = self.rows.regrouped(regrouping);
        self.pubkeys.regroup_with(regrouping, key_after);
        self.credentials.regroup(regrouping);
        self.effective_balances.regroup(regrouping);
        self.slashed.regroup(regrouping);
        self.activation_eligibility_epochs.regroup(regrouping);
        self.activation_epochs.regroup(regrouping);
        self.exit_epochs.regroup(regrouping);
        self.withdrawable_epochs.regroup(regrouping);
        self.balances.regroup(regrouping);
        self.inactivity_scores.regroup(regrouping);
        self.previous_participation.regroup(regrouping);
        self.current_participation.regroup(regrouping);
        self.fee_recipients.regroup(regrouping);
        self.profiles.regroup(regrouping);
    }
}
