//! Refusals of `StrategyManager`.

use crate::{
    governance::{OwnableError, PauseBitsError, ReentrantCall},
    restaking::{OperatorSet, SlashId},
    units::{ArithError, BlockNumber, StrategyShares, Timestamp},
};
use alloy_primitives::{Address, U256};

/// Why a call was refused; the names are those of the contract's errors.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StrategyManagerError {
    /// Deposits go into strategies of the whitelist only.
    #[error("strategy {0} is not on the whitelist")]
    StrategyNotWhitelisted(Address),
    /// Nobody cannot hold shares.
    #[error("the zero address cannot hold shares")]
    StakerAddressZero,
    /// Nothing to add or to remove.
    #[error("no shares")]
    SharesAmountZero,
    /// More shares than the staker has.
    #[error("{needed} of {held} cannot be removed")]
    SharesAmountTooHigh {
        /// Deposit shares of the staker.
        held: StrategyShares,
        /// What was to be removed.
        needed: StrategyShares,
    },
    /// The staker is in as many strategies as can be walked over in one call.
    #[error("the staker is in {0} strategies already")]
    MaxStrategiesExceeded(u64),
    /// Only the whitelister changes the whitelist.
    #[error("{caller} is not the whitelister {whitelister}")]
    OnlyStrategyWhitelister {
        /// Who called.
        caller: Address,
        /// Who may.
        whitelister: Address,
    },
    /// Only `DelegationManager` moves shares.
    #[error("{0} is not the delegation manager")]
    OnlyDelegationManager(Address),
    /// The signature was good until another time.
    #[error("the signature was good until {expiry}, now is {now}")]
    SignatureExpired {
        /// Its last second.
        expiry: U256,
        /// The time of the block.
        now: Timestamp,
    },
    /// The signature is not the staker's.
    #[error("the signature is not of {0}")]
    InvalidSignature(Address),
    /// A strategy is slashed once by a slash.
    #[error("slash {slash} of {set} has taken of strategy {strategy} already")]
    StrategyAlreadyInSlash {
        /// The set that slashed.
        set: OperatorSet,
        /// Its slash.
        slash: SlashId,
        /// The strategy.
        strategy: Address,
    },
    /// What was slashed cannot leave yet.
    #[error("what slash {slash} of {set} took can leave after block {resolution}, this is {now}")]
    SlashResolutionDelayNotElapsed {
        /// The set that slashed.
        set: OperatorSet,
        /// Its slash.
        slash: SlashId,
        /// Last block of the delay.
        resolution: BlockNumber,
        /// This block.
        now: BlockNumber,
    },
    /// The function is paused.
    #[error(transparent)]
    Paused(#[from] PauseBitsError),
    /// A guarded function of the contract runs already.
    #[error(transparent)]
    Reentrant(#[from] ReentrantCall),
    /// The caller is not the owner.
    #[error(transparent)]
    Ownable(#[from] OwnableError),
    /// An amount does not fit 256 bits.
    #[error(transparent)]
    Arith(#[from] ArithError),
}
