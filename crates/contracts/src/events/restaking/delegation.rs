//! Logs of `DelegationManager`.

use crate::interfaces::restaking::IDelegationManager as Manager;
use alloy_primitives::{B256, LogData};
use alloy_sol_types::SolEvent as _;
use aquifer_protocol::{
    restaking::delegation::{DelegationEvent, Withdrawal},
    units::{ScaledShares, StrategyShares},
};

/// The topics and data of an event.
pub(super) fn encode(event: &DelegationEvent) -> LogData {
    use DelegationEvent as E;
    match *event {
        E::DelegationApproverUpdated { operator, approver } => {
            Manager::DelegationApproverUpdated { operator, newDelegationApprover: approver }.encode_log_data()
        }
        E::OperatorRegistered { operator, approver } => {
            Manager::OperatorRegistered { operator, delegationApprover: approver }.encode_log_data()
        }
        E::OperatorMetadataURIUpdated { operator, ref uri } => {
            Manager::OperatorMetadataURIUpdated { operator, metadataURI: uri.clone() }.encode_log_data()
        }
        E::OperatorSharesIncreased { operator, staker, strategy, shares } => {
            Manager::OperatorSharesIncreased { operator, staker, strategy, shares: shares.get() }.encode_log_data()
        }
        E::OperatorSharesDecreased { operator, staker, strategy, shares } => {
            Manager::OperatorSharesDecreased { operator, staker, strategy, shares: shares.get() }.encode_log_data()
        }
        E::OperatorSharesSlashed { operator, strategy, total } => {
            Manager::OperatorSharesSlashed { operator, strategy, totalSlashedShares: total.get() }.encode_log_data()
        }
        E::StakerDelegated { staker, operator } => Manager::StakerDelegated { staker, operator }.encode_log_data(),
        E::StakerUndelegated { staker, operator } => Manager::StakerUndelegated { staker, operator }.encode_log_data(),
        E::StakerForceUndelegated { staker, operator } => Manager::StakerForceUndelegated { staker, operator }.encode_log_data(),
        E::DepositScalingFactorUpdated { staker, strategy, factor } => {
            Manager::DepositScalingFactorUpdated { staker, strategy, newDepositScalingFactor: factor.get() }.encode_log_data()
        }
        E::SlashingWithdrawalQueued { root, ref withdrawal, ref shares } => queued(root, withdrawal, shares),
        E::SlashingWithdrawalCompleted { root } => {
            Manager::SlashingWithdrawalCompleted { withdrawalRoot: root }.encode_log_data()
        }
    }
}

fn queued(root: B256, withdrawal: &Withdrawal, shares: &[StrategyShares]) -> LogData {
    let shares = shares.iter().copied().map(StrategyShares::get).collect();
    let withdrawal = withdrawal.into();
    Manager::SlashingWithdrawalQueued { withdrawalRoot: root, withdrawal, sharesToWithdraw: shares }.encode_log_data()
}

impl From<&Withdrawal> for Manager::Withdrawal {
    fn from(withdrawal: &Withdrawal) -> Self {
        Self {
            staker: withdrawal.staker,
            delegatedTo: withdrawal.delegated_to,
            withdrawer: withdrawal.withdrawer,
            nonce: withdrawal.nonce,
            startBlock: withdrawal.start_block.get() as u32,
            strategies: withdrawal.strategies.clone(),
            scaledShares: withdrawal.scaled_shares.iter().copied().map(ScaledShares::get).collect(),
        }
    }
}
