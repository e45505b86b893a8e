//! Events of `StrategyFactory`.

use crate::{restaking::OperatorSet, units::Seconds};
use alloy_primitives::{Address, U256};

/// What happened; the names are those of the contract's events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FactoryEvent {
    /// `StrategySetForToken(address token, address strategy)`
    StrategySetForToken {
        /// The token.
        token: Address,
        /// Its new strategy.
        strategy: Address,
    },
    /// `TokenBlacklisted(address token)`
    TokenBlacklisted {
        /// The token.
        token: Address,
    },
    /// `DurationVaultDeployed(..)`
    DurationVaultDeployed {
        /// The new vault.
        vault: Address,
        /// What it takes.
        token: Address,
        /// Who locks it.
        admin: Address,
        /// How long it stays locked.
        duration: Seconds,
        /// Limit of one deposit, in base units of the token.
        max_per_deposit: U256,
        /// Limit of all deposits, likewise.
        stake_cap: U256,
        /// Where it is described.
        metadata_uri: String,
        /// The set it serves.
        set: OperatorSet,
    },
}
