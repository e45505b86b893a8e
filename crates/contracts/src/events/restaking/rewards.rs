//! Logs of `RewardsCoordinator`.

use crate::interfaces::restaking::IRewardsCoordinator as Rewards;
use alloy_primitives::{LogData, U256, aliases::U96};
use alloy_sol_types::SolEvent as _;
use aquifer_protocol::restaking::{
    OperatorSet,
    rewards::{OperatorDirectedRewardsSubmission, RewardsEvent, RewardsSubmission, StrategyAndMultiplier},
};

/// The topics and data of an event.
#[expect(clippy::too_many_lines, reason = "one arm an event of the contract")]
pub(super) fn encode(event: &RewardsEvent) -> LogData {
    use RewardsEvent as E;
    match event {
        E::AVSRewardsSubmissionCreated { avs, nonce, hash, submission } => Rewards::AVSRewardsSubmissionCreated {
            avs: *avs,
            submissionNonce: U256::from(*nonce),
            rewardsSubmissionHash: *hash,
            rewardsSubmission: by_stake(submission),
        }
        .encode_log_data(),
        E::RewardsSubmissionForAllCreated { submitter, nonce, hash, submission } => Rewards::RewardsSubmissionForAllCreated {
            submitter: *submitter,
            submissionNonce: U256::from(*nonce),
            rewardsSubmissionHash: *hash,
            rewardsSubmission: by_stake(submission),
        }
        .encode_log_data(),
        E::RewardsSubmissionForAllEarnersCreated { submitter, nonce, hash, submission } => {
            Rewards::RewardsSubmissionForAllEarnersCreated {
                tokenHopper: *submitter,
                submissionNonce: U256::from(*nonce),
                rewardsSubmissionHash: *hash,
                rewardsSubmission: by_stake(submission),
            }
            .encode_log_data()
        }
        E::OperatorDirectedAVSRewardsSubmissionCreated { caller, avs, hash, nonce, submission } => {
            Rewards::OperatorDirectedAVSRewardsSubmissionCreated {
                caller: *caller,
                avs: *avs,
                operatorDirectedRewardsSubmissionHash: *hash,
                submissionNonce: U256::from(*nonce),
                operatorDirectedRewardsSubmission: directed(submission),
            }
            .encode_log_data()
        }
        E::OperatorDirectedOperatorSetRewardsSubmissionCreated { caller, hash, set, nonce, submission } => {
            Rewards::OperatorDirectedOperatorSetRewardsSubmissionCreated {
                caller: *caller,
                operatorDirectedRewardsSubmissionHash: *hash,
                operatorSet: operator_set(set),
                submissionNonce: U256::from(*nonce),
                operatorDirectedRewardsSubmission: directed(submission),
            }
            .encode_log_data()
        }
        E::UniqueStakeRewardsSubmissionCreated { caller, hash, set, nonce, submission } => {
            Rewards::UniqueStakeRewardsSubmissionCreated {
                caller: *caller,
                rewardsSubmissionHash: *hash,
                operatorSet: operator_set(set),
                submissionNonce: U256::from(*nonce),
                rewardsSubmission: by_stake(submission),
            }
            .encode_log_data()
        }
        E::TotalStakeRewardsSubmissionCreated { caller, hash, set, nonce, submission } => {
            Rewards::TotalStakeRewardsSubmissionCreated {
                caller: *caller,
                rewardsSubmissionHash: *hash,
                operatorSet: operator_set(set),
                submissionNonce: U256::from(*nonce),
                rewardsSubmission: by_stake(submission),
            }
            .encode_log_data()
        }
        E::DistributionRootSubmitted { index, root, calculation_end, activated_at } => Rewards::DistributionRootSubmitted {
            rootIndex: *index,
            root: *root,
            rewardsCalculationEndTimestamp: seconds(calculation_end.get()),
            activatedAt: seconds(activated_at.get()),
        }
        .encode_log_data(),
        E::DistributionRootDisabled { index } => Rewards::DistributionRootDisabled { rootIndex: *index }.encode_log_data(),
        E::RewardsClaimed { root, earner, claimer, recipient, token, amount } => Rewards::RewardsClaimed {
            root: *root,
            earner: *earner,
            claimer: *claimer,
            recipient: *recipient,
            token: *token,
            claimedAmount: *amount,
        }
        .encode_log_data(),
        E::ClaimerForSet { earner, old, new } => {
            Rewards::ClaimerForSet { earner: *earner, oldClaimer: *old, claimer: *new }.encode_log_data()
        }
        E::OperatorAVSSplitBipsSet { caller, operator, avs, activated_at, old, new } => Rewards::OperatorAVSSplitBipsSet {
            caller: *caller,
            operator: *operator,
            avs: *avs,
            activatedAt: seconds(activated_at.get()),
            oldOperatorAVSSplitBips: *old,
            newOperatorAVSSplitBips: *new,
        }
        .encode_log_data(),
        E::OperatorPISplitBipsSet { caller, operator, activated_at, old, new } => Rewards::OperatorPISplitBipsSet {
            caller: *caller,
            operator: *operator,
            activatedAt: seconds(activated_at.get()),
            oldOperatorPISplitBips: *old,
            newOperatorPISplitBips: *new,
        }
        .encode_log_data(),
        E::OperatorSetSplitBipsSet { caller, operator, set, activated_at, old, new } => Rewards::OperatorSetSplitBipsSet {
            caller: *caller,
            operator: *operator,
            operatorSet: operator_set(set),
            activatedAt: seconds(activated_at.get()),
            oldOperatorSetSplitBips: *old,
            newOperatorSetSplitBips: *new,
        }
        .encode_log_data(),
        E::OptInForProtocolFeeSet { submitter, old, new } => {
            Rewards::OptInForProtocolFeeSet { submitter: *submitter, oldValue: *old, newValue: *new }.encode_log_data()
        }
        E::ActivationDelaySet { old, new } => {
            Rewards::ActivationDelaySet { oldActivationDelay: seconds(old.get()), newActivationDelay: seconds(new.get()) }
                .encode_log_data()
        }
        E::DefaultOperatorSplitBipsSet { old, new } => {
            Rewards::DefaultOperatorSplitBipsSet { oldDefaultOperatorSplitBips: *old, newDefaultOperatorSplitBips: *new }
                .encode_log_data()
        }
        E::RewardsUpdaterSet { old, new } => {
            Rewards::RewardsUpdaterSet { oldRewardsUpdater: *old, newRewardsUpdater: *new }.encode_log_data()
        }
        E::RewardsForAllSubmitterSet { submitter, old, new } => {
            Rewards::RewardsForAllSubmitterSet { rewardsForAllSubmitter: *submitter, oldValue: *old, newValue: *new }
                .encode_log_data()
        }
        E::FeeRecipientSet { old, new } => {
            Rewards::FeeRecipientSet { oldFeeRecipient: *old, newFeeRecipient: *new }.encode_log_data()
        }
    }
}

fn by_stake(submission: &RewardsSubmission) -> Rewards::RewardsSubmission {
    Rewards::RewardsSubmission {
        strategiesAndMultipliers: strategies(&submission.strategies),
        token: submission.token,
        amount: submission.amount,
        startTimestamp: seconds(submission.start.get()),
        duration: seconds(submission.duration.get()),
    }
}

fn directed(submission: &OperatorDirectedRewardsSubmission) -> Rewards::OperatorDirectedRewardsSubmission {
    let rewards = submission.operator_rewards.iter();
    Rewards::OperatorDirectedRewardsSubmission {
        strategiesAndMultipliers: strategies(&submission.strategies),
        token: submission.token,
        operatorRewards: rewards
            .map(|reward| Rewards::OperatorReward { operator: reward.operator, amount: reward.amount })
            .collect(),
        startTimestamp: seconds(submission.start.get()),
        duration: seconds(submission.duration.get()),
        description: submission.description.clone(),
    }
}

fn strategies(strategies: &[StrategyAndMultiplier]) -> Vec<Rewards::StrategyAndMultiplier> {
    let entry = |entry: &StrategyAndMultiplier| Rewards::StrategyAndMultiplier {
        strategy: entry.strategy,
        multiplier: U96::saturating_from(entry.multiplier),
    };
    strategies.iter().map(entry).collect()
}

const fn operator_set(set: &OperatorSet) -> Rewards::OperatorSet {
    Rewards::OperatorSet { avs: set.avs, id: set.id }
}

/// A time as the ABI carries it; the protocol takes none that does not fit.
fn seconds(time: u64) -> u32 {
    u32::try_from(time).unwrap_or(u32::MAX)
}
