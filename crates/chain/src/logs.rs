//! Which logs a client asks for, and how many it may get.

use crate::archive::HistoryError;
use alloy_primitives::{Address, B256, Log};

/// How much one query may look at and return.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogLimits {
    /// Blocks in its range.
    pub blocks: u64,
    /// Logs in its answer.
    pub logs: usize,
}

impl Default for LogLimits {
    /// About two years of slots, and ten thousand logs.
    fn default() -> Self {
        Self { blocks: 5_000_000, logs: 10_000 }
    }
}

/// A query for logs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LogQuery {
    /// Number of the first block.
    pub from: u64,
    /// Number of the last block.
    pub to: u64,
    /// Emitters; any, when there are none.
    pub addresses: Vec<Address>,
    /// For each topic the values it may have; any, when there are none.
    pub topics: [Vec<B256>; 4],
}

impl LogQuery {
    /// Whether a log is asked for.
    #[must_use]
    pub fn matches(&self, log: &Log) -> bool {
        let is_emitter = self.addresses.is_empty() || self.addresses.contains(&log.address);
        let topics = log.topics();
        let mut wanted = self.topics.iter().enumerate().filter(|(_, values)| !values.is_empty());
        is_emitter && wanted.all(|(place, values)| topics.get(place).is_some_and(|topic| values.contains(topic)))
    }
}

/// A log and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundLog {
    /// Number of its block.
    pub block_number: u64,
    /// Hash of its block.
    pub block_hash: B256,
    /// Timestamp of its block, in seconds since 1970.
    pub timestamp: u64,
    /// Hash of its transaction.
    pub transaction_hash: B256,
    /// Place of its transaction in the block.
    pub transaction_index: usize,
    /// Its place among the logs of the block.
    pub log_index: u64,
    /// The log.
    pub log: Log,
}

/// A query that is not answered.
#[derive(Debug, Clone, thiserror::Error)]
pub enum LogsError {
    /// Its range is too long.
    #[error("the range has {blocks} blocks, at most {limit} can be searched at once")]
    TooManyBlocks {
        /// Blocks in the range.
        blocks: u64,
        /// The most there may be.
        limit: u64,
    },
    /// It matches too much.
    #[error("query returned more than {limit} results: narrow the range or name addresses and topics")]
    TooManyLogs {
        /// The most there may be.
        limit: usize,
    },
    /// A block cannot be had.
    #[error(transparent)]
    History(#[from] HistoryError),
}
