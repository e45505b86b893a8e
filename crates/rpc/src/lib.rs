//! Ethereum JSON-RPC over HTTP and WebSocket on one port; the Beacon API, health and metrics on a second.
//!
//! A thin shell over `aquifer_chain::node`: it reads arguments, asks the node, writes JSON. Error codes and messages are
//! those clients know from geth. Nothing that executes or waits runs on the async runtime.
//!
//! Deliberately absent: CORS headers (pages of other origins stay out), tracing methods, eth_simulateV1, blobs.

mod api;
mod aquifer;
mod args;
mod beacon;
mod browser;
mod config;
mod convert;
mod dev;
mod error;
mod eth;
mod guard;
mod http;
mod long_targets;
mod lookup;
mod methods;
mod number;
mod readiness;
mod refusals;
mod server;
mod workers;

pub use config::{Limits, RpcConfig};
pub use server::{RpcHandle, ServeError, serve};
