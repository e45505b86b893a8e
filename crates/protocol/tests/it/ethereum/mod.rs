//! The beacon chain.

mod bad_operations;
mod beacon_vectors;
mod behaviour;
mod blocks;
mod closed_forms;
mod cohorts;
mod deposit_contract;
mod forecast;
mod properties;
mod queue_waits;
mod slashing_losses;
mod support;
