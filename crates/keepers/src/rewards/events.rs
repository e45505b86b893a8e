//! Submissions, as the events of `RewardsCoordinator` tell them: amounts in them are what is left after the fee.

use crate::chain::Client;
use alloy_primitives::{Address, U256};
use alloy_provider::Provider as _;
use alloy_rpc_types_eth::{Filter, Log};
use alloy_sol_types::{SolEvent as _, SolEventInterface as _};
use aquifer_contracts::interfaces::restaking::IRewardsCoordinator::{self as Abi, IRewardsCoordinatorEvents as Event};
use aquifer_protocol::{
    restaking::{
        OperatorSet,
        rewards::{
            DirectedFor, OperatorDirectedRewardsSubmission, OperatorReward, RewardsFor, RewardsSubmission, StrategyAndMultiplier,
            calculation::{Offer, Recorded},
        },
    },
    units::{Seconds, Timestamp},
};
use eyre::eyre;

/// What was submitted in a range of blocks, first to last.
pub(super) async fn read(client: &Client, coordinator: Address, from: u64, to: u64) -> eyre::Result<Vec<Recorded>> {
    let topics = vec![
        Abi::AVSRewardsSubmissionCreated::SIGNATURE_HASH,
        Abi::RewardsSubmissionForAllCreated::SIGNATURE_HASH,
        Abi::RewardsSubmissionForAllEarnersCreated::SIGNATURE_HASH,
        Abi::OperatorDirectedAVSRewardsSubmissionCreated::SIGNATURE_HASH,
        Abi::OperatorDirectedOperatorSetRewardsSubmissionCreated::SIGNATURE_HASH,
        Abi::UniqueStakeRewardsSubmissionCreated::SIGNATURE_HASH,
        Abi::TotalStakeRewardsSubmissionCreated::SIGNATURE_HASH,
    ];
    let filter = Filter::new().address(coordinator).event_signature(topics).from_block(from).to_block(to);
    let mut recorded = Vec::new();
    for log in client.provider().get_logs(&filter).await? {
        if let Some(offer) = offer(&log)? {
            recorded.push(Recorded { at: time_of(client, &log).await?, offer });
        }
    }
    Ok(recorded)
}

async fn time_of(client: &Client, log: &Log) -> eyre::Result<Timestamp> {
    if let Some(time) = log.block_timestamp {
        return Ok(Timestamp::new(time));
    }
    let number = log.block_number.ok_or_else(|| eyre!("the node gave a log without its block"))?;
    Ok(Timestamp::new(client.block(number).await?.timestamp))
}

fn offer(log: &Log) -> eyre::Result<Option<Offer>> {
    Ok(match Event::decode_log(&log.inner)?.data {
        Event::AVSRewardsSubmissionCreated(event) => Some(by_stake(RewardsFor::Avs, event.avs, event.rewardsSubmission)),
        Event::RewardsSubmissionForAllCreated(event) => Some(by_stake(RewardsFor::All, event.submitter, event.rewardsSubmission)),
        Event::RewardsSubmissionForAllEarnersCreated(event) => {
            Some(by_stake(RewardsFor::AllEarners, event.tokenHopper, event.rewardsSubmission))
        }
        Event::UniqueStakeRewardsSubmissionCreated(event) => {
            let set = set(&event.operatorSet);
            Some(by_stake(RewardsFor::UniqueStake(set), set.avs, event.rewardsSubmission))
        }
        Event::TotalStakeRewardsSubmissionCreated(event) => {
            let set = set(&event.operatorSet);
            Some(by_stake(RewardsFor::TotalStake(set), set.avs, event.rewardsSubmission))
        }
        Event::OperatorDirectedAVSRewardsSubmissionCreated(event) => {
            Some(directed(DirectedFor::Avs(event.avs), event.operatorDirectedRewardsSubmission))
        }
        Event::OperatorDirectedOperatorSetRewardsSubmissionCreated(event) => {
            Some(directed(DirectedFor::Set(set(&event.operatorSet)), event.operatorDirectedRewardsSubmission))
        }
        _ => None,
    })
}

fn by_stake(to: RewardsFor, submitter: Address, given: Abi::RewardsSubmission) -> Offer {
    let submission = RewardsSubmission {
        strategies: strategies(&given.strategiesAndMultipliers),
        token: given.token,
        amount: given.amount,
        start: Timestamp::new(given.startTimestamp.into()),
        duration: Seconds::new(given.duration.into()),
    };
    Offer::ByStake { to, submitter, submission }
}

fn directed(to: DirectedFor, given: Abi::OperatorDirectedRewardsSubmission) -> Offer {
    let rewards = given.operatorRewards.iter();
    let submission = OperatorDirectedRewardsSubmission {
        strategies: strategies(&given.strategiesAndMultipliers),
        token: given.token,
        operator_rewards: rewards.map(|reward| OperatorReward { operator: reward.operator, amount: reward.amount }).collect(),
        start: Timestamp::new(given.startTimestamp.into()),
        duration: Seconds::new(given.duration.into()),
        description: given.description,
    };
    Offer::Directed { to, submission }
}

fn strategies(given: &[Abi::StrategyAndMultiplier]) -> Vec<StrategyAndMultiplier> {
    let entry = |given: &Abi::StrategyAndMultiplier| StrategyAndMultiplier {
        strategy: given.strategy,
        multiplier: U256::from(given.multiplier),
    };
    given.iter().map(entry).collect()
}

const fn set(set: &Abi::OperatorSet) -> OperatorSet {
    OperatorSet { avs: set.avs, id: set.id }
}
