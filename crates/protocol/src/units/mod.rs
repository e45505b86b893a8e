//! Units are types: money, ratios, points and spans of time, names.
//!
//! Two amounts of different kinds never meet in one expression; a conversion that loses something says which way.
//! `get()` belongs to the edges and to this module.

mod amount;
mod magnitude;
mod math;
mod ratio;
mod time;

pub use amount::{EigenAmount, Gwei, RequestId, ScaledShares, Shares, StrategyShares, ValidatorIndex, Wei};
pub use magnitude::{Magnitude, ScalingFactor};
pub use math::{ArithError, WAD, div_wad_down, isqrt, mul_div_down, mul_div_up, mul_wad_down, mul_wad_up};
pub use ratio::{Bips, Ray};
pub use time::{BlockNumber, Blocks, Epoch, Epochs, Seconds, Slot, Slots, Timestamp};
