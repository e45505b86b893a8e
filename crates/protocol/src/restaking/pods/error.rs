//! Refusals of `EigenPodManager` and every `EigenPod`.

use crate::{
    ethereum::DepositError,
    governance::{OwnableError, PauseBitsError, ReentrantCall},
    restaking::pods::PubkeyHash,
    units::{ArithError, Gwei, Timestamp, Wei},
};
use alloy_primitives::{Address, U256};

/// Why a call was refused; the names are those of the contracts' errors.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PodError {
    // Who may call.
    /// Only the pod of the owner that is named may report its balance.
    #[error("{caller} is not the pod of {owner}")]
    OnlyEigenPod {
        /// Who called.
        caller: Address,
        /// Whose pod may.
        owner: Address,
    },
    /// Only the manager may.
    #[error("{0} is not the manager of pods")]
    OnlyEigenPodManager(Address),
    /// Only `DelegationManager` may.
    #[error("{0} is not the delegation manager")]
    OnlyDelegationManager(Address),
    /// Only the owner of the pod may.
    #[error("{0} is not the owner of the pod")]
    OnlyEigenPodOwner(Address),
    /// Only the owner of the pod or its proof submitter may.
    #[error("{0} is neither the owner of the pod nor its proof submitter")]
    OnlyEigenPodOwnerOrProofSubmitter(Address),
    /// Only the account that sets the time of the fork may.
    #[error("{0} may not set the time of the fork")]
    OnlyProofTimestampSetter(Address),

    // What was asked for.
    /// One pod an owner.
    #[error("{0} has a pod")]
    EigenPodAlreadyExists(Address),
    /// No pod lives at the address: only when a rule of ours is broken, or by a call no client can make.
    #[error("no pod at {0}")]
    NoPod(Address),
    /// The zero address.
    #[error("the zero address")]
    InputAddressZero,
    /// Lists that belong together have different lengths.
    #[error("lists of different lengths")]
    InputArrayLengthMismatch,
    /// The manager knows one strategy: beacon-chain ETH.
    #[error("{0} is not the strategy of beacon-chain ETH")]
    InvalidStrategy(Address),
    /// More shares than there are, or none where some must be.
    #[error("{shares} shares cannot be taken or given")]
    SharesNegative {
        /// Shares asked for.
        shares: U256,
    },
    /// A change that is no whole number of Gwei.
    #[error("a change of {0} wei is not a whole number of Gwei")]
    SharesNotMultipleOfGwei(U256),
    /// A validator begins with 32 ETH.
    #[error("32 ETH expected, {0} came")]
    MsgValueNot32Eth(Wei),
    /// The pod's ether that counts as restaked is less.
    #[error("{asked} asked for, {restaked} can be withdrawn")]
    InsufficientWithdrawableBalance {
        /// Asked for.
        asked: Wei,
        /// Ether of the pod that counts as restaked.
        restaked: Gwei,
    },
    /// A public key is 48 bytes long.
    #[error("a key of {0} bytes")]
    InvalidPubKeyLength(usize),
    /// The fees are more than came with the call.
    #[error("fees of {needed} wei, {value} came")]
    InsufficientFunds {
        /// Fee of all requests in wei.
        needed: U256,
        /// What came with the call.
        value: Wei,
    },
    /// The system contract does not tell its fee.
    #[error("the system contract does not tell its fee")]
    FeeQueryFailed,

    // Checkpoints.
    /// A checkpoint is running.
    #[error("the checkpoint of {0} is running")]
    CheckpointAlreadyActive(Timestamp),
    /// No checkpoint is running.
    #[error("no checkpoint is running")]
    NoActiveCheckpoint,
    /// A checkpoint ended in this very block.
    #[error("a checkpoint ended at {0}, in this block")]
    CannotCheckpointTwiceInSingleBlock(Timestamp),
    /// The pod received nothing since the last checkpoint.
    #[error("nothing to take in")]
    NoBalanceToCheckpoint,

    // Beacon roots.
    /// The timestamp is as old as the ring is long, or older.
    #[error("{asked} is out of the ring's reach at {now}")]
    TimestampOutOfRange {
        /// The timestamp asked for.
        asked: Timestamp,
        /// Time of the block.
        now: Timestamp,
    },
    /// The ring has no root of a block with the timestamp.
    #[error("no beacon root under {0}")]
    InvalidEip4788Response(Timestamp),
    /// A proof not newer than the running checkpoint, or than the last one of a validator.
    #[error("{asked} is not after {last}")]
    BeaconTimestampTooFarInPast {
        /// Time of the proof.
        asked: Timestamp,
        /// What it must be after.
        last: Timestamp,
    },
    /// A proof not newer than the last checkpoint.
    #[error("{asked} is not after the last checkpoint of {last}")]
    BeaconTimestampBeforeLatestCheckpoint {
        /// Time of the proof.
        asked: Timestamp,
        /// Time of the last checkpoint.
        last: Timestamp,
    },
    /// Nobody has said when Electra began.
    #[error("the time of the fork is not set")]
    ForkTimestampZero,

    // Validators.
    /// Credentials are proven once in the life of a validator.
    #[error("the credentials of {0} were proven before")]
    CredentialsAlreadyVerified(PubkeyHash),
    /// The validator has no activation epoch.
    #[error("{0} is not to be activated")]
    ValidatorInactiveOnBeaconChain(PubkeyHash),
    /// The validator has an exit epoch.
    #[error("{0} is leaving")]
    ValidatorIsExitingBeaconChain(PubkeyHash),
    /// The credentials are not the pod's.
    #[error("{0} withdraws to somebody else")]
    WithdrawalCredentialsNotForEigenPod(PubkeyHash),
    /// The validator is not one of the pod's, or was withdrawn.
    #[error("{0} is not active in the pod")]
    ValidatorNotActiveInPod(PubkeyHash),
    /// The validator is not slashed.
    #[error("{0} is not slashed")]
    ValidatorNotSlashedOnBeaconChain(PubkeyHash),

    // Merkle proofs.
    /// A validator has eight fields.
    #[error("{0} fields, a validator has 8")]
    InvalidValidatorFieldsLength(usize),
    /// A field was asked for that the list does not have: the panic of the contract's compiler.
    #[error("no field {0}")]
    FieldOutOfBounds(usize),
    /// A proof has 32 bytes for every level of its tree.
    #[error("a proof of {got} bytes, {expected} expected")]
    InvalidProofLength {
        /// Bytes expected.
        expected: usize,
        /// Bytes that came.
        got: usize,
    },
    /// The tree has no such leaf.
    #[error("no leaf {0} in the tree")]
    InvalidIndex(u64),
    /// A root of zero proves nothing.
    #[error("the root is zero")]
    EmptyRoot,
    /// The leaf is not under the root.
    #[error("the leaf is not under the root")]
    InvalidProof,

    /// The receiver of a payment called back.
    #[error(transparent)]
    Reentrant(#[from] ReentrantCall),
    /// A function is paused.
    #[error(transparent)]
    Paused(#[from] PauseBitsError),
    /// Of the owner's functions.
    #[error(transparent)]
    Owner(#[from] OwnableError),
    /// Of the deposit contract.
    #[error(transparent)]
    Deposit(#[from] DepositError),
    /// An amount does not fit.
    #[error(transparent)]
    Arith(#[from] ArithError),
}
