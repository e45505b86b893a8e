//! The chain: the state as a value, the EVM with native contracts in it, blocks, and what keeps them.

pub mod block;
pub mod db;
pub mod digest;
pub mod evm;
pub mod execute;
pub mod network;
pub mod spec;
pub mod world;

pub use block::{Block, BlockError, BlockLimits, ExecutedBlock, Input, Rejected, build_block, build_empty_run, execute_block};
pub use execute::{CallOutcome, CallRequest, InputError};
pub use spec::ChainSpec;
pub use world::World;
