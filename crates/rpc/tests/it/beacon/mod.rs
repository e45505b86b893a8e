//! The Beacon API, asked as its tools ask it.

mod blocks;
mod client;
mod config;
mod duties;
mod events;
mod media;
mod node;
mod pool;
mod proofs;
mod queues;
mod registry;
mod rewards;
mod roots;
mod states;
