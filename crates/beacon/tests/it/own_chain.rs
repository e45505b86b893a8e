//! `own_chain_*`: a chain from its genesis, by what each block changes.
//!
//! Roots of blocks and states are computed from the blocks and the changed fields; what `process_slot`, `process_randao` and
//! the end of an epoch do to the chained fields is done here by [`Envelope`] and compared field by field.

use crate::states::parsed;
use crate::support::{envelope_of, finality_of, halves};
use crate::vectors::{files_with, unfolded};
use alloy_primitives::B256;
use aquifer_beacon::types::{BeaconBlock, BeaconState, ExecutionPayloadHeader};
use aquifer_beacon::{BlockContents, Envelope, EnvelopeRecord, StateTree, StateView};
use aquifer_protocol::units::{Slot, ValidatorIndex};
use serde_json::Value;
use ssz::{Decode as _, Encode as _};
use tree_hash::TreeHash as _;

/// Applies what changed to the plain JSON of a state.
fn apply(state: &mut Value, changed: &Value) {
    for (name, value) in changed.as_object().unwrap() {
        let Some(entries) = value.get("set") else {
            state[name] = value.clone();
            continue;
        };
        let list = state[name].as_array_mut().unwrap();
        for entry in entries.as_array().unwrap() {
            match entry[0].as_u64().unwrap() as usize {
                index if index == list.len() => list.push(entry[1].clone()),
                index => list[index] = entry[1].clone(),
            }
        }
    }
}

fn root_of(state: &BeaconState, tree: &mut StateTree) -> B256 {
    let (beacon, envelope) = halves(state);
    StateView::new(&beacon, &envelope).unwrap().root(tree).unwrap()
}

/// The block's own roots, bytes and JSON.
fn check_block(step: &Value) -> BeaconBlock {
    let block: BeaconBlock = parsed(&step["block"]);
    assert_eq!(block.body.tree_hash_root(), parsed::<B256>(&step["body_root"]));
    let payload_root: B256 = parsed(&step["execution_payload_root"]);
    assert_eq!(block.body.execution_payload.tree_hash_root(), payload_root);
    assert_eq!(ExecutionPayloadHeader::from(&block.body.execution_payload).tree_hash_root(), payload_root);
    assert_eq!(block.tree_hash_root(), parsed::<B256>(&step["block_root"]));
    assert_eq!(block.header().tree_hash_root(), block.tree_hash_root());
    assert_eq!(BeaconBlock::from_ssz_bytes(&block.as_ssz_bytes()).unwrap(), block);
    // Others write addresses with their checksum.
    let expected: Value = serde_json::from_str(&step["block"].to_string().to_lowercase()).unwrap();
    assert_eq!(serde_json::to_value(&block).unwrap(), expected);
    block
}

/// Plays the slots from the last block's to the one of the next, and gives how many roots of states were computed here.
fn play_slots(envelope: &mut Envelope, tree: &mut StateTree, before: &BeaconState, after: &BeaconState) -> usize {
    let mut computed = 0;
    for slot in before.slot..after.slot {
        // Beyond the end of an epoch the accounting is known only after the next block.
        let is_known = slot / 32 == before.slot / 32;
        let given = after.state_roots[slot as usize % 8192];
        if is_known {
            let (beacon, _) = halves(&BeaconState { slot, ..before.clone() });
            let accounting = tree.update(&beacon).unwrap();
            assert_eq!(envelope.state_root(&accounting), given, "slot {slot}");
            computed += 1;
        }
        envelope.close_slot(Slot::new(slot), given);
        envelope.enter_slot(Slot::new(slot + 1), &finality_of(after));
    }
    computed
}

/// Votes on the deposit contract are not chained here: they are taken from the vector.
fn chained(record: EnvelopeRecord, votes: &BeaconState) -> EnvelopeRecord {
    EnvelopeRecord { eth1_data_votes: votes.eth1_data_votes.to_vec(), ..record }
}

#[test]
fn a_chain_of_others_has_the_same_roots_block_by_block() {
    for (name, file) in files_with("genesis_block_root") {
        let mut plain = unfolded(&file["genesis"]);
        let mut state: BeaconState = parsed(&plain);
        let mut tree = StateTree::default();
        assert_eq!(root_of(&state, &mut tree), parsed::<B256>(&file["genesis_state_root"]), "{name}");

        let steps = file["steps"].as_array().unwrap();
        for step in steps {
            check_block(step);
            apply(&mut plain, &step["changed"]);
            state = parsed(&plain);
            assert_eq!(root_of(&state, &mut tree), parsed::<B256>(&step["state_root"]), "{name}: slot {}", step["slot"]);
        }
        println!("{name}: {} blocks, {} slots", steps.len(), state.slot);
    }
}

#[test]
fn the_chained_fields_of_a_chain_of_others_are_played_exactly() {
    for (name, file) in files_with("genesis_block_root") {
        let mut plain = unfolded(&file["genesis"]);
        let mut before: BeaconState = parsed(&plain);
        let (_, mut envelope) = halves(&before);
        let mut tree = StateTree::default();
        let mut computed = 0;
        for step in file["steps"].as_array().unwrap() {
            apply(&mut plain, &step["changed"]);
            let after: BeaconState = parsed(&plain);
            let block: BeaconBlock = parsed(&step["block"]);
            computed += play_slots(&mut envelope, &mut tree, &before, &after);
            assert_eq!(envelope.latest_block_root(), parsed::<B256>(&step["parent_beacon_block_root"]), "{name}");
            let slot = Slot::new(block.slot);
            assert_eq!(envelope.prev_randao(slot), block.body.execution_payload.prev_randao, "{name}");
            envelope.put_block(slot, BlockContents::of(ValidatorIndex::new(block.proposer_index), &block.body));

            let expected = envelope_of(&after);
            let record = chained(envelope.record(), &after);
            assert!(record == expected, "{name}: slot {}", block.slot);
            envelope = Envelope::from_record(crate::support::SEED, 32, record);
            before = after;
        }
        println!("{name}: {computed} roots of states computed at the ends of {} slots", before.slot);
    }
}
