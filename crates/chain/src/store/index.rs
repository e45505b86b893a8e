//! What is derived from blocks and kept for questions: receipts, and where a hash, a transaction or a log is found.
//!
//! A database of its own, written behind the blocks, so that no block waits for it. When it lags after a crash, replay
//! catches it up; when it is damaged, it is made anew.
//!
//! Rows may outlive a revert: receipts never do, and every other row is held against them or against the blocks before it
//! counts.

use super::{Identity, StoreError, Tip, record::framed, record::unframed};
use crate::block::{StoredReceipt, decode_receipts, encode_receipts};
use alloy_primitives::{Address, B256};
use redb::{Database, Durability, ReadableDatabase, ReadableTable, TableDefinition, WriteTransaction};
use std::{collections::BTreeSet, fs, panic::AssertUnwindSafe, path::Path, sync::Arc};

const RECEIPTS: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("receipts");
const NUMBERS: TableDefinition<'_, [u8; 32], u64> = TableDefinition::new("number_by_hash");
const TRANSACTIONS: TableDefinition<'_, [u8; 32], (u64, u32)> = TableDefinition::new("place_by_transaction");
const LOGS: TableDefinition<'_, LogKey, ()> = TableDefinition::new("blocks_by_emitter_and_topic");
const BEACON: TableDefinition<'_, BeaconKey, ()> = TableDefinition::new("number_by_beacon_root");
const META: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("meta");

const CACHE_BYTES: usize = 32 << 20;
/// Format of this database; another one is made anew.
const INDEX_SCHEMA: u32 = 2;

/// Emitter, block number, first topic (zero when there is none).
type LogKey = ([u8; 20], u64, [u8; 32]);

/// First bytes of the root of a beacon block or of the state after it, and the block's number: half a row of whole roots.
type BeaconKey = (u64, u64);

/// A block on its way into the index.
#[derive(Debug, Clone)]
pub struct Indexable {
    /// Roots of its beacon block and of the beacon state after it.
    pub beacon_roots: [B256; 2],
    /// The rest.
    pub block: Indexed,
}

/// A block as the index keeps it.
#[derive(Debug, Clone)]
pub struct Indexed {
    /// Its number.
    pub number: u64,
    /// Its hash.
    pub hash: B256,
    /// Its timestamp, in seconds since 1970.
    pub timestamp: u64,
    /// Its receipts.
    pub receipts: Arc<Vec<StoredReceipt>>,
}

/// The derived database.
#[derive(Debug)]
pub struct Index {
    database: Database,
}

impl Index {
    /// Opens the index of a chain, or makes an empty one where there is none of use.
    ///
    /// # Errors
    /// [`StoreError`]: the disk failed.
    pub fn open(path: &Path, identity: &Identity) -> Result<Self, StoreError> {
        match Self::try_open(path, identity) {
            Ok(index) => Ok(index),
            Err(StoreError::DiskFull) => Err(StoreError::DiskFull),
            Err(error) => {
                tracing::warn!("the index is made anew: {error}");
                fs::remove_file(path).map_err(|source| StoreError::io("cannot remove the old index", source))?;
                Self::try_open(path, identity)
            }
        }
    }

    fn try_open(path: &Path, identity: &Identity) -> Result<Self, StoreError> {
        // redb asserts on some kinds of damage: a panic while opening is damage, too.
        std::panic::catch_unwind(AssertUnwindSafe(|| {
            let database = Database::builder().set_cache_size(CACHE_BYTES).create(path)?;
            let index = Self { database };
            index.claim(identity)?;
            Ok(index)
        }))
        .unwrap_or_else(|_| Err(StoreError::damaged("the index", "its pages contradict each other")))
    }

    fn claim(&self, identity: &Identity) -> Result<(), StoreError> {
        let mark = encode(&(INDEX_SCHEMA, identity))?;
        let transaction = self.begin()?;
        {
            let mut meta = transaction.open_table(META)?;
            let found = meta.get("mark")?.map(|found| found.value().to_vec());
            match found {
                Some(found) if found == mark => return Ok(()),
                Some(_) => return Err(StoreError::damaged("the index", "it belongs to another chain")),
                None => {}
            }
            meta.insert("mark", mark.as_slice())?;
            put_tip(&mut meta, &Tip { number: 0, hash: identity.genesis })?;
        }
        transaction.open_table(RECEIPTS)?;
        transaction.open_table(NUMBERS)?.insert(identity.genesis.0, 0)?;
        transaction.open_table(BEACON)?;
        transaction.open_table(TRANSACTIONS)?;
        transaction.open_table(LOGS)?;
        Ok(transaction.commit()?)
    }

    /// The last block in the index.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn tip(&self) -> Result<Tip, StoreError> {
        let meta = self.database.begin_read()?.open_table(META)?;
        let Some(bytes) = meta.get("tip")? else { return Err(StoreError::damaged("the index", "it has no tip")) };
        decode(bytes.value())
    }

    /// Adds blocks that follow the tip.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn append(&self, blocks: &[Indexable]) -> Result<(), StoreError> {
        let Some(last) = blocks.last().map(|last| &last.block) else { return Ok(()) };
        let transaction = self.begin()?;
        put_numbers(&transaction, blocks)?;
        put_beacon_roots(&transaction, blocks)?;
        for block in blocks.iter().map(|block| &block.block).filter(|block| !block.receipts.is_empty()) {
            put_receipts(&transaction, block)?;
        }
        put_tip(&mut transaction.open_table(META)?, &Tip { number: last.number, hash: last.hash })?;
        Ok(transaction.commit()?)
    }

    /// Forgets everything above a block.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn truncate(&self, tip: &Tip) -> Result<(), StoreError> {
        if self.tip()?.number <= tip.number {
            return Ok(());
        }
        let transaction = self.begin()?;
        transaction.open_table(RECEIPTS)?.retain_in(tip.number + 1.., |_, _| false)?;
        put_tip(&mut transaction.open_table(META)?, tip)?;
        Ok(transaction.commit()?)
    }

    /// Where a block of this hash was put. The caller holds it against the blocks.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn number_of(&self, hash: &B256) -> Result<Option<u64>, StoreError> {
        let numbers = self.database.begin_read()?.open_table(NUMBERS)?;
        Ok(numbers.get(hash.0)?.map(|number| number.value()))
    }

    /// Where a beacon block, or a state after one, of this root may have been put. The caller holds it against the blocks.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn numbers_of_beacon_root(&self, root: &B256) -> Result<Vec<u64>, StoreError> {
        let rows = self.database.begin_read()?.open_table(BEACON)?;
        let first = first_bytes(root);
        rows.range((first, 0)..=(first, u64::MAX))?.map(|row| Ok(row?.0.value().1)).collect()
    }

    /// Block and place of a transaction.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn place_of(&self, transaction: &B256) -> Result<Option<(u64, usize)>, StoreError> {
        let places = self.database.begin_read()?.open_table(TRANSACTIONS)?;
        let Some((number, place)) = places.get(transaction.0)?.map(|place| place.value()) else { return Ok(None) };
        let place = place as usize;
        let block = self.block(number)?;
        let is_there =
            block.is_some_and(|block| block.receipts.get(place).is_some_and(|receipt| receipt.transaction_hash == *transaction));
        Ok(is_there.then_some((number, place)))
    }

    /// A block with transactions; `None` for one without, and above the tip.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn block(&self, number: u64) -> Result<Option<Indexed>, StoreError> {
        let receipts = self.database.begin_read()?.open_table(RECEIPTS)?;
        receipts.get(number)?.map(|bytes| decode_block(number, bytes.value())).transpose()
    }

    /// Blocks with transactions, in order.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn blocks_with_transactions(&self, from: u64, to: u64) -> Result<BTreeSet<u64>, StoreError> {
        let receipts = self.database.begin_read()?.open_table(RECEIPTS)?;
        receipts.range(from..=to)?.map(|row| Ok(row?.0.value())).collect()
    }

    /// Blocks in which an account may have emitted a log with one of these first topics (any, when there are none).
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn blocks_with_logs(&self, from: u64, to: u64, emitter: Address, topics: &[B256]) -> Result<BTreeSet<u64>, StoreError> {
        let logs = self.database.begin_read()?.open_table(LOGS)?;
        let mut blocks = BTreeSet::new();
        for row in logs.range((emitter.0.0, from, [0; 32])..=(emitter.0.0, to, [0xff; 32]))? {
            let (_, number, topic) = row?.0.value();
            if topics.is_empty() || topics.contains(&B256::from(topic)) {
                blocks.insert(number);
            }
        }
        Ok(blocks)
    }

    fn begin(&self) -> Result<WriteTransaction, StoreError> {
        let mut transaction = self.database.begin_write()?;
        transaction.set_durability(Durability::Immediate)?;
        transaction.set_quick_repair(true);
        Ok(transaction)
    }
}

fn put_numbers(transaction: &WriteTransaction, blocks: &[Indexable]) -> Result<(), StoreError> {
    // In the order of the keys the tree is walked once: several times faster than as they come.
    let mut rows: Vec<(B256, u64)> = blocks.iter().map(|block| (block.block.hash, block.block.number)).collect();
    rows.sort_unstable();
    let mut numbers = transaction.open_table(NUMBERS)?;
    for (hash, number) in rows {
        numbers.insert(hash.0, number)?;
    }
    Ok(())
}

fn put_beacon_roots(transaction: &WriteTransaction, blocks: &[Indexable]) -> Result<(), StoreError> {
    let keys = |block: &Indexable| block.beacon_roots.map(|root| (first_bytes(&root), block.block.number));
    let mut rows: Vec<BeaconKey> = blocks.iter().flat_map(keys).collect();
    rows.sort_unstable();
    let mut table = transaction.open_table(BEACON)?;
    for key in rows {
        table.insert(key, ())?;
    }
    Ok(())
}

fn first_bytes(root: &B256) -> u64 {
    root.first_chunk().map_or(0, |bytes| u64::from_be_bytes(*bytes))
}

fn put_receipts(transaction: &WriteTransaction, block: &Indexed) -> Result<(), StoreError> {
    let row = framed(&encode(&(block.hash, block.timestamp, encode_receipts(&block.receipts)))?);
    transaction.open_table(RECEIPTS)?.insert(block.number, row.as_slice())?;
    let mut places = transaction.open_table(TRANSACTIONS)?;
    for (receipt, place) in block.receipts.iter().zip(0_u32..) {
        places.insert(receipt.transaction_hash.0, (block.number, place))?;
    }
    let mut logs = transaction.open_table(LOGS)?;
    for log in block.receipts.iter().flat_map(|receipt| &receipt.logs) {
        let topic = log.topics().first().copied().unwrap_or_default();
        logs.insert((log.address.0.0, block.number, topic.0), ())?;
    }
    Ok(())
}

fn put_tip(meta: &mut redb::Table<'_, &str, &[u8]>, tip: &Tip) -> Result<(), StoreError> {
    meta.insert("tip", encode(tip)?.as_slice())?;
    Ok(())
}

fn decode_block(number: u64, bytes: &[u8]) -> Result<Indexed, StoreError> {
    let name = || format!("the receipts of block {number}");
    let (hash, timestamp, receipts): (B256, u64, Vec<u8>) = decode(unframed(bytes, name)?)?;
    let receipts = decode_receipts(&receipts).map_err(|error| StoreError::damaged(name(), error))?;
    Ok(Indexed { number, hash, timestamp, receipts: Arc::new(receipts) })
}

fn encode<T: serde::Serialize>(value: &T) -> Result<Vec<u8>, StoreError> {
    postcard::to_stdvec(value).map_err(|error| StoreError::Database(error.to_string()))
}

fn decode<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Result<T, StoreError> {
    postcard::from_bytes(bytes).map_err(|error| StoreError::damaged("the index", error))
}
