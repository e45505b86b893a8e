//! Events of `DelegationManager`.

use super::Withdrawal;
use crate::units::{ScalingFactor, StrategyShares};
use alloy_primitives::{Address, B256};

/// What happened; the names are those of the contract's events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DelegationEvent {
    /// `DelegationApproverUpdated(address indexed operator, address newDelegationApprover)`
    DelegationApproverUpdated {
        /// Whose approver.
        operator: Address,
        /// Zero for none.
        approver: Address,
    },
    /// `OperatorRegistered(address indexed operator, address delegationApprover)`
    OperatorRegistered {
        /// Who.
        operator: Address,
        /// Zero for none.
        approver: Address,
    },
    /// `OperatorMetadataURIUpdated(address indexed operator, string metadataURI)`
    OperatorMetadataURIUpdated {
        /// Whose.
        operator: Address,
        /// Where it describes itself; kept nowhere else.
        uri: String,
    },
    /// `OperatorSharesIncreased(address indexed operator, address staker, address strategy, uint256 shares)`
    OperatorSharesIncreased {
        /// Whose.
        operator: Address,
        /// By whom.
        staker: Address,
        /// Of which strategy.
        strategy: Address,
        /// By how much.
        shares: StrategyShares,
    },
    /// `OperatorSharesDecreased(address indexed operator, address staker, address strategy, uint256 shares)`
    OperatorSharesDecreased {
        /// Whose.
        operator: Address,
        /// By whom; zero for a slash.
        staker: Address,
        /// Of which strategy.
        strategy: Address,
        /// By how much.
        shares: StrategyShares,
    },
    /// `OperatorSharesSlashed(address indexed operator, address strategy, uint256 totalSlashedShares)`
    OperatorSharesSlashed {
        /// Whose.
        operator: Address,
        /// Of which strategy.
        strategy: Address,
        /// Delegated and queued ones together.
        total: StrategyShares,
    },
    /// `StakerDelegated(address indexed staker, address indexed operator)`
    StakerDelegated {
        /// Who.
        staker: Address,
        /// To whom.
        operator: Address,
    },
    /// `StakerUndelegated(address indexed staker, address indexed operator)`
    StakerUndelegated {
        /// Who.
        staker: Address,
        /// From whom.
        operator: Address,
    },
    /// `StakerForceUndelegated(address indexed staker, address indexed operator)`
    StakerForceUndelegated {
        /// Who.
        staker: Address,
        /// From whom.
        operator: Address,
    },
    /// `DepositScalingFactorUpdated(address staker, address strategy, uint256 newDepositScalingFactor)`
    DepositScalingFactorUpdated {
        /// Whose.
        staker: Address,
        /// Of which strategy.
        strategy: Address,
        /// From now on.
        factor: ScalingFactor,
    },
    /// `SlashingWithdrawalQueued(bytes32 withdrawalRoot, Withdrawal withdrawal, uint256[] sharesToWithdraw)`
    SlashingWithdrawalQueued {
        /// Its name.
        root: B256,
        /// The withdrawal.
        withdrawal: Withdrawal,
        /// What it is worth if no slash comes.
        shares: Vec<StrategyShares>,
    },
    /// `SlashingWithdrawalCompleted(bytes32 withdrawalRoot)`
    SlashingWithdrawalCompleted {
        /// Its name.
        root: B256,
    },
}
