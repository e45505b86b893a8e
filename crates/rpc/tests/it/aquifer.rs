//! Methods of this chain alone.

use crate::server::{STETH, Server};
use alloy_primitives::U256;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

#[test]
fn the_status_shows_chain_pool_and_keepers() {
    let server = Server::start();
    let report = json!({"name": "reporter-1", "address": server.account(0), "nextDueSlot": 7_200, "missed": []});
    assert_eq!(server.ok("aquifer_keeperReport", json!([report])), json!(true));
    let status = server.ok("aquifer_status", json!([]));
    assert_eq!((&status["network"], &status["chainId"]), (&json!("devnet"), &json!(31_337)));
    assert_eq!((&status["slotsPerEpoch"], &status["secondsPerSlot"]), (&json!(32), &json!(12)));
    assert_eq!(status["keepers"], json!([report]));
    assert_eq!(status["mempool"], json!({"pending": 0, "queued": 0}));
    for field in ["genesisHash", "genesisTime", "block", "slot", "epoch", "finalizedEpoch", "timeOffset", "automine"] {
        assert!(!status[field].is_null(), "{field}");
    }
    let lido = &status["lido"];
    for field in ["totalPooledEther", "totalShares", "shareRate", "bufferedEther", "clBalance", "withdrawalQueue"] {
        assert!(!lido[field].is_null(), "{field}");
    }
    server.refused("aquifer_keeperReport", json!([{"address": STETH}]), -32602);
    server.refused("aquifer_keeperReport", json!(["reporter-1"]), -32602);
}

#[test]
fn accounts_and_addresses_are_listed() {
    let server = Server::start();
    let accounts = server.ok("aquifer_accounts", json!([]));
    assert_eq!(accounts.as_array().map(Vec::len), Some(10));
    assert_eq!(accounts[0]["balance"], json!("0x21e19e0c9bab2400000"));
    let addresses = server.ok("aquifer_addresses", json!([]));
    assert_eq!(addresses["steth"].as_str().map(str::to_lowercase), Some(STETH.to_string().to_lowercase()));
    assert_eq!(addresses["stakingModules"].as_array().map(Vec::len), Some(3));
}

#[test]
fn validators_are_found_by_what_they_are() {
    let server = Server::start();
    let all = server.ok("aquifer_validators", json!([]));
    let all = all.as_array().expect("a list");
    let state = server.ok("aquifer_beaconState", json!(["latest"]));
    let counted: u64 = state["validators"].as_object().expect("counts").values().filter_map(Value::as_u64).sum();
    assert_eq!(counted, all.len() as u64);
    let first = &all[0];
    assert_eq!((&first["index"], &first["status"]), (&json!("0"), &json!("active_ongoing")));
    assert_eq!(first["exitEpoch"], json!("18446744073709551615"));
    let found = |filter: Value| server.ok("aquifer_validators", json!([filter, "latest"]));
    assert_eq!(found(json!({"pubkeys": [first["pubkey"]]})), json!([first]));
    assert_eq!(found(json!({"indices": [0]})), json!([first]));
    assert_eq!(found(json!({"status": "withdrawal_done"})), json!([]));
    assert_eq!(found(json!({"status": ["active_ongoing", "active_exiting"]})).as_array().map(Vec::len), Some(all.len()));
    let same = found(json!({"withdrawalCredentials": first["withdrawalCredentials"]}));
    let same = same.as_array().expect("a list");
    assert!(same.contains(first) && same.len() < all.len());
    server.refused("aquifer_validators", json!([{"status": "asleep"}]), -32602);
    server.refused("aquifer_validators", json!([{"colour": "blue"}]), -32602);
}

#[test]
fn history_remembers_the_beacon_chain() {
    let server = Server::start();
    let reached = server.ok("aquifer_advanceEpochs", json!([3]));
    let state = |tag: Value| server.ok("aquifer_beaconState", json!([tag]));
    assert_eq!(state(json!("earliest"))["epoch"], json!(0));
    assert!(state(json!("latest"))["epoch"].as_u64().is_some_and(|epoch| epoch >= 3));
    assert!(state(json!("latest"))["slot"].as_u64() >= reached["slot"].as_u64());
    let balance = |tag: Value| server.ok("aquifer_validators", json!([{"indices": [0]}, tag]))[0]["balance"].clone();
    assert_eq!(balance(json!("earliest")), json!("32000000000"));
    assert_ne!(balance(json!("latest")), balance(json!("earliest")));
    assert_eq!(server.ok("aquifer_pendingDeposits", json!(["latest"])), json!([]));
    let further = server.ok("aquifer_advanceSlots", json!([10]));
    assert!(further["slot"].as_u64() >= reached["slot"].as_u64().map(|slot| slot + 10), "{further}");
    server.refused("aquifer_advanceEpochs", json!([1_000_000]), -32602);
}

#[test]
fn the_queues_say_when_an_amount_comes_and_goes() {
    let server = Server::start();
    server.ok("aquifer_advanceEpochs", json!([4]));
    let queues = server.ok("aquifer_queues", json!([]));
    assert_eq!((&queues["amount"], &queues["entry"]["limit"]), (&json!("32000000000"), &json!("finality")));
    let epoch = |path: &str| queues.pointer(path).and_then(Value::as_u64).unwrap_or_else(|| panic!("{path} in {queues}"));
    let now = epoch("/epoch");
    assert!((now + 2..=now + 3).contains(&epoch("/entry/credited/epoch")));
    assert_eq!(epoch("/entry/active/epoch"), epoch("/entry/credited/epoch") + 7);
    assert_eq!(
        [epoch("/exit/exits/epoch"), epoch("/exit/withdrawable/epoch"), epoch("/exit/queueEpochs")],
        [now + 5, now + 261, 0]
    );
    assert_eq!(epoch("/exit/paid/time") % 12, epoch("/time") % 12);
    assert_eq!(queues["consolidation"]["moved"], json!({"never": "no_consolidation_churn"}));
    assert_eq!(epoch("/sweep/turnSlots"), epoch("/sweep/validators").div_ceil(16));

    let short = server.ok("aquifer_queues", json!(["0x2e90edd000", 2]));
    assert_eq!((&short["amount"], &short["horizonEpochs"]), (&json!("200000000000"), &json!(2)));
    assert_eq!(short["exit"]["paid"], json!({"notWithinEpochs": 2}));
    let all = server.ok("aquifer_queues", json!([1_000_000_000_000_000_u64, 1]));
    assert_eq!(all["exit"]["exits"], json!({"never": "not_enough_stake"}));
    for bad in [json!([0]), json!(["32 ETH"]), json!([-1]), json!([u64::MAX]), json!([1, 2, 3]), json!([1, "soon"])] {
        server.refused("aquifer_queues", bad, -32602);
    }
}

#[test]
fn a_long_poll_ends_with_the_block_or_the_time() {
    let server = Server::start();
    server.ok("evm_setAutomine", json!([false]));
    let number = u64::try_from(server.quantity("eth_blockNumber", json!([]))).expect("a block number");
    let started = Instant::now();
    assert_eq!(server.ok("aquifer_waitForBlock", json!([number, 5_000]))["number"], json!(number));
    assert!(started.elapsed() < Duration::from_secs(4));
    assert_eq!(server.ok("aquifer_waitForBlock", json!([number + 1, 20]))["number"], json!(number));
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| server.ok("aquifer_waitForBlock", json!([number + 1, 20_000])));
        std::thread::sleep(Duration::from_millis(50));
        server.ok("evm_mine", json!([]));
        let block = waiting.join().expect("an answer");
        assert_eq!(block["number"], json!(number + 1));
        assert_eq!(block["hash"], server.ok("eth_getBlockByNumber", json!(["latest", false]))["hash"]);
    });
}

#[test]
fn validators_fail_and_are_slashed_on_command() {
    let server = Server::start();
    assert_eq!(server.ok("aquifer_setPerformance", json!([[0, 1], "offline"])), json!(true));
    assert_eq!(server.ok("aquifer_setPerformance", json!([[2], {"uptime": 500_000}])), json!(true));
    assert_eq!(server.ok("aquifer_slashValidator", json!([3])), json!(true));
    let status = server.ok("aquifer_validators", json!([{"indices": [3]}]))[0]["status"].clone();
    assert_eq!(status, json!("active_slashed"));
    server.ok("aquifer_advanceEpochs", json!([3]));
    let balances = server.ok("aquifer_validators", json!([{"indices": [0, 4]}]));
    let gwei = |place: usize| balances[place]["balance"].as_str().and_then(|text| text.parse::<u64>().ok()).expect("Gwei");
    assert!(gwei(0) < 32_000_000_000 && gwei(1) > 32_000_000_000, "{balances}");
    let owner = format!("0x{}", "aa".repeat(20));
    assert_eq!(server.ok("aquifer_setPerformance", json!([{"withdrawalAddress": owner}, "offline"])), json!(true));
    assert_eq!(server.ok("aquifer_setPerformance", json!(["all", "perfect"])), json!(true));
    let outages = json!({"uptime": 990_000, "meanOutage": 56, "group": 7});
    assert_eq!(server.ok("aquifer_setPerformance", json!([[5, 6], outages])), json!(true));
    assert_eq!(server.ok("aquifer_setPerformance", json!([{"group": 7}, "perfect"])), json!(true));
    server.refused("aquifer_setPerformance", json!([{"group": 7}, "perfect"]), -32000);
    let impossible = server.refused("aquifer_setPerformance", json!([[5], {"uptime": 100_000, "meanOutage": 2}]), -32602);
    assert!(impossible.contains("an uptime of 100000 millionths cannot be had with outages of 2 epochs"), "{impossible}");
    server.refused("aquifer_setPerformance", json!([{"module": 1, "operator": 9}, "perfect"]), -32000);
    server.refused("aquifer_setPerformance", json!([[0], {"uptime": 2_000_000}]), -32602);
    server.refused("aquifer_setPerformance", json!(["some", "perfect"]), -32602);
    server.refused("aquifer_setPerformance", json!([[100_000], "perfect"]), -32000);
    server.refused("aquifer_slashValidator", json!([100_000]), -32000);
}

#[test]
fn supply_adds_up_over_both_sides() {
    let server = Server::start();
    let wei = |supply: &serde_json::Value, name: &str| {
        let text = supply[name].as_str().unwrap_or_else(|| panic!("no {name}"));
        U256::from_str_radix(text.trim_start_matches("0x"), 16).expect("hex")
    };
    let before = server.ok("aquifer_supply", json!([]));
    server.ok("aquifer_advanceEpochs", json!([3]));
    let after = server.ok("aquifer_supply", json!([]));
    let grown = wei(&after, "total") - wei(&before, "total");
    assert_eq!(grown, wei(&after, "issued") - wei(&before, "issued"), "all there, nothing burnt");
    assert!(!grown.is_zero());
    let held = wei(&after, "execution") + wei(&after, "validators") + wei(&after, "pendingDeposits") - wei(&after, "deposited");
    assert_eq!(held, wei(&after, "total"));
    server.refused("aquifer_supply", json!([1]), -32602);
}

#[test]
fn who_equivocates_is_slashed_by_the_block_after() {
    let server = Server::start();
    let status = |index: u64| server.ok("aquifer_validators", json!([{"indices": [index]}]))[0]["status"].clone();
    assert_eq!(server.ok("aquifer_equivocate", json!([7, "doubleVote"])), json!(true));
    assert_eq!(server.ok("aquifer_equivocate", json!([8, "doubleProposal"])), json!(true));
    assert_eq!((status(7), status(8)), (json!("active_slashed"), json!("active_ongoing")), "the second call made a block");
    server.ok("evm_mine", json!([]));
    assert_eq!(status(8), json!("active_slashed"));
    server.refused("aquifer_equivocate", json!([8, "doubleVote"]), -32000);
    server.refused("aquifer_equivocate", json!([9, "treason"]), -32602);
    server.refused("aquifer_equivocate", json!([100_000, "doubleVote"]), -32000);
}

#[test]
fn an_exit_must_be_signed() {
    let server = Server::start();
    server.ok("aquifer_advanceEpochs", json!([3]));
    let exit = json!({"message": {"epoch": "0", "validator_index": "0"}, "signature": format!("0x{}", "00".repeat(96))});
    let message = server.refused("aquifer_submitVoluntaryExit", json!([exit]), -32000);
    assert!(message.contains("not signed"), "{message}");
    server.refused("aquifer_submitVoluntaryExit", json!([{"message": {}}]), -32602);

    // Nobody would hear the block refuse it: it is refused at once.
    server.ok("evm_setAutomine", json!([false]));
    assert_eq!(server.refused("aquifer_submitVoluntaryExit", json!([exit]), -32000), message);
    for (method, params) in [("aquifer_slashValidator", json!([99])), ("aquifer_equivocate", json!([99, "doubleVote"]))] {
        assert_eq!(server.refused(method, params, -32000), "no validator 99", "{method}");
    }
}

#[test]
fn a_preview_says_what_a_request_would_do_or_why_it_would_be_ignored() {
    let server = Server::start();
    let preview = |wanted: Value| server.ok("aquifer_previewRequest", json!([wanted]));
    let validator = &server.ok("aquifer_validators", json!([{"indices": [0]}]))[0];
    let (pubkey, credentials) = (&validator["pubkey"], validator["withdrawalCredentials"].as_str().expect("credentials"));
    let owner = format!("0x{}", &credentials[26..]);
    let reason = |preview: Value| {
        assert_eq!((&preview["accepted"], &preview["effect"]), (&json!(false), &Value::Null));
        preview["reason"].as_str().expect("a reason").to_owned()
    };
    let young = "validator 0 may not leave before epoch 2";
    assert_eq!(reason(preview(json!({"voluntaryExit": {"validatorIndex": 0}}))), young);
    let withdrawal =
        |owner: &str, amount: u64| json!({"withdrawal": {"sourceAddress": owner, "pubkey": pubkey, "amount": amount}});
    assert_eq!(reason(preview(withdrawal(&owner, 0))), young);
    assert!(reason(preview(withdrawal(&STETH.to_string(), 0))).contains("do not belong to"));
    let switch = json!({"consolidation": {"sourceAddress": owner, "sourcePubkey": pubkey, "targetPubkey": pubkey}});
    let accepted = preview(switch);
    assert_eq!((&accepted["accepted"], &accepted["reason"]), (&json!(true), &Value::Null));
    assert_eq!(accepted["effect"], json!({"validatorIndex": 0, "exitEpoch": null, "withdrawableEpoch": null, "amount": "0"}));
    let merge = json!({"consolidation": {"sourceAddress": owner, "sourcePubkey": pubkey, "targetPubkey": "0x".to_owned() + &"11".repeat(48)}});
    assert!(reason(preview(merge)).contains("consolidation churn"));
    let unchanged = server.ok("aquifer_validators", json!([{"indices": [0]}]));
    assert_eq!(&unchanged[0], validator, "a preview changes nothing");
    server.ok("aquifer_advanceEpochs", json!([256]));
    let exit = preview(json!({"voluntaryExit": {"validatorIndex": 0}}));
    assert_eq!((&exit["effect"]["exitEpoch"], &exit["effect"]["withdrawableEpoch"]), (&json!(261), &json!(517)));
    assert!(reason(preview(json!({"voluntaryExit": {"validatorIndex": 0, "epoch": 300}}))).contains("300"));
    assert!(reason(preview(json!({"voluntaryExit": {"validatorIndex": 99_999}}))).contains("99999"));
    server.refused("aquifer_previewRequest", json!([{"nothing": {}}]), -32602);
}
