//! Events of `RewardsCoordinator`.

use super::{OperatorDirectedRewardsSubmission, RewardsSubmission};
use crate::{
    restaking::OperatorSet,
    units::{Seconds, Timestamp},
};
use alloy_primitives::{Address, B256, U256};

/// What happened; the names are those of the contract's events.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "fields carry the names and meanings of the real contract's events")]
pub enum RewardsEvent {
    /// A service offers rewards to those who are registered with it.
    AVSRewardsSubmissionCreated { avs: Address, nonce: u64, hash: B256, submission: RewardsSubmission },
    /// Rewards for all stakers.
    RewardsSubmissionForAllCreated { submitter: Address, nonce: u64, hash: B256, submission: RewardsSubmission },
    /// Rewards for all stakers whose operator serves anybody.
    RewardsSubmissionForAllEarnersCreated { submitter: Address, nonce: u64, hash: B256, submission: RewardsSubmission },
    /// A service says what each operator earned.
    OperatorDirectedAVSRewardsSubmissionCreated {
        caller: Address,
        avs: Address,
        hash: B256,
        nonce: u64,
        submission: OperatorDirectedRewardsSubmission,
    },
    /// Likewise for a set.
    OperatorDirectedOperatorSetRewardsSubmissionCreated {
        caller: Address,
        hash: B256,
        set: OperatorSet,
        nonce: u64,
        submission: OperatorDirectedRewardsSubmission,
    },
    /// Rewards by the stake allocated to a set.
    UniqueStakeRewardsSubmissionCreated {
        caller: Address,
        hash: B256,
        set: OperatorSet,
        nonce: u64,
        submission: RewardsSubmission,
    },
    /// Rewards by all the stake of a set's operators.
    TotalStakeRewardsSubmissionCreated {
        caller: Address,
        hash: B256,
        set: OperatorSet,
        nonce: u64,
        submission: RewardsSubmission,
    },
    /// A root to claim against later.
    DistributionRootSubmitted { index: u32, root: B256, calculation_end: Timestamp, activated_at: Timestamp },
    /// A root that will never be claimed against.
    DistributionRootDisabled { index: u32 },
    /// An earner was paid.
    RewardsClaimed { root: B256, earner: Address, claimer: Address, recipient: Address, token: Address, amount: U256 },
    /// Another account claims for an earner.
    ClaimerForSet { earner: Address, old: Address, new: Address },
    /// An operator's part of a service's rewards.
    OperatorAVSSplitBipsSet { caller: Address, operator: Address, avs: Address, activated_at: Timestamp, old: u16, new: u16 },
    /// An operator's part of programmatic incentives.
    OperatorPISplitBipsSet { caller: Address, operator: Address, activated_at: Timestamp, old: u16, new: u16 },
    /// An operator's part of a set's rewards.
    OperatorSetSplitBipsSet { caller: Address, operator: Address, set: OperatorSet, activated_at: Timestamp, old: u16, new: u16 },
    /// A submitter pays the protocol's fee, or no longer.
    OptInForProtocolFeeSet { submitter: Address, old: bool, new: bool },
    /// Another delay of roots and splits.
    ActivationDelaySet { old: Seconds, new: Seconds },
    /// Another part of operators that have set none.
    DefaultOperatorSplitBipsSet { old: u16, new: u16 },
    /// Another account posts roots.
    RewardsUpdaterSet { old: Address, new: Address },
    /// Another account may reward everybody, or no longer.
    RewardsForAllSubmitterSet { submitter: Address, old: bool, new: bool },
    /// The protocol's fee goes elsewhere.
    FeeRecipientSet { old: Address, new: Address },
}
