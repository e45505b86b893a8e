//! Refusals of `AllocationManager`.

use crate::{
    restaking::{OperatorSet, SnapshotOrdering},
    units::{ArithError, BlockNumber, Magnitude},
};
use alloy_primitives::{Address, U256};

/// Why a call was refused; the names are those of the contract's errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AllocationError {
    /// Lists that belong together differ in length.
    #[error("a list of {expected} came with one of {got}")]
    InputArrayLengthMismatch {
        /// Entries of the first list.
        expected: usize,
        /// Entries of the second.
        got: usize,
    },
    /// A slasher or a recipient is the zero address.
    #[error("the zero address neither slashes nor receives")]
    InputAddressZero,
    /// The set does not exist, or exists already where a new one was asked for.
    #[error("{0} does not exist, or exists already")]
    InvalidOperatorSet(OperatorSet),
    /// The service has not published metadata.
    #[error("{0} has no metadata")]
    NonexistentAVSMetadata(Address),
    /// The registrar says that it does not serve this service.
    #[error("{registrar} does not support {avs}")]
    InvalidAVSRegistrar {
        /// The service.
        avs: Address,
        /// Its would-be registrar.
        registrar: Address,
    },
    /// The burn address cannot be a recipient of redistributed funds.
    #[error("{0} is the burn address")]
    InvalidRedistributionRecipient(Address),
    /// Native stake and EIGEN cannot be redistributed.
    #[error("{strategy} cannot be in redistributing {set}")]
    InvalidStrategy {
        /// The set.
        set: OperatorSet,
        /// The strategy.
        strategy: Address,
    },
    /// The set has the strategy.
    #[error("{set} has {strategy} already")]
    StrategyAlreadyInOperatorSet {
        /// The set.
        set: OperatorSet,
        /// The strategy.
        strategy: Address,
    },
    /// The set has no such strategy.
    #[error("{set} has no {strategy}")]
    StrategyNotInOperatorSet {
        /// The set.
        set: OperatorSet,
        /// The strategy.
        strategy: Address,
    },
    /// The account is no operator.
    #[error("{0} is no operator")]
    InvalidOperator(Address),
    /// The caller may not do this.
    #[error("{0} may not do this")]
    InvalidCaller(Address),
    /// The operator is registered, or left so recently that the set can still slash it.
    #[error("{set} can slash {operator} already")]
    AlreadyMemberOfSet {
        /// The set.
        set: OperatorSet,
        /// The operator.
        operator: Address,
    },
    /// The operator is not registered.
    #[error("{operator} is no member of {set}")]
    NotMemberOfSet {
        /// The set.
        set: OperatorSet,
        /// The operator.
        operator: Address,
    },
    /// The operator has no allocation delay, or one that does not count yet.
    #[error("{0} has no allocation delay")]
    UninitializedAllocationDelay(Address),
    /// A change of this allocation waits for its delay.
    #[error("a change waits for block {effect_block}")]
    ModificationAlreadyPending {
        /// From which block on it counts.
        effect_block: BlockNumber,
    },
    /// The allocation has this magnitude.
    #[error("{0} is allocated already")]
    SameMagnitude(Magnitude),
    /// More would be allocated than there is.
    #[error("{encumbered} would be allocated, {max} is all there is")]
    InsufficientMagnitude {
        /// What would be allocated to all sets.
        encumbered: Magnitude,
        /// The maximum magnitude.
        max: Magnitude,
    },
    /// A sum of magnitudes does not fit `uint64` (the contract's `SafeCast`).
    #[error("a sum of magnitudes does not fit 64 bits")]
    MagnitudeOverflow,
    /// The set cannot slash the operator.
    #[error("{set} cannot slash {operator}")]
    OperatorNotSlashable {
        /// The set.
        set: OperatorSet,
        /// The operator.
        operator: Address,
    },
    /// Strategies of a slash must ascend.
    #[error("{got} does not follow {last} in ascending order")]
    StrategiesMustBeInAscendingOrder {
        /// The strategy before.
        last: Address,
        /// The one out of order.
        got: Address,
    },
    /// A slash takes more than nothing and at most all.
    #[error("{0} of 10^18 is nothing, or more than all")]
    InvalidWadToSlash(U256),
    /// A maximum magnitude is recorded for a later block.
    #[error(transparent)]
    InvalidSnapshotOrdering(#[from] SnapshotOrdering),
    /// A number does not fit.
    #[error(transparent)]
    Arith(#[from] ArithError),
}

/// Refuses lists of different lengths.
pub(super) const fn check_lengths(expected: usize, got: usize) -> Result<(), AllocationError> {
    if expected == got { Ok(()) } else { Err(AllocationError::InputArrayLengthMismatch { expected, got }) }
}
