//! Keepers: the automation of the network, run as ordinary accounts.
//!
//! A keeper knows the contracts' interfaces and the address of a JSON-RPC server, nothing else. It sees the chain by
//! calls and acts by signed transactions, so it runs the same against native contracts and against bytecode.
//!
//! Each tells the node how it fares ([`health`]); `aquifer status` shows it, `aquifer advance` waits for it. A keeper
//! never ends by itself: what fails is reported, and tried again at the next block.

pub mod chain;
mod depositor;
mod exits;
mod extra_data;
mod finaliser;
mod frame;
pub mod health;
mod keys;
mod operators;
mod registry;
mod report;
mod reporter;
mod rewards;
mod runner;
mod service;

pub use aquifer_bls::KeySource;
pub use health::{Health, Missed, State};
pub use keys::OperatorKeys;
pub use runner::{Keepers, KeepersConfig, RewardsKeeper};
pub use service::{ServiceKeepers, WeeklyReward, sign_statement};
