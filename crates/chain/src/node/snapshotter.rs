//! Writes state snapshots in the background, from a clone.

use super::shared::on_disk_failure;
use crate::{history::Recorded, snapshot::Snapshots, store::StoreError};
use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};
use tokio::sync::watch;

/// The least time between two snapshots: in it, fewer blocks are made than replay makes up for in seconds.
const AT_LEAST: Duration = Duration::from_secs(2);
/// A snapshot is due after so many transactions, too: they take longer to replay than empty blocks.
const TRANSACTIONS_PER_SNAPSHOT: u64 = 500_000;

/// Decides when a snapshot is due, and writes one at a time.
pub(super) struct Snapshotter {
    snapshots: Snapshots,
    every: u64,
    last: u64,
    last_at: Instant,
    transactions: u64,
    busy: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
    stopped: Arc<watch::Sender<Option<String>>>,
}

impl Snapshotter {
    pub(super) fn new(snapshots: Snapshots, every: u64, last: u64, stopped: Arc<watch::Sender<Option<String>>>) -> Self {
        let busy = Arc::new(AtomicBool::new(false));
        Self { snapshots, every: every.max(1), last, last_at: Instant::now(), transactions: 0, busy, thread: None, stopped }
    }

    /// Where a snapshot that is kept lies.
    pub(super) fn path(&self, number: u64) -> Option<PathBuf> {
        self.snapshots.list().contains(&number).then(|| self.snapshots.path(number))
    }

    /// Takes note of a new head with so many transactions since the last, and writes a snapshot of it when one is due.
    pub(super) fn after(&mut self, head: &Recorded, transactions: u64) {
        self.transactions += transactions;
        let is_due = head.number() >= self.last + self.every || self.transactions >= TRANSACTIONS_PER_SNAPSHOT;
        if is_due && self.last_at.elapsed() >= AT_LEAST && !self.busy.swap(true, Ordering::AcqRel) {
            self.write_behind(head.clone());
        }
    }

    fn write_behind(&mut self, head: Recorded) {
        (self.last, self.last_at, self.transactions) = (head.number(), Instant::now(), 0);
        let (snapshots, busy, stopped) = (self.snapshots.clone(), self.busy.clone(), self.stopped.clone());
        let work = move || {
            if let Err(error) = snapshots.write(&head.block, &head.world) {
                on_disk_failure(stopped)(error);
            }
            busy.store(false, Ordering::Release);
        };
        self.wait();
        match thread::Builder::new().name("snapshot".to_owned()).spawn(work) {
            Ok(thread) => self.thread = Some(thread),
            Err(error) => {
                tracing::warn!("no thread for a snapshot, the next one will do: {error}");
                self.busy.store(false, Ordering::Release);
            }
        }
    }

    /// Writes a snapshot of the last head, so that the next start is quick.
    pub(super) fn finish(&mut self, head: &Recorded) -> Result<(), StoreError> {
        self.wait();
        if head.number() > self.last {
            self.snapshots.write(&head.block, &head.world)?;
            self.last = head.number();
        }
        Ok(())
    }

    /// Drops every snapshot above a block.
    pub(super) fn truncate(&mut self, number: u64) -> Result<(), StoreError> {
        self.wait();
        self.last = self.last.min(number);
        self.snapshots.truncate(number)
    }

    fn wait(&mut self) {
        if let Some(thread) = self.thread.take() {
            // It reports its own failure.
            let _ = thread.join();
        }
    }
}

impl Drop for Snapshotter {
    fn drop(&mut self) {
        self.wait();
    }
}
