//! What every method works on.

use crate::{
    RpcConfig,
    aquifer::{KeeperBoard, Uploads},
    beacon::Desk,
    dev::ImpersonatedAccounts,
    eth::Filters,
    workers::Workers,
};
use aquifer_chain::node::Node;
use std::sync::{Arc, Mutex};
use tokio::sync::watch;

/// The node, and what the server itself remembers.
pub(crate) struct Api {
    /// Configuration of the server.
    pub(crate) config: RpcConfig,
    /// The chain.
    pub(crate) node: Node,
    /// Threads that execute and wait.
    pub(crate) workers: Arc<Workers>,
    /// What keepers say of themselves.
    pub(crate) keepers: KeeperBoard,
    /// Trees of rewards that arrive in parts.
    pub(crate) uploads: Uploads,
    /// Installed log and block filters.
    pub(crate) filters: Filters,
    /// Accounts that may send without a signature.
    pub(crate) impersonated: ImpersonatedAccounts,
    /// Held from choosing a nonce to handing the transaction over, so that no two get the same.
    pub(crate) sending: Mutex<()>,
    /// How much the Beacon API does at a time.
    pub(crate) desk: Desk,
    /// Turns true when the server stops.
    pub(crate) stopping: watch::Receiver<bool>,
}

impl Api {
    /// Nothing remembered yet.
    pub(crate) fn new(config: RpcConfig, node: Node, workers: Arc<Workers>, stopping: watch::Receiver<bool>) -> Self {
        let filters = Filters::new(config.limits.filters);
        Self {
            config,
            node,
            workers,
            keepers: KeeperBoard::default(),
            uploads: Uploads::default(),
            filters,
            impersonated: ImpersonatedAccounts::default(),
            sending: Mutex::new(()),
            desk: Desk::default(),
            stopping,
        }
    }
}
