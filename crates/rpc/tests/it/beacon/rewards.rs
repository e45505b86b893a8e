//! Rewards: what is told adds up to what balances did.

use super::client::{data, json, number, post, posted, refusal, refused};
use crate::server::Server;
use serde_json::{Value, json};

fn balances(server: &Server, state: u64) -> Vec<i128> {
    let list = data(server, &format!("/eth/v1/beacon/states/{state}/validator_balances"));
    list.as_array().expect("a list").iter().map(|entry| i128::from(number(&entry["balance"]))).collect()
}

fn signed(value: &Value) -> i128 {
    value.as_str().and_then(|text| text.parse().ok()).unwrap_or_else(|| panic!("{value} is no quoted number"))
}

/// Some are away, one is slashed, and the chain is at a slot well inside an epoch.
fn chain() -> Server {
    let server = Server::start();
    server.ok("aquifer_setPerformance", json!([[3, 4, 5, 6], {"uptime": 400_000, "head": 500_000}]));
    server.ok("aquifer_advanceEpochs", json!([3]));
    server.ok("aquifer_advanceSlots", json!([5]));
    server
}

/// The rewards of a block, held against what its proposer's balance did.
#[track_caller]
fn checked_rewards(server: &Server, slot: u64) -> Value {
    let rewards = data(server, &format!("/eth/v1/beacon/rewards/blocks/{slot}"));
    let part = |name: &str| number(&rewards[name]);
    let parts = part("attestations") + part("sync_aggregate") + part("proposer_slashings") + part("attester_slashings");
    assert_eq!(part("total"), parts);
    assert!(part("attestations") > 0 && part("sync_aggregate") > 0, "{rewards}");

    let proposer = &rewards["proposer_index"];
    let message = data(server, &format!("/eth/v2/beacon/blocks/{slot}"))["message"].clone();
    assert_eq!(&message["proposer_index"], proposer);
    let withdrawn = message["body"]["execution_payload"]["withdrawals"].as_array().expect("a list").iter();
    let withdrawn = withdrawn.filter(|withdrawal| &withdrawal["validator_index"] == proposer);
    let withdrawn: i128 = withdrawn.map(|withdrawal| i128::from(number(&withdrawal["amount"]))).sum();
    let seats = posted(server, &format!("/eth/v1/beacon/rewards/sync_committee/{slot}"), &json!([proposer]));
    let seats: i128 = seats.as_array().expect("a list").iter().map(|entry| signed(&entry["reward"])).sum();
    let index = usize::try_from(number(proposer)).expect("small");
    let change = balances(server, slot)[index] - balances(server, slot - 1)[index];
    assert_eq!(change, i128::from(part("total")) + seats - withdrawn);
    rewards
}

#[test]
fn a_blocks_rewards_are_what_its_proposer_got() {
    let server = chain();
    let slot = || server.node.head().block.slot.get();
    let evidence = |rewards: &Value| (number(&rewards["proposer_slashings"]), number(&rewards["attester_slashings"]));
    let part = 32_000_000_000 / 4_096;
    assert_eq!(evidence(&checked_rewards(&server, slot())), (0, 0));
    server.ok("aquifer_slashValidator", json!([9]));
    assert_eq!(evidence(&checked_rewards(&server, slot())), (part, 0));
    for index in [10, 11] {
        server.ok("aquifer_equivocate", json!([index, "doubleVote"]));
    }
    server.ok("aquifer_advanceSlots", json!([2]));
    let told = (slot() - 2..=slot()).map(|slot| evidence(&checked_rewards(&server, slot)).1).sum::<u64>();
    assert_eq!(told, 2 * part);
}

#[test]
fn the_sync_committee_is_paid_by_the_seat() {
    let server = chain();
    let slot = server.node.head().block.slot.get();
    let all = posted(&server, &format!("/eth/v1/beacon/rewards/sync_committee/{slot}"), &json!([]));
    let all = all.as_array().expect("a list");
    let seats = data(&server, "/eth/v1/beacon/states/head/sync_committees")["validators"].clone();
    let seats_of = |index: &Value| seats.as_array().expect("a list").iter().filter(|seat| *seat == index).count();
    let one = signed(&all[0]["reward"]).abs() / i128::try_from(seats_of(&all[0]["validator_index"])).expect("small");
    for entry in all {
        let held = i128::try_from(seats_of(&entry["validator_index"])).expect("small");
        assert_eq!(signed(&entry["reward"]).abs(), held * one, "{entry}");
    }
    let key = data(&server, "/eth/v1/beacon/states/head/validators/7")["validator"]["pubkey"].clone();
    let by_key = posted(&server, &format!("/eth/v1/beacon/rewards/sync_committee/{slot}"), &json!([key]));
    assert!(by_key.as_array().expect("a list").iter().all(|entry| entry["validator_index"] == json!("7")));
}

#[test]
fn attestation_rewards_are_what_the_end_of_the_next_epoch_pays() {
    let server = Server::start();
    server.ok("aquifer_setPerformance", json!([[3, 4, 5, 6], {"uptime": 400_000, "head": 500_000}]));
    // Epochs 0 to 2, then an epoch's end without blocks, so that nothing but the transition moves balances.
    server.ok("aquifer_advanceEpochs", json!([3]));
    server.ok("evm_increaseTime", json!([12 * 70]));
    server.ok("evm_mine", json!([]));
    let now = server.node.head().block.slot.get() / 32;
    let epoch = now - 2;
    let answer = post(&server, &format!("/eth/v1/beacon/rewards/attestations/{epoch}"), &json!([])).json();
    let total = answer["data"]["total_rewards"].as_array().expect("a list");
    let last = (epoch + 2) * 32 - 1;
    let (before, after) = (balances(&server, last), balances(&server, last + 1));
    assert_eq!(total.len(), 64);
    for entry in total {
        let index = usize::try_from(number(&entry["validator_index"])).expect("small");
        let sum: i128 = ["source", "target", "head", "inactivity"].iter().map(|part| signed(&entry[*part])).sum();
        assert_eq!(after[index] - before[index], sum, "{entry}");
    }
    let ideal = &answer["data"]["ideal_rewards"][0];
    assert_eq!(ideal["effective_balance"], json!("32000000000"));
    assert_eq!(
        [&ideal["source"], &ideal["target"], &ideal["head"]],
        [&total[0]["source"], &total[0]["target"], &total[0]["head"]]
    );
    let some = post(&server, &format!("/eth/v1/beacon/rewards/attestations/{epoch}"), &json!(["5"])).json();
    assert_eq!(some["data"]["total_rewards"], json!([total[5]]));
}

#[test]
fn rewards_that_are_not_paid_yet_are_not_found() {
    let server = chain();
    let now = server.node.head().block.slot.get() / 32;
    let path = |epoch: u64| format!("/eth/v1/beacon/rewards/attestations/{epoch}");
    refusal(&post(&server, &path(now), &json!([])), 404);
    refusal(&post(&server, &path(now - 1), &json!([])), 404);
    assert_eq!(post(&server, &path(0), &json!([])).status, 200);
    refusal(&post(&server, &path(0), &json!(["x"])), 400);
    refusal(&post(&server, "/eth/v1/beacon/rewards/attestations/x", &json!([])), 400);
    refused(&server, "/eth/v1/beacon/rewards/blocks/genesis", 404);
    assert_eq!(json(&server, "/eth/v1/beacon/rewards/blocks/head")["execution_optimistic"], json!(false));
}
