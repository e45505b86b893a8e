//! Refusals of `RewardsCoordinator`.

use super::SplitKey;
use crate::{
    governance::{OwnableError, PauseBitsError, ReentrantCall},
    restaking::OperatorSet,
    units::{ArithError, Seconds, Timestamp},
};
use alloy_primitives::{Address, B256, U256};

/// Why a call was refused; the names are those of the contract's errors.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "fields carry what was expected and what came, as the messages say")]
pub enum RewardsError {
    /// The caller is not the one account, or none of the accounts, that may.
    #[error("{caller} may not call this")]
    UnauthorizedCaller { caller: Address },
    /// `PermissionController` does not let the caller act for the account.
    #[error("{caller} may not act for {account}")]
    InvalidPermissions { account: Address, caller: Address },
    /// An address that must be one is zero.
    #[error("the zero address")]
    InvalidAddressZero,
    /// A list that must have entries has none.
    #[error("an empty list")]
    InputArrayLengthZero,
    /// Lists that belong together differ in length.
    #[error("{first} entries in one list, {second} in the other")]
    InputArrayLengthMismatch { first: usize, second: usize },
    /// Nothing is offered.
    #[error("the amount is zero")]
    AmountIsZero,
    /// More than 10^38 - 1 base units.
    #[error("the amount {amount} is above the maximum")]
    AmountExceedsMax { amount: U256 },
    /// Longer than `MAX_REWARDS_DURATION`.
    #[error("{duration} seconds are longer than {max}")]
    DurationExceedsMax { duration: Seconds, max: Seconds },
    /// No time at all.
    #[error("the duration is zero")]
    DurationIsZero,
    /// Not whole intervals.
    #[error("{duration} seconds are no multiple of {interval}")]
    InvalidDurationRemainder { duration: Seconds, interval: Seconds },
    /// Not at the beginning of an interval.
    #[error("the start {start} is no multiple of {interval} seconds")]
    InvalidStartTimestampRemainder { start: Timestamp, interval: Seconds },
    /// Before the genesis of rewards, or longer ago than `MAX_RETROACTIVE_LENGTH`.
    #[error("the start {start} is before {earliest}")]
    StartTimestampTooFarInPast { start: Timestamp, earliest: Timestamp },
    /// Later than `MAX_FUTURE_LENGTH` from now.
    #[error("the start {start} is after {latest}")]
    StartTimestampTooFarInFuture { start: Timestamp, latest: Timestamp },
    /// A period that has not ended cannot be directed.
    #[error("the period ends at {end}, not before {now}")]
    SubmissionNotRetroactive { end: Timestamp, now: Timestamp },
    /// Rewards are by stake in whitelisted strategies and native stake.
    #[error("strategy {strategy} is not whitelisted")]
    StrategyNotWhitelisted { strategy: Address },
    /// Strategies ascend, none twice.
    #[error("strategy {next} does not follow {previous}")]
    StrategiesNotInAscendingOrder { previous: Address, next: Address },
    /// Operators ascend, none twice.
    #[error("operator {next} does not follow {previous}")]
    OperatorsNotInAscendingOrder { previous: Address, next: Address },
    /// No such set.
    #[error("{set} does not exist")]
    InvalidOperatorSet { set: OperatorSet },
    /// Roots are for ever later periods.
    #[error("the period until {end} is not after the one until {last}")]
    NewRootMustBeForNewCalculatedPeriod { end: Timestamp, last: Timestamp },
    /// A period that has not ended cannot be calculated.
    #[error("the period ends at {end}, not before {now}")]
    RewardsEndTimestampNotElapsed { end: Timestamp, now: Timestamp },
    /// No root of that number.
    #[error("there are {roots} roots, none has the number {index}")]
    InvalidRootIndex { index: u32, roots: u32 },
    /// A list was read beyond its end: the panic of the contract's compiler.
    #[error("there are {roots} roots, none has the number {index}")]
    RootOutOfBounds { index: U256, roots: u32 },
    /// No root with that hash.
    #[error("no root is {root}")]
    InvalidRoot { root: B256 },
    /// The root was disabled.
    #[error("root {index} is disabled")]
    RootDisabled { index: u32 },
    /// The root can be claimed against already.
    #[error("root {index} is active since {activated_at}")]
    RootAlreadyActivated { index: u32, activated_at: Timestamp },
    /// The root cannot be claimed against yet.
    #[error("root {index} is active from {activated_at} on")]
    RootNotActivated { index: u32, activated_at: Timestamp },
    /// The earner's place has no room in a tree of that height.
    #[error("leaf {index} is beyond a tree of height {height}")]
    InvalidEarnerLeafIndex { index: u32, height: usize },
    /// The token's place has no room in a tree of that height.
    #[error("leaf {index} is beyond a tree of height {height}")]
    InvalidTokenLeafIndex { index: u32, height: usize },
    /// A proof is a list of words.
    #[error("a proof of {length} bytes is not made of words")]
    InvalidProofLength { length: usize },
    /// Nothing can be proven against the zero root.
    #[error("the root is zero")]
    EmptyRoot,
    /// The proof leads to another root.
    #[error("the proof leads to {found}, expected {expected}")]
    InvalidClaimProof { expected: B256, found: B256 },
    /// Nothing more was earned.
    #[error("{cumulative} of token {token} were earned, {claimed} claimed already")]
    EarningsNotGreaterThanClaimed { token: Address, cumulative: U256, claimed: U256 },
    /// Only operators and services with sets have claimers set by appointees.
    #[error("{earner} is neither an operator nor a service with operator sets")]
    InvalidEarner { earner: Address },
    /// More than the whole.
    #[error("a split of {bips} basis points is above 10000")]
    SplitExceedsMax { bips: u16 },
    /// The last change does not count yet.
    #[error("the split {key:?} changes at {activated_at} already")]
    PreviousSplitPending { key: SplitKey, activated_at: Timestamp },
    /// Only the owner may.
    #[error(transparent)]
    Ownable(#[from] OwnableError),
    /// The function is paused.
    #[error(transparent)]
    Paused(#[from] PauseBitsError),
    /// A token calls back.
    #[error(transparent)]
    Reentrant(#[from] ReentrantCall),
    /// A sum leaves its type.
    #[error(transparent)]
    Arith(#[from] ArithError),
}
