//! Custom errors of restaking in words. A name alone says what the contract checked; this says what it means for whoever
//! called.

/// What a custom error means, by its name; `None` of those that say it themselves.
pub(super) fn meaning(name: &str) -> Option<&'static str> {
    strategies(name).or_else(|| delegation(name)).or_else(|| allocation(name)).or_else(|| pods(name)).or_else(|| rewards(name))
}

/// Of the strategies, their manager and factory, and what all contracts share.
fn strategies(name: &str) -> Option<&'static str> {
    Some(match name {
        "BalanceExceedsMaxTotalDeposits" => "the strategy holds as much as it may",
        "BlacklistedToken" => "the factory makes no strategy for this token",
        "CurrentlyPaused" => "the function is paused",
        "InputAddressZero" | "ZeroAddress" => "an address is zero",
        "InputArrayLengthMismatch" => "two lists that belong together are of different lengths",
        "InputArrayLengthZero" => "a list is empty",
        "InvalidNewPausedStatus" => "pausing may only set pause bits, unpausing may only clear them",
        "InvalidPermissions" => "the sender is neither the account, nor its admin, nor appointed for this function",
        "InvalidSignature" => "the signature is not of who should have signed",
        "MaxPerDepositExceedsMax" => "a single deposit may not be so large",
        "MaxStrategiesExceeded" => "a staker has at most 32 strategies",
        "NewSharesZero" => "the amount is too small for a single share",
        "OnlyPauser" => "only a pauser pauses",
        "OnlyUnpauser" => "only the unpauser unpauses",
        "OnlyUnderlyingToken" => "the strategy takes and pays another token",
        "SharesAmountTooHigh" => "the staker has fewer deposit shares",
        "SharesAmountZero" => "it is not worth a single share",
        "SignatureExpired" => "the time of the signature has passed",
        "SlashResolutionDelayNotElapsed" => "what was slashed waits before it may leave",
        "StrategyAlreadyExists" => "the token has a strategy already",
        "StrategyNotWhitelisted" => "the strategy takes no deposits",
        "TotalSharesExceedsMax" => "the strategy has as many shares as it may",
        "WithdrawalAmountExceedsTotalDeposits" => "the strategy has fewer shares",
        _ => return None,
    })
}

/// Of the delegation manager.
fn delegation(name: &str) -> Option<&'static str> {
    Some(match name {
        "ActivelyDelegated" => "the account delegates to an operator already, or is one",
        "CallerCannotUndelegate" => "only the staker, its operator, or the operator's approver undelegates it",
        "FullySlashed" => "everything was slashed: nothing can be added here any more",
        "InvalidDepositScalingFactor" => "after so much slashing the deposit would count for nothing",
        "NotActivelyDelegated" => "the staker delegates to nobody",
        "OperatorNotRegistered" => "there is no such operator",
        "OperatorsCannotUndelegate" => "operators never undelegate",
        "SaltSpent" => "the approval was used already: it needs a new salt",
        "WithdrawalDelayNotElapsed" => "the delay of the withdrawal has not passed",
        "WithdrawalNotQueued" => "there is no such withdrawal in the queue: it was completed, or never queued",
        "WithdrawerNotCaller" => "only its staker completes a withdrawal",
        _ => return None,
    })
}

/// Of the allocation manager and the permission controller.
fn allocation(name: &str) -> Option<&'static str> {
    Some(match name {
        "AdminAlreadyPending" | "AdminAlreadySet" => "the account has this admin already",
        "AdminNotPending" | "AdminNotSet" => "the account has no such admin",
        "AlreadyMemberOfSet" => "the operator is registered, or left so lately that it is still slashable",
        "AppointeeAlreadySet" => "it is appointed already",
        "AppointeeNotSet" => "it is not appointed",
        "CannotHaveZeroAdmins" => "the last admin cannot be removed",
        "InsufficientMagnitude" => "more is allocated than is free: slashing and other sets have the rest",
        "InvalidAVSRegistrar" => "the registrar does not support this service",
        "InvalidCaller" => "only the set's slasher slashes; only the operator or the service deregisters",
        "InvalidOperator" => "there is no such operator",
        "InvalidOperatorSet" => "there is no such operator set, or there is one already",
        "InvalidRedistributionRecipient" => "what is slashed cannot go there",
        "InvalidStrategy" => "this strategy cannot be in a set that redistributes",
        "InvalidWadToSlash" => "the part to slash is more than 0 and at most 10^18",
        "ModificationAlreadyPending" => "an earlier change of the allocation has not taken effect yet",
        "NonexistentAVSMetadata" => "a service describes itself before it makes operator sets",
        "NotAdmin" => "the sender is no admin of the account",
        "NotMemberOfSet" => "the operator is not registered for the set",
        "OperatorNotSlashable" => "the operator is not registered for the set, or left it long ago",
        "SameMagnitude" => "so much is allocated already",
        "StrategiesMustBeInAscendingOrder" | "StrategiesNotInAscendingOrder" => "strategies go by ascending addresses, each once",
        "StrategyAlreadyInOperatorSet" => "the set has the strategy already",
        "StrategyNotInOperatorSet" => "the set does not have the strategy",
        "UninitializedAllocationDelay" => "the operator has set no allocation delay",
        _ => return None,
    })
}

/// Of pods and their manager.
fn pods(name: &str) -> Option<&'static str> {
    Some(match name {
        "BeaconTimestampBeforeLatestCheckpoint" => "the proof is older than the last checkpoint",
        "BeaconTimestampTooFarInPast" => "the proof is of before the running checkpoint",
        "CannotCheckpointTwiceInSingleBlock" => "a checkpoint was made in this block already",
        "CheckpointAlreadyActive" => "the last checkpoint still waits for proofs",
        "CredentialsAlreadyVerified" => "the validator was verified already",
        "EigenPodAlreadyExists" => "the account has a pod already",
        "InsufficientFunds" => "the fees of the requests are higher than what was paid",
        "InsufficientWithdrawableBalance" => {
            "a checkpoint has not seen so much ether in the pod: leave the validator, then make one"
        }
        "InvalidEIP4788Response" | "TimestampOutOfRange" => "no block root of that time is known to contracts any more",
        "InvalidProof" | "InvalidProofLength" => "the proof does not lead to the block root",
        "MsgValueNot32ETH" => "exactly 32 ETH are staked",
        "NoActiveCheckpoint" => "no checkpoint is running",
        "NoBalanceToCheckpoint" => "no ether came since the last checkpoint",
        "OnlyEigenPodOwner" => "only the owner of the pod may do this",
        "OnlyEigenPodOwnerOrProofSubmitter" => "only the owner of the pod or its proof submitter may do this",
        "SharesNegative" => "the owner has fewer shares",
        "SharesNotMultipleOfGwei" => "native shares move in whole gwei",
        "ValidatorInactiveOnBeaconChain" => "the validator has no activation epoch yet",
        "ValidatorIsExitingBeaconChain" => "the validator is leaving already",
        "ValidatorNotActiveInPod" => "the pod has not verified the validator, or it was paid out",
        "ValidatorNotSlashedOnBeaconChain" => "only a slashed validator lets others start a checkpoint",
        "WithdrawalCredentialsNotForEigenPod" => "the validator does not withdraw to the pod",
        _ => return None,
    })
}

/// Of the rewards coordinator and the key registrar.
fn rewards(name: &str) -> Option<&'static str> {
    Some(match name {
        "AmountExceedsMax" => "so much cannot be submitted at once",
        "AmountIsZero" => "an amount is zero",
        "DurationExceedsMax" => "the period is too long",
        "DurationIsZero" => "the period is empty",
        "EarningsNotGreaterThanClaimed" => "this was claimed already",
        "InvalidClaimProof" => "the proof does not lead to the posted root",
        "InvalidDurationRemainder" => "the period is no multiple of the calculation interval",
        "InvalidEarner" => "only operators and services with sets name claimers this way",
        "InvalidRoot" | "InvalidRootIndex" => "there is no such root",
        "InvalidStartTimestampRemainder" => "the start is no multiple of the calculation interval",
        "KeyAlreadyRegistered" => "the key is in use, or was",
        "NewRootMustBeForNewCalculatedPeriod" => "a root for this period was posted already",
        "OperatorAlreadyRegistered" => "the operator has a key already",
        "OperatorSetNotConfigured" => "the set has no kind of keys yet",
        "OperatorStillSlashable" => "the operator is still slashable by the set",
        "OperatorsNotInAscendingOrder" => "operators go by ascending addresses, each once",
        "PreviousSplitPending" => "an earlier change of the split has not taken effect yet",
        "RewardsEndTimestampNotElapsed" => "the period has not ended",
        "RootAlreadyActivated" => "the root is active already and cannot be disabled",
        "RootDisabled" => "the root was disabled",
        "RootNotActivated" => "the root's activation delay has not passed",
        "SplitExceedsMax" => "a split is at most 10,000 bips",
        "StartTimestampTooFarInFuture" => "the period begins too late",
        "StartTimestampTooFarInPast" => "the period began too long ago",
        "SubmissionNotRetroactive" => "rewards directed to operators are for a time that has passed",
        "UnauthorizedCaller" => "the sender may not do this",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_of_every_contract_have_a_meaning() {
        for name in ["NewSharesZero", "WithdrawalDelayNotElapsed", "InsufficientMagnitude", "InvalidProof", "RootDisabled"] {
            assert!(meaning(name).is_some_and(|words| !words.contains(name)), "{name}");
        }
        assert_eq!(meaning("RequestAmountTooSmall"), None);
    }
}
