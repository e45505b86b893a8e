//! Frames, votes and members, table by table.

use super::*;
use crate::Ctx;
use crate::context::NoEther;
use crate::effect::Effects;
use crate::units::{BlockNumber, Epoch, Wei};

/// Two epochs of four slots of ten seconds a frame, the first from slot 8 on.
const CHAIN: ChainConfig = ChainConfig { slots_per_epoch: 4, seconds_per_slot: 10, genesis_time: Timestamp::new(1_000) };
const FRAMES: FrameConfig = FrameConfig { initial_epoch: Epoch::new(2), epochs_per_frame: 2, fast_lane_length_slots: 3 };
const PROCESSOR: ProcessorView = ProcessorView { consensus_version: 5, last_processing_ref_slot: Slot::new(0) };

fn member(number: u8) -> Address {
    Address::repeat_byte(number + 1)
}

fn hash(number: u8) -> B256 {
    B256::repeat_byte(number)
}

fn at_slot(caller: Address, slot: u64) -> Ctx<'static> {
    let timestamp = CHAIN.timestamp_of(Slot::new(slot)).unwrap();
    Ctx {
        caller,
        value: Wei::ZERO,
        block: BlockNumber::new(slot),
        timestamp,
        chain_id: 1,
        selector: alloy_primitives::Selector::ZERO,
        ether: &NoEther,
    }
}

fn committee(members: u8, quorum: u64) -> HashConsensus {
    let members: Vec<_> = (0..members).map(member).collect();
    HashConsensus::new(CHAIN, FRAMES, &members, U256::from(quorum), Address::repeat_byte(0xac)).unwrap()
}

/// Reports for slot 7 in slot 12, after the fast lane; what it leads to, with the number of events.
fn report(consensus: &mut HashConsensus, number: u8, of: B256) -> Result<(Option<ProcessorCall>, usize), HashConsensusError> {
    let before = consensus.clone();
    let mut effects = Effects::new();
    let ctx = at_slot(member(number), 12);
    let result = consensus.submit_report(&ctx, Slot::new(7), of, U256::from(5), &PROCESSOR, &mut effects);
    if result.is_err() {
        assert_eq!(consensus, &before);
    }
    assert_eq!(consensus.check(), Ok(()));
    result.map(|call| (call, effects.iter().count()))
}

fn agreed(of: B256) -> Option<ProcessorCall> {
    // Slot 15 is the last of the frame.
    Some(ProcessorCall::Submit { report: of, ref_slot: Slot::new(7), deadline: Timestamp::new(1_150) })
}

#[test]
fn frames_tile_time() {
    let consensus = committee(3, 2);
    let frame = |slot| consensus.current_frame(&at_slot(Address::ZERO, slot));
    let expected = |index, ref_slot, deadline| {
        let (ref_slot, report_processing_deadline_slot) = (Slot::new(ref_slot), Slot::new(deadline));
        Ok(ConsensusFrame { index, ref_slot, report_processing_deadline_slot })
    };
    assert_eq!(frame(7), Err(HashConsensusError::InitialEpochIsYetToArrive));
    assert_eq!(frame(8), expected(0, 7, 15));
    assert_eq!(frame(15), expected(0, 7, 15));
    assert_eq!(frame(16), expected(1, 15, 23));
    assert_eq!(consensus.initial_ref_slot(), Ok(Slot::new(7)));
}

#[test]
fn enough_members_agree_once() {
    let mut consensus = committee(5, 3);
    assert_eq!(report(&mut consensus, 0, hash(1)), Ok((None, 1)));
    assert_eq!(report(&mut consensus, 1, hash(1)), Ok((None, 1)));
    assert_eq!(report(&mut consensus, 2, hash(1)), Ok((agreed(hash(1)), 2)));
    assert_eq!(report(&mut consensus, 3, hash(1)), Ok((None, 1)), "the processor knows already");
    let state = consensus.consensus_state(&at_slot(Address::ZERO, 12), &PROCESSOR).unwrap();
    assert_eq!((state.consensus_report, state.is_report_processing), (hash(1), false));
}

#[test]
fn a_change_of_mind_loses_and_makes_consensus() {
    let mut consensus = committee(3, 2);
    report(&mut consensus, 0, hash(1)).unwrap();
    assert_eq!(report(&mut consensus, 0, hash(1)), Err(HashConsensusError::DuplicateReport));
    assert_eq!(report(&mut consensus, 1, hash(1)), Ok((agreed(hash(1)), 2)));
    let lost = Some(ProcessorCall::Discard { ref_slot: Slot::new(7) });
    assert_eq!(report(&mut consensus, 1, hash(2)), Ok((lost, 2)));
    assert_eq!(report(&mut consensus, 2, hash(2)), Ok((agreed(hash(2)), 2)));
}

#[test]
fn refusals_of_a_report_in_order() {
    #[track_caller]
    fn check(caller: Address, slot: u64, of: B256, version: u64, now: u64, expected: HashConsensusError) {
        let mut consensus = committee(3, 2);
        let ctx = at_slot(caller, now);
        let (slot, version) = (Slot::new(slot), U256::from(version));
        let refused = consensus.submit_report(&ctx, slot, of, version, &PROCESSOR, &mut Effects::new());
        assert_eq!(refused, Err(expected));
    }
    let stranger = Address::repeat_byte(0xee);
    check(stranger, 0, B256::ZERO, 4, 12, HashConsensusError::InvalidSlot);
    check(stranger, 8, B256::ZERO, 4, 12, HashConsensusError::EmptyReport);
    check(stranger, 8, hash(1), 4, 12, HashConsensusError::NonMember);
    let version = HashConsensusError::UnexpectedConsensusVersion { expected: 5, received: U256::from(4) };
    check(member(0), 8, hash(1), 4, 12, version);
    check(member(0), 8, hash(1), 5, 12, HashConsensusError::InvalidSlot);
    check(member(2), 7, hash(1), 5, 10, HashConsensusError::NonFastLaneMemberCannotReportWithinFastLaneInterval);
}

#[test]
fn the_fast_lane_rotates() {
    let consensus = committee(3, 2);
    let lane = |slot| {
        let members = consensus.fast_lane_members(&at_slot(Address::ZERO, slot)).unwrap();
        members.iter().map(|member| member.address).collect::<Vec<_>>()
    };
    assert_eq!(lane(8), [member(0), member(1)]);
    assert_eq!(lane(16), [member(1), member(2)]);
    assert_eq!(lane(24), [member(0), member(2)]);
    assert_eq!(lane(32), [member(0), member(1)]);
    let state =
        |number, slot| consensus.consensus_state_for_member(&at_slot(Address::ZERO, slot), member(number), &PROCESSOR).unwrap();
    assert!(state(0, 10).can_report);
    assert!(!state(2, 10).can_report);
    assert!(state(2, 11).can_report, "the lane ends at slot 7 + 3");
    assert!(!state(8, 11).is_member);
}

#[test]
fn everybody_is_fast_when_all_must_agree() {
    let consensus = committee(3, 3);
    assert_eq!(consensus.fast_lane_members(&at_slot(Address::ZERO, 8)).unwrap().len(), 3);
}

#[test]
fn a_report_in_processing_is_settled() {
    let mut consensus = committee(3, 2);
    report(&mut consensus, 0, hash(1)).unwrap();
    report(&mut consensus, 1, hash(1)).unwrap();
    let processing = ProcessorView { last_processing_ref_slot: Slot::new(7), ..PROCESSOR };
    let mut late = |number| {
        let ctx = at_slot(member(number), 12);
        consensus.submit_report(&ctx, Slot::new(7), hash(2), U256::from(5), &processing, &mut Effects::new())
    };
    assert_eq!(late(0), Err(HashConsensusError::ConsensusReportAlreadyProcessing));
    assert_eq!(late(2), Ok(None), "who is merely late hears nothing");
}

#[test]
fn members_come_and_go_with_their_votes() {
    let mut consensus = committee(3, 2);
    report(&mut consensus, 0, hash(1)).unwrap();
    report(&mut consensus, 1, hash(1)).unwrap();
    let ctx = at_slot(Address::ZERO, 12);
    let lost = consensus.remove_member(&ctx, member(0), U256::from(2), &PROCESSOR, &mut Effects::new());
    assert_eq!(lost, Ok(Some(ProcessorCall::Discard { ref_slot: Slot::new(7) })));
    assert_eq!(consensus.members()[0].address, member(2), "the last takes the place");
    let won = consensus.remove_member(&ctx, member(2), U256::ONE, &PROCESSOR, &mut Effects::new());
    assert_eq!(won, Ok(agreed(hash(1))));
    let too_small = HashConsensusError::QuorumTooSmall { min: U256::from(2), received: U256::ONE };
    let before = consensus.clone();
    let refused = consensus.add_member(&ctx, member(7), U256::ONE, &PROCESSOR, &mut Effects::new());
    assert_eq!(refused, Err(too_small));
    assert_eq!(consensus, before);
    let duplicate = consensus.add_member(&ctx, member(1), U256::from(2), &PROCESSOR, &mut Effects::new());
    assert_eq!(duplicate, Err(HashConsensusError::DuplicateMember));
    assert_eq!(consensus.check(), Ok(()));
}

#[test]
fn a_quorum_out_of_reach_stops_the_committee() {
    let mut consensus = committee(2, 2);
    report(&mut consensus, 0, hash(1)).unwrap();
    report(&mut consensus, 1, hash(1)).unwrap();
    let lost = consensus.disable_consensus(&at_slot(Address::ZERO, 12), &PROCESSOR, &mut Effects::new());
    assert_eq!(lost, Ok(Some(ProcessorCall::Discard { ref_slot: Slot::new(7) })));
    let again = consensus.set_quorum(&at_slot(Address::ZERO, 12), U256::from(2), &PROCESSOR, &mut Effects::new());
    assert_eq!(again, Ok(agreed(hash(1))));
}

#[test]
fn a_new_frame_forgets_old_votes() {
    let mut consensus = committee(3, 2);
    report(&mut consensus, 0, hash(1)).unwrap();
    let ctx = at_slot(member(1), 20);
    assert_eq!(consensus.report_variants(&ctx), Ok(&[][..]));
    let call = consensus.submit_report(&ctx, Slot::new(15), hash(1), U256::from(5), &PROCESSOR, &mut Effects::new());
    assert_eq!(call, Ok(None));
    assert_eq!(consensus.report_variants(&ctx).unwrap()[0].support, 1);
}

#[test]
fn frames_can_be_changed_within_bounds() {
    let mut consensus = committee(3, 2);
    let ctx = at_slot(Address::ZERO, 20);
    let mut effects = Effects::new();
    let too_long = consensus.set_frame_config(&ctx, 1, 5, &mut effects);
    assert_eq!(too_long, Err(HashConsensusError::FastLanePeriodCannotBeLongerThanFrame));
    let none = consensus.set_frame_config(&ctx, 0, 0, &mut effects);
    assert_eq!(none, Err(HashConsensusError::EpochsPerFrameCannotBeZero));
    consensus.set_frame_config(&ctx, 3, 3, &mut effects).unwrap();
    assert_eq!(effects.iter().count(), 1, "the fast lane stays");
    let frame = consensus.current_frame(&ctx).unwrap();
    assert_eq!(frame.ref_slot, Slot::new(15), "the current reference slot stays");
    assert_eq!(frame.report_processing_deadline_slot, Slot::new(27));
    let late = consensus.update_initial_epoch(&ctx, Epoch::new(9), &PROCESSOR, &mut effects);
    assert_eq!(late, Err(HashConsensusError::InitialEpochAlreadyArrived));
}

#[test]
fn the_first_frame_can_be_moved_before_it_begins() {
    let mut consensus = committee(3, 2);
    let ctx = at_slot(Address::ZERO, 0);
    let processing = ProcessorView { last_processing_ref_slot: Slot::new(12), ..PROCESSOR };
    let early = consensus.update_initial_epoch(&ctx, Epoch::new(3), &processing, &mut Effects::new());
    assert_eq!(early, Err(HashConsensusError::InitialEpochRefSlotCannotBeEarlierThanProcessingSlot));
    assert_eq!(consensus.update_initial_epoch(&ctx, Epoch::new(4), &processing, &mut Effects::new()), Ok(()));
    assert_eq!(consensus.initial_ref_slot(), Ok(Slot::new(15)));
}

#[test]
fn each_broken_rule_is_called_by_its_id() {
    #[track_caller]
    fn check(broken: &str, break_it: impl FnOnce(&mut HashConsensus)) {
        let mut consensus = committee(5, 3);
        report(&mut consensus, 0, hash(1)).unwrap();
        report(&mut consensus, 1, hash(1)).unwrap();
        break_it(&mut consensus);
        assert_eq!(consensus.check().unwrap_err().id, broken);
    }
    check("LIQ-50", |consensus| consensus.members[4] = consensus.members[3].clone());
    check("LIQ-51", |consensus| consensus.quorum = U256::from(2));
    check("LIQ-52", |consensus| consensus.variants[0].support = 1);
}
