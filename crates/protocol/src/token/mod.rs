//! Ledgers: balances, allowances, permits.
//!
//! Shared by every token. A token adds its own order of checks and its own words for a refusal; what is here only
//! counts. The unit is a type: a ledger of [`Shares`] never meets an amount of [`Wei`].

mod allowances;
mod balances;
mod ledger;
mod permit;

pub use allowances::{AllowanceError, Allowances};
pub use balances::{BalanceError, Balances};
pub use ledger::Ledger;
pub use permit::{Eip712Domain, Nonces, Permit, hash_words};

use crate::units::{ArithError, EigenAmount, Shares, Wei};
use alloy_primitives::U256;
use std::fmt;

/// What a ledger counts in.
pub trait TokenUnit: Copy + Ord + Default + fmt::Debug + fmt::Display {
    /// The largest amount; as an allowance it means "without end" where a token says so.
    const MAX: Self;

    /// Names the unit of a bare number of base units.
    fn from_base_units(base_units: U256) -> Self;

    /// The bare number of base units.
    fn base_units(self) -> U256;

    /// Whether this is nothing.
    fn is_nothing(self) -> bool {
        self == Self::default()
    }

    /// Sum.
    ///
    /// # Errors
    /// [`ArithError::Overflow`].
    fn plus(self, other: Self) -> Result<Self, ArithError> {
        self.base_units().checked_add(other.base_units()).map(Self::from_base_units).ok_or(ArithError::Overflow)
    }

    /// Difference.
    ///
    /// # Errors
    /// [`ArithError::Underflow`] when `other` is larger.
    fn minus(self, other: Self) -> Result<Self, ArithError> {
        self.base_units().checked_sub(other.base_units()).map(Self::from_base_units).ok_or(ArithError::Underflow)
    }
}

macro_rules! token_unit {
    ($($unit:ty),+) => {$(
        impl TokenUnit for $unit {
            const MAX: Self = <$unit>::MAX;

            fn from_base_units(base_units: U256) -> Self {
                Self::new(base_units)
            }

            fn base_units(self) -> U256 {
                self.get()
            }
        }
    )+};
}

token_unit!(Wei, Shares, EigenAmount);
