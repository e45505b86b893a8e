//! Proofs that are refused for what they claim to be, before a hash of them is looked at.

use super::{error, network, with_pod, with_validator};
use crate::network::{ALICE, BOB};
use alloy_primitives::{B256, Bytes, U256, Uint};
use alloy_sol_types::{Panic, PanicKind, SolError as _};
use aquifer_contracts::interfaces::restaking::{IEigenPod as Pod, IEigenPodManager as Manager};
use aquifer_protocol::units::{Timestamp, Wei};

fn empty() -> Pod::StateRootProof {
    Pod::StateRootProof { beaconStateRoot: B256::ZERO, proof: Bytes::new() }
}

fn credentials(timestamp: u64, indices: usize, proofs: usize, fields: usize) -> Pod::verifyWithdrawalCredentialsCall {
    Pod::verifyWithdrawalCredentialsCall {
        beaconTimestamp: timestamp,
        stateRootProof: empty(),
        validatorIndices: vec![Uint::from(1); indices],
        validatorFieldsProofs: vec![Bytes::new(); proofs],
        validatorFields: vec![vec![B256::ZERO; 8]; fields],
    }
}

fn start() -> Pod::startCheckpointCall {
    Pod::startCheckpointCall { revertIfNoBalance: false }
}

#[test]
fn lists_of_validators_are_of_one_length() {
    let (mut network, _, pod) = with_pod();
    let now = network.host.timestamp.get();
    for (indices, proofs, fields) in [(1, 2, 2), (2, 1, 2), (2, 2, 1), (0, 0, 1)] {
        let data = network.refused(ALICE, pod, Wei::ZERO, &credentials(now, indices, proofs, fields));
        assert_eq!(data, error(&Pod::InputArrayLengthMismatch {}));
    }
}

#[test]
fn a_proof_of_the_future_is_the_panic_of_a_subtraction() {
    let (mut network, _, pod) = with_pod();
    let later = network.host.timestamp.get() + 1;
    let panic = Bytes::from(Panic::from(PanicKind::UnderOverflow).abi_encode());
    assert_eq!(network.refused(ALICE, pod, Wei::ZERO, &credentials(later, 0, 0, 0)), panic);
    let root = Pod::getParentBlockRootCall { timestamp: later };
    assert_eq!(network.refused(ALICE, pod, Wei::ZERO, &root), panic);
}

#[test]
fn no_proof_is_taken_while_the_time_of_the_fork_is_unknown() {
    let (mut network, ring, pod) = with_validator();
    let manager = network.book.restaking.eigen_pod_manager;
    let unset = Manager::setPectraForkTimestampCall { timestamp: 0 };
    network.call(crate::network::ADMIN, manager, Wei::ZERO, &unset);
    ring.lock().expect("a ring").insert(network.host.timestamp.get(), B256::repeat_byte(1));
    network.call(ALICE, pod, Wei::ZERO, &start());
    let container = Pod::BalanceContainerProof { balanceContainerRoot: B256::ZERO, proof: Bytes::new() };
    let prove = Pod::verifyCheckpointProofsCall { balanceContainerProof: container, proofs: Vec::new() };
    assert_eq!(network.refused(BOB, pod, Wei::ZERO, &prove), error(&Pod::ForkTimestampZero {}));
}

#[test]
fn a_checkpoint_needs_the_root_of_its_block_and_begins_once_a_block() {
    let (mut network, ring, pod) = with_pod();
    assert_eq!(network.refused(ALICE, pod, Wei::ZERO, &start()), error(&Pod::InvalidEIP4788Response {}));
    ring.lock().expect("a ring").insert(network.host.timestamp.get(), B256::repeat_byte(1));
    network.call(ALICE, pod, Wei::ZERO, &start());
    assert_eq!(network.refused(ALICE, pod, Wei::ZERO, &start()), error(&Pod::CannotCheckpointTwiceInSingleBlock {}));
    let empty = Pod::startCheckpointCall { revertIfNoBalance: true };
    network.host.timestamp = Timestamp::new(network.host.timestamp.get() + 12);
    assert_eq!(network.refused(ALICE, pod, Wei::ZERO, &empty), error(&Pod::NoBalanceToCheckpoint {}));
}

#[test]
fn a_stale_balance_is_that_of_an_active_validator_with_all_its_fields() {
    let (mut network, _, pod) = with_validator();
    let stale = |timestamp: u64, fields: usize| Pod::verifyStaleBalanceCall {
        beaconTimestamp: timestamp,
        stateRootProof: empty(),
        proof: Pod::ValidatorProof { validatorFields: vec![B256::ZERO; fields], proof: Bytes::new() },
    };
    let data = network.refused(BOB, pod, Wei::ZERO, &stale(1, 0));
    assert_eq!(data, Panic::from(PanicKind::ArrayOutOfBounds).abi_encode());
    assert_eq!(network.refused(BOB, pod, Wei::ZERO, &stale(0, 8)), error(&Pod::BeaconTimestampTooFarInPast {}));
    assert_eq!(network.refused(BOB, pod, Wei::ZERO, &stale(1, 8)), error(&Pod::ValidatorNotActiveInPod {}));
}

#[test]
fn an_address_without_a_pod_answers_as_an_account_without_code() {
    let (mut network, _) = network();
    let manager = network.book.restaking.eigen_pod_manager;
    let future = network.view(manager, &Manager::getPodCall { podOwner: ALICE });
    let outcome = network.raw(ALICE, future, Wei::ZERO, &alloy_sol_types::SolCall::abi_encode(&start()));
    assert_eq!(outcome, aquifer_contracts::NativeOutcome::Return(Bytes::new()));
    assert_eq!(network.view(manager, &Manager::numPodsCall {}), U256::ZERO);
}
