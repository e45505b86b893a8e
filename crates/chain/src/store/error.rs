//! What can go wrong with a data directory, said so that a person knows what to do.

use alloy_primitives::B256;
use std::{io, path::PathBuf};

/// A data directory that cannot be used, or stopped working.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another process uses the directory.
    #[error("{} is used by another process{}: stop it first, or choose another --data-dir", .path.display(), by(.pid))]
    Locked {
        /// The data directory.
        path: PathBuf,
        /// The other process, if it left its id.
        pid: Option<u32>,
    },
    /// There is nothing to read.
    #[error("there is no chain in {}", .path.display())]
    NoChain {
        /// The data directory.
        path: PathBuf,
    },
    /// The data was written under another genesis.
    #[error(
        "the data belongs to the genesis {found}, the network file gives {expected}: use the network file it was made with, another --data-dir, or --fresh to start anew"
    )]
    GenesisMismatch {
        /// Genesis hash in the data.
        found: B256,
        /// Genesis hash of the network file.
        expected: B256,
    },
    /// The data was written with another network file.
    #[error(
        "the network changed since the data was made, in its file or by --chain-id, --gas-limit or --genesis-time (its hash was {found}, is {expected}): use those it was made with, another --data-dir, or --fresh to start anew"
    )]
    NetworkChanged {
        /// Hash of the network file in the data.
        found: B256,
        /// Hash of the network file given.
        expected: B256,
    },
    /// The data was written for another chain id.
    #[error("the data belongs to chain id {found}, not {expected}: use another --data-dir, or --fresh to start anew")]
    ChainIdMismatch {
        /// Chain id in the data.
        found: u64,
        /// Chain id given.
        expected: u64,
    },
    /// The data was written in another format.
    #[error(
        "the data has schema {found}, this version reads {expected}: use the version of aquifer it was made with, another --data-dir, or --fresh to start anew"
    )]
    Schema {
        /// Schema number in the data.
        found: u32,
        /// Schema number this version reads.
        expected: u32,
    },
    /// The data was written under another revision of the rules.
    #[error(
        "block {number} was made under rules revision {found}, this version has {expected}: use the version of aquifer it was made with"
    )]
    Rules {
        /// The block.
        number: u64,
        /// Its revision.
        found: u16,
        /// The revision this version has.
        expected: u16,
    },
    /// Stored bytes are not what was written.
    #[error("{what} is damaged: {why}. Nothing was changed; restore the directory from a copy, or use --fresh to start anew")]
    Damaged {
        /// Which file or record.
        what: String,
        /// How it shows.
        why: String,
    },
    /// The disk is full.
    #[error("the disk is full: free some space and start again; every block served so far is stored")]
    DiskFull,
    /// The disk failed.
    #[error("{what}: {source}")]
    Io {
        /// What was tried.
        what: String,
        /// What the system said.
        source: io::Error,
    },
    /// The database refused.
    #[error("the database failed: {0}")]
    Database(String),
}

fn by(pid: &Option<u32>) -> String {
    pid.map_or_else(String::new, |pid| format!(" (pid {pid})"))
}

impl StoreError {
    /// Wraps an error of the system, telling a full disk from others.
    #[must_use]
    pub fn io(what: impl Into<String>, source: io::Error) -> Self {
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
            _ => Self::Io { what: what.into(), source },
        }
    }

    /// Names a damaged file or record.
    #[must_use]
    pub fn damaged(what: impl Into<String>, why: impl ToString) -> Self {
        Self::Damaged { what: what.into(), why: why.to_string() }
    }

    /// Wraps an error of redb.
    #[must_use]
    pub fn database(error: impl Into<redb::Error>) -> Self {
        match error.into() {
            redb::Error::Io(source) => match source.kind() {
                io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => Self::damaged("the block database", source),
                _ => Self::io("the block database", source),
            },
            redb::Error::Corrupted(why) => Self::damaged("the block database", why),
            redb::Error::RepairAborted => Self::damaged("the block database", "it cannot be repaired"),
            other => Self::Database(other.to_string()),
        }
    }
}

macro_rules! from_redb {
    ($($error:ident),*) => {$(
        impl From<redb::$error> for StoreError {
            fn from(error: redb::$error) -> Self {
                Self::database(error)
            }
        }
    )*};
}

from_redb!(DatabaseError, TransactionError, TableError, StorageError, CommitError, SetDurabilityError);
