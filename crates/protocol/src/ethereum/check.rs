//! The invariants of the beacon chain, each with its id.

use super::performance::Absentee;
use super::rows::key_after;
use super::validator::withdrawal_address;
use super::{Beacon, PendingConsolidation};
use crate::invariants::BrokenInvariant;
use crate::units::{Epoch, ValidatorIndex};

impl Beacon {
    /// Checks ETH-1 to ETH-8. Reads every validator.
    ///
    /// # Errors
    /// The first rule that does not hold.
    pub fn check(&self) -> Result<(), BrokenInvariant> {
        self.check_conservation()?;
        self.check_rows()?;
        self.check_columns()?;
        self.check_validators()?;
        self.check_finality()?;
        self.check_names()?;
        self.check_leaving()
    }

    fn check_conservation(&self) -> Result<(), BrokenInvariant> {
        // Two sums below 2^127 each (see there) cannot saturate.
        let held = self.sum_of_balances().saturating_add(self.sum_of_pending_deposits());
        BrokenInvariant::unless(self.ledger.expected() == Some(held), "ETH-1", || {
            format!(
                "balances and pending deposits hold {held} gwei, the books say {:?}: {:?}",
                self.ledger.expected(),
                self.ledger
            )
        })
    }

    fn check_columns(&self) -> Result<(), BrokenInvariant> {
        let all = &self.validators;
        let lengths = [
            all.pubkeys.len(),
            all.credentials.len(),
            all.effective_balances.len(),
            all.slashed.len(),
            all.activation_eligibility_epochs.len(),
            all.activation_epochs.len(),
            all.exit_epochs.len(),
            all.withdrawable_epochs.len(),
            all.inactivity_scores.len(),
            all.previous_participation.len(),
            all.current_participation.len(),
            all.fee_recipients.len(),
            all.profiles.len(),
            all.balances.len(),
        ];
        BrokenInvariant::unless(lengths.iter().all(|length| *length == all.len()), "ETH-2", || {
            format!("{} rows, but the columns have {lengths:?}", all.len())
        })?;
        BrokenInvariant::unless(all.known_keys() == all.count(), "ETH-2", || {
            format!("{} validators, but {} keys", all.count(), all.known_keys())
        })?;
        let stray = all.cohorts().find(|(index, count, first)| {
            let last = key_after(first.pubkey, count.saturating_sub(1));
            let last_index = ValidatorIndex::new(index.get().saturating_add(count.saturating_sub(1)));
            all.find(&first.pubkey) != Some(*index) || all.find(&last) != Some(last_index)
        });
        BrokenInvariant::unless(stray.is_none(), "ETH-2", || format!("a key does not find its validator: {stray:?}"))
    }

    fn check_rows(&self) -> Result<(), BrokenInvariant> {
        let rows = &self.validators.rows;
        let sound = rows.is_partition();
        BrokenInvariant::unless(sound, "ETH-8", || format!("the counts do not partition {} indices: {rows:?}", rows.total()))
    }

    fn check_validators(&self) -> Result<(), BrokenInvariant> {
        let increment = self.constants.effective_balance_increment.get();
        for (index, _, validator) in self.validators.cohorts() {
            let whole = validator.effective_balance.get().checked_rem(increment) == Some(0);
            let capped = validator.effective_balance <= self.constants.effective_balance_cap(validator.credentials);
            BrokenInvariant::unless(whole && capped, "ETH-3", || {
                format!("validator {index} has an effective balance of {}", validator.effective_balance)
            })?;
            let ordered = validator.activation_eligibility_epoch <= validator.activation_epoch
                && validator.activation_epoch <= validator.exit_epoch
                && validator.exit_epoch <= validator.withdrawable_epoch
                && (validator.exit_epoch == Epoch::FAR) == (validator.withdrawable_epoch == Epoch::FAR);
            BrokenInvariant::unless(ordered, "ETH-4", || {
                format!("the epochs of validator {index} are out of order: {validator:?}")
            })?;
        }
        Ok(())
    }

    fn check_finality(&self) -> Result<(), BrokenInvariant> {
        let finality = self.finality;
        let ordered = finality.finalized <= finality.previous_justified
            && finality.previous_justified <= finality.current_justified
            && finality.current_justified <= self.epoch();
        BrokenInvariant::unless(ordered, "ETH-5", || format!("out of order in epoch {}: {finality:?}", self.epoch()))
    }

    fn check_names(&self) -> Result<(), BrokenInvariant> {
        let count = self.validators.count();
        let exists = |index: &ValidatorIndex| index.get() < count;
        let partials = self.pending_partial_withdrawals.iter().all(|pending| exists(&pending.index));
        let consolidations = self.pending_consolidations.iter().all(|pending| exists(&pending.source) && exists(&pending.target));
        BrokenInvariant::unless(partials && consolidations, "ETH-6", || "a queue names nobody".to_owned())?;
        let offenders = self.behaviour.offences.keys().all(|offence| exists(&offence.validator));
        let absent = self.behaviour.away.keys().all(|absentee| match absentee {
            Absentee::Group(_) => true,
            Absentee::Validator(index) => exists(index),
        });
        BrokenInvariant::unless(offenders && absent, "ETH-6", || "an offence or an absence is nobody's".to_owned())?;
        let duties = &self.duties;
        let mut named = duties.proposers.iter().chain(duties.sync_committee.iter()).chain(duties.next_sync_committee.iter());
        BrokenInvariant::unless(named.all(exists), "ETH-6", || "a duty names nobody".to_owned())?;
        let cursor = self.next_withdrawal_validator;
        BrokenInvariant::unless(count == 0 || exists(&cursor), "ETH-6", || format!("the sweep stands at {cursor} of {count}"))
    }

    fn check_leaving(&self) -> Result<(), BrokenInvariant> {
        for PendingConsolidation { source, .. } in self.pending_consolidations.iter() {
            let leaving = self.validators.life(*source).is_ok_and(|life| life.exit != Epoch::FAR);
            BrokenInvariant::unless(leaving, "ETH-7", || format!("validator {source} is consolidated but does not leave"))?;
        }
        for pending in self.pending_partial_withdrawals.iter() {
            let row = self.validators.row_of(pending.index).ok();
            let address = row.and_then(|row| self.validators.credentials.get(row)).and_then(withdrawal_address);
            BrokenInvariant::unless(address.is_some(), "ETH-7", || {
                format!("validator {} has a partial withdrawal queued but no address", pending.index)
            })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ethereum::equivocations::{EquivocationKind, Offence};
    use crate::ethereum::rows::{Row, Rows};
    use crate::ethereum::{BeaconConstants, GenesisValidator, PendingPartialWithdrawal, PerformanceProfile, PublicKey};
    use crate::units::{Gwei, Slot, Timestamp};
    use alloy_primitives::{Address, B256};
    use std::sync::Arc;

    const FIRST: ValidatorIndex = ValidatorIndex::new(0);
    const ROW: Row = Row::new(0);
    const NOBODY: ValidatorIndex = ValidatorIndex::new(99);

    /// Three validators with 32 ETH and no withdrawal address.
    fn chain() -> Beacon {
        let validators = [1, 2, 3].map(|number| GenesisValidator {
            pubkey: PublicKey::repeat_byte(number),
            credentials: B256::ZERO,
            balance: Gwei::new(32_000_000_000),
            fee_recipient: Address::ZERO,
            profile: PerformanceProfile::PERFECT,
        });
        let constants = Arc::new(BeaconConstants::minimal());
        Beacon::genesis(constants, Timestamp::new(0), B256::ZERO, validators.to_vec()).unwrap()
    }

    const fn partial_of(index: ValidatorIndex) -> PendingPartialWithdrawal {
        PendingPartialWithdrawal { index, amount: Gwei::ETHER, withdrawable_epoch: Epoch::new(1) }
    }

    #[test]
    fn each_broken_rule_is_called_by_its_id() {
        #[track_caller]
        fn check(id: &str, break_it: impl FnOnce(&mut Beacon)) {
            let mut beacon = chain();
            assert_eq!(beacon.check(), Ok(()));
            break_it(&mut beacon);
            assert_eq!(beacon.check().unwrap_err().id, id);
        }
        check("ETH-1", |beacon| beacon.ledger.issued += 1);
        check("ETH-1", |beacon| beacon.ledger.withdrawn = u128::MAX);
        check("ETH-1", |beacon| beacon.validators.balances.set(ROW, Gwei::ZERO).unwrap());
        check("ETH-2", |beacon| beacon.validators.fee_recipients.extend([Address::ZERO]));
        check("ETH-2", |beacon| beacon.validators.pubkeys.set(ROW, PublicKey::repeat_byte(9)).unwrap());
        check("ETH-3", |beacon| beacon.validators.effective_balances.set(ROW, Gwei::new(31_999_999_999)).unwrap());
        check("ETH-3", |beacon| beacon.validators.effective_balances.set(ROW, Gwei::new(33_000_000_000)).unwrap());
        check("ETH-4", |beacon| beacon.validators.activation_eligibility_epochs.set(ROW, Epoch::new(1)).unwrap());
        check("ETH-4", |beacon| beacon.validators.exit_epochs.set(ROW, Epoch::new(5)).unwrap());
        check("ETH-4", |beacon| beacon.validators.withdrawable_epochs.set(ROW, Epoch::new(5)).unwrap());
        check("ETH-5", |beacon| beacon.finality.finalized = Epoch::new(1));
        check("ETH-5", |beacon| beacon.finality.previous_justified = Epoch::new(1));
        check("ETH-5", |beacon| beacon.finality.current_justified = Epoch::new(1));
        check("ETH-6", |beacon| beacon.pending_partial_withdrawals.push(partial_of(NOBODY)));
        check("ETH-6", |beacon| beacon.pending_consolidations.push(PendingConsolidation { source: FIRST, target: NOBODY }));
        check("ETH-6", |beacon| {
            beacon.behaviour.away.insert(Absentee::Validator(NOBODY), Epoch::new(0));
        });
        check("ETH-6", |beacon| {
            let offence = Offence { slot: Slot::new(0), validator: NOBODY };
            beacon.behaviour.offences.insert(offence, EquivocationKind::DoubleVote);
        });
        check("ETH-6", |beacon| beacon.duties.proposers = Arc::new([NOBODY]));
        check("ETH-6", |beacon| beacon.duties.sync_committee = Arc::new([NOBODY]));
        check("ETH-6", |beacon| beacon.duties.next_sync_committee = Arc::new([NOBODY]));
        check("ETH-6", |beacon| beacon.next_withdrawal_validator = ValidatorIndex::new(3));
        check("ETH-7", |beacon| beacon.pending_consolidations.push(PendingConsolidation { source: FIRST, target: FIRST }));
        check("ETH-7", |beacon| beacon.pending_partial_withdrawals.push(partial_of(FIRST)));
        check("ETH-8", |beacon| {
            beacon.validators.rows = Rows::ones(0);
            beacon.validators.rows.extend(&[2, 0, 1]);
        });
    }
}
