//! Withdrawals of a block: queued partial ones first, then the sweep over all validators in turn.
//!
//! The sweep looks at balances net of what the same block already takes. Its cursor stands behind the last validator it
//! paid when the block is full, and moves on by the whole stretch it looked at otherwise.

use super::columns::position;
use super::ledger::count_each;
use super::rows::Row;
use super::validator::withdrawal_address;
use super::{Beacon, BeaconError};
use crate::units::{ArithError, Epoch, Gwei, ValidatorIndex};
use alloy_primitives::Address;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Ether that leaves the beacon chain in a block (EIP-4895). It is credited on the execution side, in wei, unconditionally.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawal {
    /// Running number over all withdrawals.
    pub index: u64,
    /// Whose balance it leaves.
    pub validator: ValidatorIndex,
    /// Who is credited on the execution side.
    pub address: Address,
    /// Amount in Gwei.
    pub amount: Gwei,
}

/// A withdrawal of part of a balance that waits for its epoch (EIP-7002).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingPartialWithdrawal {
    /// Whose balance it leaves.
    pub index: ValidatorIndex,
    /// At most this much, Gwei.
    pub amount: Gwei,
    /// First epoch in which it may be paid.
    pub withdrawable_epoch: Epoch,
}

/// What a block takes, decided before anything moves.
#[derive(Debug)]
pub(super) struct WithdrawalPlan {
    pub(super) withdrawals: Vec<Withdrawal>,
    /// How many of them come from the queue; the sweep adds each validator once at most.
    partials: usize,
    /// Partial withdrawals that leave the queue, paid or not.
    consumed: u64,
    next_index: u64,
    next_validator: ValidatorIndex,
}

impl Beacon {
    /// Takes the withdrawals of a block.
    ///
    /// # Errors
    /// [`BeaconError::Arith`] when a number leaves its range; nothing has changed then.
    pub fn process_withdrawals(&mut self) -> Result<Vec<Withdrawal>, BeaconError> {
        let floors = self.view();
        let plan = self.plan_withdrawals(&floors.sweep_floors)?;
        Ok(self.apply_withdrawals(plan))
    }

    /// Decides what the next block takes (`get_expected_withdrawals`).
    pub(super) fn plan_withdrawals(&self, sweep_floors: &[Gwei]) -> Result<WithdrawalPlan, BeaconError> {
        let capacity = usize::try_from(self.constants.max_withdrawals_per_payload).unwrap_or(usize::MAX);
        let mut plan = WithdrawalPlan {
            withdrawals: Vec::with_capacity(capacity.min(64)),
            partials: 0,
            consumed: 0,
            next_index: self.next_withdrawal_index,
            next_validator: self.next_withdrawal_validator,
        };
        if !self.pending_partial_withdrawals.is_empty() {
            self.plan_partials(&mut plan)?;
        }
        self.plan_sweep(&mut plan, sweep_floors, capacity)?;
        plan.next_validator = self.cursor_after(&plan, capacity);
        Ok(plan)
    }

    /// Queued ones. Who can no longer pay is dropped, pays nothing and takes no place.
    fn plan_partials(&self, plan: &mut WithdrawalPlan) -> Result<(), BeaconError> {
        let most = self.constants.max_pending_partials_per_withdrawals_sweep;
        let most = most.min(self.constants.max_withdrawals_per_payload.saturating_sub(1));
        let floor = self.constants.min_activation_balance;
        let epoch = self.epoch();
        for pending in self.pending_partial_withdrawals.iter() {
            if pending.withdrawable_epoch > epoch || u64::try_from(plan.withdrawals.len()).map_or(true, |len| len >= most) {
                break;
            }
            let row = self.validators.row_of(pending.index)?;
            let life = self.validators.life_at(row)?;
            let balance = self.validators.balances.at(row)?.floor_sub(plan.taken_from(pending.index));
            if life.exit == Epoch::FAR && life.effective_balance >= floor && balance > floor {
                self.plan_one(plan, row, pending.index, balance.try_sub(floor)?.min(pending.amount))?;
            }
            plan.consumed = plan.consumed.saturating_add(1);
            plan.partials = plan.withdrawals.len();
        }
        Ok(())
    }

    /// From the cursor around the registry, or as far as one block looks.
    fn plan_sweep(&self, plan: &mut WithdrawalPlan, floors: &[Gwei], capacity: usize) -> Result<(), BeaconError> {
        let total = self.validators.count();
        let look = self.constants.max_validators_per_withdrawals_sweep.min(total);
        let start = self.next_withdrawal_validator.get().min(total);
        let end = start.saturating_add(look);
        self.plan_stretch(plan, floors, capacity, start..end.min(total))?;
        self.plan_stretch(plan, floors, capacity, 0..end.saturating_sub(total))
    }

    /// A range of indices.
    fn plan_stretch(
        &self,
        plan: &mut WithdrawalPlan,
        floors: &[Gwei],
        capacity: usize,
        stretch: Range<u64>,
    ) -> Result<(), BeaconError> {
        let Some(last) = stretch.end.checked_sub(1).filter(|last| stretch.contains(last)) else { return Ok(()) };
        let mut position = self.validators.row_of(ValidatorIndex::new(stretch.start))?.get();
        let end = self.validators.row_of(ValidatorIndex::new(last))?.get().saturating_add(1);
        while plan.withdrawals.len() < capacity {
            let Some(found) = self.validators.balances.position_above(floors, position, end) else { break };
            let (row, floor) = (Row::new(found), floors.get(found).copied().unwrap_or(Gwei::MAX));
            let members = self.validators.rows.indices(row);
            let balance = self.validators.balances.at(row)?;
            for index in members.start.max(stretch.start)..members.end.min(stretch.end) {
                let index = ValidatorIndex::new(index);
                let balance = balance.floor_sub(plan.taken_from(index));
                if plan.withdrawals.len() < capacity && balance > floor {
                    self.plan_one(plan, row, index, balance.try_sub(floor)?)?;
                }
            }
            position = found.saturating_add(1);
        }
        Ok(())
    }

    fn plan_one(&self, plan: &mut WithdrawalPlan, row: Row, validator: ValidatorIndex, amount: Gwei) -> Result<(), BeaconError> {
        let credentials = self.validators.credentials.at(row)?;
        let address = withdrawal_address(credentials).unwrap_or_else(|| Address::from_word(credentials));
        plan.withdrawals.push(Withdrawal { index: plan.next_index, validator, address, amount });
        plan.next_index = plan.next_index.checked_add(1).ok_or(ArithError::Overflow)?;
        Ok(())
    }

    fn cursor_after(&self, plan: &WithdrawalPlan, capacity: usize) -> ValidatorIndex {
        let next = match plan.withdrawals.last() {
            Some(last) if plan.withdrawals.len() == capacity => last.validator.get().saturating_add(1),
            _ => self.next_withdrawal_validator.get().saturating_add(self.constants.max_validators_per_withdrawals_sweep),
        };
        ValidatorIndex::new(next.checked_rem(self.validators.count()).unwrap_or(0))
    }

    /// Writes that cannot fail: the plan names validators and amounts that exist.
    pub(super) fn apply_withdrawals(&mut self, plan: WithdrawalPlan) -> Vec<Withdrawal> {
        for run in plan.withdrawals.chunk_by(Withdrawal::is_followed_by) {
            let (Some(first), Some(last)) = (run.first(), run.last()) else { continue };
            let rows = self.isolate_range(first.validator.get()..last.validator.get().saturating_add(1));
            for row in rows.map(Row::new) {
                let (number, offset) = position(row);
                if let Some(balance) = self.validators.balances.chunk_mut(number).get_mut(offset) {
                    *balance = balance.floor_sub(first.amount);
                    count_each(&mut self.ledger.withdrawn, first.amount, self.validators.rows.count(row));
                }
            }
        }
        self.pending_partial_withdrawals.drop_front(plan.consumed);
        self.next_withdrawal_index = plan.next_index;
        self.next_withdrawal_validator = plan.next_validator;
        plan.withdrawals
    }
}

impl Withdrawal {
    /// Whether the next one takes as much from the next validator.
    fn is_followed_by(&self, next: &Self) -> bool {
        next.amount == self.amount && self.validator.get().checked_add(1) == Some(next.validator.get())
    }
}

impl WithdrawalPlan {
    /// What the queued ones already take from a validator; at most 8 entries to look at.
    fn taken_from(&self, index: ValidatorIndex) -> Gwei {
        let own = self.withdrawals.iter().take(self.partials).filter(|withdrawal| withdrawal.validator == index);
        Gwei::new(own.map(|withdrawal| withdrawal.amount.get()).fold(0, u64::saturating_add))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ethereum::{BeaconConstants, GenesisValidator, PerformanceProfile, PublicKey};
    use crate::units::Timestamp;
    use alloy_primitives::B256;
    use proptest::collection::vec;
    use proptest::prelude::*;
    use std::sync::Arc;

    /// Prefix of the credentials, balance, and whether it is withdrawable.
    type Row = (u8, u64, bool);

    fn chain(rows: &[Row], cursor: u64) -> Beacon {
        let validators = (0u64..).zip(rows).map(|(number, (prefix, balance, _))| GenesisValidator {
            pubkey: PublicKey::left_padding_from(&number.to_be_bytes()),
            credentials: super::super::validator::with_prefix(B256::repeat_byte(1), *prefix),
            balance: Gwei::new(*balance),
            fee_recipient: Address::ZERO,
            profile: PerformanceProfile::PERFECT,
        });
        let constants = BeaconConstants { max_validators_per_withdrawals_sweep: 700, ..BeaconConstants::mainnet() };
        let mut beacon = Beacon::genesis(Arc::new(constants), Timestamp::new(0), B256::ZERO, validators.collect()).unwrap();
        for (index, _) in (0..).zip(rows).filter(|(_, (_, _, withdrawable))| *withdrawable) {
            beacon.validators.withdrawable_epochs.set(super::Row::new(index), Epoch::new(0)).unwrap();
        }
        beacon.next_withdrawal_validator = ValidatorIndex::new(cursor % beacon.validators.count());
        beacon
    }

    /// The sweep as section 9 of the rules has it, validator by validator.
    fn plain_sweep(beacon: &Beacon) -> Vec<(ValidatorIndex, Gwei)> {
        let (mut paid, mut cursor, count) = (Vec::new(), beacon.next_withdrawal_validator.get(), beacon.validators.count());
        for _ in 0..count.min(beacon.constants.max_validators_per_withdrawals_sweep) {
            if paid.len() == 16 {
                break;
            }
            let index = ValidatorIndex::new(cursor);
            let validator = beacon.validator(index).unwrap();
            let cap = beacon.constants.effective_balance_cap(validator.credentials);
            let has_address = matches!(validator.credentials[0], 1 | 2);
            if has_address && validator.withdrawable_epoch <= beacon.epoch() && !validator.balance.is_zero() {
                paid.push((index, validator.balance));
            } else if has_address && validator.effective_balance == cap && validator.balance > cap {
                paid.push((index, validator.balance.floor_sub(cap)));
            }
            cursor = (cursor + 1) % count;
        }
        paid
    }

    proptest! {
        #[test]
        fn the_sweep_over_floors_pays_whom_the_plain_sweep_pays(
            kinds in vec((0..4u8, prop_oneof![Just(0u64), Just(32_000_000_001), 0..70_000_000_000u64, Just(2_049_000_000_000)], any::<bool>()), 1..9),
            count in 1..1_400usize,
            cursor in any::<u64>(),
        ) {
            // Mostly nobody to pay, so that the sweep goes far, over chunks and around the end.
            let rows: Vec<Row> = (0..count).map(|number| match number % 53 {
                kind if kind < kinds.len() => kinds[kind],
                _ => (1, 32_000_000_000, false),
            }).collect();
            let mut beacon = chain(&rows, cursor);
            for _ in 0..4 {
                let expected = plain_sweep(&beacon);
                let paid = beacon.process_withdrawals().unwrap();
                let paid: Vec<_> = paid.iter().map(|withdrawal| (withdrawal.validator, withdrawal.amount)).collect();
                prop_assert_eq!(paid, expected);
            }
        }
    }
}
