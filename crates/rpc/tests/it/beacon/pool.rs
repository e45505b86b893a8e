//! Operations sent in: taken into a block, or refused with the reason.

use super::client::{data, json, post, post_as, refusal};
use crate::{genesis::key, server::Server};
use alloy_primitives::{Address, B256, FixedBytes};
use aquifer_beacon::types::{
    AttestationData, AttesterSlashing, BeaconBlockHeader, BlsToExecutionChange, Checkpoint, IndexedAttestation, ProposerSlashing,
    SignedBeaconBlockHeader, SignedBlsToExecutionChange, SignedVoluntaryExit, VoluntaryExit,
};
use aquifer_protocol::units::{Epoch, ValidatorIndex};
use serde_json::{Value, json};
use tree_hash::TreeHash;

const POOL: &str = "/eth/v1/beacon/pool";

fn version(server: &Server, fork: &str) -> FixedBytes<4> {
    let spec = data(server, "/eth/v1/config/spec");
    spec[format!("{fork}_FORK_VERSION")].as_str().and_then(|text| text.parse().ok()).expect("a version")
}

fn genesis_validators_root(server: &Server) -> B256 {
    server.node.head().world.protocol.beacon.genesis_validators_root
}

fn exit(server: &Server, index: u8, epoch: u64) -> Value {
    let (validator, signed) = (ValidatorIndex::new(u64::from(index)), Epoch::new(epoch));
    let (capella, root) = (version(server, "CAPELLA"), genesis_validators_root(server));
    let signature = aquifer_bls::sign_voluntary_exit(&key(index), validator, signed, capella, root);
    json!(SignedVoluntaryExit { message: VoluntaryExit { epoch, validator_index: u64::from(index) }, signature })
}

fn header(server: &Server, proposer: u8, body: u8) -> SignedBeaconBlockHeader {
    let message = BeaconBlockHeader {
        slot: 1,
        proposer_index: u64::from(proposer),
        body_root: B256::repeat_byte(body),
        ..BeaconBlockHeader::default()
    };
    let (fulu, root) = (version(server, "FULU"), genesis_validators_root(server));
    let signature = aquifer_bls::sign_block_header(&key(proposer), message.tree_hash_root(), fulu, root);
    SignedBeaconBlockHeader { message, signature }
}

fn vote(server: &Server, voter: u8, head: u8) -> IndexedAttestation {
    let target = Checkpoint { epoch: 1, root: B256::repeat_byte(head) };
    let data =
        AttestationData { slot: 32, index: 0, beacon_block_root: B256::repeat_byte(head), source: Checkpoint::default(), target };
    let (fulu, root) = (version(server, "FULU"), genesis_validators_root(server));
    let signature = aquifer_bls::sign_attestation(&key(voter), data.tree_hash_root(), fulu, root);
    let attesting_indices = vec![u64::from(voter)].try_into().expect("one fits");
    IndexedAttestation { attesting_indices, data, signature }
}

fn status(server: &Server, index: u8) -> Value {
    data(server, &format!("/eth/v1/beacon/states/head/validators/{index}"))["status"].clone()
}

#[test]
fn an_exit_is_in_the_next_block() {
    let server = Server::start();
    server.ok("aquifer_advanceEpochs", json!([3]));
    let exit = exit(&server, 7, 0);
    let answer = post(&server, &format!("{POOL}/voluntary_exits"), &exit);
    assert_eq!((answer.status, answer.body.as_str()), (200, ""));
    assert_eq!(status(&server, 7), json!("active_exiting"));
    let body = data(&server, "/eth/v2/beacon/blocks/head")["message"]["body"].clone();
    assert_eq!(body["voluntary_exits"], json!([exit]));
    assert_eq!(data(&server, &format!("{POOL}/voluntary_exits")), json!([]));
}

#[test]
fn an_exit_waits_while_no_block_is_made() {
    let server = Server::start();
    server.ok("aquifer_advanceEpochs", json!([3]));
    server.ok("evm_setAutomine", json!([false]));
    let exit = exit(&server, 8, 1);
    for _ in 0..2 {
        assert_eq!(post(&server, &format!("{POOL}/voluntary_exits"), &exit).status, 200);
    }
    assert_eq!(data(&server, &format!("{POOL}/voluntary_exits")), json!([exit]));
    assert_eq!(data(&server, &format!("{POOL}/proposer_slashings")), json!([]));
    server.ok("evm_mine", json!([]));
    assert_eq!(status(&server, 8), json!("active_exiting"));
    assert_eq!(data(&server, &format!("{POOL}/voluntary_exits")), json!([]));
}

#[test]
fn exits_that_break_a_rule_are_refused_with_it() {
    let server = Server::start();
    let refused = |exit: &Value| refusal(&post(&server, &format!("{POOL}/voluntary_exits"), exit), 400);
    let early = refused(&exit(&server, 1, 0));
    assert!(early.contains("may not leave before"), "{early}");
    server.ok("aquifer_advanceEpochs", json!([3]));
    let ahead = refused(&exit(&server, 1, 1_000));
    assert!(ahead.contains("signed for epoch 1000"), "{ahead}");
    let mut forged = exit(&server, 1, 0);
    forged["message"]["validator_index"] = json!("2");
    let forged = refused(&forged);
    assert!(forged.contains("not signed"), "{forged}");
    let mut unknown = exit(&server, 1, 0);
    unknown["message"]["validator_index"] = json!("99");
    let unknown = refused(&unknown);
    assert!(unknown.contains("no validator 99"), "{unknown}");
    assert_eq!(post(&server, &format!("{POOL}/voluntary_exits"), &exit(&server, 1, 0)).status, 200);
    let twice = refused(&exit(&server, 1, 0));
    assert!(twice.contains("already exits"), "{twice}");
    assert_eq!(server.node.head().world.protocol.beacon.validators().filter(|(_, one)| one.exit_epoch != Epoch::FAR).count(), 1);
}

#[test]
fn what_is_no_exit_is_malformed() {
    let server = Server::start();
    let path = format!("{POOL}/voluntary_exits");
    for body in [
        "",
        "{}",
        "[]",
        "{\"message\": {\"epoch\": \"0\", \"validator_index\": \"1\"}}",
        "{\"message\": {\"epoch\": 0, \"validator_index\": \"1\"}, \"signature\": \"0x00\"}",
        "{\"message\": {\"epoch\": \"x\", \"validator_index\": \"1\"}, \"signature\": \"0x00\"}",
    ] {
        let message = refusal(&post_as(&server, &path, "application/json", body), 400);
        assert!(message.starts_with("Invalid request body"), "{body}: {message}");
    }
    refusal(&post_as(&server, &path, "application/octet-stream", "{}"), 415);
}

#[test]
fn evidence_slashes() {
    let server = Server::start();
    server.ok("aquifer_advanceSlots", json!([40]));
    let evidence = ProposerSlashing { signed_header_1: header(&server, 11, 1), signed_header_2: header(&server, 11, 2) };
    assert_eq!(post(&server, &format!("{POOL}/proposer_slashings"), &json!(evidence)).status, 200);
    assert_eq!(status(&server, 11), json!("active_slashed"));
    let again = refusal(&post(&server, &format!("{POOL}/proposer_slashings"), &json!(evidence)), 400);
    assert!(again.contains("not slashable"), "{again}");

    for (voter, path) in [(12, format!("{POOL}/attester_slashings")), (13, "/eth/v2/beacon/pool/attester_slashings".to_owned())] {
        let votes = AttesterSlashing { attestation_1: vote(&server, voter, 1), attestation_2: vote(&server, voter, 2) };
        assert_eq!(post(&server, &path, &json!(votes)).status, 200, "{path}");
        assert_eq!(status(&server, voter), json!("active_slashed"));
    }
    let v2 = json(&server, "/eth/v2/beacon/pool/attester_slashings");
    assert_eq!(v2, json!({"version": "fulu", "data": []}));
}

#[test]
fn evidence_that_proves_nothing_is_refused() {
    let server = Server::start();
    server.ok("aquifer_advanceSlots", json!([40]));
    let refused =
        |evidence: ProposerSlashing| refusal(&post(&server, &format!("{POOL}/proposer_slashings"), &json!(evidence)), 400);
    let (one, other) = (header(&server, 11, 1), header(&server, 11, 2));
    refused(ProposerSlashing { signed_header_1: one, signed_header_2: one });
    refused(ProposerSlashing { signed_header_1: one, signed_header_2: header(&server, 12, 2) });
    let forged = SignedBeaconBlockHeader { signature: one.signature, ..other };
    refused(ProposerSlashing { signed_header_1: one, signed_header_2: forged });
    let vote = vote(&server, 12, 1);
    let same = AttesterSlashing { attestation_1: vote.clone(), attestation_2: vote };
    refusal(&post(&server, &format!("{POOL}/attester_slashings"), &json!(same)), 400);
    assert_eq!((status(&server, 11), status(&server, 12)), (json!("active_ongoing"), json!("active_ongoing")));
}

#[test]
fn credentials_change_once_and_only_by_their_own_key() {
    let server = Server::start();
    let path = format!("{POOL}/bls_to_execution_changes");
    let to = Address::repeat_byte(0xcc);
    let change = |index: u8, signer: u8| {
        let validator = ValidatorIndex::new(u64::from(index));
        let (genesis, root) = (version(&server, "GENESIS"), genesis_validators_root(&server));
        let signature = aquifer_bls::sign_credentials_change(&key(signer), validator, to, genesis, root);
        let from_bls_pubkey = key(signer).public_key();
        let message = BlsToExecutionChange { validator_index: u64::from(index), from_bls_pubkey, to_execution_address: to };
        SignedBlsToExecutionChange { message, signature }
    };
    // The last validator of the genesis has BLS credentials of its own key; the others have none.
    let answer = post(&server, &path, &json!([change(3, 3), change(63, 62), change(63, 63)]));
    refusal(&answer, 400);
    let failures: Vec<_> = answer.json()["failures"].as_array().expect("a list").iter().map(|one| one["index"].clone()).collect();
    assert_eq!(failures, [json!(0), json!(1)]);
    let credentials = data(&server, "/eth/v1/beacon/states/head/validators/63")["validator"]["withdrawal_credentials"].clone();
    assert_eq!(credentials, json!(format!("0x010000000000000000000000{}", "cc".repeat(20))));
    refusal(&post(&server, &path, &json!([change(63, 63)])), 400);
    assert_eq!(post(&server, &path, &json!([])).status, 200);
    assert_eq!(data(&server, &path), json!([]));
}
