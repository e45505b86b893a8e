//! The Beacon API, asked as its tools ask it.

mod client;
mod config;
mod media;
mod node;
mod pool;
mod queues;
mod registry;
mod states;
