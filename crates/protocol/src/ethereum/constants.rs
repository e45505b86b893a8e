//! The constants of the beacon chain as one runtime value, under the names of the consensus specification.

use crate::units::{Epochs, Gwei, Seconds, Slot};
use serde::{Deserialize, Serialize};

/// Every constant the balance side of the beacon chain depends on. Amounts are Gwei, spans are epochs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BeaconConstants {
    /// Length of a slot (`SECONDS_PER_SLOT`).
    pub seconds_per_slot: Seconds,
    /// Slots in an epoch (`SLOTS_PER_EPOCH`), at least 1.
    pub slots_per_epoch: u64,
    /// Step of effective balances (`EFFECTIVE_BALANCE_INCREMENT`).
    pub effective_balance_increment: Gwei,
    /// Balance needed to be activated, and the cap of validators that do not compound (`MIN_ACTIVATION_BALANCE`).
    pub min_activation_balance: Gwei,
    /// Cap of compounding validators (`MAX_EFFECTIVE_BALANCE_ELECTRA`, EIP-7251).
    pub max_effective_balance: Gwei,
    /// At or below this effective balance a validator is ejected (`EJECTION_BALANCE`).
    pub ejection_balance: Gwei,
    /// Parts an increment is cut into for hysteresis (`HYSTERESIS_QUOTIENT`).
    pub hysteresis_quotient: u64,
    /// Parts a balance may fall below the effective one (`HYSTERESIS_DOWNWARD_MULTIPLIER`).
    pub hysteresis_downward_multiplier: u64,
    /// Parts a balance may rise above the effective one (`HYSTERESIS_UPWARD_MULTIPLIER`).
    pub hysteresis_upward_multiplier: u64,
    /// Scale of all rewards (`BASE_REWARD_FACTOR`).
    pub base_reward_factor: u64,
    /// Epochs without finality before the leak begins (`MIN_EPOCHS_TO_INACTIVITY_PENALTY`).
    pub min_epochs_to_inactivity_penalty: Epochs,
    /// Score gained by an epoch of absence (`INACTIVITY_SCORE_BIAS`).
    pub inactivity_score_bias: u64,
    /// Score lost by an epoch outside a leak (`INACTIVITY_SCORE_RECOVERY_RATE`).
    pub inactivity_score_recovery_rate: u64,
    /// Divisor of the inactivity penalty (`INACTIVITY_PENALTY_QUOTIENT_BELLATRIX`).
    pub inactivity_penalty_quotient: u64,
    /// Length of the slashings vector in epochs (`EPOCHS_PER_SLASHINGS_VECTOR`).
    pub epochs_per_slashings_vector: u64,
    /// Weight of correlated slashings (`PROPORTIONAL_SLASHING_MULTIPLIER_BELLATRIX`).
    pub proportional_slashing_multiplier: u64,
    /// Divisor of the first slashing penalty (`MIN_SLASHING_PENALTY_QUOTIENT_ELECTRA`).
    pub min_slashing_penalty_quotient: u64,
    /// Divisor of the reward for reporting a slashing (`WHISTLEBLOWER_REWARD_QUOTIENT_ELECTRA`).
    pub whistleblower_reward_quotient: u64,
    /// Epochs between a decision and its effect, less one (`MAX_SEED_LOOKAHEAD`).
    pub max_seed_lookahead: Epochs,
    /// Epochs between exit and withdrawal (`MIN_VALIDATOR_WITHDRAWABILITY_DELAY`).
    pub min_validator_withdrawability_delay: Epochs,
    /// Epochs a validator must have been active before it may leave (`SHARD_COMMITTEE_PERIOD`).
    pub shard_committee_period: Epochs,
    /// Part of the active stake that may move each epoch (`CHURN_LIMIT_QUOTIENT`).
    pub churn_limit_quotient: u64,
    /// Least stake that may move each epoch (`MIN_PER_EPOCH_CHURN_LIMIT_ELECTRA`).
    pub min_per_epoch_churn_limit: Gwei,
    /// Most stake that may enter, or leave, each epoch (`MAX_PER_EPOCH_ACTIVATION_EXIT_CHURN_LIMIT`).
    pub max_per_epoch_activation_exit_churn_limit: Gwei,
    /// Entries of the deposit queue handled each epoch (`MAX_PENDING_DEPOSITS_PER_EPOCH`).
    pub max_pending_deposits_per_epoch: u64,
    /// Seats of the sync committee (`SYNC_COMMITTEE_SIZE`).
    pub sync_committee_size: u64,
    /// Epochs a sync committee sits (`EPOCHS_PER_SYNC_COMMITTEE_PERIOD`).
    pub epochs_per_sync_committee_period: u64,
    /// Withdrawals of one block (`MAX_WITHDRAWALS_PER_PAYLOAD`).
    pub max_withdrawals_per_payload: u64,
    /// Validators the sweep looks at in one block (`MAX_VALIDATORS_PER_WITHDRAWALS_SWEEP`).
    pub max_validators_per_withdrawals_sweep: u64,
    /// Queued partial withdrawals paid in one block (`MAX_PENDING_PARTIALS_PER_WITHDRAWALS_SWEEP`).
    pub max_pending_partials_per_withdrawals_sweep: u64,
    /// Capacity of the queue of partial withdrawals (`PENDING_PARTIAL_WITHDRAWALS_LIMIT`).
    pub pending_partial_withdrawals_limit: u64,
    /// Capacity of the queue of consolidations (`PENDING_CONSOLIDATIONS_LIMIT`).
    pub pending_consolidations_limit: u64,
}

impl BeaconConstants {
    /// Ethereum mainnet, Electra and Fulu.
    #[must_use]
    pub const fn mainnet() -> Self {
        Self {
            seconds_per_slot: Seconds::new(12),
            slots_per_epoch: 32,
            effective_balance_increment: Gwei::new(1_000_000_000),
            min_activation_balance: Gwei::new(32_000_000_000),
            max_effective_balance: Gwei::new(2_048_000_000_000),
            ejection_balance: Gwei::new(16_000_000_000),
            hysteresis_quotient: 4,
            hysteresis_downward_multiplier: 1,
            hysteresis_upward_multiplier: 5,
            base_reward_factor: 64,
            min_epochs_to_inactivity_penalty: Epochs::new(4),
            inactivity_score_bias: 4,
            inactivity_score_recovery_rate: 16,
            inactivity_penalty_quotient: 16_777_216,
            epochs_per_slashings_vector: 8192,
            proportional_slashing_multiplier: 3,
            min_slashing_penalty_quotient: 4096,
            whistleblower_reward_quotient: 4096,
            max_seed_lookahead: Epochs::new(4),
            min_validator_withdrawability_delay: Epochs::new(256),
            shard_committee_period: Epochs::new(256),
            churn_limit_quotient: 65_536,
            min_per_epoch_churn_limit: Gwei::new(128_000_000_000),
            max_per_epoch_activation_exit_churn_limit: Gwei::new(256_000_000_000),
            max_pending_deposits_per_epoch: 16,
            sync_committee_size: 512,
            epochs_per_sync_committee_period: 256,
            max_withdrawals_per_payload: 16,
            max_validators_per_withdrawals_sweep: 16_384,
            max_pending_partials_per_withdrawals_sweep: 8,
            pending_partial_withdrawals_limit: 134_217_728,
            pending_consolidations_limit: 262_144,
        }
    }

    /// The "minimal" preset of the consensus specification: short epochs and small limits, for tests.
    #[must_use]
    pub const fn minimal() -> Self {
        Self {
            slots_per_epoch: 8,
            epochs_per_slashings_vector: 64,
            shard_committee_period: Epochs::new(64),
            churn_limit_quotient: 32,
            min_per_epoch_churn_limit: Gwei::new(64_000_000_000),
            max_per_epoch_activation_exit_churn_limit: Gwei::new(128_000_000_000),
            sync_committee_size: 32,
            epochs_per_sync_committee_period: 8,
            max_withdrawals_per_payload: 4,
            max_validators_per_withdrawals_sweep: 16,
            max_pending_partials_per_withdrawals_sweep: 2,
            pending_partial_withdrawals_limit: 64,
            pending_consolidations_limit: 64,
            ..Self::mainnet()
        }
    }

    /// The first slot of an epoch; the last representable slot when there is none.
    #[must_use]
    pub(crate) const fn start_of(&self, epoch: crate::units::Epoch) -> Slot {
        Slot::new(epoch.get().saturating_mul(self.slots_per_epoch))
    }

    /// The constants no rule can do without are not zero.
    pub(super) const fn are_usable(&self) -> bool {
        self.slots_per_epoch > 0
            && self.seconds_per_slot.get() > 0
            && self.effective_balance_increment.get() > 0
            && self.hysteresis_quotient > 0
            && self.inactivity_score_bias > 0
            && self.inactivity_penalty_quotient > 0
            && self.epochs_per_slashings_vector > 0
            && self.min_slashing_penalty_quotient > 0
            && self.whistleblower_reward_quotient > 0
            && self.churn_limit_quotient > 0
            && self.max_per_epoch_activation_exit_churn_limit.get() >= self.effective_balance_increment.get()
            && self.min_per_epoch_churn_limit.get() >= self.effective_balance_increment.get()
            && self.sync_committee_size > 0
            && self.epochs_per_sync_committee_period > 0
            && self.max_withdrawals_per_payload > self.max_pending_partials_per_withdrawals_sweep
            && self.max_validators_per_withdrawals_sweep > 0
    }
}

/// Weights of the duties in one base reward, Altair. They add up to [`weights::DENOMINATOR`].
pub(crate) mod weights {
    /// Timely source vote.
    pub(crate) const SOURCE: u64 = 14;
    /// Timely target vote.
    pub(crate) const TARGET: u64 = 26;
    /// Timely head vote.
    pub(crate) const HEAD: u64 = 14;
    /// Sync committee.
    pub(crate) const SYNC: u64 = 2;
    /// Proposer.
    pub(crate) const PROPOSER: u64 = 8;
    /// The whole.
    pub(crate) const DENOMINATOR: u64 = 64;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weights_are_the_whole() {
        use weights::{DENOMINATOR, HEAD, PROPOSER, SOURCE, SYNC, TARGET};
        assert_eq!(SOURCE + TARGET + HEAD + SYNC + PROPOSER, DENOMINATOR);
        assert!(BeaconConstants::mainnet().are_usable() && BeaconConstants::minimal().are_usable());
    }
}
