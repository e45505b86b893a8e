//! The Ethereum staking stack as one deterministic state machine.
//!
//! No input or output, no clock, no randomness, no floats, no threads. Everything a rule may look at comes in
//! through [`Ctx`]; everything it wants done outside goes out as ordered [`Effects`].
//!
//! Invariant: an `Err` from any public call leaves the value it was called on as it was.

#![cfg_attr(
    not(test),
    deny(
        clippy::arithmetic_side_effects,
        clippy::integer_division,
        clippy::as_conversions,
        clippy::float_arithmetic,
        clippy::indexing_slicing,
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::disallowed_methods,
        clippy::disallowed_types
    )
)]

pub mod address_book;
pub mod context;
pub mod effect;
pub mod ethereum;
pub mod genesis;
pub mod governance;
pub mod invariants;
pub mod liquid;
pub mod restaking;
pub mod state;
pub mod tables;
pub mod token;
pub mod units;

pub use address_book::AddressBook;
pub use alloy_primitives::{Address, B256, U256};
pub use context::{Ctx, EtherBalances};
pub use effect::{Effect, Effects, Event, PaymentFailure};
pub use invariants::BrokenInvariant;
pub use state::Protocol;
