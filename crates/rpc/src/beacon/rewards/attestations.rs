//! What the votes of an epoch brought, in Gwei. They are paid when the epoch after it ends.

use crate::{
    api::Api,
    beacon::{answer::Answer, committees::slots_of, error::ApiError, request::Request, selection::Selection},
    number::Decimal,
};
use aquifer_protocol::{
    ethereum::{IdealVotes, ValidatorVotes, VoteReward},
    units::{Epoch, Slot, ValidatorIndex},
};
use serde::Serialize;

/// Paid in phase 0 only, and still read by clients.
const NO_DELAY: Decimal = Decimal::ZERO;

#[derive(Debug, Serialize)]
struct Rewards {
    ideal_rewards: Vec<IdealReward>,
    total_rewards: Vec<TotalReward>,
}

#[derive(Debug, Serialize)]
struct IdealReward {
    effective_balance: Decimal,
    head: Decimal,
    target: Decimal,
    source: Decimal,
    inactivity: Decimal,
    inclusion_delay: Decimal,
}

/// Losses are negative.
#[derive(Debug, Serialize)]
struct TotalReward {
    validator_index: Decimal,
    head: String,
    target: String,
    source: String,
    inactivity: String,
    inclusion_delay: Decimal,
}

/// `POST /eth/v1/beacon/rewards/attestations/{epoch}` with indices or keys; everybody who had to vote when there are none.
pub(crate) fn attestations(api: &Api, request: &Request) -> Result<Answer, ApiError> {
    let (epoch, selection) = (request.epoch()?, Selection::of_listed(request)?);
    let head = api.node.head();
    let now = head.world.protocol.beacon.epoch();
    let paid_in = Epoch::new(epoch.get().saturating_add(1));
    if paid_in >= now {
        return Err(ApiError::not_found(format!("Epoch {epoch} is not paid for yet; now is {now}")));
    }
    let last_slot = slots_of(&head.world.protocol.beacon, paid_in).end - 1;
    let world = api.state_at(Slot::new(last_slot))?;
    let beacon = &world.protocol.beacon;
    let rewards = beacon.vote_rewards().map_err(ApiError::internal)?;
    let rewards = rewards.ok_or_else(|| ApiError::not_found("Nothing is paid in epoch 0"))?;
    let ideal = rewards.ideal().map_err(ApiError::internal)?;
    let mut total_rewards = Vec::new();
    for index in selection.indices(beacon) {
        if let Some(votes) = rewards.of(index).map_err(ApiError::internal)? {
            total_rewards.push(TotalReward::of(index, &votes));
        }
    }
    let data = Rewards { ideal_rewards: ideal.iter().map(IdealReward::of).collect(), total_rewards };
    Answer::of_chain(api.is_finalized(Slot::new(last_slot)), data)
}

impl IdealReward {
    fn of(ideal: &IdealVotes) -> Self {
        Self {
            effective_balance: Decimal::of(ideal.effective_balance.get()),
            head: Decimal::of(ideal.head.get()),
            target: Decimal::of(ideal.target.get()),
            source: Decimal::of(ideal.source.get()),
            inactivity: Decimal::of(0u64),
            inclusion_delay: NO_DELAY,
        }
    }
}

impl TotalReward {
    fn of(index: ValidatorIndex, votes: &ValidatorVotes) -> Self {
        let lost = VoteReward::Lost;
        Self {
            validator_index: Decimal::of(index.get()),
            head: signed(votes.head),
            target: signed(votes.target),
            source: signed(votes.source),
            inactivity: signed(lost(votes.inactivity_penalty)),
            inclusion_delay: NO_DELAY,
        }
    }
}

fn signed(reward: VoteReward) -> String {
    match reward {
        VoteReward::Earned(amount) => amount.get().to_string(),
        VoteReward::Lost(amount) => (-i128::from(amount.get())).to_string(),
    }
}
