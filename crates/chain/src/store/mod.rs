//! The block database: the node's only commit point. What is not in here did not happen.
//!
//! A durable transaction holds one or more whole blocks. Runs of empty blocks are one record. Everything else on disk
//! (receipts, indexes, snapshots) is derived from it.
//!
//! Invariants
//! - STO-1  block numbers are contiguous from 1 to the tip; each lies in exactly one record
//! - STO-2  a commit that returned survives a crash; one that did not is there wholly or not at all
//! - STO-3  a byte that changed is reported, never served

mod error;
pub mod index;
pub mod indexer;
mod lock;
mod record;
#[cfg(test)]
pub(crate) mod tests;

pub use error::StoreError;
pub use lock::DataDir;
pub(crate) use lock::sync_dir;
pub use record::{Entry, MAX_RUN, Run};

use crate::{block::Block, clock::StoredClock};
use alloy_primitives::B256;
use record::{framed, unframed};
use redb::{Builder, Database, Durability, ReadableDatabase, ReadableTable, StorageBackend, TableDefinition, WriteTransaction};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::{panic::AssertUnwindSafe, path::Path, sync::Arc};

/// Number of the format of blocks, records and snapshots.
pub const SCHEMA: u32 = 3;

const BLOCKS: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("blocks");
const RUNS: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("runs");
const META: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("meta");

const CACHE_BYTES: usize = 32 << 20;

/// Whose data it is. Written once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// EIP-155 chain id.
    pub chain_id: u64,
    /// Hash of the genesis block.
    pub genesis: B256,
    /// Hash of the network file.
    pub network: B256,
}

/// The last durable block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tip {
    /// Its number.
    pub number: u64,
    /// Its hash.
    pub hash: B256,
}

/// The block database.
#[derive(Debug)]
pub struct Store {
    database: Database,
    identity: Identity,
}

impl Store {
    /// Opens the database, or makes one whose tip is the genesis block.
    ///
    /// # Errors
    /// [`StoreError`]: damaged, of another chain, network file or schema, or the disk failed.
    pub fn open(path: &Path, identity: Identity) -> Result<Self, StoreError> {
        Self::open_with(identity, || Self::builder().create(path))
    }

    /// The same on any storage, for tests that make disks fail.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_on(backend: impl StorageBackend, identity: Identity) -> Result<Self, StoreError> {
        Self::open_with(identity, || Self::builder().create_with_backend(backend))
    }

    fn builder() -> Builder {
        let mut builder = Builder::new();
        builder.set_cache_size(CACHE_BYTES);
        builder
    }

    fn open_with(identity: Identity, open: impl FnOnce() -> Result<Database, redb::DatabaseError>) -> Result<Self, StoreError> {
        // redb asserts on some kinds of damage: a panic while opening is damage, too.
        std::panic::catch_unwind(AssertUnwindSafe(|| {
            let store = Self { database: open()?, identity };
            store.claim()?;
            store.check_tip()?;
            Ok(store)
        }))
        .unwrap_or_else(|_| Err(StoreError::damaged("the block database", "its pages contradict each other")))
    }

    /// Writes the identity into a new database, or holds it against an old one's.
    fn claim(&self) -> Result<(), StoreError> {
        let Some(schema) = self.meta_bytes("schema")? else { return self.write_identity() };
        let found = schema.as_slice().try_into().map(u32::from_be_bytes).unwrap_or_default();
        if found != SCHEMA {
            return Err(StoreError::Schema { found, expected: SCHEMA });
        }
        let found: Identity = self.meta("identity")?;
        if found.chain_id != self.identity.chain_id {
            return Err(StoreError::ChainIdMismatch { found: found.chain_id, expected: self.identity.chain_id });
        }
        if found.network != self.identity.network {
            return Err(StoreError::NetworkChanged { found: found.network, expected: self.identity.network });
        }
        if found.genesis != self.identity.genesis {
            return Err(StoreError::GenesisMismatch { found: found.genesis, expected: self.identity.genesis });
        }
        Ok(())
    }

    fn write_identity(&self) -> Result<(), StoreError> {
        let transaction = self.begin()?;
        transaction.open_table(META)?.insert("schema", SCHEMA.to_be_bytes().as_slice())?;
        transaction.open_table(BLOCKS)?;
        transaction.open_table(RUNS)?;
        put_meta(&transaction, "identity", &self.identity)?;
        put_meta(&transaction, "tip", &Tip { number: 0, hash: self.identity.genesis })?;
        put_meta(&transaction, "clock", &StoredClock::default())?;
        Ok(transaction.commit()?)
    }

    /// STO-1 at the end that a crash could have touched.
    fn check_tip(&self) -> Result<(), StoreError> {
        let tip = self.tip()?;
        if self.hash_of(tip.number)? != Some(tip.hash) {
            return Err(StoreError::damaged("the block database", format!("block {} is not its tip's", tip.number)));
        }
        Ok(())
    }

    /// Whose data it is.
    #[must_use]
    pub const fn identity(&self) -> Identity {
        self.identity
    }

    /// The last durable block.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn tip(&self) -> Result<Tip, StoreError> {
        self.meta("tip")
    }

    /// The clock as it was stored with the last block or move of time.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn clock(&self) -> Result<StoredClock, StoreError> {
        self.meta("clock")
    }

    /// Makes entries durable that follow the tip, with the clock, in one transaction.
    ///
    /// # Errors
    /// [`StoreError`]: none of them is stored, and the node must stop.
    pub fn append(&self, entries: &[Entry], clock: &StoredClock) -> Result<(), StoreError> {
        let transaction = self.begin()?;
        let mut tip = self.tip()?;
        for entry in entries {
            tip = append_entry(&transaction, &tip, entry)?;
        }
        put_meta(&transaction, "tip", &tip)?;
        put_meta(&transaction, "clock", clock)?;
        Ok(transaction.commit()?)
    }

    /// Stores a move of time without a block.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn set_clock(&self, clock: &StoredClock) -> Result<(), StoreError> {
        let transaction = self.begin()?;
        put_meta(&transaction, "clock", clock)?;
        Ok(transaction.commit()?)
    }

    /// Drops every block above `number`, for good.
    ///
    /// # Errors
    /// [`StoreError`]: nothing is dropped.
    pub fn truncate(&self, number: u64, clock: &StoredClock) -> Result<(), StoreError> {
        let Some(hash) = self.hash_of(number)? else {
            return Err(StoreError::Database(format!("there is no block {number} to go back to")));
        };
        let cut = self.entry(number)?;
        let transaction = self.begin()?;
        transaction.open_table(BLOCKS)?.retain_in(number + 1.., |_, _| false)?;
        let mut runs = transaction.open_table(RUNS)?;
        runs.retain_in(number + 1.., |_, _| false)?;
        if let Some(Entry::Run(mut run)) = cut {
            run.hashes.truncate(usize::try_from(number + 1 - run.first).unwrap_or(usize::MAX));
            runs.insert(run.first, run.encode().as_slice())?;
        }
        drop(runs);
        put_meta(&transaction, "tip", &Tip { number, hash })?;
        put_meta(&transaction, "clock", clock)?;
        Ok(transaction.commit()?)
    }

    /// The record a block lies in; `None` for genesis and above the tip.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn entry(&self, number: u64) -> Result<Option<Entry>, StoreError> {
        let transaction = self.database.begin_read()?;
        if let Some(bytes) = transaction.open_table(BLOCKS)?.get(number)? {
            return decode_block(number, bytes.value()).map(Some);
        }
        match transaction.open_table(RUNS)?.range(..=number)?.next_back() {
            Some(found) => {
                let (first, bytes) = found?;
                let run = Run::decode(first.value(), bytes.value())?;
                Ok((run.last() >= number).then_some(Entry::Run(run)))
            }
            None => Ok(None),
        }
    }

    /// Hash of a block, genesis included; `None` above the tip.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn hash_of(&self, number: u64) -> Result<Option<B256>, StoreError> {
        if number == 0 {
            return Ok(Some(self.identity.genesis));
        }
        Ok(self.entry(number)?.and_then(|entry| entry.hash_of(number)))
    }

    /// The records from the one with block `from` to the tip, in order. STO-1 is checked on the way.
    pub fn entries(&self, from: u64) -> impl Iterator<Item = Result<Entry, StoreError>> + '_ {
        let mut next = Some(from.max(1));
        std::iter::from_fn(move || {
            let number = next.take()?;
            match self.entry(number) {
                Ok(Some(entry)) => {
                    next = Some(entry.last() + 1);
                    Some(Ok(entry))
                }
                Ok(None) => match self.tip() {
                    Ok(tip) if number > tip.number => None,
                    Ok(_) => Some(Err(StoreError::damaged("the block database", format!("block {number} is missing")))),
                    Err(error) => Some(Err(error)),
                },
                Err(error) => Some(Err(error)),
            }
        })
    }

    fn begin(&self) -> Result<WriteTransaction, StoreError> {
        let mut transaction = self.database.begin_write()?;
        transaction.set_durability(Durability::Immediate)?;
        // Implies two-phase commit, and makes opening after a crash independent of the size of the file.
        transaction.set_quick_repair(true);
        Ok(transaction)
    }

    fn meta_bytes(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let transaction = self.database.begin_read()?;
        let table = match transaction.open_table(META) {
            Err(redb::TableError::TableDoesNotExist(_)) => return Ok(None),
            table => table?,
        };
        Ok(table.get(key)?.map(|bytes| bytes.value().to_vec()))
    }

    fn meta<T: DeserializeOwned>(&self, key: &str) -> Result<T, StoreError> {
        let name = || format!("the record \"{key}\" of the block database");
        let Some(bytes) = self.meta_bytes(key)? else { return Err(StoreError::damaged(name(), "it is missing")) };
        postcard::from_bytes(unframed(&bytes, name)?).map_err(|error| StoreError::damaged(name(), error))
    }
}

fn put_meta<T: Serialize>(transaction: &WriteTransaction, key: &str, value: &T) -> Result<(), StoreError> {
    let payload = postcard::to_stdvec(value).map_err(|error| StoreError::Database(error.to_string()))?;
    transaction.open_table(META)?.insert(key, framed(&payload).as_slice())?;
    Ok(())
}

fn append_entry(transaction: &WriteTransaction, tip: &Tip, entry: &Entry) -> Result<Tip, StoreError> {
    if entry.first() != tip.number + 1 {
        return Err(StoreError::Database(format!("block {} does not follow block {}", entry.first(), tip.number)));
    }
    match entry {
        Entry::Block(block) => {
            transaction.open_table(BLOCKS)?.insert(block.header.number, framed(&block.encode()).as_slice())?;
            Ok(Tip { number: block.header.number, hash: block.hash })
        }
        Entry::Run(run) => {
            put_run(transaction, run)?;
            Ok(Tip { number: run.last(), hash: run.hashes.last().copied().unwrap_or(tip.hash) })
        }
    }
}

/// Stores a run, as part of the one it continues where it fits.
fn put_run(transaction: &WriteTransaction, run: &Run) -> Result<(), StoreError> {
    let mut runs = transaction.open_table(RUNS)?;
    let before = match runs.range(..run.first)?.next_back() {
        Some(found) => {
            let (first, bytes) = found?;
            Some(Run::decode(first.value(), bytes.value())?)
        }
        None => None,
    };
    let merged = match before {
        Some(mut before) if before.is_continued_by(run) => {
            before.hashes.extend_from_slice(&run.hashes);
            before
        }
        _ => run.clone(),
    };
    runs.insert(merged.first, merged.encode().as_slice())?;
    Ok(())
}

fn decode_block(number: u64, bytes: &[u8]) -> Result<Entry, StoreError> {
    let name = || format!("block {number}");
    let block = Block::decode(unframed(bytes, name)?).map_err(|error| StoreError::damaged(name(), error))?;
    if block.header.number != number {
        return Err(StoreError::damaged(name(), format!("it says it is block {}", block.header.number)));
    }
    Ok(Entry::Block(Arc::new(block)))
}
