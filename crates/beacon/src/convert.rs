//! What the accounting calls a thing, as the container of the same name.

use crate::types::{Checkpoint, PendingConsolidation, PendingDeposit, PendingPartialWithdrawal, Validator, Withdrawal};
use alloy_primitives::B256;
use aquifer_protocol::ethereum;
use aquifer_protocol::units::Epoch;

impl From<&ethereum::Validator> for Validator {
    fn from(validator: &ethereum::Validator) -> Self {
        Self {
            pubkey: validator.pubkey,
            withdrawal_credentials: validator.credentials,
            effective_balance: validator.effective_balance.get(),
            slashed: validator.slashed,
            activation_eligibility_epoch: validator.activation_eligibility_epoch.get(),
            activation_epoch: validator.activation_epoch.get(),
            exit_epoch: validator.exit_epoch.get(),
            withdrawable_epoch: validator.withdrawable_epoch.get(),
        }
    }
}

impl From<&ethereum::PendingDeposit> for PendingDeposit {
    fn from(deposit: &ethereum::PendingDeposit) -> Self {
        Self {
            pubkey: deposit.pubkey,
            withdrawal_credentials: deposit.credentials,
            amount: deposit.amount.get(),
            signature: deposit.signature,
            slot: deposit.slot.get(),
        }
    }
}

impl From<&ethereum::PendingPartialWithdrawal> for PendingPartialWithdrawal {
    fn from(withdrawal: &ethereum::PendingPartialWithdrawal) -> Self {
        Self {
            validator_index: withdrawal.index.get(),
            amount: withdrawal.amount.get(),
            withdrawable_epoch: withdrawal.withdrawable_epoch.get(),
        }
    }
}

impl From<&ethereum::PendingConsolidation> for PendingConsolidation {
    fn from(consolidation: &ethereum::PendingConsolidation) -> Self {
        Self { source_index: consolidation.source.get(), target_index: consolidation.target.get() }
    }
}

impl From<&ethereum::Withdrawal> for Withdrawal {
    fn from(withdrawal: &ethereum::Withdrawal) -> Self {
        Self {
            index: withdrawal.index,
            validator_index: withdrawal.validator.get(),
            address: withdrawal.address,
            amount: withdrawal.amount.get(),
        }
    }
}

impl Checkpoint {
    /// An epoch with the root it began with.
    #[must_use]
    pub const fn new(epoch: Epoch, root: B256) -> Self {
        Self { epoch: epoch.get(), root }
    }
}
