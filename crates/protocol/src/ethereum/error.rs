//! Why the beacon chain refuses.

use super::{PartsPerMillion, PublicKey};
use crate::units::{ArithError, Epoch, Epochs, Gwei, Slot, ValidatorIndex};
use alloy_primitives::B256;

/// A call broke a rule of the beacon chain. Nothing has changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BeaconError {
    /// No validator has this index.
    #[error("no validator {index}")]
    UnknownValidator {
        /// The index asked for.
        index: ValidatorIndex,
    },
    /// Slots only go forward.
    #[error("slot {to} is not after slot {slot}")]
    SlotNotAfter {
        /// The current slot.
        slot: Slot,
        /// The slot asked for.
        to: Slot,
    },
    /// A slot has one block at most.
    #[error("slot {slot} already has a block")]
    BlockAlreadyBegun {
        /// The current slot.
        slot: Slot,
    },
    /// The phases of a block belong to the block begun last.
    #[error("no block has begun at slot {slot}")]
    BlockNotBegun {
        /// The slot of the block.
        slot: Slot,
    },
    /// The slot lies outside of the epochs whose proposers are drawn: this and the next.
    #[error("the proposer of slot {slot} is not drawn")]
    ProposerNotDrawn {
        /// The slot asked for.
        slot: Slot,
    },
    /// A validator leaves or is slashed only while it is active.
    #[error("validator {index} is not active in epoch {epoch}")]
    NotActive {
        /// The validator.
        index: ValidatorIndex,
        /// The current epoch.
        epoch: Epoch,
    },
    /// Its exit is already set.
    #[error("validator {index} already exits in epoch {exit_epoch}")]
    AlreadyExiting {
        /// The validator.
        index: ValidatorIndex,
        /// When it exits.
        exit_epoch: Epoch,
    },
    /// The signed message names a later epoch.
    #[error("the exit is signed for epoch {signed}, now is epoch {epoch}")]
    ExitNotYetValid {
        /// Epoch of the message.
        signed: Epoch,
        /// The current epoch.
        epoch: Epoch,
    },
    /// It has not been active for `SHARD_COMMITTEE_PERIOD` epochs.
    #[error("validator {index} may not leave before epoch {earliest}")]
    TooYoungToExit {
        /// The validator.
        index: ValidatorIndex,
        /// First epoch in which it may leave.
        earliest: Epoch,
    },
    /// Queued partial withdrawals must be paid first.
    #[error("validator {index} has {pending} of partial withdrawals queued")]
    PartialWithdrawalsPending {
        /// The validator.
        index: ValidatorIndex,
        /// Their sum.
        pending: Gwei,
    },
    /// Slashed before, not yet active, or already withdrawable.
    #[error("validator {index} is not slashable in epoch {epoch}")]
    NotSlashable {
        /// The validator.
        index: ValidatorIndex,
        /// The current epoch.
        epoch: Epoch,
    },
    /// Only BLS credentials (first byte 0x00) can be changed to an address.
    #[error("the credentials {credentials} of validator {index} are not BLS credentials")]
    NotBlsCredentials {
        /// The validator.
        index: ValidatorIndex,
        /// What it has.
        credentials: B256,
    },
    /// The credentials commit to another withdrawal key.
    #[error("the credentials of validator {index} do not commit to the key {withdrawal_key}")]
    WrongWithdrawalKey {
        /// The validator.
        index: ValidatorIndex,
        /// The key shown.
        withdrawal_key: PublicKey,
    },
    /// A key appears once in the registry.
    #[error("two validators with the same key: {index} is the second")]
    DuplicateKey {
        /// The second of the two.
        index: ValidatorIndex,
    },
    /// A constant is zero or out of proportion.
    #[error("the constants of the beacon chain cannot work: a divisor or a limit is zero")]
    UnusableConstants,
    /// An effective balance is not a multiple of the increment, or participation is more than three flags.
    #[error("the record of validator {index} breaks a rule")]
    BadRecord {
        /// The validator.
        index: ValidatorIndex,
    },
    /// No chances of falling away and coming back give this.
    #[error("an uptime of {} millionths cannot be had with outages of {mean_outage} epochs on average", uptime.get())]
    ImpossibleOutages {
        /// Part of the time a validator is there.
        uptime: PartsPerMillion,
        /// How long it is away at a time.
        mean_outage: Epochs,
    },
    /// The number of values is not the number of validators, or of seats.
    #[error("expected {expected} values, got {got}")]
    WrongLength {
        /// What was expected.
        expected: usize,
        /// What came.
        got: usize,
    },
    /// An amount left its range.
    #[error(transparent)]
    Arith(#[from] ArithError),
}
