//! Rewards on offer: for what, how much, over which time.

use crate::{
    restaking::OperatorSet,
    units::{Seconds, Timestamp},
};
use alloy_primitives::{Address, U256};
use serde::{Deserialize, Serialize};

/// A strategy and what a share of it counts for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StrategyAndMultiplier {
    /// The strategy, [`BEACON_CHAIN_ETH`](crate::restaking::BEACON_CHAIN_ETH) for native stake.
    pub strategy: Address,
    /// Weight of one share (`uint96`).
    pub multiplier: U256,
}

/// Rewards by stake (`RewardsSubmission`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RewardsSubmission {
    /// Whose stake counts, and how much; ascending by strategy.
    pub strategies: Vec<StrategyAndMultiplier>,
    /// What is paid.
    pub token: Address,
    /// How much of it, in base units.
    pub amount: U256,
    /// When the period begins (`uint32`).
    pub start: Timestamp,
    /// How long it is (`uint32`).
    pub duration: Seconds,
}

/// What an operator and its stakers earned (`OperatorReward`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OperatorReward {
    /// The operator.
    pub operator: Address,
    /// How much, in base units of the token.
    pub amount: U256,
}

/// Rewards the service has divided among operators (`OperatorDirectedRewardsSubmission`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperatorDirectedRewardsSubmission {
    /// How the stakers of an operator share; ascending by strategy.
    pub strategies: Vec<StrategyAndMultiplier>,
    /// What is paid.
    pub token: Address,
    /// To whom; ascending by operator.
    pub operator_rewards: Vec<OperatorReward>,
    /// When the period began (`uint32`).
    pub start: Timestamp,
    /// How long it was (`uint32`).
    pub duration: Seconds,
    /// The service's own words.
    pub description: String,
}

/// Whom rewards by stake are for, one function of the contract each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RewardsFor {
    /// `createAVSRewardsSubmission`: the caller is the service.
    Avs,
    /// `createEigenDARewardsSubmission`: the emissions controller for a service.
    EigenDa(Address),
    /// `createRewardsForAllSubmission`: all stakers.
    All,
    /// `createRewardsForAllEarners`: stakers whose operator serves anybody.
    AllEarners,
    /// `createUniqueStakeRewardsSubmission`: stake allocated to the set.
    UniqueStake(OperatorSet),
    /// `createTotalStakeRewardsSubmission`: all stake of the set's operators.
    TotalStake(OperatorSet),
}

/// Whose operators are named, one function of the contract each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DirectedFor {
    /// `createOperatorDirectedAVSRewardsSubmission`: of a service.
    Avs(Address),
    /// `createOperatorDirectedOperatorSetRewardsSubmission`: of a set.
    Set(OperatorSet),
}

/// In which of the contract's records the hash of a submission is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum SubmissionKind {
    /// `isAVSRewardsSubmissionHash`
    Avs,
    /// `isRewardsSubmissionForAllHash`
    All,
    /// `isRewardsSubmissionForAllEarnersHash`
    AllEarners,
    /// `isOperatorDirectedAVSRewardsSubmissionHash`
    DirectedAvs,
    /// `isOperatorDirectedOperatorSetRewardsSubmissionHash`
    DirectedSet,
    /// `isUniqueStakeRewardsSubmissionHash`
    UniqueStake,
    /// `isTotalStakeRewardsSubmissionHash`
    TotalStake,
}

impl SubmissionKind {
    /// The bit that pauses submissions of the kind.
    #[must_use]
    pub const fn pause_bit(self) -> u8 {
        match self {
            Self::Avs => 0,
            Self::All => 1,
            Self::AllEarners => 4,
            Self::DirectedAvs => 5,
            Self::DirectedSet => 9,
            Self::UniqueStake => 10,
            Self::TotalStake => 11,
        }
    }
}

impl RewardsFor {
    /// The record its hashes are kept in.
    #[must_use]
    pub const fn kind(self) -> SubmissionKind {
        match self {
            Self::Avs | Self::EigenDa(_) => SubmissionKind::Avs,
            Self::All => SubmissionKind::All,
            Self::AllEarners => SubmissionKind::AllEarners,
            Self::UniqueStake(_) => SubmissionKind::UniqueStake,
            Self::TotalStake(_) => SubmissionKind::TotalStake,
        }
    }

    /// Under whose name and nonce the submission is recorded.
    #[must_use]
    pub const fn submitter(self, caller: Address) -> Address {
        match self {
            Self::Avs | Self::All | Self::AllEarners => caller,
            Self::EigenDa(avs) => avs,
            Self::UniqueStake(set) | Self::TotalStake(set) => set.avs,
        }
    }

    /// Whether the protocol's fee is taken of those who opted in.
    #[must_use]
    pub const fn has_fee(self) -> bool {
        match self {
            Self::All | Self::AllEarners => false,
            Self::Avs | Self::EigenDa(_) | Self::UniqueStake(_) | Self::TotalStake(_) => true,
        }
    }
}

impl DirectedFor {
    /// The record its hashes are kept in.
    #[must_use]
    pub const fn kind(self) -> SubmissionKind {
        match self {
            Self::Avs(_) => SubmissionKind::DirectedAvs,
            Self::Set(_) => SubmissionKind::DirectedSet,
        }
    }

    /// Under whose name and nonce the submission is recorded: the service.
    #[must_use]
    pub const fn avs(self) -> Address {
        match self {
            Self::Avs(avs) => avs,
            Self::Set(set) => set.avs,
        }
    }
}
