//! Points and spans of time. Two points do not add; a span adds to its point.

use crate::units::ArithError;
use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! span {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(u64);

        impl $name {
            /// Names the unit of a bare number.
            #[must_use]
            pub const fn new(value: u64) -> Self {
                Self(value)
            }

            /// The bare number, for the edges.
            #[must_use]
            pub const fn get(self) -> u64 {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", self.0)
            }
        }
    };
}

macro_rules! point {
    ($(#[$doc:meta])* $name:ident + $span:ident) => {
        span!($(#[$doc])* $name);

        impl $name {
            /// The point a span later.
            ///
            /// # Errors
            /// [`ArithError::Overflow`].
            pub fn after(self, span: $span) -> Result<Self, ArithError> {
                self.0.checked_add(span.0).map(Self).ok_or(ArithError::Overflow)
            }

            /// The span since an earlier point.
            ///
            /// # Errors
            /// [`ArithError::Underflow`] when `earlier` is later.
            pub fn since(self, earlier: Self) -> Result<$span, ArithError> {
                self.0.checked_sub(earlier.0).map($span).ok_or(ArithError::Underflow)
            }

            /// The span since `earlier`, nothing when that is later.
            #[must_use]
            pub fn since_or_zero(self, earlier: Self) -> $span {
                $span(self.0.saturating_sub(earlier.0))
            }
        }
    };
}

span!(
    /// A number of slots.
    Slots
);
span!(
    /// A number of epochs.
    Epochs
);
span!(
    /// A number of seconds.
    Seconds
);
span!(
    /// A number of blocks.
    Blocks
);
point!(
    /// A slot of the beacon chain; slot 0 is genesis.
    Slot + Slots
);
point!(
    /// An epoch of the beacon chain. [`Epoch::FAR`] means "not set".
    Epoch + Epochs
);
point!(
    /// A point in time, in seconds since 1970.
    Timestamp + Seconds
);
point!(
    /// Number of an execution block.
    BlockNumber + Blocks
);

impl Epoch {
    /// 2^64 - 1: not set (`FAR_FUTURE_EPOCH`).
    pub const FAR: Self = Self(u64::MAX);
}
