//! Parts of an operator's stake, and the factors that slashing and depositing leave behind.

use crate::units::{ArithError, WAD, mul_div_up, mul_wad_down};
use alloy_primitives::U256;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A part of an operator's stake in one strategy, 0 to 10^18 (`uint64` in the contracts).
///
/// The maximum magnitude starts at the whole and falls by every slash; a slashing factor has the same scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Magnitude(u64);

impl Magnitude {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// The whole: 10^18.
    pub const WHOLE: Self = Self(1_000_000_000_000_000_000);

    /// Names the scale of a bare number. Callers of the contracts may name any `uint64`; rules refuse what is too large.
    #[must_use]
    pub const fn new(value: u64) -> Self {
        Self(value)
    }

    /// The bare number, 10^18 being the whole.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }

    /// The bare number in the width of the formulas.
    #[must_use]
    pub fn wide(self) -> U256 {
        U256::from(self.0)
    }

    /// Whether nothing is left.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Sum.
    ///
    /// # Errors
    /// [`ArithError::Overflow`].
    pub fn try_add(self, other: Self) -> Result<Self, ArithError> {
        self.0.checked_add(other.0).map(Self).ok_or(ArithError::Overflow)
    }

    /// Difference.
    ///
    /// # Errors
    /// [`ArithError::Underflow`].
    pub fn try_sub(self, other: Self) -> Result<Self, ArithError> {
        self.0.checked_sub(other.0).map(Self).ok_or(ArithError::Underflow)
    }

    /// `floor(self * factor / 10^18)`: two slashing factors that apply one after the other.
    ///
    /// # Errors
    /// [`ArithError::Overflow`] when the result is no `uint64`: not for magnitudes up to the whole.
    pub fn mul_down(self, factor: Self) -> Result<Self, ArithError> {
        narrow(mul_wad_down(self.wide(), factor.wide())?)
    }

    /// `ceil(self * wad / 10^18)`: what a slash of `wad` takes, never rounded to nothing.
    ///
    /// # Errors
    /// [`ArithError::Overflow`] when the result is no `uint64`.
    pub fn part_up(self, wad: U256) -> Result<Self, ArithError> {
        narrow(mul_div_up(self.wide(), wad, WAD)?)
    }
}

fn narrow(value: U256) -> Result<Magnitude, ArithError> {
    u64::try_from(value).map(Magnitude).map_err(|_| ArithError::Overflow)
}

impl fmt::Display for Magnitude {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of 10^18", self.0)
    }
}

/// A staker's deposit scaling factor in one strategy, scale 10^18; what is not stored is the whole.
///
/// It makes up for slashings that happened before a deposit: deposits after a slash are not cut by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ScalingFactor(U256);

impl ScalingFactor {
    /// One: 10^18.
    pub const ONE: Self = Self(WAD);

    /// Names the scale of a bare number.
    #[must_use]
    pub const fn new(value: U256) -> Self {
        Self(value)
    }

    /// The bare number, 10^18 being one.
    #[must_use]
    pub const fn get(self) -> U256 {
        self.0
    }
}

impl Default for ScalingFactor {
    fn default() -> Self {
        Self::ONE
    }
}
