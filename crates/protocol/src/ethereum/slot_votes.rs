//! The votes of an epoch by the slot they are given in: what including them is worth.

use super::Beacon;
use super::constants::weights;
use super::ending_epoch::{HEAD_FLAG, SOURCE_FLAG, TARGET_FLAG};
use crate::units::{Epoch, Gwei};

/// Stake that voted in each slot of an epoch, by the set of flags its votes earn; by the slots of [`Beacon::committee`].
#[derive(Debug)]
pub(crate) struct SlotVotes {
    /// Sums of effective balances in Gwei; the position in a slot's array is the set of flags.
    stakes: Vec<[u64; 8]>,
    /// Whose turn is next: the slot of the validator that is added next.
    next: usize,
}

impl SlotVotes {
    /// No votes yet; validators are added in the order of their indices.
    pub(crate) fn of(beacon: &Beacon, epoch: Epoch) -> Self {
        let slots = usize::try_from(beacon.constants.slots_per_epoch).unwrap_or(usize::MAX);
        let next = usize::try_from(beacon.committee_offset(epoch)).unwrap_or(0);
        Self { stakes: vec![[0; 8]; slots], next }
    }

    /// Adds the next `count` validators, which vote in consecutive slots, around the end of the epoch.
    pub(crate) fn add(&mut self, flags: u8, effective_balance: Gwei, count: u64) {
        let slots = self.stakes.len();
        if count == 1 {
            self.add_to(self.next, flags, effective_balance.get());
            self.next = self.next.saturating_add(1);
        } else {
            let slots = u64::try_from(slots).unwrap_or(u64::MAX);
            // Rounded down; `rest` is what is left.
            let rounds = count.checked_div(slots).unwrap_or(0);
            let rest = usize::try_from(count.checked_rem(slots).unwrap_or(0)).unwrap_or(0);
            // Sums of active stake fit 64 bits (see `Survey::of`).
            let everywhere = effective_balance.get().saturating_mul(rounds);
            (0..self.stakes.len()).for_each(|slot| self.add_to(slot, flags, everywhere));
            let end = self.next.saturating_add(rest);
            for turn in self.next..end {
                let slot = turn.checked_rem(self.stakes.len()).unwrap_or(0);
                self.add_to(slot, flags, effective_balance.get());
            }
            self.next = end;
        }
        if self.next >= slots {
            self.next = self.next.saturating_sub(slots);
        }
    }

    fn add_to(&mut self, slot: usize, flags: u8, stake: u64) {
        let sum = self.stakes.get_mut(slot).and_then(|slot| slot.get_mut(usize::from(flags)));
        sum.into_iter().for_each(|sum| *sum = sum.saturating_add(stake));
    }

    /// Increments times weights of the flags earned in each slot.
    pub(crate) fn weights(&self, increment: Gwei) -> Vec<u64> {
        let weight = |(set, stake): (u8, &u64)| {
            // Exact: stake is whole increments (ETH-3). Increments of active stake below 2^35 times weights of at most 54.
            stake.checked_div(increment.get()).unwrap_or(0).saturating_mul(weight_of(set))
        };
        self.stakes.iter().map(|slot| (0u8..).zip(slot).map(weight).fold(0, u64::saturating_add)).collect()
    }
}

/// Sum of the weights of a set of flags.
pub(crate) fn weight_of(flags: u8) -> u64 {
    let flags = [(SOURCE_FLAG, weights::SOURCE), (TARGET_FLAG, weights::TARGET), (HEAD_FLAG, weights::HEAD)]
        .iter()
        .filter(|(flag, _)| flags & flag != 0);
    flags.map(|(_, weight)| weight).sum()
}
