//! The contract between the chain and whatever orders its blocks, and the orderer of one.
//!
//! The contract is engine-neutral: a BFT engine and the committee of one drive the same chain and yield the same blocks.
//!
//! Rules that make every engine fit
//! - ORD-1  a block's id is the keccak of its header's RLP; decoding and encoding a block gives the same bytes
//! - ORD-2  `validate` answers `Invalid` only for what time cannot cure
//! - ORD-3  `commit` is at-least-once and in height order; it returns only once the block is durable
//! - ORD-4  post-states of blocks that are not final are kept by block id; the losers go when one is final
//! - ORD-5  nothing in the state machine reads wall time or the engine's round: proposer and time come from the block
//!
//! Absent on purpose: storage. The chain's commit is the only durable write; the orderer of one keeps nothing.

use alloy_primitives::{Address, B256, Bytes};
use aquifer_protocol::units::Slot;
use std::net::SocketAddr;

/// Id of a block: the keccak of its header's RLP.
pub type BlockId = B256;

/// A block in its canonical encoding.
pub type BlockBytes = Bytes;

/// Who votes in an epoch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Committee {
    /// Epoch of the orderer (a fixed number of blocks).
    pub epoch: u64,
    /// Sorted by key, none with zero power.
    pub members: Vec<Member>,
}

/// One seat of a committee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The operator behind the seat.
    pub operator: Address,
    /// Its consensus key.
    pub key: [u8; 32],
    /// Voting power: stake divided by a fixed quantum; the total stays below 2^62.
    pub power: u64,
    /// Where it listens.
    pub net: SocketAddr,
}

/// Verdict on a proposed block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It may be voted for.
    Valid,
    /// It breaks a rule for good.
    Invalid(String),
    /// Its parent is missing here.
    NotYet,
}

/// When and what to propose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProposalCtx {
    /// The slot of the block.
    pub slot: Slot,
    /// Whether waiting transactions and inputs go in.
    pub contents: Contents,
}

/// What a proposal carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Contents {
    /// Everything that waits, up to the gas limit; no block at all when nothing of it can go in.
    OnDemand,
    /// Everything that waits, up to the gas limit.
    Waiting,
    /// Nothing: a slot that passed while nobody asked for it.
    Nothing,
}

/// A fault an engine saw: who signed what twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// Epoch of the orderer.
    pub epoch: u64,
    /// Key of the member at fault.
    pub key: [u8; 32],
    /// Height both statements are about.
    pub height: u64,
    /// The conflicting signed statements, as the engine encodes them.
    pub statements: [Bytes; 2],
}

/// A state snapshot a late joiner may fetch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnapshotRef {
    /// Number of the block the state belongs to.
    pub height: u64,
    /// Its id.
    pub block: BlockId,
    /// Where the file lies.
    pub path: std::path::PathBuf,
}

/// The chain cannot go on: its disk failed or its own rules broke. The node stops.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct ChainFailure {
    /// What went wrong, for people.
    pub reason: String,
}

/// What a consensus engine needs from the chain. Synchronous; deterministic except `build`.
pub trait ChainApp: Send + 'static {
    /// The block at height zero.
    fn genesis(&self) -> BlockBytes;

    /// Builds a block on any known parent (leader only); `None` when the parent is not known or there is nothing to build.
    ///
    /// # Errors
    /// [`ChainFailure`] when a rule of our own broke.
    fn build(&mut self, parent: &BlockId, ctx: ProposalCtx) -> Result<Option<BlockBytes>, ChainFailure>;

    /// Executes somebody's proposal on its parent and keeps its state.
    fn validate(&mut self, parent: &BlockId, block: &BlockBytes) -> Verdict;

    /// Makes a block final and durable. Heights at or below [`Self::durable_height`] are skipped.
    ///
    /// # Errors
    /// [`ChainFailure`] when the block does not follow the head, or the disk failed.
    fn commit(&mut self, height: u64, block: &BlockBytes, cert: &[u8]) -> Result<(), ChainFailure>;

    /// Height of the last durable block.
    fn durable_height(&self) -> u64;

    /// Who votes in an epoch, from the state at that epoch's boundary.
    fn committee(&self, epoch: u64) -> Committee;

    /// Hands over evidence against a member. An engine may not rely on anything coming of it: the node has no operators' keys
    /// to hold a member to, so it logs the evidence, and no block carries it.
    fn report_evidence(&mut self, evidence: Evidence);

    /// A snapshot of the state at a height, if one is kept.
    fn snapshot_at(&self, height: u64) -> Option<SnapshotRef>;
}

/// What an orderer in the same process may ask in addition: blocks stay values, and many share one durable write.
pub trait LocalApp: ChainApp {
    /// As [`ChainApp::build`], without encoding.
    ///
    /// # Errors
    /// [`ChainFailure`] when a rule of our own broke.
    fn build_local(&mut self, parent: &BlockId, ctx: ProposalCtx) -> Result<Option<BlockId>, ChainFailure>;

    /// Builds a block without inputs in each of `count` slots in a row, and returns the last.
    ///
    /// # Errors
    /// [`ChainFailure`] when a rule of our own broke or the parent is not known.
    fn build_empty_run(&mut self, parent: &BlockId, first: Slot, count: u64) -> Result<BlockId, ChainFailure>;

    /// Makes everything from the durable head up to `tip` final in one durable write.
    ///
    /// # Errors
    /// As [`ChainApp::commit`].
    fn commit_through(&mut self, tip: &BlockId) -> Result<(), ChainFailure>;

    /// The durable head.
    fn durable_head(&self) -> BlockId;
}

/// The committee of one: build, append and fsync, commit, notify. It stores nothing.
#[derive(Debug, Default)]
pub struct Solo;

impl Solo {
    /// Orders one block; `None` when there was nothing to build.
    ///
    /// # Errors
    /// [`ChainFailure`]: the node stops.
    pub fn order<A: LocalApp>(&mut self, app: &mut A, ctx: ProposalCtx) -> Result<Option<BlockId>, ChainFailure> {
        let Some(block) = app.build_local(&app.durable_head(), ctx)? else { return Ok(None) };
        app.commit_through(&block)?;
        Ok(Some(block))
    }

    /// Orders a run of blocks without inputs in one durable write.
    ///
    /// # Errors
    /// [`ChainFailure`]: the node stops.
    pub fn order_empty_run<A: LocalApp>(&mut self, app: &mut A, first: Slot, count: u64) -> Result<BlockId, ChainFailure> {
        let block = app.build_empty_run(&app.durable_head(), first, count)?;
        app.commit_through(&block)?;
        Ok(block)
    }
}
