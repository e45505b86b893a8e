//! The thread that writes the index behind the blocks.

use super::{
    StoreError, Tip,
    index::{Index, Indexable},
};
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

/// Batches that may wait before whoever makes blocks has to.
const QUEUE: usize = 16;
/// Blocks in one transaction of the index.
const BATCH_BLOCKS: usize = 32_768;
/// Transactions in one transaction of the index.
const BATCH_TRANSACTIONS: usize = 20_000;
/// How long it gathers before it writes: a sync costs more than a few blocks.
const LINGER: Duration = Duration::from_millis(50);

enum Message {
    Blocks(Vec<Indexable>),
    Truncate(Tip, SyncSender<()>),
    Flush(SyncSender<()>),
}

/// Writes the index behind the blocks. Dropping it writes what is left and ends the thread.
#[derive(Debug)]
pub struct Indexer {
    sender: Option<SyncSender<Message>>,
    thread: Option<JoinHandle<()>>,
    written: Arc<AtomicU64>,
}

impl Indexer {
    /// Starts the thread. `on_failure` is called once, when the disk fails; nothing is written after it.
    ///
    /// # Errors
    /// [`StoreError`]: the index cannot be read, or there is no thread.
    pub fn start(index: Arc<Index>, on_failure: impl FnOnce(StoreError) + Send + 'static) -> Result<Self, StoreError> {
        let (sender, receiver) = sync_channel(QUEUE);
        let written = Arc::new(AtomicU64::new(index.tip()?.number));
        let work = Work { index, receiver, written: written.clone() };
        let thread = thread::Builder::new()
            .name("indexer".to_owned())
            .spawn(move || {
                if let Err(error) = work.run() {
                    on_failure(error);
                }
            })
            .map_err(|source| StoreError::io("cannot start the indexer", source))?;
        Ok(Self { sender: Some(sender), thread: Some(thread), written })
    }

    /// Number of the last block that is in the index.
    #[must_use]
    pub fn written(&self) -> u64 {
        self.written.load(Ordering::Acquire)
    }

    /// Queues durable blocks that follow the ones queued before.
    pub fn push(&self, blocks: Vec<Indexable>) {
        self.send(Message::Blocks(blocks));
    }

    /// Forgets everything above a block; durable when this returns.
    pub fn truncate(&self, tip: Tip) {
        self.ask(|reply| Message::Truncate(tip, reply));
    }

    /// Waits until everything queued is durable.
    pub fn flush(&self) {
        self.ask(Message::Flush);
    }

    fn ask(&self, message: impl FnOnce(SyncSender<()>) -> Message) {
        let (reply, done) = sync_channel(1);
        self.send(message(reply));
        // A closed channel means that the thread failed and has told so.
        let _ = done.recv();
    }

    fn send(&self, message: Message) {
        if let Some(sender) = &self.sender {
            let _ = sender.send(message);
        }
    }
}

impl Drop for Indexer {
    fn drop(&mut self) {
        self.sender = None;
        if let Some(thread) = self.thread.take()
            && thread.thread().id() != thread::current().id()
        {
            let _ = thread.join();
        }
    }
}

struct Work {
    index: Arc<Index>,
    receiver: Receiver<Message>,
    written: Arc<AtomicU64>,
}

impl Work {
    fn run(self) -> Result<(), StoreError> {
        while let Ok(message) = self.receiver.recv() {
            let mut next = Some(message);
            while let Some(message) = next.take() {
                next = self.serve(message)?;
            }
        }
        Ok(())
    }

    /// Serves a message; returns the one that ended a batch of blocks.
    fn serve(&self, message: Message) -> Result<Option<Message>, StoreError> {
        match message {
            Message::Blocks(blocks) => return self.write(blocks),
            Message::Truncate(tip, reply) => {
                self.index.truncate(&tip)?;
                self.written.fetch_min(tip.number, Ordering::AcqRel);
                let _ = reply.send(());
            }
            Message::Flush(reply) => {
                let _ = reply.send(());
            }
        }
        Ok(None)
    }

    fn write(&self, mut blocks: Vec<Indexable>) -> Result<Option<Message>, StoreError> {
        let mut transactions: usize = blocks.iter().map(|block| block.block.receipts.len()).sum();
        let mut next = None;
        let deadline = Instant::now() + LINGER;
        while blocks.len() < BATCH_BLOCKS && transactions < BATCH_TRANSACTIONS {
            match self.receiver.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(Message::Blocks(more)) => {
                    transactions += more.iter().map(|block| block.block.receipts.len()).sum::<usize>();
                    blocks.extend(more);
                }
                Ok(other) => {
                    next = Some(other);
                    break;
                }
                Err(_) => break,
            }
        }
        self.index.append(&blocks)?;
        if let Some(last) = blocks.last() {
            self.written.store(last.block.number, Ordering::Release);
        }
        Ok(next)
    }
}
