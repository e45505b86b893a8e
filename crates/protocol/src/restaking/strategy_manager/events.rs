//! Events of `StrategyManager`.

use crate::{
    restaking::{OperatorSet, SlashId},
    units::{BlockNumber, StrategyShares},
};
use alloy_primitives::Address;

/// What happened; the names are those of the contract's events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StrategyManagerEvent {
    /// `Deposit(address staker, address strategy, uint256 shares)`: shares were added, by a deposit or out of the queue.
    Deposit {
        /// Whose.
        staker: Address,
        /// Of which strategy.
        strategy: Address,
        /// Shares added.
        shares: StrategyShares,
    },
    /// `StrategyWhitelisterChanged(address previousAddress, address newAddress)`
    StrategyWhitelisterChanged {
        /// Whitelister before.
        previous: Address,
        /// Whitelister now.
        new: Address,
    },
    /// `StrategyAddedToDepositWhitelist(address strategy)`
    StrategyAddedToDepositWhitelist {
        /// Takes deposits from now on.
        strategy: Address,
    },
    /// `StrategyRemovedFromDepositWhitelist(address strategy)`
    StrategyRemovedFromDepositWhitelist {
        /// Takes no deposits any more.
        strategy: Address,
    },
    /// `BurnOrRedistributableSharesIncreased((address,uint32) operatorSet, uint256 slashId, address strategy, uint256 shares)`
    BurnOrRedistributableSharesIncreased {
        /// The set that slashed.
        set: OperatorSet,
        /// Its slash.
        slash: SlashId,
        /// The strategy.
        strategy: Address,
        /// Shares that wait to leave.
        shares: StrategyShares,
    },
    /// `BurnOrRedistributableSharesDecreased((address,uint32) operatorSet, uint256 slashId, address strategy, uint256 shares)`
    BurnOrRedistributableSharesDecreased {
        /// The set that slashed.
        set: OperatorSet,
        /// Its slash.
        slash: SlashId,
        /// The strategy.
        strategy: Address,
        /// Shares that left.
        shares: StrategyShares,
    },
    /// `BurnableSharesDecreased(address strategy, uint256 shares)`: of slashes before sets had slash ids.
    BurnableSharesDecreased {
        /// The strategy.
        strategy: Address,
        /// Shares that left.
        shares: StrategyShares,
    },
    /// `SlashResolutionBlockSet((address,uint32) operatorSet, uint256 slashId, uint32 resolutionBlock)`
    SlashResolutionBlockSet {
        /// The set that slashed.
        set: OperatorSet,
        /// Its slash.
        slash: SlashId,
        /// Last block in which nothing can leave.
        resolution: BlockNumber,
    },
}
