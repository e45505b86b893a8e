//! A server over a fresh node.

use crate::{genesis, http};
use alloy_primitives::{Address, address};
use alloy_signer_local::PrivateKeySigner;
use aquifer_chain::{Node, NodeConfig};
use aquifer_rpc::{RpcConfig, RpcHandle};
use serde_json::{Value, json};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// The stETH token.
pub(crate) const STETH: Address = address!("ae7ab96520DE3A18E5e111B5EaAB095312D7fE84");
/// The server, its node and its data; all gone when dropped.
pub(crate) struct Server {
    pub(crate) rpc: SocketAddr,
    pub(crate) health: SocketAddr,
    pub(crate) accounts: Vec<PrivateKeySigner>,
    handle: Option<RpcHandle>,
    pub(crate) node: Node,
    pub(crate) runtime: Runtime,
    _data: TempDir,
}

/// An error answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) code: i64,
    pub(crate) message: String,
    pub(crate) data: Option<String>,
}

impl Server {
    /// A development network.
    pub(crate) fn start() -> Self {
        Self::with(|_| ())
    }

    /// The same with another configuration of the server.
    pub(crate) fn with(configure: impl FnOnce(&mut RpcConfig)) -> Self {
        Self::over(|_| (), configure)
    }

    /// The same with another configuration of the node.
    pub(crate) fn over(configure_node: impl FnOnce(&mut NodeConfig), configure: impl FnOnce(&mut RpcConfig)) -> Self {
        let data = TempDir::new().expect("a directory");
        let accounts = genesis::accounts();
        let mut node = NodeConfig::new(data.path(), genesis::genesis(&accounts));
        configure_node(&mut node);
        let node = Node::open(node).expect("a node");
        let mut config = RpcConfig::on(IpAddr::V4(Ipv4Addr::LOCALHOST));
        config.development = true;
        config.network = "devnet".into();
        config.accounts = accounts.clone();
        configure(&mut config);
        let runtime = Runtime::new().expect("a runtime");
        let handle = runtime.block_on(aquifer_rpc::serve(config, node.clone())).expect("it serves");
        let (rpc, health) = (handle.rpc_addr, handle.http_addr.expect("it was asked for"));
        Self { rpc, health, accounts, handle: Some(handle), node, runtime, _data: data }
    }

    /// Calls a method.
    pub(crate) fn call(&self, method: &str, params: Value) -> Result<Value, Refusal> {
        let request = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
        read(&http::post(self.rpc, &request.to_string()).json())
    }

    /// Calls a method that answers.
    #[track_caller]
    pub(crate) fn ok(&self, method: &str, params: Value) -> Value {
        self.call(method, params).unwrap_or_else(|refusal| panic!("{method}: {refusal:?}"))
    }

    /// Calls a method that refuses, with this code.
    #[track_caller]
    pub(crate) fn refused(&self, method: &str, params: Value, code: i64) -> String {
        match self.call(method, params) {
            Err(refusal) if refusal.code == code => refusal.message,
            other => panic!("{method}: wanted code {code}, got {other:?}"),
        }
    }

    /// A quantity.
    #[track_caller]
    pub(crate) fn quantity(&self, method: &str, params: Value) -> u128 {
        quantity(&self.ok(method, params))
    }

    /// The address of a development account.
    pub(crate) fn account(&self, index: usize) -> Address {
        self.accounts[index].address()
    }

    /// Sends a transaction from a development account and waits for its receipt.
    #[track_caller]
    pub(crate) fn send(&self, transaction: Value) -> Value {
        let hash = self.ok("eth_sendTransaction", json!([transaction]));
        self.receipt(&hash)
    }

    /// Waits for a receipt.
    #[track_caller]
    pub(crate) fn receipt(&self, hash: &Value) -> Value {
        for _ in 0..500 {
            let receipt = self.ok("eth_getTransactionReceipt", json!([hash]));
            if !receipt.is_null() {
                return receipt;
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        panic!("no receipt of {hash} within five seconds");
    }
}

impl Server {
    /// Stops serving; the node goes on.
    pub(crate) fn stop_serving(&mut self) {
        if let Some(handle) = self.handle.take() {
            self.runtime.block_on(handle.stop());
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop_serving();
        self.node.shutdown();
    }
}

/// Result or error of an answer.
pub(crate) fn read(answer: &Value) -> Result<Value, Refusal> {
    assert_eq!(answer["jsonrpc"], "2.0", "{answer}");
    match answer.get("error") {
        None => Ok(answer["result"].clone()),
        Some(error) => Err(Refusal {
            code: error["code"].as_i64().expect("a code"),
            message: error["message"].as_str().expect("a message").to_owned(),
            data: error.get("data").and_then(Value::as_str).map(str::to_owned),
        }),
    }
}

/// Reads a hex quantity: no leading zeros.
#[track_caller]
pub(crate) fn quantity(value: &Value) -> u128 {
    let digits = value.as_str().and_then(|text| text.strip_prefix("0x")).unwrap_or_else(|| panic!("{value} is no quantity"));
    assert!(digits == "0" || !digits.starts_with('0'), "{value} has leading zeros");
    u128::from_str_radix(digits, 16).expect("hex digits")
}
