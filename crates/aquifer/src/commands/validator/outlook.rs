//! What happens to a validator next, and when, by the rules of its life cycle and with nothing unusual in between.

use super::record::{ACTIVATION_BALANCE, FAR, Record};
use crate::duration::in_words;
use aquifer_keepers::chain::{BeaconState, Status};
use serde::Serialize;

/// Epochs from an activation's or exit's decision to its effect: one, and the seed's lookahead of four.
const DELAY: u64 = 5;
/// Half of the vector of slashings: how long before its withdrawal a slashed validator pays for the company it was in.
const HALF_SLASHINGS_VECTOR: u64 = 4_096;

/// The chain's clock.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clock {
    pub(crate) epoch: u64,
    pub(crate) slot: u64,
    pub(crate) slots_per_epoch: u64,
    pub(crate) seconds_per_slot: u64,
    /// Epochs a validator must have been active before it may leave.
    pub(crate) shard_committee_period: u64,
}

/// What is next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Outlook {
    /// In words.
    pub(crate) what: String,
    /// Epoch in which it happens, when that is known or can be expected.
    pub(crate) epoch: Option<u64>,
}

impl Clock {
    /// The clock of a chain.
    pub(crate) fn of(status: &Status, beacon: &BeaconState) -> Self {
        Self {
            epoch: status.epoch,
            slot: status.block.slot,
            slots_per_epoch: status.slots_per_epoch,
            seconds_per_slot: status.seconds_per_slot,
            shard_committee_period: beacon.shard_committee_period,
        }
    }

    /// An epoch and how far away it is.
    pub(crate) fn when(&self, epoch: u64) -> String {
        let slots = epoch.saturating_mul(self.slots_per_epoch).saturating_sub(self.slot);
        if slots == 0 {
            return format!("in epoch {epoch}, now");
        }
        format!("in epoch {epoch}, in {}", in_words(slots.saturating_mul(self.seconds_per_slot)))
    }

    /// What is next for a validator.
    pub(crate) fn outlook(&self, validator: &Record) -> Outlook {
        let at = |what: &str, epoch: u64| Outlook { what: format!("{what} {}", self.when(epoch)), epoch: Some(epoch) };
        match validator.status.as_str() {
            "pending_initialized" => self.before_eligibility(validator),
            "pending_queued" if validator.activation_epoch != FAR => at("activates", validator.activation_epoch),
            // Eligible once its epoch is finalised, one epoch later when finality lives; then the usual delay.
            "pending_queued" => {
                let decided = validator.activation_eligibility_epoch.max(self.epoch.saturating_sub(1)).saturating_add(1);
                at("activates, if finality goes on,", decided.saturating_add(DELAY))
            }
            "active_ongoing" => self.while_active(validator),
            "active_exiting" => at("earns until it exits", validator.exit_epoch),
            "active_slashed" | "exited_slashed" => self.after_slashing(validator),
            "exited_unslashed" => at("its balance is withdrawable", validator.withdrawable_epoch),
            "withdrawal_possible" if validator.withdrawal_address().is_some() => {
                Outlook { what: "the sweep pays it out when its turn comes".to_owned(), epoch: None }
            }
            "withdrawal_possible" => {
                Outlook { what: "stays until its BLS credentials are changed to an address".to_owned(), epoch: None }
            }
            _ => Outlook { what: "nothing: it has left".to_owned(), epoch: None },
        }
    }

    fn before_eligibility(&self, validator: &Record) -> Outlook {
        if validator.effective_balance >= ACTIVATION_BALANCE {
            // Eligibility is set in the next transition for the epoch after, finalised an epoch later.
            let epoch = self.epoch.saturating_add(2 + DELAY);
            return Outlook { what: format!("activates, if finality goes on, {}", self.when(epoch)), epoch: Some(epoch) };
        }
        Outlook { what: "waits for more deposits: activation needs an effective balance of 32 ETH".to_owned(), epoch: None }
    }

    fn while_active(&self, validator: &Record) -> Outlook {
        let earliest = validator.activation_epoch.saturating_add(self.shard_committee_period);
        if earliest > self.epoch {
            return Outlook { what: format!("earns; may leave {}", self.when(earliest)), epoch: Some(earliest) };
        }
        let what = match validator.withdrawal_credentials[0] {
            1 => "earns; what exceeds 32 ETH is swept; may leave",
            2 => "earns, and compounds up to 2048 ETH; may leave",
            _ => "earns; may leave, but nothing is paid out before its BLS credentials are changed",
        };
        Outlook { what: what.to_owned(), epoch: None }
    }

    fn after_slashing(&self, validator: &Record) -> Outlook {
        let penalty = validator.withdrawable_epoch.saturating_sub(HALF_SLASHINGS_VECTOR);
        let (what, epoch) = if penalty > self.epoch {
            ("pays for what was slashed around it", penalty)
        } else {
            ("what is left is withdrawable", validator.withdrawable_epoch)
        };
        Outlook { what: format!("{what} {}", self.when(epoch)), epoch: Some(epoch) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::B256;
    use aquifer_protocol::ethereum::PublicKey;

    const CLOCK: Clock = Clock { epoch: 10, slot: 320, slots_per_epoch: 32, seconds_per_slot: 12, shard_committee_period: 256 };

    fn record(status: &str) -> Record {
        let mut credentials = B256::ZERO;
        credentials[0] = 1;
        Record {
            index: 0,
            pubkey: PublicKey::ZERO,
            withdrawal_credentials: credentials,
            status: status.to_owned(),
            balance: ACTIVATION_BALANCE,
            effective_balance: ACTIVATION_BALANCE,
            slashed: false,
            activation_eligibility_epoch: FAR,
            activation_epoch: FAR,
            exit_epoch: FAR,
            withdrawable_epoch: FAR,
        }
    }

    #[track_caller]
    fn check(record: &Record, epoch: Option<u64>, says: &str) {
        let outlook = CLOCK.outlook(record);
        assert_eq!(outlook.epoch, epoch, "{outlook:?}");
        assert!(outlook.what.contains(says), "{outlook:?} does not say `{says}`");
    }

    #[test]
    fn a_newcomer_activates_eight_epochs_after_the_epoch_that_credited_it() {
        // Credited in the transition of epoch 9, seen in epoch 10: active from 9 + 8.
        check(
            &Record { ..record("pending_initialized") },
            Some(17),
            "activates, if finality goes on, in epoch 17, in 44 minutes",
        );
        check(&Record { effective_balance: 31_000_000_000, ..record("pending_initialized") }, None, "more deposits");
        check(&Record { activation_eligibility_epoch: 11, ..record("pending_queued") }, Some(17), "activates");
        check(&Record { activation_epoch: 15, ..record("pending_queued") }, Some(15), "activates in epoch 15, in 32 minutes");
    }

    #[test]
    fn who_is_active_may_leave_after_a_day_and_more() {
        check(&Record { activation_epoch: 8, ..record("active_ongoing") }, Some(264), "may leave in epoch 264");
        let old = Clock { epoch: 264, slot: 264 * 32, ..CLOCK };
        assert_eq!(old.outlook(&Record { activation_epoch: 8, ..record("active_ongoing") }).epoch, None);
        check(&Record { exit_epoch: 15, ..record("active_exiting") }, Some(15), "earns until it exits");
        check(&Record { withdrawable_epoch: 271, ..record("exited_unslashed") }, Some(271), "withdrawable");
        check(&record("withdrawal_possible"), None, "the sweep");
        check(&Record { withdrawal_credentials: B256::ZERO, ..record("withdrawal_possible") }, None, "credentials are changed");
        check(&record("withdrawal_done"), None, "it has left");
    }

    #[test]
    fn who_was_slashed_pays_half_way_and_leaves_late() {
        check(&Record { withdrawable_epoch: 8_200, ..record("active_slashed") }, Some(4_104), "slashed around it");
        let late = Clock { epoch: 5_000, slot: 5_000 * 32, ..CLOCK };
        assert_eq!(late.outlook(&Record { withdrawable_epoch: 8_200, ..record("exited_slashed") }).epoch, Some(8_200));
    }
}
