//! Lido: vectors recorded from the real contracts, and properties of random lives.

mod consensus;
mod life;
mod limiter;
mod limiter_vectors;
mod lives;
mod node_operators;
mod oracle_flow;
mod queue;
mod reports;
mod router;
mod starts;
mod support;
mod world;
