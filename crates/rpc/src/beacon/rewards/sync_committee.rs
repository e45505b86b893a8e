//! What the members of a sync committee got from one block, in Gwei; absence costs what presence pays.

use super::Begun;
use crate::{
    api::Api,
    beacon::{answer::Answer, error::ApiError, lookup::FoundBlock, request::Request, selection::Selection},
    number::Decimal,
};
use aquifer_protocol::units::ValidatorIndex;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug, Serialize)]
struct SyncReward {
    validator_index: Decimal,
    reward: String,
}

/// `POST /eth/v1/beacon/rewards/sync_committee/{block_id}` with indices or keys; everybody when there are none.
pub(crate) fn sync_committee(api: &Api, request: &Request) -> Result<Answer, ApiError> {
    let selection = Selection::of_listed(request)?;
    let FoundBlock { block, is_finalized } = api.found_block(request.block_id()?)?;
    let Begun { beacon, start, .. } = Begun::of(api, &block)?;
    let member = i128::from(beacon.sync_seat_reward().member.get());
    let mut rewards: BTreeMap<ValidatorIndex, i128> = BTreeMap::new();
    for (seat, holder) in beacon.sync_committee().iter().enumerate() {
        let signed = start.sync_bits.get(seat / 8).is_some_and(|byte| byte >> (seat % 8) & 1 == 1);
        *rewards.entry(*holder).or_default() += if signed { member } else { -member };
    }
    let wanted: BTreeSet<ValidatorIndex> = selection.indices(&beacon).collect();
    let rewards = rewards.into_iter().filter(|(index, _)| wanted.contains(index));
    let rewards =
        rewards.map(|(index, reward)| SyncReward { validator_index: Decimal::of(index.get()), reward: reward.to_string() });
    Answer::of_chain(is_finalized, rewards.collect::<Vec<_>>())
}
