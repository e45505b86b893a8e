//! The beacon block of a block: a pure function of what is stored, as a client of the consensus side would read it.
//!
//! Operations are in it as they happened, and the execution block with the requests it makes. Nobody signs: signatures of
//! blocks and sync aggregates, and of evidence that a development network made up, are the point at infinity. Attestations
//! are counted by profile and not carried. An impersonated transaction stands in the payload as it does in the transactions
//! root, with a type byte of its own; development changes of accounts are only in the payload's extra data, by their hash.
//!
//! Invariant CHN-11: the header's body root is the root of the body served.

use super::{Block, BlockError, ConsensusInput, DevelopmentChange, Input, Requests};
use alloy_consensus::Header;
use alloy_eips::{eip2718::Encodable2718, eip4895::Withdrawal as Eip4895};
use alloy_primitives::{B256, U256, b256};
use aquifer_beacon::{
    Envelope,
    types::{
        AttestationData, AttesterSlashing, BeaconBlock, BeaconBlockBody, BeaconBlockHeader, Checkpoint, ExecutionPayload,
        ExecutionPayloadHeader, ExecutionRequests, INFINITY_SIGNATURE, IndexedAttestation, ProposerSlashing, SignedBeaconBlock,
        SignedBeaconBlockHeader, SyncAggregate, Transaction, Withdrawal,
    },
    withdrawals_root,
};
use aquifer_protocol::{
    ethereum::{Equivocation, EquivocationKind},
    units::{Slot, ValidatorIndex},
};
use ssz::{Decode, DecodeError};
use ssz_types::{
    VariableList,
    typenum::{U1048576, Unsigned},
};
use tree_hash::TreeHash;

/// What every block says: "aquifer".
pub(super) const GRAFFITI: B256 = b256!("6171756966657200000000000000000000000000000000000000000000000000");

/// Seats of mainnet's sync committee.
const SYNC_SEATS: usize = 512;

/// The block as the beacon chain has it. Any envelope of the chain serves: it tells the seed of the reveals and the constants.
///
/// # Errors
/// [`BlockError::Body`]: the block cannot have been made by this chain's rules.
pub fn beacon_block(envelope: &Envelope, block: &Block) -> Result<SignedBeaconBlock, BlockError> {
    let BeaconBlockHeader { slot, proposer_index, parent_root, state_root, .. } = block.beacon;
    let mut body = BeaconBlockBody::default();
    if block.header.number > 0 {
        body = body_without_payload(envelope, block)?;
        body.execution_payload = payload(block)?;
    }
    let message = BeaconBlock { slot, proposer_index, parent_root, state_root, body };
    Ok(SignedBeaconBlock { message, signature: INFINITY_SIGNATURE })
}

/// Everything but the execution payload.
pub(super) fn body_without_payload(envelope: &Envelope, block: &Block) -> Result<BeaconBlockBody, BlockError> {
    let mut body = BeaconBlockBody {
        randao_reveal: envelope.randao_reveal(block.slot),
        eth1_data: envelope.eth1_data(),
        graffiti: GRAFFITI,
        sync_aggregate: sync_aggregate(&block.sync_bits)?,
        execution_requests: execution_requests(&block.requests)?,
        ..BeaconBlockBody::default()
    };
    put_equivocations(&mut body, envelope, &block.equivocations)?;
    for input in &block.inputs {
        put_operation(&mut body, block.slot, input)?;
    }
    Ok(body)
}

/// Evidence nobody handed in: a proposer slashing each, and one attester slashing for all double votes of a slot.
fn put_equivocations(body: &mut BeaconBlockBody, envelope: &Envelope, found: &[Equivocation]) -> Result<(), BlockError> {
    let of = |kind| found.iter().filter(move |equivocation| equivocation.kind == kind);
    for equivocation in of(EquivocationKind::DoubleProposal) {
        body.proposer_slashings.push(made_up(equivocation.slot, equivocation.validator)).map_err(too_many)?;
    }
    let voters: Vec<u64> = of(EquivocationKind::DoubleVote).map(|equivocation| equivocation.validator.get()).collect();
    if let Some(first) = of(EquivocationKind::DoubleVote).next() {
        body.attester_slashings.push(made_up_votes(envelope, first.slot, voters)?).map_err(too_many)?;
    }
    Ok(())
}

/// Two votes of a slot for one target and different heads, signed by nobody.
fn made_up_votes(envelope: &Envelope, slot: Slot, voters: Vec<u64>) -> Result<AttesterSlashing, BlockError> {
    let attesting_indices = VariableList::new(voters).map_err(too_many)?;
    let vote = |head| {
        let target = Checkpoint { epoch: envelope.epoch_of(slot).get(), root: B256::ZERO };
        let beacon_block_root = B256::with_last_byte(head);
        let data = AttestationData { slot: slot.get(), beacon_block_root, target, ..AttestationData::default() };
        IndexedAttestation { attesting_indices: attesting_indices.clone(), data, signature: INFINITY_SIGNATURE }
    };
    Ok(AttesterSlashing { attestation_1: vote(1), attestation_2: vote(2) })
}

fn put_operation(body: &mut BeaconBlockBody, slot: Slot, input: &Input) -> Result<(), BlockError> {
    match input {
        Input::Development(DevelopmentChange::SlashValidator { validator }) => {
            body.proposer_slashings.push(made_up(slot, *validator)).map_err(too_many)
        }
        Input::Consensus(ConsensusInput::ProposerSlashing(slashing)) => {
            body.proposer_slashings.push(**slashing).map_err(too_many)
        }
        Input::Consensus(ConsensusInput::AttesterSlashing(slashing)) => {
            body.attester_slashings.push((**slashing).clone()).map_err(too_many)
        }
        Input::Consensus(ConsensusInput::VoluntaryExit(exit)) => body.voluntary_exits.push(*exit).map_err(too_many),
        Input::Consensus(ConsensusInput::BlsToExecutionChange(change)) => {
            body.bls_to_execution_changes.push(*change).map_err(too_many)
        }
        Input::Transaction(_) | Input::Impersonated(_) | Input::Development(_) => Ok(()),
    }
}

/// Evidence for a slashing without any: two headers of the slot that differ in their bodies, signed by nobody.
fn made_up(slot: Slot, validator: ValidatorIndex) -> ProposerSlashing {
    let header = |body| SignedBeaconBlockHeader {
        message: BeaconBlockHeader {
            slot: slot.get(),
            proposer_index: validator.get(),
            body_root: B256::with_last_byte(body),
            ..BeaconBlockHeader::default()
        },
        signature: INFINITY_SIGNATURE,
    };
    ProposerSlashing { signed_header_1: header(1), signed_header_2: header(2) }
}

/// The aggregate of a committee, which may have fewer seats than mainnet's.
pub(super) fn sync_aggregate(bits: &[u8]) -> Result<SyncAggregate, BlockError> {
    let mut seats = [0; SYNC_SEATS / 8];
    let Some(known) = seats.get_mut(..bits.len()) else {
        return Err(BlockError::Body { what: "a sync committee of more than 512 seats" });
    };
    known.copy_from_slice(bits);
    let sync_committee_bits = Decode::from_ssz_bytes(&seats).map_err(|_| BlockError::Body { what: "a sync committee" })?;
    Ok(SyncAggregate { sync_committee_bits, sync_committee_signature: INFINITY_SIGNATURE })
}

fn execution_requests(requests: &Requests) -> Result<ExecutionRequests, BlockError> {
    Ok(ExecutionRequests {
        deposits: list(&requests.deposits)?,
        withdrawals: list(&requests.withdrawals)?,
        consolidations: list(&requests.consolidations)?,
    })
}

fn list<T: Decode + 'static, N: Unsigned>(bytes: &[u8]) -> Result<VariableList<T, N>, BlockError> {
    VariableList::from_ssz_bytes(bytes).map_err(|_: DecodeError| BlockError::Body { what: "a list of requests" })
}

fn payload(block: &Block) -> Result<ExecutionPayload, BlockError> {
    let Header { parent_hash, beneficiary, state_root, receipts_root, logs_bloom, mix_hash, number, .. } = block.header;
    Ok(ExecutionPayload {
        parent_hash,
        fee_recipient: beneficiary,
        state_root,
        receipts_root,
        logs_bloom: logs_bloom.0,
        prev_randao: mix_hash,
        block_number: number,
        gas_limit: block.header.gas_limit,
        gas_used: block.header.gas_used,
        timestamp: block.header.timestamp,
        extra_data: VariableList::new(block.header.extra_data.to_vec()).map_err(too_many)?,
        base_fee_per_gas: U256::from(block.header.base_fee_per_gas.unwrap_or_default()),
        block_hash: block.hash,
        transactions: transactions(&block.inputs)?,
        withdrawals: VariableList::new(withdrawals(&block.withdrawals)).map_err(too_many)?,
        blob_gas_used: block.header.blob_gas_used.unwrap_or_default(),
        excess_blob_gas: block.header.excess_blob_gas.unwrap_or_default(),
    })
}

/// The payload with roots for its lists.
pub(crate) fn payload_header(
    header: &Header,
    hash: B256,
    transactions_root: B256,
    withdrawals_root: B256,
) -> ExecutionPayloadHeader {
    ExecutionPayloadHeader {
        parent_hash: header.parent_hash,
        fee_recipient: header.beneficiary,
        state_root: header.state_root,
        receipts_root: header.receipts_root,
        logs_bloom: header.logs_bloom.0,
        prev_randao: header.mix_hash,
        block_number: header.number,
        gas_limit: header.gas_limit,
        gas_used: header.gas_used,
        timestamp: header.timestamp,
        // At most a hash.
        extra_data: VariableList::new(header.extra_data.to_vec()).unwrap_or_default(),
        base_fee_per_gas: U256::from(header.base_fee_per_gas.unwrap_or_default()),
        block_hash: hash,
        transactions_root,
        withdrawals_root,
        blob_gas_used: header.blob_gas_used.unwrap_or_default(),
        excess_blob_gas: header.excess_blob_gas.unwrap_or_default(),
    }
}

/// The transactions of a payload.
type Transactions = VariableList<Transaction, U1048576>;

/// SSZ root of the withdrawals of a block.
pub(crate) fn ssz_withdrawals_root(paid: &[Eip4895]) -> B256 {
    withdrawals_root(&withdrawals(paid))
}

/// SSZ root of the transactions among the inputs.
pub(super) fn ssz_transactions_root(inputs: &[Input]) -> Result<B256, BlockError> {
    Ok(transactions(inputs)?.tree_hash_root())
}

fn transactions(inputs: &[Input]) -> Result<Transactions, BlockError> {
    let encoded = inputs.iter().filter_map(encoded_transaction);
    let transactions = encoded.map(|bytes| VariableList::new(bytes).map_err(too_many)).collect::<Result<Vec<_>, _>>()?;
    VariableList::new(transactions).map_err(too_many)
}

/// A transaction as both transaction roots see it: EIP-2718 bytes; an impersonated one has a type byte of its own.
pub(super) fn encoded_transaction(input: &Input) -> Option<Vec<u8>> {
    match input {
        Input::Transaction(tx) => Some(tx.inner().encoded_2718()),
        Input::Impersonated(tx) => Some(tx.encoded()),
        Input::Development(_) | Input::Consensus(_) => None,
    }
}

fn withdrawals(withdrawals: &[Eip4895]) -> Vec<Withdrawal> {
    let convert = |withdrawal: &Eip4895| {
        let Eip4895 { index, validator_index, address, amount } = *withdrawal;
        Withdrawal { index, validator_index, address, amount }
    };
    withdrawals.iter().map(convert).collect()
}

fn too_many(_: ssz_types::Error) -> BlockError {
    BlockError::Body { what: "a list that is too long" }
}
