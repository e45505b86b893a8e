//! Which unclaimed requests an account owns, in the order of an `EnumerableSet`: removing moves the last into the gap.

use super::QueueError;
use crate::tables::{ChangeSink, Tables, map_changes};
use crate::units::{ArithError, RequestId};
use alloy_primitives::Address;
use imbl::OrdMap;
use serde::{Deserialize, Serialize};

/// Sets of request ids, one an owner, kept as entries so that a change touches only what moved.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct OwnerSets {
    id_at: OrdMap<(Address, u64), RequestId>,
    position_of: OrdMap<RequestId, u64>,
    count_of: OrdMap<Address, u64>,
}

/// The free place at the end of an owner's set, and the count once it is taken.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slot {
    position: u64,
    count: u64,
}

impl OwnerSets {
    /// How many requests an account owns.
    pub(super) fn count(&self, owner: Address) -> u64 {
        self.count_of.get(&owner).copied().unwrap_or(0)
    }

    /// The requests of an account, in set order.
    pub(super) fn ids(&self, owner: Address) -> impl Iterator<Item = RequestId> + '_ {
        self.id_at.range((owner, 0)..=(owner, u64::MAX)).map(|(_, id)| *id)
    }

    /// Whether `id` is in the set of `owner`.
    pub(super) fn contains(&self, owner: Address, id: RequestId) -> bool {
        self.position_of.get(&id).is_some_and(|position| self.id_at.get(&(owner, *position)) == Some(&id))
    }

    /// How many ids are in any set.
    pub(super) fn total(&self) -> usize {
        self.id_at.len()
    }

    /// Where the next request of an account goes: the part of an insertion that can fail.
    pub(super) fn slot_for(&self, owner: Address) -> Result<Slot, ArithError> {
        let position = self.count(owner);
        let count = position.checked_add(1).ok_or(ArithError::Overflow)?;
        Ok(Slot { position, count })
    }

    /// Adds an id that is in no set.
    pub(super) fn insert(&mut self, owner: Address, id: RequestId, slot: Slot) {
        self.id_at.insert((owner, slot.position), id);
        self.position_of.insert(id, slot.position);
        self.count_of.insert(owner, slot.count);
    }

    /// Removes an id; the last of the set takes its place.
    ///
    /// # Errors
    /// [`QueueError::InvalidRequestId`] when the id is not in the set.
    pub(super) fn remove(&mut self, owner: Address, id: RequestId) -> Result<(), QueueError> {
        let absent = QueueError::InvalidRequestId { id };
        let position = *self.position_of.get(&id).ok_or_else(|| absent.clone())?;
        let last = self.count(owner).checked_sub(1).ok_or_else(|| absent.clone())?;
        let moved = *self.id_at.get(&(owner, last)).ok_or(absent)?;

        self.id_at.insert((owner, position), moved);
        self.position_of.insert(moved, position);
        self.id_at.remove(&(owner, last));
        self.position_of.remove(&id);
        if last == 0 {
            self.count_of.remove(&owner);
        } else {
            self.count_of.insert(owner, last);
        }
        Ok(())
    }
}

impl Tables for OwnerSets {
    fn changes(&self, before: Option<&Self>, sink: &mut dyn ChangeSink) {
        map_changes("lido.queue.owned", before.map(|b| &b.id_at), &self.id_at, sink);
        map_changes("lido.queue.owned_position", before.map(|b| &b.position_of), &self.position_of, sink);
        map_changes("lido.queue.owned_count", before.map(|b| &b.count_of), &self.count_of, sink);
    }
}
