//! The node through its public surface: what it keeps, what it refuses, when it makes blocks.

mod beacon;
mod fixture;
mod history;
mod mining;
mod refusals;
mod restart;
mod revert;
mod time;
mod verify;
