//! Structs of the ABI as the protocol's own, and back.

use super::Rewards;
use alloy_primitives::U256;
use aquifer_protocol::{
    restaking::{
        OperatorSet,
        rewards::{
            Claim, DistributionRoot, OperatorDirectedRewardsSubmission, OperatorReward, RewardsSubmission, StrategyAndMultiplier,
            tree::TokenEarnings,
        },
    },
    units::{Seconds, Timestamp},
};

pub(super) const fn set(set: &Rewards::OperatorSet) -> OperatorSet {
    OperatorSet { avs: set.avs, id: set.id }
}

pub(super) fn submission(given: Rewards::RewardsSubmission) -> RewardsSubmission {
    RewardsSubmission {
        strategies: strategies(&given.strategiesAndMultipliers),
        token: given.token,
        amount: given.amount,
        start: Timestamp::new(given.startTimestamp.into()),
        duration: Seconds::new(given.duration.into()),
    }
}

pub(super) fn directed_submission(given: Rewards::OperatorDirectedRewardsSubmission) -> OperatorDirectedRewardsSubmission {
    let reward = |given: &Rewards::OperatorReward| OperatorReward { operator: given.operator, amount: given.amount };
    OperatorDirectedRewardsSubmission {
        strategies: strategies(&given.strategiesAndMultipliers),
        token: given.token,
        operator_rewards: given.operatorRewards.iter().map(reward).collect(),
        start: Timestamp::new(given.startTimestamp.into()),
        duration: Seconds::new(given.duration.into()),
        description: given.description,
    }
}

fn strategies(given: &[Rewards::StrategyAndMultiplier]) -> Vec<StrategyAndMultiplier> {
    let entry = |given: &Rewards::StrategyAndMultiplier| StrategyAndMultiplier {
        strategy: given.strategy,
        multiplier: U256::from(given.multiplier),
    };
    given.iter().map(entry).collect()
}

pub(super) fn claim(given: Rewards::RewardsMerkleClaim) -> Claim {
    Claim {
        root_index: given.rootIndex,
        earner_index: given.earnerIndex,
        earner_proof: given.earnerTreeProof,
        earner: given.earnerLeaf.earner,
        earner_token_root: given.earnerLeaf.earnerTokenRoot,
        token_indices: given.tokenIndices,
        token_proofs: given.tokenTreeProofs,
        token_leaves: given.tokenLeaves.iter().map(token_leaf).collect(),
    }
}

pub(super) const fn token_leaf(given: &Rewards::TokenTreeMerkleLeaf) -> TokenEarnings {
    TokenEarnings { token: given.token, cumulative: given.cumulativeEarnings }
}

pub(super) fn root(root: DistributionRoot) -> Rewards::DistributionRoot {
    Rewards::DistributionRoot {
        root: root.root,
        rewardsCalculationEndTimestamp: seconds(root.calculation_end.get()),
        activatedAt: seconds(root.activated_at.get()),
        disabled: root.disabled,
    }
}

/// A time as the ABI carries it; the protocol takes none that does not fit.
pub(super) fn seconds(time: u64) -> u32 {
    u32::try_from(time).unwrap_or(u32::MAX)
}
