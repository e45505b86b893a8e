//! Threads for what the async runtime must not do: execute, and wait for the block builder.
//!
//! Calls into the EVM recurse on the host stack, so they run on the chain's threads with large stacks, a bounded number
//! at a time. What reads the disk or waits for the builder runs elsewhere: a long `evm_mine` must not keep calls waiting.

use crate::error::RpcError;
use aquifer_chain::evm::ExecutorPool;
use tokio::sync::oneshot;

/// The threads of one server.
pub(crate) struct Workers {
    pool: ExecutorPool,
}

impl Workers {
    /// Threads on which `executing` calls run at a time.
    pub(crate) fn new(executing: usize) -> std::io::Result<Self> {
        Ok(Self { pool: ExecutorPool::new(executing)? })
    }

    /// Runs a call that executes, as soon as it is its turn.
    pub(crate) async fn execute<T: Send + 'static>(
        &self,
        call: impl FnOnce() -> Result<T, RpcError> + Send + 'static,
    ) -> Result<T, RpcError> {
        let (sender, receiver) = oneshot::channel();
        self.pool.spawn(move || {
            // The client may be gone; then nobody wants the answer.
            let _ = sender.send(call());
        });
        receiver.await.map_err(|_| crashed())?
    }

    /// Runs what reads the disk or waits for the block builder.
    pub(crate) async fn wait<T: Send + 'static>(
        &self,
        call: impl FnOnce() -> Result<T, RpcError> + Send + 'static,
    ) -> Result<T, RpcError> {
        tokio::task::spawn_blocking(call).await.map_err(|_| crashed())?
    }
}

fn crashed() -> RpcError {
    RpcError::internal("method handler crashed")
}
