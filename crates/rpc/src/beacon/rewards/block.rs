//! What a proposer got for its block, in Gwei.

use super::at_block_start;
use crate::{
    api::Api,
    beacon::{answer::Answer, error::ApiError, lookup::FoundBlock, request::Request},
    number::Decimal,
};
use aquifer_beacon::types::{AttesterSlashing, ProposerSlashing};
use aquifer_chain::Block;
use aquifer_protocol::{
    ethereum::{Beacon, BlockStart},
    units::{Gwei, ValidatorIndex},
};
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
    let (mut beacon, start) = at_block_start(api, block)?;
    let body = api.signed_block(block)?.message.body;
    let proposer_slashings = body.proposer_slashings.iter().map(accused);
    let proposer_slashings = slashing_rewards(&mut beacon, &start, proposer_slashings)?;
    let attester_slashings = body.attester_slashings.iter().map(double_voters);
    let attester_slashings = slashing_rewards(&mut beacon, &start, attester_slashings)?;
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

fn accused(evidence: &ProposerSlashing) -> Vec<ValidatorIndex> {
    vec![ValidatorIndex::new(evidence.signed_header_1.message.proposer_index)]
}

fn double_voters(evidence: &AttesterSlashing) -> Vec<ValidatorIndex> {
    let voters = |indices: &[u64]| indices.iter().copied().collect::<BTreeSet<_>>();
    let one = voters(&evidence.attestation_1.attesting_indices);
    let other = voters(&evidence.attestation_2.attesting_indices);
    one.intersection(&other).copied().map(ValidatorIndex::new).collect()
}

/// Slashes as the block did, and counts what that is worth to the proposer.
fn slashing_rewards(
    beacon: &mut Beacon,
    start: &BlockStart,
    evidence: impl Iterator<Item = Vec<ValidatorIndex>>,
) -> Result<u64, ApiError> {
    let mut reward = 0u64;
    for indices in evidence {
        for index in beacon.slash_attesters(&indices, start.proposer).map_err(ApiError::internal)? {
            let effective = beacon.validator(index).map_or(Gwei::ZERO, |validator| validator.effective_balance);
            reward = reward.saturating_add(effective.get() / beacon.constants.whistleblower_reward_quotient);
        }
    }
    Ok(reward)
}
