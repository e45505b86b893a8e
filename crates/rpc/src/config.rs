//! What the server is told when it starts: where to listen, whom to sign for, how much to accept.

use alloy_primitives::Address;
use alloy_signer_local::PrivateKeySigner;
use std::{collections::BTreeMap, net::IpAddr};

/// Configuration of the two servers.
#[derive(Debug, Clone)]
pub struct RpcConfig {
    /// Address both servers listen on.
    pub host: IpAddr,
    /// Port of JSON-RPC (HTTP and WebSocket); 0 takes any free one.
    pub port: u16,
    /// Port of the Beacon API, health and metrics; 0 takes any free one, `None` serves none of them.
    pub http_port: Option<u16>,
    /// Whether the methods that change a development network exist.
    pub development: bool,
    /// Name of the network, shown by `aquifer_status`.
    pub network: String,
    /// What people call accounts: node operators and services of the network file.
    pub names: BTreeMap<Address, String>,
    /// Accounts the node signs for (`eth_accounts`, `eth_sendTransaction`); empty outside development networks.
    pub accounts: Vec<PrivateKeySigner>,
    /// How much is accepted.
    pub limits: Limits,
}

impl RpcConfig {
    /// A server on any free port of `host`, with the default limits, no accounts and no development methods.
    #[must_use]
    pub fn on(host: IpAddr) -> Self {
        Self {
            host,
            port: 0,
            http_port: Some(0),
            development: false,
            network: String::new(),
            names: BTreeMap::new(),
            accounts: Vec::new(),
            limits: Limits::default(),
        }
    }
}

/// Bounds on what one client, or all together, may ask for.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Largest request body in bytes.
    pub request_bytes: u32,
    /// Largest response body in bytes.
    pub response_bytes: u32,
    /// Most connections at a time.
    pub connections: u32,
    /// Most calls in one batch.
    pub batch_calls: u32,
    /// Most subscriptions of one WebSocket connection.
    pub subscriptions: u32,
    /// Most calls that execute at a time; more wait.
    pub executing_calls: usize,
    /// Gas one `eth_call` or estimate may use.
    pub call_gas: u64,
    /// Most filters installed at a time.
    pub filters: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            request_bytes: 5 << 20,
            response_bytes: 64 << 20,
            connections: 512,
            batch_calls: 1_000,
            subscriptions: 64,
            executing_calls: 8,
            call_gas: 50_000_000,
            filters: 1_024,
        }
    }
}
