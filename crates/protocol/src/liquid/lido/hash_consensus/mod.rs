//! How a committee agrees on a hash once a frame (`HashConsensus`).
//!
//! ```text
//! frame i:  epochs [initial + i * length, initial + (i + 1) * length)
//! reference slot = first slot of the frame - 1;  deadline = first slot of the next frame - 1
//! within the first `fast lane` slots only `quorum` members, rotating with the frame, may report
//! ```
//! Enough members with the same hash make a consensus, which goes to the report processor as a [`ProcessorCall`]; the caller
//! passes it on.
//!
//! Invariants
//! - LIQ-50  no account is twice a member
//! - LIQ-51  the quorum is more than half of the members, or out of reach when consensus is disabled
//! - LIQ-52  the support of a report is at least the members whose last report of that frame it is
//!
//! Deliberately absent: changing the processor; a chain has one accounting oracle.

mod errors;
mod frames;
mod members;
mod reports;
#[cfg(test)]
mod tests;
mod views;

pub use errors::{HashConsensusError, HashConsensusEvent};
pub use frames::{ChainConfig, ConsensusFrame, FrameConfig};
pub use views::{ConsensusState, MemberConsensusState};

use crate::governance::Role;
use crate::invariants::BrokenInvariant;
use crate::tables::{ChangeSink, Tables, value_changes};
use crate::units::{Slot, Timestamp};
use alloy_primitives::{Address, B256, U256};
use serde::{Deserialize, Serialize};

/// Who adds and removes members and sets the quorum.
pub const MANAGE_MEMBERS_AND_QUORUM_ROLE: Role = Role::new("MANAGE_MEMBERS_AND_QUORUM_ROLE");
/// Who may put the quorum out of reach.
pub const DISABLE_CONSENSUS_ROLE: Role = Role::new("DISABLE_CONSENSUS_ROLE");
/// Who sets the length of frames.
pub const MANAGE_FRAME_CONFIG_ROLE: Role = Role::new("MANAGE_FRAME_CONFIG_ROLE");
/// Who sets the length of the fast lane.
pub const MANAGE_FAST_LANE_CONFIG_ROLE: Role = Role::new("MANAGE_FAST_LANE_CONFIG_ROLE");

/// 2^256 - 1: a quorum nobody reaches (`UNREACHABLE_QUORUM`).
pub const UNREACHABLE_QUORUM: U256 = U256::MAX;

/// A member and its last report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Its account.
    pub address: Address,
    /// Reference slot of its last report, zero for none.
    pub last_report_ref_slot: Slot,
    last_report_variant: usize,
}

/// A hash and how many members stand behind it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportVariant {
    /// The hash.
    pub hash: B256,
    /// How many members reported it.
    pub support: u64,
}

/// What the report processor says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProcessorView {
    /// Version of the rules reports must follow (`getConsensusVersion`).
    pub consensus_version: u64,
    /// Slot of the report it works on or finished last (`getLastProcessingRefSlot`).
    pub last_processing_ref_slot: Slot,
}

/// What the consensus tells the report processor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProcessorCall {
    /// `submitConsensusReport(report, refSlot, deadline)`
    Submit {
        /// The agreed hash.
        report: B256,
        /// Its reference slot.
        ref_slot: Slot,
        /// Until when it may be processed.
        deadline: Timestamp,
    },
    /// `discardConsensusReport(refSlot)`
    Discard {
        /// Whose consensus was lost.
        ref_slot: Slot,
    },
}

/// The committee.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HashConsensus {
    chain: ChainConfig,
    frames: FrameConfig,
    quorum: U256,
    members: Vec<Member>,
    processor: Address,
    /// Slot that `variants` belong to, zero for none.
    last_report_ref_slot: Slot,
    /// Slot of the last consensus, zero when it was lost.
    last_consensus_ref_slot: Slot,
    last_consensus_variant: usize,
    variants: Vec<ReportVariant>,
}

impl HashConsensus {
    /// A committee without reports. `processor` is the accounting oracle's address.
    ///
    /// # Errors
    /// `DuplicateMember`, `AddressCannotBeZero`, `QuorumTooSmall`, and those of the frame configuration.
    pub fn new(
        chain: ChainConfig,
        frames: FrameConfig,
        members: &[Address],
        quorum: U256,
        processor: Address,
    ) -> Result<Self, HashConsensusError> {
        chain.check()?;
        frames.check(&chain)?;
        let mut consensus = Self {
            chain,
            frames,
            quorum,
            members: Vec::new(),
            processor,
            last_report_ref_slot: Slot::new(0),
            last_consensus_ref_slot: Slot::new(0),
            last_consensus_variant: 0,
            variants: Vec::new(),
        };
        for &member in members {
            consensus.push_member(member)?;
        }
        consensus.check_quorum(quorum)?;
        Ok(consensus)
    }

    /// Checks LIQ-50 to LIQ-52.
    ///
    /// # Errors
    /// The broken rule.
    pub fn check(&self) -> Result<(), BrokenInvariant> {
        let distinct: std::collections::BTreeSet<_> = self.members.iter().map(|member| member.address).collect();
        BrokenInvariant::unless(distinct.len() == self.members.len(), "LIQ-50", || "a member is listed twice".into())?;
        BrokenInvariant::unless(self.check_quorum(self.quorum).is_ok(), "LIQ-51", || format!("quorum {}", self.quorum))?;
        for (index, variant) in self.variants.iter().enumerate() {
            let behind = self.members.iter().filter(|member| self.stands_behind(member, index)).count();
            let supported = u64::try_from(behind).is_ok_and(|behind| behind <= variant.support);
            BrokenInvariant::unless(supported, "LIQ-52", || {
                format!("{behind} behind {}, not {}", variant.hash, variant.support)
            })?;
        }
        Ok(())
    }

    fn stands_behind(&self, member: &Member, variant: usize) -> bool {
        member.last_report_ref_slot == self.last_report_ref_slot && member.last_report_variant == variant
    }
}

impl Tables for HashConsensus {
    fn changes(&self, before: Option<&Self>, sink: &mut dyn ChangeSink) {
        value_changes("lido.consensus", before, self, sink);
    }
}
