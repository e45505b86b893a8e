//! Units are types: money, ratios, points and spans of time, names.
//!
//! Two amounts of different kinds never meet in one expression; a conversion that loses something says which way.
//! `get()` belongs to the edges and to this module.

mod amount;
mod math;
mod ratio;
mod time;

pub use amount::{Gwei, RequestId, Shares, ValidatorIndex, Wei};
pub use math::{ArithError, isqrt, mul_div_down, mul_div_up};
pub use ratio::{Bips, Ray};
pub use time::{BlockNumber, Blocks, Epoch, Epochs, Seconds, Slot, Slots, Timestamp};
