//! What shares of a strategy are worth, and the other way round.
//!
//! A thousand shares and a thousand base units that belong to nobody are counted with the real ones: they make it
//! costly to inflate the rate in front of a first depositor. Section 2 of the restaking specification.

use crate::units::{ArithError, StrategyShares, WAD};
use alloy_primitives::U256;

/// `SHARES_OFFSET`: shares that belong to nobody.
const SHARES_OFFSET: U256 = U256::from_limbs([1_000, 0, 0, 0]);
/// `BALANCE_OFFSET`: base units that belong to nobody.
const BALANCE_OFFSET: U256 = U256::from_limbs([1_000, 0, 0, 0]);

/// Shares and balance with what belongs to nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rate {
    shares: U256,
    balance: U256,
}

impl Rate {
    /// The rate of `shares` to `balance` base units.
    ///
    /// # Errors
    /// [`ArithError::Overflow`].
    pub(super) fn of(shares: StrategyShares, balance: U256) -> Result<Self, ArithError> {
        Ok(Self { shares: plus(shares.get(), SHARES_OFFSET)?, balance: plus(balance, BALANCE_OFFSET)? })
    }

    /// The rate before `amount` base units arrived.
    ///
    /// # Errors
    /// [`ArithError::Underflow`] when less arrived than was said to.
    pub(super) fn before_arrival_of(self, amount: U256) -> Result<Self, ArithError> {
        Ok(Self { balance: self.balance.checked_sub(amount).ok_or(ArithError::Underflow)?, ..self })
    }

    /// Base units for shares, rounded down: the remainder stays in the pool.
    ///
    /// # Errors
    /// [`ArithError::Overflow`] when the product needs more than 256 bits, as in the contract.
    pub(super) fn to_underlying(self, shares: StrategyShares) -> Result<U256, ArithError> {
        ratio_down(self.balance, shares.get(), self.shares)
    }

    /// Shares for base units, rounded down: the remainder stays in the pool.
    ///
    /// # Errors
    /// As [`Self::to_underlying`]; [`ArithError::DivisionByZero`] when nothing is left before an arrival.
    pub(super) fn to_shares(self, amount: U256) -> Result<StrategyShares, ArithError> {
        ratio_down(amount, self.shares, self.balance).map(StrategyShares::new)
    }

    /// Base units for 10^18 shares, rounded down, as the contract reports it.
    ///
    /// # Errors
    /// As [`Self::to_underlying`].
    pub(super) fn per_wad(self) -> Result<U256, ArithError> {
        ratio_down(WAD, self.balance, self.shares)
    }
}

fn plus(a: U256, b: U256) -> Result<U256, ArithError> {
    a.checked_add(b).ok_or(ArithError::Overflow)
}

/// `floor(a * b / divisor)` where the product itself must fit 256 bits.
fn ratio_down(a: U256, b: U256, divisor: U256) -> Result<U256, ArithError> {
    let product = a.checked_mul(b).ok_or(ArithError::Overflow)?;
    product.checked_div(divisor).ok_or(ArithError::DivisionByZero)
}
