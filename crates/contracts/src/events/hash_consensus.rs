//! Logs of `HashConsensus`.

use super::uint;
use crate::interfaces::IHashConsensus as Consensus;
use alloy_primitives::{LogData, U256};
use alloy_sol_types::SolEvent as _;
use aquifer_protocol::liquid::lido::hash_consensus::HashConsensusEvent;

/// The topics and data of an event.
pub(super) fn encode(event: HashConsensusEvent) -> LogData {
    use HashConsensusEvent as E;
    match event {
        E::FrameConfigSet { new_initial_epoch, new_epochs_per_frame } => Consensus::FrameConfigSet {
            newInitialEpoch: uint(new_initial_epoch.get()),
            newEpochsPerFrame: uint(new_epochs_per_frame),
        }
        .encode_log_data(),
        E::FastLaneConfigSet { fast_lane_length_slots } => {
            Consensus::FastLaneConfigSet { fastLaneLengthSlots: uint(fast_lane_length_slots) }.encode_log_data()
        }
        E::MemberAdded { address, new_total_members, new_quorum } => {
            Consensus::MemberAdded { addr: address, newTotalMembers: U256::from(new_total_members), newQuorum: new_quorum }
                .encode_log_data()
        }
        E::MemberRemoved { address, new_total_members, new_quorum } => {
            Consensus::MemberRemoved { addr: address, newTotalMembers: U256::from(new_total_members), newQuorum: new_quorum }
                .encode_log_data()
        }
        E::QuorumSet { new_quorum, total_members, prev_quorum } => {
            Consensus::QuorumSet { newQuorum: new_quorum, totalMembers: U256::from(total_members), prevQuorum: prev_quorum }
                .encode_log_data()
        }
        E::ReportReceived { ref_slot, member, report } => {
            Consensus::ReportReceived { refSlot: uint(ref_slot.get()), member, report }.encode_log_data()
        }
        E::ConsensusReached { ref_slot, report, support } => {
            Consensus::ConsensusReached { refSlot: uint(ref_slot.get()), report, support: uint(support) }.encode_log_data()
        }
        E::ConsensusLost { ref_slot } => Consensus::ConsensusLost { refSlot: uint(ref_slot.get()) }.encode_log_data(),
    }
}
