//! The accounting's records as the types of the beacon chain.

use aquifer_beacon::types;
use aquifer_protocol::ethereum::{PendingConsolidation, PendingDeposit, PendingPartialWithdrawal, Validator, Withdrawal};

pub(crate) const fn validator(of: &Validator) -> types::Validator {
    types::Validator {
        pubkey: of.pubkey,
        withdrawal_credentials: of.credentials,
        effective_balance: of.effective_balance.get(),
        slashed: of.slashed,
        activation_eligibility_epoch: of.activation_eligibility_epoch.get(),
        activation_epoch: of.activation_epoch.get(),
        exit_epoch: of.exit_epoch.get(),
        withdrawable_epoch: of.withdrawable_epoch.get(),
    }
}

pub(crate) const fn pending_deposit(of: &PendingDeposit) -> types::PendingDeposit {
    types::PendingDeposit {
        pubkey: of.pubkey,
        withdrawal_credentials: of.credentials,
        amount: of.amount.get(),
        signature: of.signature,
        slot: of.slot.get(),
    }
}

pub(crate) const fn pending_partial_withdrawal(of: &PendingPartialWithdrawal) -> types::PendingPartialWithdrawal {
    types::PendingPartialWithdrawal {
        validator_index: of.index.get(),
        amount: of.amount.get(),
        withdrawable_epoch: of.withdrawable_epoch.get(),
    }
}

pub(crate) const fn pending_consolidation(of: &PendingConsolidation) -> types::PendingConsolidation {
    types::PendingConsolidation { source_index: of.source.get(), target_index: of.target.get() }
}

pub(crate) const fn withdrawal(of: &Withdrawal) -> types::Withdrawal {
    types::Withdrawal { index: of.index, validator_index: of.validator.get(), address: of.address, amount: of.amount.get() }
}
