//! What only owners set, and the pause.

use super::{KEY, error, with_pod, with_validator};
use crate::network::{ADMIN, ALICE, BOB, string};
use alloy_primitives::{Address, B256, Bytes, U256};
use alloy_sol_types::{SolCall, SolEvent as _};
use aquifer_contracts::{
    CallAnswer, NativeOutcome, OutsideCall,
    interfaces::{
        IERC20, IPausable,
        restaking::{IEigenPod as Pod, IEigenPodManager as Manager},
    },
    mock::MockHost,
};
use aquifer_protocol::{governance::Pausers, units::Wei};
use std::sync::{Arc, Mutex};

/// Everybody may pause.
struct Anybody;

impl Pausers for Anybody {
    fn is_pauser(&self, _account: Address) -> bool {
        true
    }

    fn unpauser(&self) -> Address {
        Address::ZERO
    }
}

fn proof() -> Pod::StateRootProof {
    Pod::StateRootProof { beaconStateRoot: B256::ZERO, proof: Bytes::new() }
}

/// Every function with a pause bit: the bit, who calls what where.
fn pausable(manager: Address, pod: Address) -> Vec<(u8, Address, Vec<u8>)> {
    let container = Pod::BalanceContainerProof { balanceContainerRoot: B256::ZERO, proof: Bytes::new() };
    let validator = Pod::ValidatorProof { validatorFields: Vec::new(), proof: Bytes::new() };
    let stale = Pod::verifyStaleBalanceCall { beaconTimestamp: 1, stateRootProof: proof(), proof: validator }.abi_encode();
    let credentials = Pod::verifyWithdrawalCredentialsCall {
        beaconTimestamp: 1,
        stateRootProof: proof(),
        validatorIndices: Vec::new(),
        validatorFieldsProofs: Vec::new(),
        validatorFields: Vec::new(),
    };
    let stake = Manager::stakeCall { pubkey: KEY.into(), signature: Bytes::new(), depositDataRoot: B256::ZERO };
    let recover = Pod::recoverTokensCall { tokenList: Vec::new(), amountsToWithdraw: Vec::new(), recipient: ALICE };
    vec![
        (0, manager, Manager::createPodCall {}.abi_encode()),
        (0, manager, stake.abi_encode()),
        (2, pod, credentials.abi_encode()),
        (5, pod, recover.abi_encode()),
        (6, pod, Pod::startCheckpointCall { revertIfNoBalance: false }.abi_encode()),
        (6, pod, stale.clone()),
        (7, pod, Pod::verifyCheckpointProofsCall { balanceContainerProof: container, proofs: Vec::new() }.abi_encode()),
        (8, pod, stale),
        (9, pod, Pod::requestConsolidationCall { requests: Vec::new() }.abi_encode()),
        (10, pod, Pod::requestWithdrawalCall { requests: Vec::new() }.abi_encode()),
    ]
}

#[test]
fn every_function_with_a_pause_bit_heeds_it_and_no_other() {
    let (network, _, pod) = with_pod();
    let manager = network.book.restaking.eigen_pod_manager;
    let paused = NativeOutcome::Revert(error(&IPausable::CurrentlyPaused {}));
    for (bit, contract, input) in pausable(manager, pod) {
        for set in [U256::ONE << bit, U256::MAX ^ (U256::ONE << bit)] {
            let (mut network, _, _) = with_pod();
            let bits = Arc::make_mut(&mut network.host.protocol.restaking.pods).pause_bits_mut();
            bits.pause(ADMIN, set, &Anybody).expect("bits are set");
            let outcome = network.raw(ALICE, contract, Wei::ZERO, &input);
            // A stale balance has two bits.
            let two = bit == 6 || bit == 8;
            let heeds = set.bit(usize::from(bit)) || two && input.starts_with(&Pod::verifyStaleBalanceCall::SELECTOR);
            assert_eq!(outcome == paused, heeds, "bit {bit}, paused {set:b}");
        }
    }
}

#[test]
fn only_the_owner_names_a_proof_submitter() {
    let (mut network, _, pod) = with_pod();
    let set = Pod::setProofSubmitterCall { newProofSubmitter: BOB };
    assert_eq!(network.refused(BOB, pod, Wei::ZERO, &set), error(&Pod::OnlyEigenPodOwner {}));
    network.host.logs.clear();
    network.call(ALICE, pod, Wei::ZERO, &set);
    let changed = Pod::ProofSubmitterUpdated { prevProofSubmitter: Address::ZERO, newProofSubmitter: BOB };
    assert_eq!(network.host.logs[0].data, changed.encode_log_data());
    assert_eq!(network.view(pod, &Pod::proofSubmitterCall {}), BOB);
    assert_eq!(network.refused(BOB, pod, Wei::ZERO, &set), error(&Pod::OnlyEigenPodOwner {}), "a submitter is no owner");
}

#[test]
fn the_owner_recovers_tokens_that_came_by_mistake() {
    let (mut network, _, pod) = with_pod();
    let token = Address::repeat_byte(0x70);
    let recover = |tokens: Vec<Address>, amounts: Vec<u64>| Pod::recoverTokensCall {
        tokenList: tokens,
        amountsToWithdraw: amounts.into_iter().map(U256::from).collect(),
        recipient: BOB,
    };
    assert_eq!(network.refused(BOB, pod, Wei::ZERO, &recover(vec![token], vec![1])), error(&Pod::OnlyEigenPodOwner {}));
    let uneven = recover(vec![token], vec![1, 2]);
    assert_eq!(network.refused(ALICE, pod, Wei::ZERO, &uneven), error(&Pod::InputArrayLengthMismatch {}));
    let sent = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&sent);
    let serve = move |_: &mut MockHost, call: &OutsideCall| {
        seen.lock().expect("a list").push((call.from, call.input.clone()));
        CallAnswer { success: true, output: Bytes::new() }
    };
    network.host.contracts.insert(token, Arc::new(serve));
    network.call(ALICE, pod, Wei::ZERO, &recover(vec![token], vec![7]));
    let transfer = IERC20::transferCall { to: BOB, amount: U256::from(7) }.abi_encode();
    assert_eq!(*sent.lock().expect("a list"), [(pod, Bytes::from(transfer))]);
}

#[test]
fn the_time_of_the_fork_is_set_by_whom_the_owner_names() {
    let (mut network, _, _) = with_validator();
    let manager = network.book.restaking.eigen_pod_manager;
    let fork = Manager::setPectraForkTimestampCall { timestamp: 5 };
    assert_eq!(network.refused(BOB, manager, Wei::ZERO, &fork), error(&Manager::OnlyProofTimestampSetter {}));
    let setter = Manager::setProofTimestampSetterCall { newProofTimestampSetter: BOB };
    assert_eq!(network.refused(BOB, manager, Wei::ZERO, &setter), string("Ownable: caller is not the owner"));
    network.call(ADMIN, manager, Wei::ZERO, &setter);
    network.call(BOB, manager, Wei::ZERO, &fork);
    assert_eq!(network.view(manager, &Manager::pectraForkTimestampCall {}), 5);
}

#[test]
fn nothing_is_initialised_twice() {
    let (mut network, _, pod) = with_pod();
    let manager = network.book.restaking.eigen_pod_manager;
    let refused = string("Initializable: contract is already initialized");
    let of_manager = Manager::initializeCall { initialOwner: BOB, initPausedStatus: U256::ZERO };
    assert_eq!(network.refused(BOB, manager, Wei::ZERO, &of_manager), refused);
    assert_eq!(network.refused(BOB, pod, Wei::ZERO, &Pod::initializeCall { owner: BOB }), refused);
}
