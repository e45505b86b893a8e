//! The block database: what it keeps, through restarts, truncation, damage and lost power.

use super::*;
use crate::block::{DevelopmentChange, Input, Requests};
use alloy_consensus::Header;
use alloy_primitives::{Address, U256};
use aquifer_beacon::types::BeaconBlockHeader;
use aquifer_protocol::units::Slot;
use redb::backends::InMemoryBackend;
use std::{
    io,
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

const IDENTITY: Identity = Identity { chain_id: 31_337, genesis: B256::repeat_byte(1), network: B256::repeat_byte(2) };

fn block(number: u64, parent: B256) -> Block {
    let header = Header { number, parent_hash: parent, timestamp: 12 * number, ..Header::default() };
    let change = DevelopmentChange::SetBalance { account: Address::repeat_byte(7), balance: U256::from(number) };
    let hash = header.hash_slow();
    Block {
        header,
        hash,
        slot: Slot::new(number),
        inputs: vec![Input::Development(change)],
        withdrawals: Vec::new(),
        requests: Requests::default(),
        beacon: BeaconBlockHeader { slot: number, ..BeaconBlockHeader::default() },
        sync_bits: Arc::from([]),
        equivocations: Vec::new(),
        rules: 1,
    }
}

fn run(first: u64, count: u64) -> Entry {
    let hashes = (first..first + count).map(|number| B256::from(U256::from(number + 1_000_000))).collect();
    Entry::Run(Run { first, slot: Slot::new(first), gas_limit: 60_000_000, rules: 1, hashes })
}

fn stored(number: u64) -> Entry {
    Entry::Block(Arc::new(block(number, B256::repeat_byte(9))))
}

fn clock(offset_seconds: i64) -> StoredClock {
    StoredClock { offset_seconds, ..StoredClock::default() }
}

fn in_memory() -> Store {
    Store::open_on(InMemoryBackend::new(), IDENTITY).unwrap()
}

fn firsts(store: &Store, from: u64) -> Vec<(u64, u64)> {
    store.entries(from).map(|entry| entry.map(|entry| (entry.first(), entry.last())).unwrap()).collect()
}

#[test]
fn a_new_store_ends_at_genesis() {
    let store = in_memory();
    assert_eq!(store.tip().unwrap(), Tip { number: 0, hash: IDENTITY.genesis });
    assert_eq!(store.hash_of(0).unwrap(), Some(IDENTITY.genesis));
    assert_eq!(store.hash_of(1).unwrap(), None);
    assert!(firsts(&store, 1).is_empty());
}

#[test]
fn blocks_and_runs_are_found_by_number() {
    let store = in_memory();
    store.append(&[stored(1), run(2, 10), stored(12)], &clock(5)).unwrap();
    assert_eq!(store.tip().unwrap().number, 12);
    assert_eq!(store.clock().unwrap(), clock(5));
    assert_eq!(store.entry(7).unwrap(), Some(run(2, 10)));
    assert_eq!(store.hash_of(11).unwrap(), Some(B256::from(U256::from(1_000_011))));
    assert_eq!(store.entry(12).unwrap(), Some(stored(12)));
    assert_eq!(store.entry(13).unwrap(), None);
    assert_eq!(firsts(&store, 5), [(2, 11), (12, 12)]);
}

#[test]
fn a_run_that_goes_on_stays_one_record_up_to_a_limit() {
    let store = in_memory();
    store.append(&[run(1, 3)], &clock(0)).unwrap();
    store.append(&[run(4, 2)], &clock(0)).unwrap();
    assert_eq!(firsts(&store, 1), [(1, 5)]);
    let limit = MAX_RUN as u64;
    store.append(&[run(6, limit - 5)], &clock(0)).unwrap();
    store.append(&[run(limit + 1, 1)], &clock(0)).unwrap();
    assert_eq!(firsts(&store, 1), [(1, limit), (limit + 1, limit + 1)]);
}

#[test]
fn a_skipped_slot_or_another_gas_limit_begins_a_new_run() {
    let store = in_memory();
    let Entry::Run(late) = run(4, 2) else { unreachable!() };
    store.append(&[run(1, 3), Entry::Run(Run { slot: Slot::new(9), ..late.clone() })], &clock(0)).unwrap();
    let other = Run { first: 6, slot: Slot::new(11), gas_limit: 1, ..late };
    store.append(&[Entry::Run(other)], &clock(0)).unwrap();
    assert_eq!(firsts(&store, 1), [(1, 3), (4, 5), (6, 7)]);
}

#[test]
fn only_what_follows_the_tip_is_taken() {
    let store = in_memory();
    assert!(matches!(store.append(&[stored(2)], &clock(1)), Err(StoreError::Database(_))));
    assert!(matches!(store.append(&[stored(1), run(3, 1)], &clock(1)), Err(StoreError::Database(_))));
    assert_eq!(store.tip().unwrap().number, 0);
    assert_eq!(store.entry(1).unwrap(), None);
    assert_eq!(store.clock().unwrap(), clock(0));
}

#[test]
fn truncation_cuts_runs_and_is_for_good() {
    #[track_caller]
    fn check(to: u64, left: &[(u64, u64)]) {
        let store = in_memory();
        store.append(&[stored(1), run(2, 10), stored(12), run(13, 2)], &clock(5)).unwrap();
        let hash = store.hash_of(to).unwrap().unwrap();
        store.truncate(to, &clock(2)).unwrap();
        assert_eq!(store.tip().unwrap(), Tip { number: to, hash });
        assert_eq!(store.clock().unwrap(), clock(2));
        assert_eq!(firsts(&store, 1), left);
        store.append(&[stored(to + 1)], &clock(3)).unwrap();
        assert_eq!(store.tip().unwrap().number, to + 1);
    }
    check(14, &[(1, 1), (2, 11), (12, 12), (13, 14)]);
    check(12, &[(1, 1), (2, 11), (12, 12)]);
    check(6, &[(1, 1), (2, 6)]);
    check(2, &[(1, 1), (2, 2)]);
    check(1, &[(1, 1)]);
    check(0, &[]);
}

#[test]
fn data_of_another_chain_network_or_schema_is_refused() {
    #[track_caller]
    fn check(identity: Identity, expected: impl Fn(&StoreError) -> bool) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("blocks.redb");
        drop(Store::open(&path, IDENTITY).unwrap());
        let error = Store::open(&path, identity).unwrap_err();
        assert!(expected(&error), "{error}");
        drop(Store::open(&path, IDENTITY).unwrap());
    }
    let other = B256::repeat_byte(0xee);
    check(Identity { chain_id: 1, ..IDENTITY }, |e| matches!(e, StoreError::ChainIdMismatch { found: 31_337, expected: 1 }));
    check(Identity { network: other, ..IDENTITY }, |e| matches!(e, StoreError::NetworkChanged { .. }));
    check(Identity { genesis: other, ..IDENTITY }, |e| matches!(e, StoreError::GenesisMismatch { .. }));
}

#[test]
fn another_schema_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("blocks.redb");
    let store = Store::open(&path, IDENTITY).unwrap();
    let transaction = store.begin().unwrap();
    transaction.open_table(META).unwrap().insert("schema", 99_u32.to_be_bytes().as_slice()).unwrap();
    transaction.commit().unwrap();
    drop(store);
    assert!(matches!(Store::open(&path, IDENTITY), Err(StoreError::Schema { found: 99, expected: SCHEMA })));
}

#[test]
fn a_changed_byte_is_reported_not_served() {
    let store = in_memory();
    store.append(&[stored(1), run(2, 3)], &clock(0)).unwrap();
    for (table, key) in [(BLOCKS, 1_u64), (RUNS, 2)] {
        let transaction = store.begin().unwrap();
        {
            let mut table = transaction.open_table(table).unwrap();
            let mut bytes = table.get(key).unwrap().unwrap().value().to_vec();
            *bytes.last_mut().unwrap() ^= 1;
            table.insert(key, bytes.as_slice()).unwrap();
        }
        transaction.commit().unwrap();
        assert!(matches!(store.entry(key), Err(StoreError::Damaged { .. })));
    }
}

#[test]
fn a_truncated_or_foreign_file_is_damage() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("blocks.redb");
    let store = Store::open(&path, IDENTITY).unwrap();
    store.append(&[stored(1)], &clock(0)).unwrap();
    drop(store);
    let whole = std::fs::read(&path).unwrap();
    for damaged in [&whole[..whole.len() / 2], &whole[..100], b"not a database at all, just some text".as_slice()] {
        std::fs::write(&path, damaged).unwrap();
        let error = Store::open(&path, IDENTITY).unwrap_err();
        assert!(matches!(error, StoreError::Damaged { .. }), "{error:?}");
    }
}

#[test]
fn a_second_lock_on_a_directory_names_the_first_process() {
    let dir = tempfile::tempdir().unwrap();
    let first = DataDir::lock(dir.path()).unwrap();
    match DataDir::lock(dir.path()) {
        Err(StoreError::Locked { pid, .. }) => assert_eq!(pid, Some(std::process::id())),
        other => panic!("{other:?}"),
    }
    drop(first);
    DataDir::lock(dir.path()).unwrap();
}

/// A disk that keeps what was synced and loses what was not, tearing the write it was in the middle of.
#[derive(Debug, Clone, Default)]
pub(crate) struct CarelessDisk {
    state: Arc<Mutex<DiskState>>,
    pub(crate) fails: Arc<AtomicBool>,
    writes_left: Arc<AtomicUsize>,
}

#[derive(Debug, Default)]
struct DiskState {
    live: Vec<u8>,
    synced: Vec<u8>,
    last_write: Option<(usize, Vec<u8>)>,
}

impl CarelessDisk {
    pub(crate) fn new() -> Self {
        let disk = Self::default();
        disk.writes_left.store(usize::MAX, Ordering::SeqCst);
        disk
    }

    /// What a machine finds after the power went: the synced bytes, and the first half of the last write.
    pub(crate) fn after_power_loss(&self) -> Self {
        let state = self.state.lock().unwrap();
        let mut bytes = state.synced.clone();
        if let Some((offset, data)) = &state.last_write {
            let torn = &data[..data.len() / 2];
            if offset + torn.len() <= bytes.len() {
                bytes[*offset..offset + torn.len()].copy_from_slice(torn);
            }
        }
        let disk = Self::new();
        *disk.state.lock().unwrap() = DiskState { live: bytes.clone(), synced: bytes, last_write: None };
        disk
    }

    fn check(&self) -> io::Result<()> {
        let left = self.writes_left.load(Ordering::SeqCst);
        if self.fails.load(Ordering::SeqCst) || left == 0 {
            return Err(io::Error::new(io::ErrorKind::StorageFull, "no space left on device"));
        }
        self.writes_left.store(left - 1, Ordering::SeqCst);
        Ok(())
    }
}

impl StorageBackend for CarelessDisk {
    fn len(&self) -> io::Result<u64> {
        Ok(self.state.lock().unwrap().live.len() as u64)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let state = self.state.lock().unwrap();
        let start = usize::try_from(offset).unwrap();
        let found = state.live.get(start..start + out.len()).ok_or(io::ErrorKind::UnexpectedEof)?;
        out.copy_from_slice(found);
        Ok(())
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.check()?;
        let mut state = self.state.lock().unwrap();
        state.live.resize(usize::try_from(len).unwrap(), 0);
        // The length itself reaches the disk at once, as with a journalling file system.
        let len = state.live.len();
        state.synced.resize(len, 0);
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        self.check()?;
        let mut state = self.state.lock().unwrap();
        state.synced = state.live.clone();
        state.last_write = None;
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.check()?;
        let mut state = self.state.lock().unwrap();
        let start = usize::try_from(offset).unwrap();
        state.live[start..start + data.len()].copy_from_slice(data);
        state.last_write = Some((start, data.to_vec()));
        Ok(())
    }
}

#[test]
fn what_was_committed_survives_a_disk_that_forgets_and_tears() {
    let disk = CarelessDisk::new();
    let store = Store::open_on(disk.clone(), IDENTITY).unwrap();
    for number in 0..20 {
        store.append(&[stored(2 * number + 1), run(2 * number + 2, 1)], &clock(0)).unwrap();
        let after = Store::open_on(disk.after_power_loss(), IDENTITY).unwrap();
        assert_eq!(after.tip().unwrap().number, 2 * number + 2);
        assert_eq!(after.entries(1).filter(Result::is_ok).count() as u64, 2 * number + 2);
    }
}

#[test]
fn a_commit_cut_short_is_there_wholly_or_not_at_all() {
    for writes in 0..60 {
        let disk = CarelessDisk::new();
        let store = Store::open_on(disk.clone(), IDENTITY).unwrap();
        store.append(&[stored(1)], &clock(1)).unwrap();
        disk.writes_left.store(writes, Ordering::SeqCst);
        let result = store.append(&[stored(2), run(3, 5)], &clock(2));
        let after = Store::open_on(disk.after_power_loss(), IDENTITY).unwrap();
        let tip = after.tip().unwrap().number;
        match &result {
            Ok(()) => assert_eq!(tip, 7, "after {writes} writes"),
            Err(error) => {
                assert!(matches!(error, StoreError::DiskFull), "{error}");
                assert!(tip == 1 || tip == 7, "tip {tip} after {writes} writes");
            }
        }
        let (count, clock) = (after.entries(1).filter(Result::is_ok).count(), after.clock().unwrap().offset_seconds);
        assert_eq!((count, clock), if tip == 1 { (1, 1) } else { (3, 2) });
        // The old handle is not used again: a node ends at its first failure.
        std::mem::forget(store);
    }
}

#[test]
fn a_full_disk_is_called_by_its_name() {
    let disk = CarelessDisk::new();
    let store = Store::open_on(disk.clone(), IDENTITY).unwrap();
    disk.fails.store(true, Ordering::SeqCst);
    let error = store.append(&[stored(1)], &clock(0)).unwrap_err();
    assert!(matches!(error, StoreError::DiskFull), "{error:?}");
}
