//! Building a block from candidates, and executing one that was built before.

use super::{
    Block, BlockError, ExecutedBlock, Input, Requests, StoredReceipt,
    beacon::{body_without_payload, payload_header, ssz_transactions_root, ssz_withdrawals_root},
    header,
};
use crate::{
    digest::LtHash,
    execute::{BlockExecutor, ChangeError, Finished, InputError, block_env},
    spec::{ChainSpec, RULES_REVISION},
    world::World,
};
use alloy_consensus::Header;
use alloy_eips::{eip2718::Encodable2718 as _, eip4895::Withdrawal};
use alloy_primitives::B256;
use aquifer_beacon::{BlockContents, EMPTY_TRANSACTIONS_ROOT, body_root, types::BeaconBlockHeader};
use aquifer_protocol::{
    ethereum::{BlockStart, Withdrawal as BeaconWithdrawal},
    tables::Tables,
    units::{Slot, ValidatorIndex},
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
    compare_beacon(block, &executed.block)?;
    Ok(executed)
}

/// The beacon block is that of the state, and so is what its body is made of.
fn compare_beacon(found: &Block, expected: &Block) -> Result<(), BlockError> {
    if found.sync_bits != expected.sync_bits {
        return Err(BlockError::SyncBits);
    }
    if found.equivocations != expected.equivocations {
        return Err(BlockError::Equivocations);
    }
    if found.beacon != expected.beacon {
        let (found, expected) = (Box::new(found.beacon), Box::new(expected.beacon));
        return Err(BlockError::BeaconHeader { found, expected });
    }
    Ok(())
}

/// Plays the consensus side up to the block: epochs, withdrawals; and starts the header.
pub(super) fn begin(spec: &ChainSpec, parent: &Block, world: &World, slot: Slot) -> Result<Begun, BlockError> {
    if slot <= parent.slot {
        return Err(BlockError::SlotNotAfterParent { slot, parent: parent.slot });
    }
    let mut world = world.clone();
    world.block_hashes.push(parent.header.number, parent.hash);
    world.play_to(slot)?;
    let start = Arc::make_mut(&mut world.protocol.beacon).begin_block()?;
    let withdrawals: Vec<_> = start.withdrawals.iter().map(withdrawal).collect();
    let withdrawals_root = header::withdrawals_root(&withdrawals);
    let header = header::child(spec, parent, &world.envelope, slot, start.fee_recipient, withdrawals_root);
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
    let Begun { world, start, withdrawals, header } = begun;
    let Finished { world, receipts, requests } = executor.finish(world, &withdrawals)?;
    let contents = || with_contents(header, &inputs, &receipts, &requests);
    let ((header, transactions_root), world) = if receipts.len() < PARALLEL_FROM {
        (contents()?, with_commitments(world, parent)?)
    } else {
        let (contents, world) = beside(contents, || with_commitments(world, parent));
        (contents?, world?)
    };
    let header = Header { state_root: world.commitment(), ..header };
    let BlockStart { proposer, sync_bits, equivocations, .. } = start;
    let block = Block {
        hash: header.hash_slow(),
        header,
        slot,
        inputs,
        withdrawals,
        requests,
        beacon: BeaconBlockHeader::default(),
        sync_bits,
        equivocations,
        rules: RULES_REVISION,
    };
    seal(block, world, receipts, proposer, transactions_root)
}

/// Puts the beacon block around a block, and it into the state.
fn seal(
    mut block: Block,
    mut world: World,
    receipts: Vec<StoredReceipt>,
    proposer: ValidatorIndex,
    transactions_root: B256,
) -> Result<ExecutedBlock, BlockError> {
    let body = body_without_payload(&world.envelope, &block)?;
    let payload = payload_header(&block.header, block.hash, transactions_root, ssz_withdrawals_root(&block.withdrawals));
    let (body_root, randao_reveal) = (body_root(&body, &payload), body.randao_reveal);
    let contents = BlockContents { proposer, randao_reveal, body_root, payload };
    block.beacon = world.envelope.apply_block(&world.protocol.beacon, &mut world.tree, contents)?;
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

/// The state with its commitment, and the hashes of its beacon state, brought up to date with what changed since the parent.
fn with_commitments(mut world: World, parent: &World) -> Result<World, BlockError> {
    let mut digest = LtHash::clone(&parent.digest);
    world.changes(Some(parent), &mut digest);
    world.digest = Arc::new(digest);
    world.tree.update(&world.protocol.beacon)?;
    Ok(world)
}

/// The header with what the inputs gave, and the root the beacon chain has for the transactions.
fn with_contents(
    mut header: Header,
    inputs: &[Input],
    receipts: &[StoredReceipt],
    requests: &Requests,
) -> Result<(Header, B256), BlockError> {
    header::set_contents(&mut header, inputs, receipts, requests);
    let transactions_root = if receipts.is_empty() { EMPTY_TRANSACTIONS_ROOT } else { ssz_transactions_root(inputs)? };
    Ok((header, transactions_root))
}
