//! Building a block from candidates, and executing one that was built before.

use super::{Block, BlockError, ExecutedBlock, Input, Requests, StoredReceipt, header};
use crate::{
    digest::LtHash,
    execute::{BlockExecutor, ChangeError, Finished, InputError, block_env},
    spec::{ChainSpec, RULES_REVISION},
    world::World,
};
use alloy_consensus::Header;
use alloy_eips::{eip2718::Encodable2718 as _, eip4895::Withdrawal};
use aquifer_protocol::{
    ethereum::{BlockStart, Withdrawal as BeaconWithdrawal},
    tables::Tables,
    units::Slot,
};
use ssz::Encode as _;
use std::{sync::Arc, thread};

/// How much a block may hold beside its gas limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlockLimits {
    /// Bytes of its inputs.
    pub bytes: usize,
}

impl Default for BlockLimits {
    /// 8 MiB: Ethereum's cap on a block less its margin (EIP-7934).
    fn default() -> Self {
        Self { bytes: 8 << 20 }
    }
}

/// From so many receipts on it pays to compute roots and commitment on two threads.
const PARALLEL_FROM: usize = 64;

/// A candidate that is not in the block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// Its place among the candidates.
    pub place: usize,
    /// The candidate.
    pub input: Input,
    /// Why. [`InputError::is_full`]: a later block may have room.
    pub error: InputError,
}

/// A block whose consensus side has begun.
pub(super) struct Begun {
    /// The parent's state, the slot's consensus work done.
    pub(super) world: World,
    pub(super) start: BlockStart,
    pub(super) withdrawals: Vec<Withdrawal>,
    pub(super) header: Header,
}

/// Builds the next block at `slot` from `candidates`, taken in order until one finds no room.
///
/// # Errors
/// A slot that is not after the parent's, or a state that broke an invariant. Bad candidates are rejected, not errors.
pub fn build_block(
    spec: &ChainSpec,
    parent: &Block,
    world: &World,
    slot: Slot,
    candidates: impl IntoIterator<Item = Input>,
    limits: BlockLimits,
) -> Result<(ExecutedBlock, Vec<Rejected>), BlockError> {
    let begun = begin(spec, parent, world, slot)?;
    let mut executor = start(spec, &begun)?;
    let (mut inputs, mut rejected, mut left) = (Vec::new(), Vec::new(), limits.bytes);
    for (place, input) in candidates.into_iter().enumerate() {
        let size = input_size(&input);
        let result = if size > left { Err(InputError::TooManyBytes { size, left }.into()) } else { apply(&mut executor, &input) };
        match result {
            Ok(()) => {
                left -= size;
                inputs.push(input);
            }
            Err(ChangeError::Broken(error)) => return Err(error.into()),
            Err(ChangeError::Refused(error)) => {
                let full = error.is_full();
                rejected.push(Rejected { place, input, error });
                if full {
                    break;
                }
            }
        }
    }
    Ok((finish(executor, begun, world, slot, inputs)?, rejected))
}

/// Executes a block again on its parent's state and compares every field of its header.
///
/// # Errors
/// [`BlockError`]: what in the block does not follow from its inputs.
pub fn execute_block(spec: &ChainSpec, parent: &Block, world: &World, block: &Block) -> Result<ExecutedBlock, BlockError> {
    if block.rules != RULES_REVISION {
        return Err(BlockError::UnknownRules { found: block.rules, known: RULES_REVISION });
    }
    let mut begun = begin(spec, parent, world, block.slot)?;
    // Whoever built it chose the limit.
    begun.header.gas_limit = block.header.gas_limit;
    if begun.withdrawals != block.withdrawals {
        return Err(BlockError::Withdrawals { slot: block.slot });
    }
    let mut executor = start(spec, &begun)?;
    for (index, input) in block.inputs.iter().enumerate() {
        match apply(&mut executor, input) {
            Ok(()) => {}
            Err(ChangeError::Refused(error)) => return Err(BlockError::Input { index, error }),
            Err(ChangeError::Broken(error)) => return Err(error.into()),
        }
    }
    let executed = finish(executor, begun, world, block.slot, block.inputs.clone())?;
    header::compare(&block.header, &executed.block.header)?;
    // The header commits to them, but not to how they are kept.
    if block.requests != executed.block.requests {
        return Err(BlockError::Requests);
    }
    Ok(executed)
}

/// Plays the consensus side up to the block: epochs, withdrawals; and starts the header.
pub(super) fn begin(spec: &ChainSpec, parent: &Block, world: &World, slot: Slot) -> Result<Begun, BlockError> {
    if slot <= parent.slot {
        return Err(BlockError::SlotNotAfterParent { slot, parent: parent.slot });
    }
    let mut world = world.clone();
    world.block_hashes.push(parent.header.number, parent.hash);
    let beacon = Arc::make_mut(&mut world.protocol.beacon);
    beacon.advance_to_slot(slot)?;
    let start = beacon.begin_block()?;
    let withdrawals: Vec<_> = start.withdrawals.iter().map(withdrawal).collect();
    let header = header::child(spec, parent, slot, start.fee_recipient, header::withdrawals_root(&withdrawals));
    Ok(Begun { world, start, withdrawals, header })
}

/// The executor of a block that has begun, before the first input.
fn start<'a>(spec: &'a ChainSpec, begun: &Begun) -> Result<BlockExecutor<'a>, BlockError> {
    let Begun { world, start, header, .. } = begun;
    let mut executor = BlockExecutor::new(spec, world, block_env(header), start.clone());
    executor.store_parent(header.parent_beacon_block_root.unwrap_or_default(), header.parent_hash)?;
    Ok(executor)
}

pub(super) const fn withdrawal(withdrawal: &BeaconWithdrawal) -> Withdrawal {
    Withdrawal {
        index: withdrawal.index,
        validator_index: withdrawal.validator.get(),
        address: withdrawal.address,
        amount: withdrawal.amount.get(),
    }
}

fn apply(executor: &mut BlockExecutor<'_>, input: &Input) -> Result<(), ChangeError> {
    match (input.transaction(), input) {
        (Some(tx), _) => Ok(executor.transact(tx)?),
        (None, Input::Development(change)) => executor.develop(change),
        (None, Input::Consensus(input)) => Ok(executor.consensus(input)?),
        (None, Input::Transaction(_) | Input::Impersonated(_)) => Ok(()),
    }
}

/// About what the input takes in the body.
fn input_size(input: &Input) -> usize {
    match input {
        Input::Transaction(tx) => tx.inner().encode_2718_len() + 24,
        Input::Impersonated(tx) => tx.input.len() + 200,
        Input::Development(super::DevelopmentChange::SetCode { code, .. }) => code.len() + 40,
        Input::Consensus(super::ConsensusInput::AttesterSlashing(slashing)) => slashing.ssz_bytes_len(),
        Input::Development(_) | Input::Consensus(_) => 500,
    }
}

/// Commits, and writes the header over what came out.
fn finish(
    executor: BlockExecutor<'_>,
    begun: Begun,
    parent: &World,
    slot: Slot,
    inputs: Vec<Input>,
) -> Result<ExecutedBlock, BlockError> {
    let Begun { world, withdrawals, header, .. } = begun;
    let Finished { world, receipts, requests } = executor.finish(world, &withdrawals)?;
    let contents = || with_contents(header, &inputs, &receipts, &requests);
    let (mut header, world) = if receipts.len() < PARALLEL_FROM {
        (contents(), with_digest(world, parent))
    } else {
        beside(contents, || with_digest(world, parent))
    };
    header.state_root = world.commitment();
    let hash = header.hash_slow();
    let block = Block { header, hash, slot, inputs, withdrawals, requests, rules: RULES_REVISION };
    Ok(ExecutedBlock { block, receipts, world })
}

/// Runs `one` on a second thread while this one runs `other`.
fn beside<A: Send, B>(one: impl FnOnce() -> A + Send, other: impl FnOnce() -> B) -> (A, B) {
    thread::scope(|scope| {
        let one = scope.spawn(one);
        let other = other();
        (one.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), other)
    })
}

/// The state with its commitment brought up to date with what changed since the parent.
fn with_digest(mut world: World, parent: &World) -> World {
    let mut digest = LtHash::clone(&parent.digest);
    world.changes(Some(parent), &mut digest);
    world.digest = Arc::new(digest);
    world
}

fn with_contents(mut header: Header, inputs: &[Input], receipts: &[StoredReceipt], requests: &Requests) -> Header {
    header::set_contents(&mut header, inputs, receipts, requests);
    header
}
