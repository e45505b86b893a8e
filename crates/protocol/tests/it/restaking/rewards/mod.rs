//! Rewards: what a calculation pays to whom, the trees behind roots, and the contract's own moves.

mod calculation;
mod coordinator;
mod snapshot;
mod tree;
