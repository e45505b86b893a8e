//! The one SSZ root this side keeps: that of the validators at genesis, which names the chain in signatures of exits.

use super::deposit_contract::{hash, little_endian, pubkey_root};
use super::validator::Validator;
use crate::units::{Epoch, Gwei};
use alloy_primitives::B256;

/// Depth of `List[Validator, 2^40]`.
const REGISTRY_DEPTH: u32 = 40;

/// `hash_tree_root` of the list of validators.
pub(crate) fn validators_root(validators: &[Validator]) -> B256 {
    let mut level: Vec<B256> = validators.iter().map(validator_root).collect();
    let mut empty = B256::ZERO;
    for _ in 0..REGISTRY_DEPTH {
        level = level.chunks(2).map(|pair| parent(pair, &empty)).collect();
        empty = hash(&empty, &empty);
    }
    let length = u64::try_from(validators.len()).unwrap_or(u64::MAX);
    hash(level.first().unwrap_or(&empty), &little_endian(length))
}

fn parent(pair: &[B256], empty: &B256) -> B256 {
    match pair {
        [left, right] => hash(left, right),
        [left] => hash(left, empty),
        _ => *empty,
    }
}

/// `hash_tree_root` of one validator: eight fields, depth 3.
fn validator_root(validator: &Validator) -> B256 {
    let amount = |gwei: Gwei| little_endian(gwei.get());
    let epoch = |epoch: Epoch| little_endian(epoch.get());
    let identity = hash(&pubkey_root(&validator.pubkey), &validator.credentials);
    let weight = hash(&amount(validator.effective_balance), &little_endian(u64::from(validator.slashed)));
    let entry = hash(&epoch(validator.activation_eligibility_epoch), &epoch(validator.activation_epoch));
    let leaving = hash(&epoch(validator.exit_epoch), &epoch(validator.withdrawable_epoch));
    hash(&hash(&identity, &weight), &hash(&entry, &leaving))
}
