//! Who attests in which slot.
//!
//! One committee a slot, and every validator in one slot of an epoch: its index, shifted by a draw of the epoch, leaves the
//! slot's number as remainder. Only those active in the epoch have the duty. (Mainnet shuffles, and cuts the validators of
//! a slot into up to 64 committees.)

use super::Beacon;
use super::draws::{Draws, Purpose};
use crate::units::{Epoch, Slot, ValidatorIndex};

impl Beacon {
    /// Slot within the epoch in which the validator with index 0 attests; the others follow one by one, around.
    pub(super) fn committee_offset(&self, epoch: Epoch) -> u64 {
        let slots = self.constants.slots_per_epoch;
        Draws::of(self.seed, Purpose::Committees, epoch.get()).below(0, slots)
    }

    /// The committee of a slot, in the order of indices: those active in its epoch as far as is known now.
    #[must_use]
    pub fn committee(&self, slot: Slot) -> Vec<ValidatorIndex> {
        let epoch = self.epoch_of(slot);
        self.first_of_committee(slot, epoch).map_or_else(Vec::new, |first| {
            let step = usize::try_from(self.constants.slots_per_epoch).unwrap_or(usize::MAX);
            let seats = (first..self.validator_count()).step_by(step.max(1)).map(ValidatorIndex::new);
            seats.filter(|index| self.is_active_at(*index, epoch)).collect()
        })
    }

    /// When a validator attests in an epoch; `None` when it is not active then.
    #[must_use]
    pub fn attestation_slot(&self, index: ValidatorIndex, epoch: Epoch) -> Option<Slot> {
        if !self.is_active_at(index, epoch) {
            return None;
        }
        let shifted = index.get().checked_add(self.committee_offset(epoch))?;
        let slot_in_epoch = shifted.checked_rem(self.constants.slots_per_epoch)?;
        self.constants.start_of(epoch).get().checked_add(slot_in_epoch).map(Slot::new)
    }

    /// Which of these validators have attested in the current epoch so far: their slot is over, and their profile let them.
    #[must_use]
    pub fn attested_so_far(&self, indices: &[ValidatorIndex]) -> Vec<bool> {
        let (mut beacon, epoch) = (self.clone(), self.epoch());
        let view = beacon.view();
        let attested = |index: &ValidatorIndex| {
            let row = beacon.validators.row_of(*index).ok()?;
            let flags = view.expected_flags.get(row.get())?;
            Some(*flags != 0 && self.attestation_slot(*index, epoch)? < self.slot)
        };
        indices.iter().map(|index| attested(index).unwrap_or(false)).collect()
    }

    /// Lowest index whose turn is in a slot: `(index + offset) mod slots = slot in epoch`.
    fn first_of_committee(&self, slot: Slot, epoch: Epoch) -> Option<u64> {
        let slots = self.constants.slots_per_epoch;
        let slot_in_epoch = slot.get().checked_rem(slots)?;
        let offset = self.committee_offset(epoch);
        slot_in_epoch.checked_add(slots)?.checked_sub(offset)?.checked_rem(slots)
    }

    fn is_active_at(&self, index: ValidatorIndex, epoch: Epoch) -> bool {
        self.validators.life(index).is_ok_and(|life| life.is_active(epoch))
    }
}

#[cfg(test)]
mod tests {
    use crate::ethereum::{Beacon, BeaconConstants, GenesisValidator, PerformanceProfile, PublicKey};
    use crate::units::{Epoch, Gwei, Slot, Timestamp, ValidatorIndex};
    use alloy_primitives::{Address, B256};
    use std::sync::Arc;

    fn chain(count: u64) -> Beacon {
        let validators = (0..count).map(|number| GenesisValidator {
            pubkey: PublicKey::left_padding_from(&number.to_be_bytes()),
            credentials: B256::ZERO,
            // Every third has too little to be active.
            balance: Gwei::new(if number % 3 == 2 { 16_000_000_000 } else { 32_000_000_000 }),
            fee_recipient: Address::ZERO,
            profile: PerformanceProfile::PERFECT,
        });
        let constants = Arc::new(BeaconConstants::minimal());
        Beacon::genesis(constants, Timestamp::new(0), B256::repeat_byte(7), validators.collect()).unwrap()
    }

    #[test]
    fn who_is_there_is_seen_once_its_slot_is_over() {
        let mut beacon = chain(40);
        let all: Vec<_> = (0..41).map(ValidatorIndex::new).collect();
        beacon.set_performance(ValidatorIndex::new(4), PerformanceProfile::OFFLINE).unwrap();
        beacon.advance_to_slot(Slot::new(12)).unwrap();
        let due =
            |index: &ValidatorIndex| beacon.attestation_slot(*index, Epoch::new(1)).is_some_and(|slot| slot < Slot::new(12));
        let expected: Vec<_> = all.iter().map(|index| due(index) && index.get() != 4).collect();
        assert_eq!(beacon.attested_so_far(&all), expected);
        assert!(expected.contains(&true) && expected.iter().filter(|seen| !**seen).count() > 15);
    }

    #[test]
    fn the_committees_of_an_epoch_hold_every_active_validator_once() {
        let beacon = chain(61);
        for epoch in [0, 1, 9].map(Epoch::new) {
            let start = beacon.constants.start_of(epoch).get();
            let mut seen = Vec::new();
            for slot in (start..start + 8).map(Slot::new) {
                for index in beacon.committee(slot) {
                    assert_eq!(beacon.attestation_slot(index, epoch), Some(slot));
                    seen.push(index);
                }
            }
            seen.sort_unstable();
            let active: Vec<_> = (0..61).filter(|number| number % 3 != 2).map(ValidatorIndex::new).collect();
            assert_eq!(seen, active);
        }
        assert_eq!(beacon.attestation_slot(ValidatorIndex::new(2), Epoch::new(0)), None);
        assert_eq!(beacon.attestation_slot(ValidatorIndex::new(61), Epoch::new(0)), None);
    }
}
