//! Headers in their Osaka shape, from what execution gave.

use super::{Block, BlockError, Input, Requests, StoredReceipt, beacon::encoded_transaction, bloom::Blooms};
use crate::spec::ChainSpec;
use alloy_consensus::{EMPTY_OMMER_ROOT_HASH, Header, constants::EMPTY_ROOT_HASH, proofs};
use alloy_eips::{eip4895::Withdrawal, eip7685::EMPTY_REQUESTS_HASH};
use alloy_primitives::{Address, B64, B256, Bloom, Bytes, U256, keccak256};
use aquifer_beacon::Envelope;
use aquifer_protocol::units::Slot;

/// The header of a block without contents at a slot; what depends on parent and state is left blank.
pub(super) fn empty(spec: &ChainSpec, slot: Slot) -> Header {
    Header {
        parent_hash: B256::ZERO,
        ommers_hash: EMPTY_OMMER_ROOT_HASH,
        beneficiary: Address::ZERO,
        state_root: B256::ZERO,
        transactions_root: EMPTY_ROOT_HASH,
        receipts_root: EMPTY_ROOT_HASH,
        logs_bloom: Bloom::ZERO,
        difficulty: U256::ZERO,
        number: 0,
        gas_limit: spec.gas_limit,
        gas_used: 0,
        timestamp: spec.slot_time(slot),
        extra_data: Bytes::new(),
        mix_hash: B256::ZERO,
        nonce: B64::ZERO,
        base_fee_per_gas: Some(0),
        withdrawals_root: Some(EMPTY_ROOT_HASH),
        blob_gas_used: Some(0),
        excess_blob_gas: Some(0),
        parent_beacon_block_root: Some(B256::ZERO),
        requests_hash: Some(EMPTY_REQUESTS_HASH),
        ..Header::default()
    }
}

/// The header of the next block, before anything executed in it.
///
/// `envelope` has come to the slot: it tells the root of the parent's beacon block and the mix.
pub(super) fn child(
    spec: &ChainSpec,
    parent: &Block,
    envelope: &Envelope,
    slot: Slot,
    fee_recipient: Address,
    withdrawals_root: B256,
) -> Header {
    let mut header = empty(spec, slot);
    header.parent_hash = parent.hash;
    header.number = parent.header.number + 1;
    header.beneficiary = fee_recipient;
    header.mix_hash = envelope.prev_randao(slot);
    header.parent_beacon_block_root = Some(envelope.latest_block_root());
    header.base_fee_per_gas = parent.header.next_block_base_fee(spec.base_fee_params);
    header.withdrawals_root = Some(withdrawals_root);
    header
}

/// Root over the withdrawals of a block (EIP-4895).
pub(super) fn withdrawals_root(withdrawals: &[Withdrawal]) -> B256 {
    if withdrawals.is_empty() { EMPTY_ROOT_HASH } else { proofs::calculate_withdrawals_root(withdrawals) }
}

/// Fills in what the inputs gave.
pub(super) fn set_contents(header: &mut Header, inputs: &[Input], receipts: &[StoredReceipt], requests: &Requests) {
    if !receipts.is_empty() {
        header.gas_used = receipts.last().map_or(0, |receipt| receipt.cumulative_gas_used);
        header.transactions_root = transactions_root(inputs);
        let mut hashes = Blooms::default();
        let blooms: Vec<Bloom> = receipts.iter().map(|receipt| hashes.of(&receipt.logs)).collect();
        let with_blooms: Vec<_> = receipts.iter().zip(&blooms).collect();
        header.receipts_root =
            proofs::ordered_trie_root_with_encoder(&with_blooms, |(receipt, bloom), out| receipt.encode_2718(**bloom, out));
        header.logs_bloom = blooms.iter().fold(Bloom::ZERO, |all, bloom| all | *bloom);
    }
    if inputs.iter().any(|input| !matches!(input, Input::Transaction(_))) {
        header.extra_data = keccak256(Block::encode_inputs(inputs)).into();
    }
    header.requests_hash = Some(requests.hash());
}

/// As on Ethereum over the signed transactions; an impersonated one stands in with a type byte of its own.
fn transactions_root(inputs: &[Input]) -> B256 {
    let encoded: Vec<Vec<u8>> = inputs.iter().filter_map(encoded_transaction).collect();
    proofs::ordered_trie_root_encoded(&encoded)
}

/// Compares the header of a block with that of its execution, field by field.
pub(super) fn compare(found: &Header, expected: &Header) -> Result<(), BlockError> {
    if found == expected {
        return Ok(());
    }
    macro_rules! fields {
        ($($field:ident),* $(,)?) => {
            $(if found.$field != expected.$field {
                let (found, expected) = (format!("{:?}", found.$field), format!("{:?}", expected.$field));
                return Err(BlockError::Header { field: stringify!($field), found, expected });
            })*
        };
    }
    fields!(
        parent_hash,
        ommers_hash,
        beneficiary,
        transactions_root,
        receipts_root,
        logs_bloom,
        difficulty,
        number,
        gas_limit,
        gas_used,
        timestamp,
        extra_data,
        mix_hash,
        nonce,
        base_fee_per_gas,
        withdrawals_root,
        blob_gas_used,
        excess_blob_gas,
        parent_beacon_block_root,
        requests_hash,
        state_root,
    );
    Err(BlockError::Header { field: "of a later fork", found: format!("{found:?}"), expected: format!("{expected:?}") })
}
