//! `eigenpod`: 36 calls that the real pod contract has answered, proofs and all.

use super::{Ring, network};
use crate::network::{ALICE, Network};
use alloy_primitives::{Address, B256, Bytes, I256, LogData, U256, Uint, address};
use alloy_sol_types::{SolCall, SolEvent, SolInterface as _};
use aquifer_contracts::{
    NativeOutcome,
    interfaces::restaking::{
        IEigenPod::{self as Pod, IEigenPodErrors},
        IEigenPodManager as Manager,
    },
};
use aquifer_protocol::units::{Timestamp, Wei};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::{path::Path, sync::Arc};

/// Whose pod it was.
const OWNER: Address = address!("0x70997970C51812dc3A010C7d01b50e0d17dc79C8");

/// What lies in the pod when its first checkpoint begins: wei below a Gwei among it.
const RECEIVED: u64 = 2_500_000_001_234_567_890;

fn file() -> Value {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors");
    let root = std::env::var_os("AQUIFER_VECTORS").map_or(own, Into::into);
    let path = root.join("beacon-roots/eigenpod.json");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).expect("a JSON file")
}

fn parsed<T: DeserializeOwned>(value: &Value) -> T {
    serde_json::from_value(value.clone()).unwrap_or_else(|error| panic!("{value}: {error}"))
}

/// The recorded pod was deployed by a test, not by a manager: its address follows from no owner, so it is moved there.
fn move_pod(network: &mut Network, from: Address, to: Address) {
    let pods = serde_json::to_string(&*network.host.protocol.restaking.pods).expect("maps with names for keys");
    let name = |address: Address| format!("{address:?}").to_lowercase();
    let moved = pods.to_lowercase().replace(&name(from), &name(to));
    assert_ne!(moved, pods, "the pod is named by its address");
    let active = |text: String| text.replace("\"active\"", "\"Active\"");
    network.host.protocol.restaking.pods = Arc::new(serde_json::from_str(&active(moved)).expect("the same with another name"));
}

struct Replay {
    network: Network,
    ring: Ring,
    pod: Address,
    file: Value,
}

impl Replay {
    fn start() -> Self {
        let file = file();
        let (mut network, ring) = network();
        let manager = network.book.restaking.eigen_pod_manager;
        let derived = network.call(OWNER, manager, Wei::ZERO, &Manager::createPodCall {});
        let pod = parsed(&file["pod"]);
        move_pod(&mut network, derived, pod);
        network.host.fund(pod, Wei::new(U256::from(RECEIVED)));
        Self { network, ring, pod, file }
    }

    /// Calls as recorded; logs of the call, or the name of its error.
    fn send(&mut self, step: &Value) -> Result<Vec<alloy_primitives::Log>, String> {
        let input = self.input(step);
        let sender = if step["sender"] == "owner" { OWNER } else { ALICE };
        self.network.host.logs.clear();
        match self.network.raw(sender, self.pod, Wei::ZERO, &input) {
            NativeOutcome::Return(_) => Ok(self.network.host.logs.clone()),
            NativeOutcome::Revert(data) => {
                let error = IEigenPodErrors::abi_decode(&data).expect("one of the pod's errors");
                let shown = format!("{error:?}");
                Err(shown.split_once('(').map(|(name, _)| name.to_owned()).unwrap_or(shown))
            }
            outcome => panic!("{step}: {outcome:?}"),
        }
    }

    fn input(&self, step: &Value) -> Vec<u8> {
        let args = &step["args"];
        let change = args["change"].as_str().unwrap_or_default();
        match step["call"].as_str().expect("a name") {
            "verifyWithdrawalCredentials" => self.credentials(args, change).abi_encode(),
            "startCheckpoint" => Pod::startCheckpointCall { revertIfNoBalance: args["revertIfNoBalance"] == true }.abi_encode(),
            "verifyCheckpointProofs" => self.checkpoint(args, change).abi_encode(),
            "verifyStaleBalance" => Pod::verifyStaleBalanceCall {
                beaconTimestamp: step["block_timestamp"].as_u64().expect("a time"),
                stateRootProof: self.state_root(args),
                proof: self.validator(args, &args["validator"]),
            }
            .abi_encode(),
            other => panic!("unknown call {other}"),
        }
    }

    fn credentials(&self, args: &Value, change: &str) -> Pod::verifyWithdrawalCredentialsCall {
        let mut indices: Vec<u64> = parsed(&args["validatorIndices"]);
        if change == "validator 31 claimed to be 30" {
            indices = vec![31];
        }
        let mut proofs: Vec<_> = indices.iter().map(|index| self.validator(args, &(*index).into())).collect();
        let mut state_root = self.state_root(args);
        let mut claimed: Vec<_> = indices.iter().map(|index| Uint::from(*index)).collect();
        match change {
            "" => {}
            "validator 31 claimed to be 30" => claimed = vec![Uint::from(30)],
            "bit 0 of proof byte 100 flipped" => proofs[0].proof = edited(&proofs[0].proof, |bytes| bytes[100] ^= 1),
            "last 32 bytes missing" => proofs[0].proof = edited(&proofs[0].proof, |bytes| bytes.truncate(bytes.len() - 32)),
            "bit 0 of byte 1 of field 2 flipped" => proofs[0].validatorFields[2][1] ^= 1,
            "state root changed" => state_root.beaconStateRoot[0] ^= 1,
            other => panic!("unknown change {other}"),
        }
        Pod::verifyWithdrawalCredentialsCall {
            beaconTimestamp: args["beaconTimestamp"].as_u64().expect("a time"),
            stateRootProof: state_root,
            validatorIndices: claimed,
            validatorFields: proofs.iter().map(|proof| proof.validatorFields.clone()).collect(),
            validatorFieldsProofs: proofs.into_iter().map(|proof| proof.proof).collect(),
        }
    }

    fn checkpoint(&self, args: &Value, change: &str) -> Pod::verifyCheckpointProofsCall {
        let state = self.state(args);
        let container = &state["balances_container"];
        let of = |index: &Value| {
            let case = found(&state["balances"], index);
            let mut balance_root: B256 = parsed(&case["balance_root"]);
            match change {
                "" => {}
                "bit 0 of byte 24 of the balance chunk flipped" => balance_root[24] ^= 1,
                other => panic!("unknown change {other}"),
            }
            Pod::BalanceProof {
                pubkeyHash: parsed(&case["pubkey_hash"]),
                balanceRoot: balance_root,
                proof: parsed(&case["proof"]),
            }
        };
        Pod::verifyCheckpointProofsCall {
            balanceContainerProof: Pod::BalanceContainerProof {
                balanceContainerRoot: parsed(&container["root"]),
                proof: parsed(&container["proof"]),
            },
            proofs: args["balanceProofs"].as_array().expect("a list").iter().map(of).collect(),
        }
    }

    fn state_root(&self, args: &Value) -> Pod::StateRootProof {
        let proof = &self.state(args)["state_root"];
        Pod::StateRootProof { beaconStateRoot: parsed(&proof["root"]), proof: parsed(&proof["proof"]) }
    }

    fn validator(&self, args: &Value, index: &Value) -> Pod::ValidatorProof {
        let case = found(&self.state(args)["validators"], index);
        Pod::ValidatorProof { validatorFields: parsed(&case["fields"]), proof: parsed(&case["proof"]) }
    }

    fn state(&self, args: &Value) -> &Value {
        &self.file["states"][args["state"].as_str().expect("a state's name")]["proofs"]
    }

    /// Everything recorded of the pod after a call.
    fn check_pod(&mut self, what: &str, expected: &Value) {
        let pod = self.pod;
        let count = self.network.view(pod, &Pod::activeValidatorCountCall {}).to_string();
        let current = self.network.view(pod, &Pod::currentCheckpointTimestampCall {}).to_string();
        let last = self.network.view(pod, &Pod::lastCheckpointTimestampCall {}).to_string();
        let restaked = self.network.view(pod, &Pod::withdrawableRestakedExecutionLayerGweiCall {}).to_string();
        let checkpoint = self.network.view(pod, &Pod::currentCheckpointCall {});
        let got = serde_json::json!({
            "activeValidatorCount": count,
            "currentCheckpointTimestamp": current,
            "lastCheckpointTimestamp": last,
            "withdrawableRestakedExecutionLayerGwei": restaked,
            "currentCheckpoint": {
                "beaconBlockRoot": checkpoint.beaconBlockRoot,
                "proofsRemaining": checkpoint.proofsRemaining.to_string(),
                "podBalanceGwei": checkpoint.podBalanceGwei.to_string(),
                "balanceDeltasGwei": checkpoint.balanceDeltasGwei.to_string(),
                "prevBeaconBalanceGwei": checkpoint.prevBeaconBalanceGwei.to_string(),
            },
        });
        assert_eq!(&got, expected, "the pod after: {what}");
    }
}

fn found<'a>(cases: &'a Value, index: &Value) -> &'a Value {
    let cases = cases.as_array().expect("a list of proofs");
    cases.iter().find(|case| case["index"] == *index).unwrap_or_else(|| panic!("no proof of {index}"))
}

fn edited(bytes: &Bytes, edit: impl FnOnce(&mut Vec<u8>)) -> Bytes {
    let mut bytes = bytes.to_vec();
    edit(&mut bytes);
    bytes.into()
}

/// A recorded event of the pod as the log it was.
fn log(event: &Value) -> LogData {
    let text = |place: usize| event["args"][place].as_str().expect("an argument");
    let hash = |place: usize| -> B256 { text(place).parse().expect("32 bytes") };
    let number = |place: usize| -> u64 { text(place).parse().expect("64 bits") };
    match event["event"].as_str().expect("a name") {
        "ValidatorRestaked" => Pod::ValidatorRestaked { pubkeyHash: hash(0) }.encode_log_data(),
        "ValidatorBalanceUpdated" => {
            let (pubkey_hash, timestamp, balance) = (hash(0), number(1), number(2));
            Pod::ValidatorBalanceUpdated {
                pubkeyHash: pubkey_hash,
                balanceTimestamp: timestamp,
                newValidatorBalanceGwei: balance,
            }
            .encode_log_data()
        }
        "ValidatorCheckpointed" => {
            Pod::ValidatorCheckpointed { checkpointTimestamp: number(0), pubkeyHash: hash(1) }.encode_log_data()
        }
        "ValidatorWithdrawn" => Pod::ValidatorWithdrawn { checkpointTimestamp: number(0), pubkeyHash: hash(1) }.encode_log_data(),
        "CheckpointCreated" => {
            let validators = U256::from(number(2));
            Pod::CheckpointCreated { checkpointTimestamp: number(0), beaconBlockRoot: hash(1), validatorCount: validators }
                .encode_log_data()
        }
        "CheckpointFinalized" => {
            let delta = text(1).parse().expect("a signed number");
            Pod::CheckpointFinalized { checkpointTimestamp: number(0), totalShareDeltaWei: delta }.encode_log_data()
        }
        other => panic!("unknown event {other}"),
    }
}

/// What the manager makes of the update it is told of.
#[track_caller]
fn check_update(replay: &Replay, logs: &[alloy_primitives::Log], update: &Value, before: (U256, u64)) {
    let (shares, factor) = before;
    let text = |place: usize| update["args"][place].as_str().expect("an argument");
    assert_eq!(text(0).parse(), Ok(OWNER));
    let previous: U256 = text(1).parse().expect("a number");
    let delta: I256 = text(2).parse().expect("a signed number");
    let pods = &replay.network.host.protocol.restaking.pods;
    if delta.is_positive() {
        let topic = Manager::PodSharesUpdated { podOwner: OWNER, sharesDelta: delta }.encode_log_data();
        assert!(logs.iter().any(|log| log.data == topic), "shares were added");
        assert_eq!(pods.deposit_shares(OWNER).get(), shares + delta.unsigned_abs());
    } else {
        let fallen = U256::from(factor) * (previous - delta.unsigned_abs()) / previous;
        assert_eq!(U256::from(pods.slashing_factor(OWNER).get()), fallen);
        assert_eq!(pods.deposit_shares(OWNER).get(), shares, "a loss touches no share");
    }
}

#[test]
fn a_pod_answers_every_recorded_call_as_the_contract_did() {
    let mut replay = Replay::start();
    let steps = replay.file["steps"].as_array().expect("a list of steps").clone();
    for step in &steps {
        let what = step["what"].as_str().expect("words");
        let now = step["block_timestamp"].as_u64().expect("a time");
        replay.network.host.timestamp = Timestamp::new(now);
        replay.ring.lock().expect("a ring").insert(now, parsed(&step["parent_beacon_block_root"]));
        let pods = &replay.network.host.protocol.restaking.pods;
        let before = (pods.deposit_shares(OWNER).get(), pods.slashing_factor(OWNER).get());
        match replay.send(step) {
            Err(error) => assert_eq!(step["revert"].as_str(), Some(error.as_str()), "{what}"),
            Ok(logs) => {
                let recorded = step["events"].as_array().unwrap_or_else(|| panic!("{what}: was refused"));
                let (updates, events): (Vec<_>, Vec<_>) = recorded.iter().partition(|event| event["event"] == "Update");
                let expected: Vec<_> = events.into_iter().map(log).collect();
                let of_pod = logs.iter().filter(|log| log.address == replay.pod);
                assert_eq!(of_pod.map(|log| log.data.clone()).collect::<Vec<_>>(), expected, "{what}");
                updates.iter().for_each(|update| check_update(&replay, &logs, update, before));
            }
        }
        replay.check_pod(what, &step["pod"]);
    }
    println!("eigenpod: {} calls", steps.len());
}
