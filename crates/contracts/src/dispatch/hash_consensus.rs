//! `HashConsensus`: the oracle committee agrees on the hash of a report.

use super::role;
use crate::{
    frame::{Frame, Served, Stop, answer, done, refused},
    interfaces::IHashConsensus::{self as Consensus, IHashConsensusCalls as Call},
};
use alloy_primitives::U256;
use aquifer_protocol::{
    context::NoEther,
    liquid::lido::hash_consensus::{self as committee, HashConsensusError, Member},
    units::Epoch,
};

pub(super) fn serve(frame: &mut Frame<'_>) -> Served {
    let consensus = &frame.protocol().lido.consensus;
    let processor = frame.protocol().lido.oracle.processor_view();
    let ctx = frame.ctx(&NoEther);
    match frame.decode_strict::<Call>()? {
        Call::submitReport(call) => {
            let (slot, report, version) = (call.slot, call.report, call.consensusVersion);
            frame.change(|p, ctx, fx| p.submit_report(ctx, slot, report, version, fx))?;
            done()
        }
        Call::addMember(call) => {
            frame.change(|p, ctx, fx| p.add_consensus_member(ctx, call.addr, call.quorum, fx))?;
            done()
        }
        Call::removeMember(call) => {
            frame.change(|p, ctx, fx| p.remove_consensus_member(ctx, call.addr, call.quorum, fx))?;
            done()
        }
        Call::setQuorum(call) => {
            frame.change(|p, ctx, fx| p.set_consensus_quorum(ctx, call.quorum, fx))?;
            done()
        }
        Call::disableConsensus(_) => {
            frame.change(|p, ctx, fx| p.disable_consensus(ctx, fx))?;
            done()
        }
        Call::setFrameConfig(call) => {
            let (epochs, slots) = (narrow(call.epochsPerFrame)?, narrow(call.fastLaneLengthSlots)?);
            frame.change(|p, ctx, fx| p.set_frame_config(ctx, epochs, slots, fx))?;
            done()
        }
        Call::setFastLaneLengthSlots(call) => {
            let slots = narrow(call.fastLaneLengthSlots)?;
            frame.change(|p, ctx, fx| p.set_fast_lane_length_slots(ctx, slots, fx))?;
            done()
        }
        Call::updateInitialEpoch(call) => {
            let epoch = Epoch::new(narrow(call.initialEpoch)?);
            frame.change(|p, ctx, fx| p.update_initial_epoch(ctx, epoch, fx))?;
            done()
        }
        Call::getChainConfig(_) => {
            let chain = consensus.chain_config();
            answer::<Consensus::getChainConfigCall>(&Consensus::getChainConfigReturn {
                slotsPerEpoch: U256::from(chain.slots_per_epoch),
                secondsPerSlot: U256::from(chain.seconds_per_slot),
                genesisTime: U256::from(chain.genesis_time.get()),
            })
        }
        Call::getFrameConfig(_) => {
            let frames = consensus.frame_config();
            answer::<Consensus::getFrameConfigCall>(&Consensus::getFrameConfigReturn {
                initialEpoch: U256::from(frames.initial_epoch.get()),
                epochsPerFrame: U256::from(frames.epochs_per_frame),
                fastLaneLengthSlots: U256::from(frames.fast_lane_length_slots),
            })
        }
        Call::getCurrentFrame(_) => {
            let current = read(consensus.current_frame(&ctx))?;
            answer::<Consensus::getCurrentFrameCall>(&Consensus::getCurrentFrameReturn {
                refSlot: U256::from(current.ref_slot.get()),
                reportProcessingDeadlineSlot: U256::from(current.report_processing_deadline_slot.get()),
            })
        }
        Call::getInitialRefSlot(_) => {
            answer::<Consensus::getInitialRefSlotCall>(&U256::from(read(consensus.initial_ref_slot())?.get()))
        }
        Call::getIsMember(call) => answer::<Consensus::getIsMemberCall>(&consensus.is_member(call.addr)),
        Call::getIsFastLaneMember(call) => {
            answer::<Consensus::getIsFastLaneMemberCall>(&read(consensus.is_fast_lane_member(&ctx, call.addr))?)
        }
        Call::getMembers(_) => {
            let (addresses, slots) = listed(consensus.members().iter());
            answer::<Consensus::getMembersCall>(&Consensus::getMembersReturn { addresses, lastReportedRefSlots: slots })
        }
        Call::getFastLaneMembers(_) => {
            let (addresses, slots) = listed(read(consensus.fast_lane_members(&ctx))?.into_iter());
            answer::<Consensus::getFastLaneMembersCall>(&Consensus::getFastLaneMembersReturn {
                addresses,
                lastReportedRefSlots: slots,
            })
        }
        Call::getQuorum(_) => answer::<Consensus::getQuorumCall>(&consensus.quorum()),
        Call::getReportProcessor(_) => answer::<Consensus::getReportProcessorCall>(&consensus.report_processor()),
        Call::getConsensusState(_) => {
            let state = read(consensus.consensus_state(&ctx, &processor))?;
            answer::<Consensus::getConsensusStateCall>(&Consensus::getConsensusStateReturn {
                refSlot: U256::from(state.ref_slot.get()),
                consensusReport: state.consensus_report,
                isReportProcessing: state.is_report_processing,
            })
        }
        Call::getReportVariants(_) => {
            let variants = read(consensus.report_variants(&ctx))?;
            answer::<Consensus::getReportVariantsCall>(&Consensus::getReportVariantsReturn {
                variants: variants.iter().map(|variant| variant.hash).collect(),
                support: variants.iter().map(|variant| U256::from(variant.support)).collect(),
            })
        }
        Call::getConsensusStateForMember(call) => {
            let state = read(consensus.consensus_state_for_member(&ctx, call.addr, &processor))?;
            answer::<Consensus::getConsensusStateForMemberCall>(&Consensus::MemberConsensusState {
                currentFrameRefSlot: U256::from(state.current_frame_ref_slot.get()),
                currentFrameConsensusReport: state.current_frame_consensus_report,
                isMember: state.is_member,
                isFastLane: state.is_fast_lane_member,
                canReport: state.can_report,
                lastMemberReportRefSlot: U256::from(state.last_member_report_ref_slot.get()),
                currentFrameMemberReport: state.current_frame_member_report,
            })
        }
        Call::MANAGE_MEMBERS_AND_QUORUM_ROLE(_) => {
            role::<Consensus::MANAGE_MEMBERS_AND_QUORUM_ROLECall>(committee::MANAGE_MEMBERS_AND_QUORUM_ROLE)
        }
        Call::DISABLE_CONSENSUS_ROLE(_) => role::<Consensus::DISABLE_CONSENSUS_ROLECall>(committee::DISABLE_CONSENSUS_ROLE),
        Call::MANAGE_FRAME_CONFIG_ROLE(_) => role::<Consensus::MANAGE_FRAME_CONFIG_ROLECall>(committee::MANAGE_FRAME_CONFIG_ROLE),
        Call::MANAGE_FAST_LANE_CONFIG_ROLE(_) => {
            role::<Consensus::MANAGE_FAST_LANE_CONFIG_ROLECall>(committee::MANAGE_FAST_LANE_CONFIG_ROLE)
        }
    }
}

fn read<T>(result: Result<T, HashConsensusError>) -> Result<T, Stop> {
    result.map_err(|refusal| refused(&refusal))
}

/// The contract keeps epochs and slots in 64 bits.
fn narrow(value: U256) -> Result<u64, Stop> {
    read(u64::try_from(value).map_err(|_| HashConsensusError::NumericOverflow))
}

fn listed<'a>(members: impl Iterator<Item = &'a Member>) -> (Vec<alloy_primitives::Address>, Vec<U256>) {
    members.map(|member| (member.address, U256::from(member.last_report_ref_slot.get()))).unzip()
}
