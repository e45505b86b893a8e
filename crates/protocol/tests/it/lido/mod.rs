//! Lido's parts: vectors recorded from the real contracts, and properties of random lives.

mod consensus;
mod limiter;
mod limiter_vectors;
mod node_operators;
mod queue;
mod queue_vectors;
mod router;
mod support;
