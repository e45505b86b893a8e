//! Refusals of `DelegationManager`.

use crate::{
    governance::{PauseBitsError, ReentrantCall},
    restaking::SnapshotOrdering,
    units::{ArithError, BlockNumber, Timestamp},
};
use alloy_primitives::{Address, B256, U256};

/// Why a call was refused; the names are those of the contract's errors.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DelegationError {
    /// The staker is delegated already; operators are, to themselves.
    #[error("{staker} is delegated to {operator}")]
    ActivelyDelegated {
        /// Who.
        staker: Address,
        /// To whom.
        operator: Address,
    },
    /// The staker is not delegated.
    #[error("{0} is not delegated")]
    NotActivelyDelegated(Address),
    /// The account is no operator.
    #[error("{0} is no operator")]
    OperatorNotRegistered(Address),
    /// An operator stays with itself for ever.
    #[error("{0} is an operator and cannot undelegate")]
    OperatorsCannotUndelegate(Address),
    /// Only the staker, its operator or the operator's approver ends a delegation.
    #[error("{caller} cannot undelegate {staker}")]
    CallerCannotUndelegate {
        /// Who called.
        caller: Address,
        /// Whose delegation.
        staker: Address,
    },
    /// An approver's salt is good once.
    #[error("{approver} has spent the salt {salt}")]
    SaltSpent {
        /// Whose.
        approver: Address,
        /// Which.
        salt: B256,
    },
    /// The approval was good until another time.
    #[error("the approval was good until {expiry}, now is {now}")]
    SignatureExpired {
        /// Its last second.
        expiry: U256,
        /// The time of the block.
        now: Timestamp,
    },
    /// The approval is not the approver's.
    #[error("the approval is not of {0}")]
    InvalidSignature(Address),
    /// Nothing is left of the stake of this strategy: a deposit would be worth nothing, and its factor have no value.
    #[error("all stake of {strategy} under {staker}'s operator, or of its pod, is slashed")]
    FullySlashed {
        /// Who was to get shares.
        staker: Address,
        /// Of which strategy.
        strategy: Address,
    },
    /// The scaling factor would be zero.
    #[error("the deposit of {staker} into {strategy} is too small beside what it has: its scaling factor would be zero")]
    InvalidDepositScalingFactor {
        /// Whose.
        staker: Address,
        /// Of which strategy.
        strategy: Address,
    },
    /// Nobody cannot queue.
    #[error("the zero address cannot withdraw")]
    InputAddressZero,
    /// A withdrawal of nothing.
    #[error("a withdrawal names at least one strategy")]
    InputArrayLengthZero,
    /// Lists that belong together differ in length.
    #[error("{expected} entries were expected, {got} came")]
    InputArrayLengthMismatch {
        /// As many as the first list has.
        expected: usize,
        /// As many as the other has.
        got: usize,
    },
    /// Only the withdrawer completes.
    #[error("{caller} is not the withdrawer {withdrawer}")]
    WithdrawerNotCaller {
        /// Who called.
        caller: Address,
        /// Who may.
        withdrawer: Address,
    },
    /// No such withdrawal waits: it never did, or it is completed.
    #[error("no withdrawal {0} is queued")]
    WithdrawalNotQueued(B256),
    /// The withdrawal can still be slashed.
    #[error("it can be completed after block {slashable_until}, this is {now}")]
    WithdrawalDelayNotElapsed {
        /// Last block of the delay.
        slashable_until: BlockNumber,
        /// This block.
        now: BlockNumber,
    },
    /// Only the managers of shares report deposits.
    #[error("{0} is neither the strategy manager nor the pod manager")]
    OnlyStrategyManagerOrEigenPodManager(Address),
    /// Only the pod manager reports losses of the beacon chain.
    #[error("{0} is not the pod manager")]
    OnlyEigenPodManager(Address),
    /// Only the allocation manager slashes.
    #[error("{0} is not the allocation manager")]
    OnlyAllocationManager(Address),
    /// Blocks do not go back (`InvalidSnapshotOrdering`).
    #[error(transparent)]
    Snapshot(#[from] SnapshotOrdering),
    /// A guarded function of the contract runs already.
    #[error(transparent)]
    Reentrant(#[from] ReentrantCall),
    /// The function is paused.
    #[error(transparent)]
    Paused(#[from] PauseBitsError),
    /// An amount does not fit: the panic of the contract's compiler.
    #[error(transparent)]
    Arith(#[from] ArithError),
}
