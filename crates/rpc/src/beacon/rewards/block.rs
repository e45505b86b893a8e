//! What a proposer got for its block, in Gwei.

use super::Begun;
use crate::{
    api::Api,
    beacon::{answer::Answer, error::ApiError, lookup::FoundBlock, request::Request},
    number::Decimal,
};
use aquifer_beacon::types::{AttesterSlashing, ProposerSlashing};
use aquifer_chain::Block;
use aquifer_protocol::{ethereum::Beacon, units::ValidatorIndex};
use serde::Serialize;
use std::collections::BTreeSet;

/// The parts add up to the total.
#[derive(Debug, Serialize)]
struct BlockRewards {
    proposer_index: Decimal,
    total: Decimal,
    attestations: Decimal,
    sync_aggregate: Decimal,
    proposer_slashings: Decimal,
    attester_slashings: Decimal,
}

/// `GET /eth/v1/beacon/rewards/blocks/{block_id}`.
pub(crate) fn block(api: &Api, request: &Request) -> Result<Answer, ApiError> {
    let FoundBlock { block, is_finalized } = api.found_block(request.block_id()?)?;
    Answer::of_chain(is_finalized, rewards(api, &block)?)
}

fn rewards(api: &Api, block: &Block) -> Result<BlockRewards, ApiError> {
    let Begun { before, mut beacon, start } = Begun::of(api, block)?;
    let body = api.signed_block(block)?.message.body;
    let mut slashed = BTreeSet::new();
    let mut reward = |accused: Vec<ValidatorIndex>| slashing_reward(&before, &mut slashed, &accused);
    let proposer_slashings: u64 = body.proposer_slashings.iter().map(|evidence| reward(proposer_of(evidence))).sum();
    let attester_slashings: u64 = body.attester_slashings.iter().map(|evidence| reward(double_voters(evidence))).sum();
    let attestations = beacon.include_attestations(&start).map_err(ApiError::internal)?.get();
    let sync_aggregate = beacon.end_block(&start).map_err(ApiError::internal)?.get();
    let total = [attestations, sync_aggregate, proposer_slashings, attester_slashings].map(u128::from).iter().sum::<u128>();
    Ok(BlockRewards {
        proposer_index: Decimal::of(start.proposer.get()),
        total: Decimal::of(total),
        attestations: Decimal::of(attestations),
        sync_aggregate: Decimal::of(sync_aggregate),
        proposer_slashings: Decimal::of(proposer_slashings),
        attester_slashings: Decimal::of(attester_slashings),
    })
}

fn proposer_of(evidence: &ProposerSlashing) -> Vec<ValidatorIndex> {
    vec![ValidatorIndex::new(evidence.signed_header_1.message.proposer_index)]
}

fn double_voters(evidence: &AttesterSlashing) -> Vec<ValidatorIndex> {
    let voters = |indices: &[u64]| indices.iter().copied().collect::<BTreeSet<_>>();
    let one = voters(&evidence.attestation_1.attesting_indices);
    let other = voters(&evidence.attestation_2.attesting_indices);
    one.intersection(&other).copied().map(ValidatorIndex::new).collect()
}

/// What including evidence is worth, in Gwei: `effective_balance // quotient` for each who could still be slashed, and was
/// not by evidence before it in the block.
fn slashing_reward(before: &Beacon, slashed: &mut BTreeSet<ValidatorIndex>, accused: &[ValidatorIndex]) -> u64 {
    let quotient = before.constants.whistleblower_reward_quotient;
    let newly = accused.iter().filter(|index| before.is_slashable(**index) == Ok(true) && slashed.insert(**index));
    let balances = newly.filter_map(|index| before.validator(*index)).map(|validator| validator.effective_balance);
    balances.map(|effective| effective.get() / quotient).sum()
}
