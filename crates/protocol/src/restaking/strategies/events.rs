//! Events of every strategy, and of `StrategyFactory`.

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
