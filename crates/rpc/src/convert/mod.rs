//! The chain's own types as the JSON of Ethereum's RPC.

mod block;
mod receipt;
mod transaction;

pub(crate) use block::{header, rpc_block};
pub(crate) use receipt::{receipt_logs, rpc_receipt};
pub(crate) use transaction::{rpc_transaction, waiting_transaction};
