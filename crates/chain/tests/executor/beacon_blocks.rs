//! The beacon block around every block, and the state it commits to.

use crate::fixture::{ALICE, BOB, Chain, ETHER, key, spec};
use alloy_primitives::{B256, Bytes, U256, b256};
use aquifer_beacon::{Envelope, types::BeaconBlockBody};
use aquifer_bls::sign_voluntary_exit;
use aquifer_chain::{
    Block, BlockError, Input,
    block::{ConsensusInput, DevelopmentChange, beacon_block, genesis_block},
    execute::{CallRequest, CallStatus},
    execute_block,
    system_contracts::{BEACON_ROOTS, WITHDRAWAL_REQUESTS},
};
use aquifer_protocol::{
    ethereum::EquivocationKind,
    units::{Epoch, Slot, ValidatorIndex},
};
use tree_hash::TreeHash;

fn body(chain: &Chain) -> BeaconBlockBody {
    beacon_block(&chain.world.envelope, &chain.head).expect("a beacon block").message.body
}

#[track_caller]
fn check_head(chain: &Chain) {
    let header = chain.head.beacon;
    let signed = beacon_block(&chain.world.envelope, &chain.head).expect("a beacon block");
    assert_eq!(signed.message.body.tree_hash_root(), header.body_root, "CHN-11");
    assert_eq!(signed.message.tree_hash_root(), chain.head.beacon_root());
    assert_eq!(header.slot, chain.head.slot.get());
    let root = chain.world.clone().hash_beacon_state().expect("a root");
    assert_eq!(header.state_root, root, "CHN-9");
    assert_eq!(chain.world.envelope.latest_block_header().state_root, B256::ZERO, "zero in the state until its slot ends");
}

#[test]
fn genesis_is_the_empty_block_nobody_proposed() {
    let chain = Chain::new();
    let header = chain.head.beacon;
    let body_root = b256!("ca4f98890bc98a59f015d06375a5e00546b8f2ac1e88d31b1774ea28d4b3e7d1");
    assert_eq!((header.slot, header.proposer_index, header.parent_root, header.body_root), (0, 0, B256::ZERO, body_root));
    check_head(&chain);
    assert_eq!(genesis_block(&chain.spec, &chain.world).expect("a genesis block"), chain.head);
}

#[test]
fn every_header_names_the_beacon_block_before_it_and_the_ring_serves_it() {
    let mut chain = Chain::new();
    for slot in [1, 2, 40, 41] {
        let parent = chain.head.clone();
        let (built, _) = chain.build_at(Slot::new(slot), vec![]);
        chain.extend(built);
        let header = &chain.head.header;
        assert_eq!(header.parent_beacon_block_root, Some(parent.beacon_root()));
        assert_eq!(chain.head.beacon.parent_root, parent.beacon_root());
        let input = Bytes::from(U256::from(header.timestamp).to_be_bytes::<32>());
        let outcome = chain.call(&CallRequest { to: Some(BEACON_ROOTS), input, ..CallRequest::default() });
        assert_eq!((outcome.status, outcome.output), (CallStatus::Success, parent.beacon_root().to_vec().into()));
        check_head(&chain);
    }
}

#[test]
fn slots_without_a_block_keep_the_last_block_and_get_their_states() {
    let mut chain = Chain::new();
    chain.mine(vec![]);
    let last = chain.head.beacon_root();
    let (built, _) = chain.build_at(Slot::new(5), vec![]);
    chain.extend(built);
    let envelope = &chain.world.envelope;
    let roots: Vec<B256> = (1..5).map(|slot| envelope.block_root_at(Slot::new(slot))).collect();
    assert_eq!(roots, [last; 4]);
    let states: Vec<B256> = (1..5).map(|slot| envelope.state_root_at(Slot::new(slot))).collect();
    assert!(states.windows(2).all(|pair| pair[0] != pair[1]), "{states:?}");
}

#[test]
fn the_mix_of_a_block_is_the_one_before_it() {
    let mut chain = Chain::new();
    let mut seen = Vec::new();
    for _ in 0..34 {
        let (slot, before) = (chain.next_slot(), chain.world.envelope.clone());
        // An epoch begins with the mix the last one ended with.
        let expected = before.prev_randao(chain.head.slot);
        chain.mine(vec![]);
        assert_eq!(chain.head.header.mix_hash, expected, "slot {slot}");
        seen.push(expected);
    }
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 34, "each block has its own");
}

#[test]
fn the_body_tells_what_happened() {
    let mut chain = Chain::new();
    let (built, _) = chain.build_at(Slot::new(257 * 32), vec![]);
    chain.extend(built);
    let validator = ValidatorIndex::new(5);
    let (epoch, root) = (Epoch::new(0), chain.world.protocol.beacon.genesis_validators_root);
    let signature = sign_voluntary_exit(&key(5), validator, epoch, spec().exit_fork_version(), root);
    let message = aquifer_beacon::types::VoluntaryExit { epoch: 0, validator_index: 5 };
    let exit = aquifer_beacon::types::SignedVoluntaryExit { message, signature };
    let inputs = vec![
        chain.transaction(ALICE, Some(BOB), U256::from(ETHER), Bytes::new()),
        chain.transaction(BOB, Some(WITHDRAWAL_REQUESTS), U256::ONE, vec![7; 56].into()),
        Input::Development(DevelopmentChange::SlashValidator { validator: ValidatorIndex::new(9) }),
        Input::Consensus(ConsensusInput::VoluntaryExit(exit)),
    ];
    chain.mine(inputs);
    check_head(&chain);
    let body = body(&chain);
    assert_eq!(body.voluntary_exits[..], [exit]);
    assert_eq!(body.proposer_slashings[0].signed_header_1.message.proposer_index, 9);
    assert_ne!(body.proposer_slashings[0].signed_header_1.message, body.proposer_slashings[0].signed_header_2.message);
    assert_eq!(body.execution_payload.transactions.len(), 2);
    assert_eq!(body.execution_payload.block_hash, chain.head.hash);
    assert_eq!(body.execution_requests.withdrawals[0].source_address, BOB);
    assert_eq!(body.sync_aggregate.sync_committee_bits.num_set_bits(), 512);
}

#[test]
fn what_validators_signed_twice_is_evidence_in_the_next_body() {
    let mut chain = Chain::new();
    let equivocate =
        |index, kind| Input::Development(DevelopmentChange::Equivocate { validator: ValidatorIndex::new(index), kind });
    chain.mine(vec![
        equivocate(3, EquivocationKind::DoubleProposal),
        equivocate(11, EquivocationKind::DoubleVote),
        equivocate(7, EquivocationKind::DoubleVote),
    ]);
    chain.mine(vec![]);
    check_head(&chain);
    let body = body(&chain);
    assert_eq!(body.proposer_slashings[0].signed_header_1.message.proposer_index, 3);
    assert_eq!(body.attester_slashings[0].attestation_1.attesting_indices[..], [7, 11]);
    assert!(chain.world.protocol.beacon.validator(ValidatorIndex::new(11)).is_some_and(|validator| validator.slashed));
}

#[test]
fn a_block_with_another_beacon_block_is_refused() {
    let chain = Chain::new();
    let (built, _) = chain.build(vec![]);
    let refuse = |change: &dyn Fn(&mut Block)| {
        let mut block = built.block.clone();
        change(&mut block);
        execute_block(&chain.spec, &chain.head, &chain.world, &block).expect_err("differs")
    };
    assert!(matches!(refuse(&|block| block.beacon.state_root = B256::ZERO), BlockError::BeaconHeader { .. }));
    assert!(matches!(refuse(&|block| block.beacon.proposer_index += 1), BlockError::BeaconHeader { .. }));
    assert_eq!(refuse(&|block| block.sync_bits = vec![0; 64].into()), BlockError::SyncBits);
    assert_eq!(refuse(&|block| block.requests.deposits = Bytes::from_static(&[0; 192])), BlockError::Requests);
    let mut other = chain.world.clone();
    other.envelope = Envelope::genesis(&other.protocol.beacon, &chain.spec.forks(), Default::default());
    let error = execute_block(&chain.spec, &chain.head, &other, &built.block).expect_err("differs");
    assert!(matches!(error, BlockError::Header { .. }), "{error}");
}
