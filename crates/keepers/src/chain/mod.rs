//! The chain as a keeper or a command sees it: JSON-RPC calls, typed, and transactions that are waited for.

mod amount;
mod blocks;
mod client;
mod contracts;
mod explain;
mod heads;
mod quantity;
mod rewards;
mod wire;
mod words;

pub(crate) use amount::ether;
pub use blocks::BlockId;
pub use client::{Client, Provider};
pub use contracts::Contracts;
pub use explain::{explain, reason, revert};
pub use heads::{Heads, watch_heads};
pub use quantity::quantity;
pub use rewards::merkle_claim;
pub use wire::{AccountBalance, BeaconState, Head, MevSource, Status, ValidatorView};
