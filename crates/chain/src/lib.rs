//! The chain: the state as a value, the EVM with native contracts in it, blocks, and what keeps them.

// Unit tests share the fixture of the integration tests, which names the crate from outside.
#[cfg(test)]
extern crate self as aquifer_chain;

pub mod archive;
pub mod block;
pub mod clock;
pub mod db;
pub mod digest;
pub mod evm;
pub mod execute;
pub mod history;
pub mod logs;
pub mod mempool;
pub mod mev;
pub mod network;
pub mod node;
pub mod orderer;
pub mod published;
pub mod replay;
pub mod snapshot;
pub mod spec;
pub mod store;
pub mod system_contracts;
pub mod verify;
pub mod world;

pub use archive::HistoryError;
pub use block::{Block, BlockError, BlockLimits, ExecutedBlock, Input, Rejected, build_block, build_empty_run, execute_block};
pub use execute::{CallOutcome, CallRequest, InputError};
pub use history::Recorded;
pub use logs::{FoundLog, LogLimits, LogQuery, LogsError};
pub use mempool::{PoolError, PoolLimits, PoolStatus};
pub use mev::Mev;
pub use node::{CommandError, Genesis, Head, Mining, Node, NodeConfig, OpenError, Submitted, Update};
pub use spec::ChainSpec;
pub use verify::{VerifyError, VerifyReport, verify};
pub use world::World;
