//! Ratios: each scale is a type of its own.

use crate::units::{ArithError, Wei, mul_div_down};
use alloy_primitives::U256;
use serde::{Deserialize, Serialize};

/// Hundredths of a percent, 0 to 10,000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub struct Bips(u16);

impl Bips {
    /// The whole: 10,000.
    pub const FULL: Self = Self(10_000);
    /// None.
    pub const ZERO: Self = Self(0);

    /// A ratio of `value` / 10,000; `None` above the whole.
    #[must_use]
    pub const fn new(value: u16) -> Option<Self> {
        if value <= 10_000 { Some(Self(value)) } else { None }
    }

    /// The bare number, 0 to 10,000.
    #[must_use]
    pub const fn get(self) -> u16 {
        self.0
    }

    /// The part of an amount of ether, rounded down.
    ///
    /// # Errors
    /// Never: the result is at most `amount`; the signature is that of the other conversions.
    pub fn of_down(self, amount: Wei) -> Result<Wei, ArithError> {
        amount.mul_div_down(U256::from(self.0), U256::from(Self::FULL.0))
    }
}

impl TryFrom<u16> for Bips {
    type Error = String;

    fn try_from(value: u16) -> Result<Self, Self::Error> {
        Self::new(value).ok_or_else(|| format!("expected 0 to 10000 basis points, got {value}"))
    }
}

impl From<Bips> for u16 {
    fn from(bips: Bips) -> Self {
        bips.0
    }
}

/// A rate of scale 10^27, as the withdrawal queue keeps its share rates (wei per share).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Ray(U256);

impl Ray {
    /// The scale: 10^27.
    pub const ONE: Self = Self(U256::from_limbs([11_515_845_246_265_065_472, 54_210_108, 0, 0]));

    /// Names the scale of a bare number.
    #[must_use]
    pub const fn new(value: U256) -> Self {
        Self(value)
    }

    /// The bare number at scale 10^27.
    #[must_use]
    pub const fn get(self) -> U256 {
        self.0
    }

    /// Whether the rate is zero.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// `floor(numerator * 10^27 / denominator)`.
    ///
    /// # Errors
    /// As [`mul_div_down`].
    pub fn of_down(numerator: U256, denominator: U256) -> Result<Self, ArithError> {
        mul_div_down(numerator, Self::ONE.0, denominator).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_ray_is_ten_to_the_27() {
        assert_eq!(Ray::ONE.get(), U256::from(10).pow(U256::from(27)));
        assert_eq!(Bips::new(10_001), None);
    }
}
