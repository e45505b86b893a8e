//! Ethereum JSON-RPC over HTTP and WebSocket on one port; health and metrics on a second.

mod config;

pub use config::{Limits, RpcConfig};
