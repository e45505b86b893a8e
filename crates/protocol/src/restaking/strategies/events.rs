//! Events of every strategy, and of `StrategyFactory`.

use super::DepositLimits;
use crate::units::{Seconds, Timestamp};
use alloy_primitives::{Address, U256};

/// What happened; the names are those of the contract's events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StrategyEvent {
    /// `ExchangeRateEmitted(uint256 rate)`: what 10^18 shares are worth in base units of the token, virtual amounts counted.
    ExchangeRateEmitted {
        /// Base units for 10^18 shares.
        rate: U256,
    },
    /// `StrategyTokenSet(address token, uint8 decimals)`
    StrategyTokenSet {
        /// The token of the new strategy.
        token: Address,
        /// Its decimals.
        decimals: u8,
    },
    /// `BeaconUpgraded(address indexed beacon)` of a proxy that the factory made.
    BeaconUpgraded {
        /// The beacon in front of which it stands.
        beacon: Address,
    },
    /// `Initialized(uint8 version)`, with 1.
    Initialized,
    /// `VaultInitialized(..)`
    VaultInitialized {
        /// Who locks it.
        admin: Address,
        /// Who may end it early.
        arbitrator: Address,
        /// What it takes.
        token: Address,
        /// How long it stays locked.
        duration: Seconds,
        /// Limits of one deposit and of all.
        limits: DepositLimits,
        /// Where it is described.
        metadata_uri: String,
    },
    /// `VaultLocked(uint32 lockedAt, uint32 unlockAt)`
    VaultLocked {
        /// Since when.
        locked_at: Timestamp,
        /// Until when.
        unlock_at: Timestamp,
    },
    /// `VaultMatured(uint32 maturedAt)`
    VaultMatured {
        /// Since when.
        matured_at: Timestamp,
    },
    /// `VaultAdvancedToWithdrawals(address indexed arbitrator, uint32 maturedAt)`
    VaultAdvancedToWithdrawals {
        /// Who ended it early.
        arbitrator: Address,
        /// When.
        matured_at: Timestamp,
    },
    /// `MetadataURIUpdated(string newMetadataURI)`
    MetadataUriUpdated {
        /// Where it is described from now on.
        uri: String,
    },
    /// `DeallocateAttempted(bool success)`
    DeallocateAttempted {
        /// Whether the vault has taken its magnitude back.
        success: bool,
    },
    /// `DeregisterAttempted(bool success)`
    DeregisterAttempted {
        /// Whether the vault has left its set.
        success: bool,
    },
    /// `MaxPerDepositUpdated(uint256 previousValue, uint256 newValue)`
    MaxPerDepositUpdated {
        /// Limit of one deposit before.
        previous: U256,
        /// Limit from now on.
        new: U256,
    },
    /// `MaxTotalDepositsUpdated(uint256 previousValue, uint256 newValue)`
    MaxTotalDepositsUpdated {
        /// Limit of all deposits before.
        previous: U256,
        /// Limit from now on.
        new: U256,
    },
}

impl StrategyEvent {
    /// The events of new limits, in their order.
    pub(super) const fn limits_updated(before: DepositLimits, now: DepositLimits) -> [Self; 2] {
        [
            Self::MaxPerDepositUpdated { previous: before.max_per_deposit, new: now.max_per_deposit },
            Self::MaxTotalDepositsUpdated { previous: before.max_total_deposits, new: now.max_total_deposits },
        ]
    }
}
