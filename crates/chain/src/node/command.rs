//! What the builder is asked.

use super::CommandError;
use crate::block::Input;
use aquifer_protocol::units::Slot;
use std::sync::mpsc::SyncSender;

/// Where an answer goes.
pub(super) type Reply<T> = SyncSender<Result<T, CommandError>>;

/// Told how many of how many slots are done.
pub(super) type Progress = Box<dyn FnMut(u64, u64) + Send>;

/// What became of an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Submitted {
    /// It is in a durable block.
    Included {
        /// The block's number.
        number: u64,
    },
    /// It waits for the next block.
    Queued,
}

/// How far to advance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// So many slots from the head.
    Slots(u64),
    /// To this slot.
    Slot(Slot),
}

/// A request to the builder.
pub(super) enum Command {
    /// A transaction waits.
    Wake,
    Submit(Box<Input>, Reply<Submitted>),
    Mine(u64, Reply<()>),
    IncreaseTime(u64, Reply<u64>),
    SetAutomine(bool, Reply<()>),
    Snapshot(Reply<u64>),
    Revert(u64, Reply<bool>),
    Advance(Target, Progress, Reply<u64>),
    Stop,
}
