//! Money and names.

use crate::units::{ArithError, mul_div_down, mul_div_up};
use alloy_primitives::U256;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Defines a newtype whose values only meet their own kind.
macro_rules! amount {
    ($(#[$doc:meta])* $name:ident($inner:ty), $suffix:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name($inner);

        impl $name {
            /// Nothing.
            pub const ZERO: Self = Self(<$inner>::MIN);
            /// The largest value the type holds.
            pub const MAX: Self = Self(<$inner>::MAX);

            /// Names the unit of a bare number.
            #[must_use]
            pub const fn new(value: $inner) -> Self {
                Self(value)
            }

            /// The bare number, for the edges.
            #[must_use]
            pub const fn get(self) -> $inner {
                self.0
            }

            /// Whether this is nothing.
            #[must_use]
            pub fn is_zero(self) -> bool {
                self == Self::ZERO
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
            /// [`ArithError::Underflow`] when `other` is larger.
            pub fn try_sub(self, other: Self) -> Result<Self, ArithError> {
                self.0.checked_sub(other.0).map(Self).ok_or(ArithError::Underflow)
            }

            /// Difference, zero when `other` is larger. For rules that say "at most what there is".
            #[must_use]
            pub fn floor_sub(self, other: Self) -> Self {
                Self(self.0.saturating_sub(other.0))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!("{}", $suffix), self.0)
            }
        }
    };
}

amount!(
    /// Ether of the execution side; 1 ETH = 10^18 wei.
    Wei(U256), " wei"
);
amount!(
    /// Ether of the consensus side; 1 ETH = 10^9 Gwei.
    Gwei(u64), " gwei"
);
amount!(
    /// Shares of the rebasing token stETH; wstETH is the same unit.
    Shares(U256), " shares"
);
amount!(
    /// Shares of a restaking strategy: deposit shares, withdrawable shares and operator shares. Native stake counts wei.
    StrategyShares(U256), " shares"
);
amount!(
    /// Strategy shares as the withdrawal queue keeps them: deposit shares times the deposit scaling factor.
    ScaledShares(U256), " scaled shares"
);
amount!(
    /// EIGEN and bEIGEN, each worth one of the other; 1 EIGEN = 10^18 base units.
    EigenAmount(U256), " base units of EIGEN"
);
amount!(
    /// Number of a withdrawal request; the first is 1.
    RequestId(U256), ""
);
amount!(
    /// Position of a validator in the registry; never reused.
    ValidatorIndex(u64), ""
);

/// Wei in one Gwei.
const WEI_PER_GWEI: U256 = U256::from_limbs([1_000_000_000, 0, 0, 0]);

impl Wei {
    /// One ether.
    pub const ETHER: Self = Self(U256::from_limbs([1_000_000_000_000_000_000, 0, 0, 0]));

    /// `floor(self * numerator / denominator)`.
    ///
    /// # Errors
    /// As [`mul_div_down`].
    pub fn mul_div_down(self, numerator: U256, denominator: U256) -> Result<Self, ArithError> {
        mul_div_down(self.0, numerator, denominator).map(Self)
    }

    /// `ceil(self * numerator / denominator)`.
    ///
    /// # Errors
    /// As [`mul_div_up`].
    pub fn mul_div_up(self, numerator: U256, denominator: U256) -> Result<Self, ArithError> {
        mul_div_up(self.0, numerator, denominator).map(Self)
    }

    /// Whole Gwei, rounded down, and the wei left over.
    ///
    /// # Errors
    /// [`ArithError::Overflow`] above 2^64 - 1 Gwei.
    pub fn to_gwei_floor(self) -> Result<(Gwei, Self), ArithError> {
        let (gwei, rest) = self.0.div_rem(WEI_PER_GWEI);
        let gwei = u64::try_from(gwei).map_err(|_| ArithError::Overflow)?;
        Ok((Gwei(gwei), Self(rest)))
    }
}

impl From<Gwei> for Wei {
    fn from(gwei: Gwei) -> Self {
        // 2^64 Gwei are less than 2^94 wei: it cannot wrap.
        Self(U256::from(gwei.0).wrapping_mul(WEI_PER_GWEI))
    }
}

impl Gwei {
    /// One ether.
    pub const ETHER: Self = Self(1_000_000_000);
}

impl RequestId {
    /// The id that follows.
    ///
    /// # Errors
    /// [`ArithError::Overflow`] at 2^256 - 1.
    pub fn next(self) -> Result<Self, ArithError> {
        self.try_add(Self(U256::ONE))
    }
}
