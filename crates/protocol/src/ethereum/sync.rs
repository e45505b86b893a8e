//! Sync committee rewards: every block pays who signed, fines who did not, and pays the proposer for each signature.
//!
//! The rule goes seat by seat in order. By profile a validator signs for all its seats or for none, so the seats of one
//! can be taken together: equal steps in one direction. Only the proposer moves both ways, up for every seat that signed
//! and down for its own when it did not; there the order matters as soon as a step would stop at zero. So when an absent
//! proposer's balance is below what its own seats cost, the seats are taken in order; otherwise no step stops at zero in
//! any order and the sums are the same.

use super::attendance::Attendance;
use super::columns::position;
use super::constants::weights;
use super::draws::Draws;
use super::ledger::count;
use super::performance::PartsPerMillion;
use super::{Beacon, BeaconError};
use crate::units::{Gwei, ValidatorIndex};
use std::sync::Arc;

/// What one seat is worth in one block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeatReward {
    /// To the member that signed, or from the one that did not.
    pub member: Gwei,
    /// To the proposer for each seat that signed.
    pub proposer: Gwei,
}

/// A validator with seats.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    index: ValidatorIndex,
    /// Position in its chunk.
    offset: usize,
    /// Position of its first seat; a holder's seats lie side by side.
    first_seat: usize,
    seats: u64,
    /// What all its seats are worth.
    stake: Gwei,
    presence: Presence,
}

/// Whether a member signs in the slots of an epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Presence {
    Always,
    Never,
    /// Drawn slot by slot.
    Drawn(PartsPerMillion),
}

/// The committee grouped for an epoch: members by chunk, in the order of their indices.
#[derive(Debug)]
pub(crate) struct SyncPlan {
    pub(crate) reward: SeatReward,
    chunks: Vec<(usize, Vec<Member>)>,
    attendance: Attendance,
    /// Who signs, when that is the same in every slot of the epoch.
    steady: Option<Arc<[u8]>>,
    /// Bytes of the bits.
    width: usize,
}

impl SyncPlan {
    pub(crate) fn of(beacon: &Beacon, total_active: Gwei, attendance: Attendance) -> Self {
        let reward = beacon.seat_reward(total_active);
        let mut chunks: Vec<(usize, Vec<Member>)> = Vec::new();
        let mut first_seat = 0usize;
        for held in beacon.duties.sync_committee.chunk_by(PartialEq::eq) {
            let member = Member::of(beacon, held, first_seat, reward, &attendance);
            // Positions in a slice.
            first_seat = first_seat.saturating_add(held.len());
            let Some((chunk, member)) = member else { continue };
            match chunks.last_mut() {
                Some((last, members)) if *last == chunk => members.push(member),
                _ => chunks.push((chunk, vec![member])),
            }
        }
        let size = usize::try_from(beacon.constants.sync_committee_size).unwrap_or(usize::MAX);
        let mut plan = Self { reward, chunks, attendance, steady: None, width: size.div_ceil(8) };
        if !plan.members().any(|member| matches!(member.presence, Presence::Drawn(_))) {
            plan.steady = Some(plan.bits(0));
        }
        plan
    }

    /// Which seats sign in a slot: a bit a seat, the lowest bit of a byte first.
    pub(crate) fn bits(&self, slot_in_epoch: u64) -> Arc<[u8]> {
        if let Some(steady) = &self.steady {
            return Arc::clone(steady);
        }
        let draws = self.attendance.of_signatures(slot_in_epoch);
        let mut bits = vec![0; self.width];
        for seat in self.members().filter(|member| member.signs(draws)).flat_map(Member::held) {
            if let Some((byte, mask)) = seat_bit(seat).and_then(|(byte, mask)| Some((bits.get_mut(byte)?, mask))) {
                *byte |= mask;
            }
        }
        bits.into()
    }

    fn members(&self) -> impl Iterator<Item = &Member> {
        self.chunks.iter().flat_map(|(_, members)| members)
    }
}

impl Member {
    /// The member and the number of its chunk. A slashed validator is run by nobody and signs nothing.
    fn of(
        beacon: &Beacon,
        held: &[ValidatorIndex],
        first_seat: usize,
        reward: SeatReward,
        attendance: &Attendance,
    ) -> Option<(usize, Self)> {
        let index = *held.first()?;
        let row = beacon.validators.rows.row_of(index)?;
        let seats = u64::try_from(held.len()).ok()?;
        let profile = beacon.validators.profiles.get(row)?;
        let absent = beacon.validators.slashed.get(row)? || !attendance.is_online(&profile, index);
        let presence = match profile.sync {
            _ if absent => Presence::Never,
            PartsPerMillion::FULL => Presence::Always,
            PartsPerMillion::ZERO => Presence::Never,
            chance => Presence::Drawn(chance),
        };
        // 512 seats of less than 2^32 Gwei (see `seat_reward`) cannot saturate.
        let stake = Gwei::new(seats.saturating_mul(reward.member.get()));
        let (chunk, offset) = position(row);
        Some((chunk, Self { index, offset, first_seat, seats, stake, presence }))
    }

    /// Positions of its seats.
    fn held(&self) -> std::ops::Range<usize> {
        let seats = usize::try_from(self.seats).unwrap_or(usize::MAX);
        self.first_seat..self.first_seat.saturating_add(seats)
    }

    /// Whether its seats are set in the bits of a block: all are or none.
    fn signed(&self, bits: &[u8]) -> bool {
        is_set(bits, self.first_seat)
    }

    fn signs(&self, draws: Draws) -> bool {
        match self.presence {
            Presence::Always => true,
            Presence::Never => false,
            Presence::Drawn(chance) => draws.happens(chance, self.index.get()),
        }
    }
}

/// Byte and mask of a seat.
fn seat_bit(seat: usize) -> Option<(usize, u8)> {
    let shift = u32::try_from(seat.checked_rem(8)?).ok()?;
    Some((seat.checked_div(8)?, 1u8.checked_shl(shift)?))
}

fn is_set(bits: &[u8], seat: usize) -> bool {
    seat_bit(seat).and_then(|(byte, mask)| Some(bits.get(byte)? & mask != 0)).unwrap_or(false)
}

impl Beacon {
    /// `part = total_base * 2 // 64 // 32 // 512` and `prop = part * 8 // 56`, four and one floors.
    pub(super) fn seat_reward(&self, total_active: Gwei) -> SeatReward {
        let increments = total_active.get().checked_div(self.constants.effective_balance_increment.get()).unwrap_or(0);
        // `total_base` is at most `factor * total / isqrt(total)`: with a total of 64 bits below `factor * 2^33`, so no product
        // here comes near 128 bits, and a seat gets less than `64 * 2^33 / 32 / 32 / 512 = 2^20` Gwei on mainnet.
        let total_base = u128::from(self.base_reward_for(total_active)).saturating_mul(u128::from(increments));
        let part = total_base
            .saturating_mul(u128::from(weights::SYNC))
            .checked_div(u128::from(weights::DENOMINATOR))
            .and_then(|all| all.checked_div(u128::from(self.constants.slots_per_epoch)))
            .and_then(|slot| slot.checked_div(u128::from(self.constants.sync_committee_size)))
            .unwrap_or(0);
        // Constants: 64 - 8.
        let others = weights::DENOMINATOR.saturating_sub(weights::PROPOSER);
        let proposer = part.saturating_mul(u128::from(weights::PROPOSER)).checked_div(u128::from(others)).unwrap_or(0);
        let gwei = |amount: u128| Gwei::new(u64::try_from(amount).unwrap_or(u64::MAX));
        SeatReward { member: gwei(part), proposer: gwei(proposer) }
    }

    /// What a seat is worth in a block of the current epoch.
    #[must_use]
    pub fn sync_seat_reward(&self) -> SeatReward {
        self.seat_reward(self.total_active_balance())
    }

    /// One sync aggregate, seat by seat: `committee[k]` signed when `bits[k]`.
    ///
    /// # Errors
    /// [`BeaconError::WrongLength`], [`BeaconError::UnknownValidator`], [`BeaconError::Arith`].
    pub fn process_sync_aggregate(
        &mut self,
        proposer: ValidatorIndex,
        committee: &[ValidatorIndex],
        bits: &[bool],
    ) -> Result<(), BeaconError> {
        if committee.len() != bits.len() {
            return Err(BeaconError::WrongLength { expected: committee.len(), got: bits.len() });
        }
        let reward = self.seat_reward(self.total_active_balance());
        self.attempt(|beacon| beacon.pay_seats(Some(proposer), committee, bits, reward))
    }

    /// In order. Nobody gets the proposer's part when `proposer` is `None`.
    fn pay_seats(
        &mut self,
        proposer: Option<ValidatorIndex>,
        committee: &[ValidatorIndex],
        bits: &[bool],
        reward: SeatReward,
    ) -> Result<(), BeaconError> {
        for (member, signed) in committee.iter().zip(bits) {
            if !signed {
                self.penalise(*member, reward.member)?;
                continue;
            }
            self.reward(*member, reward.member)?;
            if let Some(proposer) = proposer {
                self.reward(proposer, reward.proposer)?;
            }
        }
        Ok(())
    }

    /// The aggregate of the current slot: `bits` as [`SyncPlan::bits`] gave them. `proposer` is `None` when it earns nothing.
    pub(super) fn pay_sync_committee(
        &mut self,
        plan: &SyncPlan,
        proposer: Option<ValidatorIndex>,
        bits: &[u8],
    ) -> Result<(), BeaconError> {
        if proposer.is_some_and(|proposer| self.order_matters(plan, proposer, bits)) {
            return self.pay_seats_in_order(plan, proposer, bits);
        }
        let (mut signed_seats, mut issued, mut penalised) = (0u64, 0u64, 0u64);
        for (number, members) in &plan.chunks {
            let balances = self.validators.balances.chunk_mut(*number);
            for member in members {
                let Some(balance) = balances.get_mut(member.offset) else { continue };
                // Sums of an aggregate are those of all seats: 512 times less than 2^32 (see `seat_reward`).
                if member.signed(bits) {
                    *balance = balance.try_add(member.stake)?;
                    issued = issued.saturating_add(member.stake.get());
                    signed_seats = signed_seats.saturating_add(member.seats);
                } else {
                    let taken = (*balance).min(member.stake);
                    *balance = balance.floor_sub(taken);
                    penalised = penalised.saturating_add(taken.get());
                }
            }
        }
        count(&mut self.ledger.issued, Gwei::new(issued));
        count(&mut self.ledger.penalised, Gwei::new(penalised));
        match proposer {
            // One part a seat, of all seats at most, each less than a member's: the sum fits as `issued` does.
            Some(proposer) => self.reward(proposer, Gwei::new(signed_seats.saturating_mul(plan.reward.proposer.get()))),
            None => Ok(()),
        }
    }

    /// Whether the proposer's own missed seats could stop at zero.
    fn order_matters(&self, plan: &SyncPlan, proposer: ValidatorIndex, bits: &[u8]) -> bool {
        let row = self.validators.rows.row_of(proposer);
        let Some(balance) = row.and_then(|row| self.validators.balances.get(row)) else { return false };
        // What all seats cost, as above.
        let cost = Gwei::new(plan.reward.member.get().saturating_mul(self.constants.sync_committee_size));
        balance < cost && plan.members().any(|member| member.index == proposer && !member.signed(bits))
    }

    fn pay_seats_in_order(&mut self, plan: &SyncPlan, proposer: Option<ValidatorIndex>, bits: &[u8]) -> Result<(), BeaconError> {
        let committee = Arc::clone(&self.duties.sync_committee);
        let signed: Vec<bool> = (0..committee.len()).map(|seat| is_set(bits, seat)).collect();
        self.pay_seats(proposer, &committee, &signed, plan.reward)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ethereum::{BeaconConstants, GenesisValidator, PerformanceProfile};
    use crate::units::Timestamp;
    use alloy_primitives::{Address, B256};
    use proptest::collection::vec;
    use proptest::prelude::*;

    /// Six validators, a committee of sixteen seats, balances set afterwards.
    fn chain(profiles: &[PerformanceProfile], balances: &[u64]) -> Beacon {
        let validators = (0u8..).zip(profiles).map(|(number, profile)| GenesisValidator {
            pubkey: super::super::PublicKey::repeat_byte(number),
            credentials: B256::ZERO,
            balance: Gwei::new(32_000_000_000),
            fee_recipient: Address::ZERO,
            profile: *profile,
        });
        let constants = BeaconConstants { sync_committee_size: 16, ..BeaconConstants::minimal() };
        let seed = B256::repeat_byte(5);
        let mut beacon = Beacon::genesis(Arc::new(constants), Timestamp::new(0), seed, validators.collect()).unwrap();
        for (index, balance) in (0..).zip(balances) {
            beacon.validators.balances.set(super::super::rows::Row::new(index), Gwei::new(*balance)).unwrap();
        }
        beacon
    }

    fn profile() -> impl Strategy<Value = PerformanceProfile> {
        let chance =
            || prop_oneof![Just(0u32), Just(1_000_000), 0..=1_000_000u32].prop_map(|ppm| PartsPerMillion::new(ppm).unwrap());
        (chance(), chance()).prop_map(|(uptime, sync)| PerformanceProfile { uptime, sync, ..PerformanceProfile::PERFECT })
    }

    #[test]
    fn bits_are_one_a_seat_and_shared_while_nothing_is_drawn() {
        let half = PerformanceProfile { sync: PartsPerMillion::new(500_000).unwrap(), ..PerformanceProfile::PERFECT };
        let [perfect, offline] = [PerformanceProfile::PERFECT, PerformanceProfile::OFFLINE];
        let mut steady = chain(&[perfect, offline, perfect, offline, perfect, offline], &[]);
        let view = steady.view();
        assert!(Arc::ptr_eq(&view.sync.bits(0), &view.sync.bits(5)));
        let expected: Vec<bool> = steady.sync_committee().iter().map(|seat| seat.get() % 2 == 0).collect();
        let bits = view.sync.bits(0);
        assert_eq!((0..16).map(|seat| bits[seat / 8] >> (seat % 8) & 1 == 1).collect::<Vec<_>>(), expected);

        let view = chain(&[half; 6], &[]).view();
        let distinct: std::collections::BTreeSet<_> = (0..8).map(|slot| view.sync.bits(slot)).collect();
        assert!(distinct.len() > 3, "{distinct:?}");
        assert!(distinct.iter().all(|bits| bits.len() == 2));
    }

    proptest! {
        #[test]
        fn seats_taken_together_pay_as_seats_taken_in_order(
            profiles in vec(profile(), 6),
            // A seat costs some 7,000 Gwei here: balances at which penalties stop at zero, and others.
            balances in vec(prop_oneof![0..40_000u64, Just(32_000_000_000)], 6),
            proposer in proptest::option::of(0..6u64),
            slot in 0..8u64,
        ) {
            let mut fast = chain(&profiles, &balances);
            let mut plain = fast.clone();
            let view = fast.view();
            let proposer = proposer.map(ValidatorIndex::new);
            let bits = view.sync.bits(slot);
            fast.pay_sync_committee(&view.sync, proposer, &bits).unwrap();
            plain.pay_seats_in_order(&view.sync, proposer, &bits).unwrap();
            prop_assert!(view.sync.reward.member > Gwei::new(5_000), "{:?}", view.sync.reward);
            prop_assert_eq!(fast, plain);
        }
    }
}
