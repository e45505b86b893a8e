//! Replaying a whole chain from genesis and checking everything on the way.
//!
//! Each block must have the stored hash. Ether and the protocol's invariants are checked after every block with inputs and
//! at the end of every epoch; the state commitment and the beacon state's root are computed in full at intervals and at the end.

use crate::{
    evm::with_big_stack,
    history::Recorded,
    node::{Genesis, identity, open_store},
    replay::{ReplayError, replay},
    store::{DataDir, StoreError},
    world::World,
};
use alloy_primitives::B256;
use aquifer_protocol::invariants::BrokenInvariant;
use std::path::Path;

/// Blocks without inputs between two checks of the invariants: an epoch.
const CHECK_EVERY: u64 = 32;
/// Blocks between two full computations of the state commitment.
const COMMITMENT_EVERY: u64 = 16_384;

/// What was verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct VerifyReport {
    /// Blocks replayed.
    pub blocks: u64,
    /// Transactions in them, signed and impersonated.
    pub transactions: u64,
    /// Other inputs in them.
    pub other_inputs: u64,
    /// Times every invariant was checked.
    pub checks: u64,
    /// Times the state commitment was computed in full.
    pub commitments: u64,
    /// Number of the last block.
    pub head: u64,
    /// Its hash.
    pub head_hash: B256,
    /// Its state root.
    pub state_root: B256,
}

/// A chain that does not verify, or cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// The data directory cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A block differs from its replay.
    #[error(transparent)]
    Replay(ReplayError),
    /// An invariant does not hold.
    #[error("after block {number}: {source}")]
    Broken {
        /// The block.
        number: u64,
        /// The rule.
        source: BrokenInvariant,
    },
    /// The system gave no thread to replay on.
    #[error("cannot start a thread: {0}")]
    Thread(std::io::Error),
}

impl From<ReplayError> for VerifyError {
    fn from(error: ReplayError) -> Self {
        match error {
            ReplayError::Store(error) => Self::Store(error),
            other => Self::Replay(other),
        }
    }
}

/// Verifies the chain in a data directory no node is using. `progress` hears of blocks done and in all.
///
/// # Errors
/// [`VerifyError`]: the first thing that does not hold.
pub fn verify(
    data_dir: &Path,
    genesis: &Genesis,
    mut progress: impl FnMut(u64, u64) + Send,
) -> Result<VerifyReport, VerifyError> {
    if !data_dir.is_dir() {
        return Err(StoreError::NoChain { path: data_dir.to_owned() }.into());
    }
    let dir = DataDir::lock(data_dir)?;
    if !dir.blocks().exists() {
        return Err(StoreError::NoChain { path: data_dir.to_owned() }.into());
    }
    let store = open_store(&dir, identity(genesis))?;
    let tip = store.tip()?;
    let base = Recorded::without_receipts(genesis.block.clone(), genesis.world.clone());
    let mut verifier = Verifier { report: VerifyReport::default(), broken: None };
    verifier.check_fully(&base);
    let replayed = with_big_stack(|| {
        replay(&genesis.spec, &store, base, tip.number, |batch| {
            batch.iter().for_each(|recorded| verifier.take(recorded));
            progress(verifier.report.blocks, tip.number);
            verifier.broken.is_none()
        })
    })
    .map_err(VerifyError::Thread)?;
    if let Some((number, source)) = verifier.broken {
        return Err(VerifyError::Broken { number, source });
    }
    verifier.finish(&replayed?)
}

/// CHN-9: the root in a block's beacon header is that of the state after it, hashed in full.
fn check_beacon_state(recorded: &Recorded) -> Result<(), BrokenInvariant> {
    let (found, computed) = (recorded.block.beacon.state_root, World::clone(&recorded.world).hash_beacon_state());
    BrokenInvariant::unless(computed == Ok(found), "CHN-9", || {
        format!("the beacon block names the state {found}, hashed in full it is {computed:?}")
    })
}

struct Verifier {
    report: VerifyReport,
    broken: Option<(u64, BrokenInvariant)>,
}

impl Verifier {
    fn take(&mut self, recorded: &Recorded) {
        let (number, inputs) = (recorded.number(), &recorded.block.inputs);
        let transactions = recorded.receipts.len() as u64;
        self.report.blocks += 1;
        self.report.transactions += transactions;
        self.report.other_inputs += inputs.len() as u64 - transactions;
        if number.is_multiple_of(COMMITMENT_EVERY) {
            self.check_fully(recorded);
        } else if !inputs.is_empty() || number.is_multiple_of(CHECK_EVERY) {
            self.check(recorded);
        }
    }

    fn check(&mut self, recorded: &Recorded) {
        self.note(recorded.number(), recorded.world.check_rules());
    }

    fn check_fully(&mut self, recorded: &Recorded) {
        self.report.commitments += 1;
        self.note(recorded.number(), recorded.world.check().and_then(|()| check_beacon_state(recorded)));
    }

    fn note(&mut self, number: u64, result: Result<(), BrokenInvariant>) {
        self.report.checks += 1;
        if let Err(broken) = result
            && self.broken.is_none()
        {
            self.broken = Some((number, broken));
        }
    }

    fn finish(mut self, head: &Recorded) -> Result<VerifyReport, VerifyError> {
        self.check_fully(head);
        if let Some((number, source)) = self.broken {
            return Err(VerifyError::Broken { number, source });
        }
        let (head_number, head_hash, state_root) = (head.number(), head.hash(), head.block.header.state_root);
        Ok(VerifyReport { head: head_number, head_hash, state_root, ..self.report })
    }
}
