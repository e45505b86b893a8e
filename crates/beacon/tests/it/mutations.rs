//! `mutations_*`: changes in a row to one state, and the root after each, by one tree that is never built anew.

use crate::states::parsed;
use crate::support::halves;
use crate::vectors::{files_with, unfolded};
use alloy_primitives::B256;
use aquifer_beacon::types::{BeaconState, Checkpoint, PendingConsolidation, PendingDeposit, PendingPartialWithdrawal, Validator};
use aquifer_beacon::{StateProver, StateTree, StateView};
use serde_json::{Value, json};
use ssz_types::VariableList;
use ssz_types::typenum::Unsigned;

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_else(|| value.as_str().unwrap().parse().unwrap())
}

fn drop_front<T: Clone, N: Unsigned>(list: &mut VariableList<T, N>, count: usize) {
    *list = VariableList::new(list[count..].to_vec()).unwrap();
}

/// A container that is written among the fields of an operation.
fn entry<T: serde::de::DeserializeOwned>(op: &Value) -> T {
    let mut fields = op.as_object().unwrap().clone();
    fields.remove("op");
    fields.remove("root");
    serde_json::from_value(Value::Object(fields)).unwrap()
}

fn push_validator(state: &mut BeaconState, op: &Value) {
    let far = u64::MAX;
    let validator = Validator {
        pubkey: parsed(&op["pubkey"]),
        withdrawal_credentials: parsed(&op["withdrawal_credentials"]),
        effective_balance: 0,
        slashed: false,
        activation_eligibility_epoch: far,
        activation_epoch: far,
        exit_epoch: far,
        withdrawable_epoch: far,
    };
    state.validators.push(validator).unwrap();
    state.balances.push(number(&op["balance"])).unwrap();
    state.previous_epoch_participation.push(0).unwrap();
    state.current_epoch_participation.push(0).unwrap();
    state.inactivity_scores.push(0).unwrap();
}

/// Replaces fields of a container by name, through its JSON.
fn set_fields<T: serde::Serialize + serde::de::DeserializeOwned>(container: &mut T, names: &[&str], op: &Value) {
    let mut fields = serde_json::to_value(&*container).unwrap();
    for name in names.iter().filter(|name| !op[**name].is_null()) {
        fields[*name] = op[*name].clone();
    }
    *container = serde_json::from_value(fields).unwrap();
}

fn set_scalars(state: &mut BeaconState, op: &Value) {
    for (name, value) in op.as_object().unwrap() {
        let place = match name.as_str() {
            "deposit_balance_to_consume" => &mut state.deposit_balance_to_consume,
            "exit_balance_to_consume" => &mut state.exit_balance_to_consume,
            "earliest_exit_epoch" => &mut state.earliest_exit_epoch,
            "consolidation_balance_to_consume" => &mut state.consolidation_balance_to_consume,
            "earliest_consolidation_epoch" => &mut state.earliest_consolidation_epoch,
            "next_withdrawal_index" => &mut state.next_withdrawal_index,
            "next_withdrawal_validator_index" => &mut state.next_withdrawal_validator_index,
            "op" | "root" => continue,
            other => panic!("no scalar {other}"),
        };
        *place = number(value);
    }
}

fn set_finality(state: &mut BeaconState, op: &Value) {
    let finalized: Checkpoint = parsed(&op["finalized"]);
    state.previous_justified_checkpoint = state.current_justified_checkpoint;
    state.current_justified_checkpoint = Checkpoint { epoch: finalized.epoch + 1, root: finalized.root };
    state.finalized_checkpoint = finalized;
    state.justification_bits = parsed(&op["justification_bits"]);
}

fn next_slot(state: &mut BeaconState, op: &Value) {
    let position = state.slot as usize % 8192;
    let state_root = parsed(&op["cached_state_root"]);
    state.state_roots[position] = state_root;
    state.block_roots[position] = parsed(&op["cached_block_root"]);
    if state.latest_block_header.state_root.is_zero() {
        state.latest_block_header.state_root = state_root;
    }
    state.slot += 1;
}

fn apply(state: &mut BeaconState, op: &Value) {
    let index = || number(&op["index"]) as usize;
    let count = || number(&op["count"]) as usize;
    match op["op"].as_str().unwrap() {
        "balance" => state.balances[index()] = number(&op["balance"]),
        "balances_all" => state.balances.iter_mut().for_each(|balance| *balance += number(&op["add"])),
        "inactivity_all" => state.inactivity_scores.iter_mut().for_each(|score| *score += number(&op["add"])),
        "validator" => {
            let field = op["field"].as_str().unwrap();
            let named = json!({ field: op["value"] });
            set_fields(&mut state.validators[index()], &[field], &named);
        }
        "push_validator" => push_validator(state, op),
        "participation" => state.current_epoch_participation[index()] = number(&op["flags"]) as u8,
        "rotate_participation" => {
            let zeros = VariableList::new(vec![0; state.validators.len()]).unwrap();
            state.previous_epoch_participation = std::mem::replace(&mut state.current_epoch_participation, zeros);
        }
        "push_deposit" => state.pending_deposits.push(entry::<PendingDeposit>(op)).unwrap(),
        "push_partial" => state.pending_partial_withdrawals.push(entry::<PendingPartialWithdrawal>(op)).unwrap(),
        "push_consolidation" => state.pending_consolidations.push(entry::<PendingConsolidation>(op)).unwrap(),
        "pop_deposits" => drop_front(&mut state.pending_deposits, count()),
        "pop_partials" => drop_front(&mut state.pending_partial_withdrawals, count()),
        "slashings" => state.slashings[index()] = number(&op["amount"]),
        "finality" => set_finality(state, op),
        "slot" => next_slot(state, op),
        "summary" => state.historical_summaries.push(entry(op)).unwrap(),
        "mix" => state.randao_mixes[index()] = parsed(&op["value"]),
        "lookahead" => {
            let added = op["append"].as_array().unwrap().iter().map(number);
            let moved: Vec<u64> = state.proposer_lookahead[32..].iter().copied().chain(added).collect();
            state.proposer_lookahead = moved.try_into().unwrap();
        }
        "scalars" => set_scalars(state, op),
        "payload_header" => {
            let names = ["block_hash", "timestamp", "extra_data"];
            set_fields(&mut state.latest_execution_payload_header, &names, op);
        }
        "eth1_votes_reset" => state.eth1_data_votes = VariableList::default(),
        "rotate_sync" => state.current_sync_committee = state.next_sync_committee.clone(),
        other => panic!("no operation {other}"),
    }
}

#[test]
fn a_tree_brought_up_to_date_has_the_root_of_others_after_every_change() {
    for (name, file) in files_with("ops") {
        let mut state: BeaconState = parsed(&unfolded(&file["state"]));
        let mut tree = StateTree::default();
        let mut root_of = |state: &BeaconState| {
            let (beacon, envelope) = halves(state);
            StateView::new(&beacon, &envelope).unwrap().root(&mut tree).unwrap()
        };
        assert_eq!(root_of(&state), parsed::<B256>(&file["hash_tree_root"]), "{name}");
        let ops = file["ops"].as_array().unwrap();
        for (number, op) in ops.iter().enumerate() {
            apply(&mut state, op);
            assert_eq!(root_of(&state), parsed::<B256>(&op["root"]), "{name}: change {number}, {}", op["op"]);
        }
        let (beacon, envelope) = halves(&state);
        let prover = StateProver::new(StateView::new(&beacon, &envelope).unwrap(), &mut tree).unwrap();
        for (field, root) in prover.field_roots() {
            assert_eq!(root, parsed::<B256>(&file["final_field_roots"][field]), "{name}: {field}");
        }
        println!("{name}: {} changes", ops.len());
    }
}
