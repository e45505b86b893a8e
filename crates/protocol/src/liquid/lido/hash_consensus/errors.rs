//! Refusals and events of the committee, named as the contract names them.

use crate::units::{ArithError, Epoch, Slot};
use alloy_primitives::{Address, B256, U256};

/// Why the committee refused a call.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the fields are the arguments of the real contract's errors, in order")]
pub enum HashConsensusError {
    /// Slots or seconds of zero.
    #[error("invalid chain configuration")]
    InvalidChainConfig,
    /// A number too large for its type.
    #[error("numeric overflow")]
    NumericOverflow,
    /// The account is a member already.
    #[error("duplicate member")]
    DuplicateMember,
    /// The zero address is no member.
    #[error("address cannot be zero")]
    AddressCannotBeZero,
    /// No frame has begun.
    #[error("initial epoch is yet to arrive")]
    InitialEpochIsYetToArrive,
    /// Frames have begun.
    #[error("initial epoch already arrived")]
    InitialEpochAlreadyArrived,
    /// A first frame before the last processed report.
    #[error("initial reference slot is before the processed one")]
    InitialEpochRefSlotCannotBeEarlierThanProcessingSlot,
    /// A frame of no length.
    #[error("epochs per frame cannot be zero")]
    EpochsPerFrameCannotBeZero,
    /// The caller is no member.
    #[error("not a member")]
    NonMember,
    /// Rules of another version.
    #[error("consensus version {expected} expected, {received} received")]
    UnexpectedConsensusVersion { expected: u64, received: U256 },
    /// Half of the members or fewer.
    #[error("quorum {received} is below {min}")]
    QuorumTooSmall { min: U256, received: U256 },
    /// Not the reference slot of the frame.
    #[error("invalid slot")]
    InvalidSlot,
    /// The same hash again.
    #[error("duplicate report")]
    DuplicateReport,
    /// A hash of zero.
    #[error("empty report")]
    EmptyReport,
    /// The deadline has passed.
    #[error("stale report")]
    StaleReport,
    /// Others are first.
    #[error("only fast lane members may report within the fast lane interval")]
    NonFastLaneMemberCannotReportWithinFastLaneInterval,
    /// The member's report is being processed.
    #[error("consensus report is already processing")]
    ConsensusReportAlreadyProcessing,
    /// A fast lane longer than a frame.
    #[error("fast lane cannot be longer than a frame")]
    FastLanePeriodCannotBeLongerThanFrame,
    /// A sum left its type.
    #[error(transparent)]
    Arith(#[from] ArithError),
}

/// What the committee tells the world.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "fields carry the names and meanings of the real contract's events")]
pub enum HashConsensusEvent {
    /// Frames begin or last otherwise.
    FrameConfigSet { new_initial_epoch: Epoch, new_epochs_per_frame: u64 },
    /// The fast lane lasts otherwise.
    FastLaneConfigSet { fast_lane_length_slots: u64 },
    /// A member joined.
    MemberAdded { address: Address, new_total_members: usize, new_quorum: U256 },
    /// A member left.
    MemberRemoved { address: Address, new_total_members: usize, new_quorum: U256 },
    /// The quorum changed.
    QuorumSet { new_quorum: U256, total_members: usize, prev_quorum: U256 },
    /// A member reported.
    ReportReceived { ref_slot: Slot, member: Address, report: B256 },
    /// Enough members agree.
    ConsensusReached { ref_slot: Slot, report: B256, support: u64 },
    /// They no longer do.
    ConsensusLost { ref_slot: Slot },
}
