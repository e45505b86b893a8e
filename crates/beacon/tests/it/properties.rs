//! The cached trees against trees built anew, over random lives of a chain; and what slots without a block leave behind.

use crate::support::{CREDENTIALS, chain, key};
use alloy_primitives::{Address, B256};
use aquifer_beacon::gindex::concat;
use aquifer_beacon::types::{BeaconState, ExecutionPayloadHeader};
use aquifer_beacon::{BlockContents, Envelope, FormError, StateProver, StateTree, StateView};
use aquifer_protocol::ethereum::{Beacon, BeaconConstants, BlsSignature, DepositRequest, WithdrawalRequest};
use aquifer_protocol::units::{Epoch, Epochs, Gwei, Slot, ValidatorIndex};
use proptest::prelude::*;
use sha2::{Digest as _, Sha256};
use ssz::Decode as _;
use ssz_types::FixedVector;
use ssz_types::typenum::U8192;
use tree_hash::TreeHash as _;

/// What may happen to a chain.
#[derive(Debug, Clone)]
enum Step {
    /// A block, so many slots later.
    Block(u64),
    Slash(u64),
    Deposit(u64, u64),
    Withdraw(u64, u64),
    Exit(u64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => (1..40u64).prop_map(Step::Block),
        1 => any::<u64>().prop_map(Step::Slash),
        2 => (0..2000u64, 1..40u64).prop_map(|(number, ether)| Step::Deposit(number, ether)),
        1 => (any::<u64>(), 1..9u64).prop_map(|(index, ether)| Step::Withdraw(index, ether)),
        1 => any::<u64>().prop_map(Step::Exit),
    ]
}

fn block(beacon: &mut Beacon, envelope: &mut Envelope, tree: &mut StateTree, slots: u64) -> B256 {
    let slot = Slot::new(beacon.slot().get() + slots);
    envelope.advance(beacon, tree, slot).unwrap();
    let start = beacon.begin_block().unwrap();
    beacon.include_attestations(&start).unwrap();
    beacon.end_block(&start).unwrap();
    let contents = BlockContents {
        proposer: start.proposer,
        randao_reveal: envelope.randao_reveal(slot),
        body_root: B256::repeat_byte(9),
        payload: ExecutionPayloadHeader { block_number: slot.get(), ..ExecutionPayloadHeader::default() },
    };
    envelope.apply_block(beacon, tree, contents).unwrap().state_root
}

/// Whether the step was one that could be done.
fn run(step: &Step, beacon: &mut Beacon, envelope: &mut Envelope, tree: &mut StateTree) {
    let pick = |number: u64| ValidatorIndex::new(number % beacon.validator_count());
    match *step {
        Step::Block(slots) => {
            block(beacon, envelope, tree, slots);
        }
        Step::Slash(number) => {
            let (index, proposer) = (pick(number), beacon.proposer_at(beacon.slot()).unwrap());
            let _ = beacon.slash_validator(index, proposer);
        }
        Step::Deposit(number, ether) => beacon.process_deposit_request(DepositRequest {
            pubkey: key(number),
            credentials: CREDENTIALS,
            amount: Gwei::new(ether * 1_000_000_000),
            signature: BlsSignature::repeat_byte(5),
            signature_valid: number % 5 > 0,
            index: number,
        }),
        Step::Withdraw(number, ether) => {
            let pubkey = beacon.validator(pick(number)).unwrap().pubkey;
            let amount = Gwei::new((ether - 1) * 1_000_000_000);
            let request = WithdrawalRequest { source_address: Address::repeat_byte(0x22), pubkey, amount };
            let _ = beacon.process_withdrawal_request(&request);
        }
        Step::Exit(number) => {
            let (index, epoch) = (pick(number), beacon.epoch());
            let _ = beacon.process_voluntary_exit(index, epoch);
        }
    }
}

/// Mainnet's sizes, with exits allowed from the start.
fn constants() -> BeaconConstants {
    BeaconConstants { shard_committee_period: Epochs::new(0), ..BeaconConstants::mainnet() }
}

fn root(beacon: &Beacon, envelope: &Envelope, tree: &mut StateTree) -> B256 {
    StateView::new(beacon, envelope).unwrap().root(tree).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn a_tree_that_remembers_is_a_tree_built_anew(steps in proptest::collection::vec(step(), 1..40)) {
        let (mut beacon, mut envelope) = chain(600, constants());
        let mut tree = StateTree::default();
        let mut versions = Vec::new();
        for step in &steps {
            run(step, &mut beacon, &mut envelope, &mut tree);
            let cached = root(&beacon, &envelope, &mut tree);
            prop_assert_eq!(cached, root(&beacon, &envelope, &mut StateTree::default()));
            versions.push((beacon.clone(), envelope.clone(), tree.clone(), cached));
        }
        // What was kept is still what it was, and a tree can be brought from any version to any other.
        let mut wandering = StateTree::default();
        for (beacon, envelope, tree, cached) in versions.iter_mut().rev() {
            prop_assert_eq!(root(beacon, envelope, tree), *cached);
            prop_assert_eq!(root(beacon, envelope, &mut wandering), *cached);
        }
        let plain = BeaconState::from_ssz_bytes(&StateView::new(&beacon, &envelope).unwrap().ssz().to_vec()).unwrap();
        prop_assert_eq!(plain.tree_hash_root(), root(&beacon, &envelope, &mut tree));
    }

    #[test]
    fn any_leaf_is_proven(index in 0..600u64, field in 0..8u64, queue in 0..3u64) {
        let (mut beacon, mut envelope) = chain(600, constants());
        let mut tree = StateTree::default();
        (0..5).for_each(|number| run(&Step::Deposit(number, 33), &mut beacon, &mut envelope, &mut tree));
        block(&mut beacon, &mut envelope, &mut tree, 1);
        let prover = StateProver::new(StateView::new(&beacon, &envelope).unwrap(), &mut tree).unwrap();
        let validator = concat(75, (1 << 41) | index);
        let paths = [
            concat(validator, 8 + field), concat(validator, 16), concat(76, (1 << 39) | (index / 4)),
            concat(64 + 34, concat((1 << 28) | queue, 8 + 3)), concat(64 + 5, (1 << 13) | index), 64 + field,
            concat(64 + 22, concat(2, 512 + index % 512)), concat(64 + 24, 32 + field), concat(64 + 14, (1 << 11) | index),
        ];
        for gindex in paths {
            let proof = prover.proof(gindex).unwrap();
            prop_assert!(proof.is_valid(gindex, prover.root()), "{}", gindex);
            let above = concat(11, gindex);
            prop_assert!(prover.block_proof(above).unwrap().is_valid(above, prover.block_root()), "{}", above);
        }
    }
}

#[test]
fn slots_without_a_block_leave_their_state_and_the_last_block() {
    let (mut beacon, mut envelope) = chain(70, constants());
    let mut tree = StateTree::default();
    block(&mut beacon, &mut envelope, &mut tree, 30);
    let (mut slow, mut slow_beacon) = (envelope.clone(), beacon.clone());
    let parent = envelope.advance(&mut beacon, &mut tree, Slot::new(35)).unwrap();

    for slot in 31..=35 {
        let before = root(&slow_beacon, &slow, &mut StateTree::default());
        assert_eq!(slow.advance(&mut slow_beacon, &mut StateTree::default(), Slot::new(slot)).unwrap(), parent);
        assert_eq!(envelope.state_root_at(Slot::new(slot - 1)), before);
        assert_eq!(envelope.block_root_at(Slot::new(slot - 1)), parent);
    }
    assert_eq!((slow, slow_beacon), (envelope.clone(), beacon.clone()));
    let header = envelope.latest_block_header();
    assert_eq!((header.slot, header.tree_hash_root()), (30, parent));
    assert_eq!(header.state_root, envelope.state_root_at(Slot::new(30)));
    assert_eq!(
        envelope.advance(&mut beacon, &mut tree, Slot::new(35)),
        Err(FormError::SlotNotAfter { slot: Slot::new(35), to: Slot::new(35) })
    );
}

#[test]
fn a_block_leaves_its_header_without_the_root_of_the_state() {
    let (mut beacon, mut envelope) = chain(70, constants());
    let mut tree = StateTree::default();
    let genesis = envelope.sealed_header(root(&beacon, &envelope, &mut tree));
    let state_root = block(&mut beacon, &mut envelope, &mut tree, 1);
    let header = envelope.latest_block_header();
    assert_eq!((header.parent_root, header.state_root), (genesis.tree_hash_root(), B256::ZERO));
    assert_eq!(root(&beacon, &envelope, &mut tree), state_root);
    assert_eq!(
        envelope.advance(&mut beacon, &mut tree, Slot::new(2)).unwrap(),
        envelope.sealed_header(state_root).tree_hash_root()
    );
    assert_eq!(envelope.latest_block_header().state_root, state_root);
}

#[test]
fn checkpoints_name_the_blocks_their_epochs_began_with() {
    let (mut beacon, mut envelope) = chain(70, constants());
    let mut tree = StateTree::default();
    // Every third slot has a block: some epochs begin without one.
    for _ in 0..5 * 32 / 3 {
        block(&mut beacon, &mut envelope, &mut tree, 3);
    }
    let checkpoints = envelope.checkpoints();
    assert_eq!(checkpoints.finalized.epoch, beacon.finalized_epoch().get());
    assert!(checkpoints.finalized.epoch > 0);
    for checkpoint in [checkpoints.previous_justified, checkpoints.current_justified, checkpoints.finalized] {
        assert_eq!(checkpoint.root, envelope.block_root_at(Slot::new(checkpoint.epoch * 32)));
    }
}

#[test]
fn mixes_follow_the_reveals_and_go_on_into_the_next_epoch() {
    let (mut beacon, mut envelope) = chain(70, constants());
    let mut tree = StateTree::default();
    let before = envelope.prev_randao(Slot::new(1));
    block(&mut beacon, &mut envelope, &mut tree, 1);
    let digest = Sha256::digest(envelope.randao_reveal(Slot::new(1)));
    let expected: Vec<u8> = before.iter().zip(digest).map(|(mix, digest)| mix ^ digest).collect();
    assert_eq!(envelope.randao_mix(Epoch::new(0)).as_slice(), expected);
    envelope.advance(&mut beacon, &mut tree, Slot::new(32)).unwrap();
    assert_eq!(envelope.prev_randao(Slot::new(32)), envelope.randao_mix(Epoch::new(0)));
    assert_ne!(envelope.randao_reveal(Slot::new(1)), envelope.randao_reveal(Slot::new(2)));
}

#[test]
fn full_rings_leave_a_summary() {
    let (mut beacon, mut envelope) = chain(4, constants());
    let mut tree = StateTree::default();
    envelope.advance(&mut beacon, &mut tree, Slot::new(8191)).unwrap();
    assert!(envelope.historical_summaries().is_empty());
    envelope.advance(&mut beacon, &mut tree, Slot::new(8192)).unwrap();
    let record = envelope.record();
    let [summary] = envelope.historical_summaries() else { panic!("not one summary") };
    let root_of = |roots: Vec<B256>| FixedVector::<B256, U8192>::new(roots).unwrap().tree_hash_root();
    assert_eq!(summary.block_summary_root, root_of(record.block_roots));
    assert_eq!(summary.state_summary_root, root_of(record.state_roots));
}

#[test]
fn the_root_of_the_registry_names_the_chain() {
    let (beacon, envelope) = chain(70, constants());
    let mut tree = StateTree::default();
    let prover = StateProver::new(StateView::new(&beacon, &envelope).unwrap(), &mut tree).unwrap();
    assert_eq!(prover.proof(64 + 11).unwrap().leaf, beacon.genesis_validators_root);
}

#[test]
fn an_envelope_is_stored_and_read_back() {
    let (mut beacon, mut envelope) = chain(70, constants());
    block(&mut beacon, &mut envelope, &mut StateTree::default(), 40);
    let bytes = postcard::to_allocvec(&envelope).unwrap();
    assert!(bytes.len() < 10_000, "{} bytes: equal places are stored once", bytes.len());
    let read: Envelope = postcard::from_bytes(&bytes).unwrap();
    assert_eq!((&read, read.record()), (&envelope, envelope.record()));
    assert_eq!(Envelope::from_record(beacon.seed, 32, envelope.record()), envelope);
}

/// After an epoch the flags of all validators are one chunk, many times over.
#[test]
fn repeated_chunks_have_the_root_of_their_values() {
    let (mut beacon, mut envelope) = chain(1600, constants());
    let mut tree = StateTree::default();
    for slots in [1, 31, 33] {
        block(&mut beacon, &mut envelope, &mut tree, slots);
        let view = StateView::new(&beacon, &envelope).unwrap();
        let plain = BeaconState::from_ssz_bytes(&view.ssz().to_vec()).unwrap();
        assert_eq!(view.root(&mut tree).unwrap(), plain.tree_hash_root());
    }
}

#[test]
fn cohorts_have_no_form() {
    let (single, envelope) = chain(70, constants());
    let mut record = single.record();
    for (number, validator) in (0u64..).zip(&mut record.validators) {
        validator.balance = Gwei::new(32_000_000_000);
        validator.pubkey[40..].copy_from_slice(&number.to_be_bytes());
        validator.pubkey[..8].fill(0);
    }
    let beacon = Beacon::from_record(single.constants.clone(), single.genesis_time, single.seed, record).unwrap();
    let cohorts = beacon.into_cohorts();
    assert_eq!(StateView::new(&cohorts, &envelope).unwrap_err(), FormError::Cohorts);
    assert_eq!(StateTree::default().update(&cohorts), Err(FormError::Cohorts));
    assert!(StateView::new(&cohorts.into_single_rows(), &envelope).is_ok());
}

#[test]
fn a_state_without_a_block_of_its_own_is_not_proven_against_a_block() {
    let (mut beacon, mut envelope) = chain(70, constants());
    let mut tree = StateTree::default();
    block(&mut beacon, &mut envelope, &mut tree, 1);
    envelope.advance(&mut beacon, &mut tree, Slot::new(2)).unwrap();
    let prover = StateProver::new(StateView::new(&beacon, &envelope).unwrap(), &mut tree).unwrap();
    let refused = FormError::NotAfterBlock { slot: Slot::new(2) };
    let index = ValidatorIndex::new(3);
    assert_eq!(prover.state_root_proof(), Err(refused.clone()));
    assert_eq!(prover.credential_proofs(&[index]), Err(refused.clone()));
    assert_eq!(prover.checkpoint_proofs(&[index]), Err(refused.clone()));
    assert_eq!(prover.credentials_witness(index), Err(refused));
    assert!(prover.validator_proof(index).is_ok());
}

#[test]
fn what_is_not_there_is_not_proven() {
    let (beacon, envelope) = chain(70, constants());
    let mut tree = StateTree::default();
    let prover = StateProver::new(StateView::new(&beacon, &envelope).unwrap(), &mut tree).unwrap();
    let index = ValidatorIndex::new(70);
    assert_eq!(prover.validator_proof(index), Err(FormError::UnknownValidator { index }));
    assert_eq!(prover.balance_proof(index), Err(FormError::UnknownValidator { index }));
    // Nothing, below a number, below the length of a list, below a validator that is not there.
    for gindex in [0, concat(64, 2), concat(75 * 2 + 1, 2), concat(concat(75, (1 << 41) | 70), 8)] {
        assert_eq!(prover.proof(gindex), Err(FormError::NoSuchNode { gindex }));
    }
}
