//! Pods on a running chain: proofs from the chain's own states against the roots of the real EIP-4788 contract, requests
//! through the real contracts of EIP-7002 and 7251, ether that validators pay out.

use crate::fixture::{ALICE, BOB, Chain, book, credentials, ether, event, key, protocol_of, spec, validator};
use alloy_primitives::{Address, B256, Bytes, U256};
use alloy_sol_types::{SolCall, SolError as _, SolInterface as _};
use aquifer_beacon::{CheckpointProofs, CredentialProofs, StateProver};
use aquifer_bls::sign_deposit;
use aquifer_chain::{
    Input, World,
    block::DevelopmentChange,
    execute::{CallRequest, CallStatus},
};
use aquifer_contracts::interfaces::restaking::{
    IDelegationManager as Delegation,
    IEigenPod::{self as Pod, IEigenPodErrors as PodErrors},
    IEigenPodManager as Manager,
};
use aquifer_protocol::{
    ethereum::{BeaconConstants, deposit_data_root},
    restaking::{
        BEACON_CHAIN_ETH, Delays, EarlyLookup, RestakingConfig,
        pods::{EigenPodManager, pod_address, pod_credentials},
    },
    units::{Blocks, Epoch, Epochs, Gwei, Slot, ValidatorIndex},
};
use std::sync::Arc;

const ZERO: U256 = U256::ZERO;

/// The manager of pods.
fn manager() -> Address {
    book().restaking.eigen_pod_manager
}

fn delegation() -> Address {
    book().restaking.delegation_manager
}

/// Alice's pod.
fn pod() -> Address {
    pod_address(&book().restaking, ALICE)
}

/// A chain on which validators 0 (0x01) and 1 (0x02) withdraw to Alice's pod, which is there; withdrawals wait 3 blocks.
fn chain() -> Chain {
    let mut constants = BeaconConstants::mainnet();
    constants.shard_committee_period = Epochs::new(1);
    constants.min_validator_withdrawability_delay = Epochs::new(1);
    let mut validators = vec![validator(0, credentials(1, pod()), 32), validator(1, credentials(2, pod()), 64)];
    validators.extend((2..64).map(|index| validator(index, credentials(1, Address::repeat_byte(0x99)), 32)));
    let mut protocol = protocol_of(constants, validators, Vec::new());
    let delays = Delays { withdrawal: Blocks::new(3), ..Delays::LOCAL };
    protocol.restaking.config = Arc::new(RestakingConfig { delays, early_lookup: EarlyLookup::BeforeEverything });
    protocol.restaking.pods = Arc::new(EigenPodManager::genesis(BOB));
    let mut chain = Chain::with_protocol(protocol);
    // Into the epoch in which validators may leave; the first of these blocks also starts the system contracts.
    let (built, _) = chain.build_at(Slot::new(40), vec![]);
    chain.extend(built);
    chain.must(ALICE, manager(), ZERO, &Manager::createPodCall {});
    chain
}

/// The same, with both validators in the pod: 96 ETH restaked.
fn restaked() -> Chain {
    let mut chain = chain();
    let proofs = credentials_of(&chain.world, chain.head.header.timestamp + 12, &[0, 1]);
    chain.must(ALICE, pod(), ZERO, &proofs);
    chain
}

fn prove<T>(world: &World, proofs: impl FnOnce(&StateProver<'_>) -> T) -> T {
    let mut tree = world.tree.clone();
    proofs(&StateProver::new(world.beacon_state().expect("no cohorts"), &mut tree).expect("no cohorts"))
}

fn indices(indices: &[u64]) -> Vec<ValidatorIndex> {
    indices.iter().copied().map(ValidatorIndex::new).collect()
}

/// Proofs from a state, for the block of time `timestamp` that comes next.
fn credentials_of(world: &World, timestamp: u64, validators: &[u64]) -> Pod::verifyWithdrawalCredentialsCall {
    let proofs: CredentialProofs = prove(world, |prover| prover.credential_proofs(&indices(validators)).expect("after a block"));
    Pod::verifyWithdrawalCredentialsCall {
        beaconTimestamp: timestamp,
        stateRootProof: Pod::StateRootProof {
            beaconStateRoot: proofs.state_root_proof.beacon_state_root,
            proof: proofs.state_root_proof.proof,
        },
        validatorIndices: validators.iter().map(|index| alloy_primitives::Uint::from(*index)).collect(),
        validatorFieldsProofs: proofs.validator_fields_proofs,
        validatorFields: proofs.validator_fields.iter().map(|fields| fields.to_vec()).collect(),
    }
}

fn balances_of(world: &World, validators: &[u64]) -> Pod::verifyCheckpointProofsCall {
    let proofs: CheckpointProofs = prove(world, |prover| prover.checkpoint_proofs(&indices(validators)).expect("after a block"));
    let container = proofs.validator_balances_root_proof;
    let balance = |proof: aquifer_beacon::BalanceProof| Pod::BalanceProof {
        pubkeyHash: proof.pubkey_hash,
        balanceRoot: proof.balance_root,
        proof: proof.proof,
    };
    Pod::verifyCheckpointProofsCall {
        balanceContainerProof: Pod::BalanceContainerProof {
            balanceContainerRoot: container.balance_container_root,
            proof: container.proof,
        },
        proofs: proofs.balance_proofs.into_iter().map(balance).collect(),
    }
}

/// A whole checkpoint of Alice's pod; the state it was about.
#[track_caller]
fn checkpoint(chain: &mut Chain, validators: &[u64]) -> World {
    let before = chain.world.clone();
    chain.must(ALICE, pod(), ZERO, &Pod::startCheckpointCall { revertIfNoBalance: false });
    chain.must(BOB, pod(), ZERO, &balances_of(&before, validators));
    before
}

/// What the pod and its validators have in a state, in wei. What validators have above 32 ETH is swept to the pod.
fn backing(world: &World) -> U256 {
    let of = |index| world.protocol.beacon.validator(ValidatorIndex::new(index)).expect("a validator").balance;
    U256::from(of(0).get() + of(1).get()) * U256::from(1_000_000_000_u64) + world.balance(&pod())
}

/// What Alice could withdraw of her native stake, and its deposit shares.
fn shares(chain: &Chain) -> (U256, U256) {
    let ask = Delegation::getWithdrawableSharesCall { staker: ALICE, strategies: vec![BEACON_CHAIN_ETH] };
    let answer = chain.view(delegation(), &ask);
    (answer.withdrawableShares[0], answer.depositShares[0])
}

fn factor(chain: &Chain) -> U256 {
    U256::from(chain.view(manager(), &Manager::beaconChainSlashingFactorCall { staker: ALICE }))
}

/// Name of the error with which the pod refuses a call that is made on the head; nothing changes when it is sent.
#[track_caller]
fn refusal(chain: &mut Chain, from: Address, call: &impl SolCall) -> PodErrors {
    let input = Bytes::from(call.abi_encode());
    let outcome = chain.call(&CallRequest { from, to: Some(pod()), input: input.clone(), ..CallRequest::default() });
    assert_eq!(outcome.status, CallStatus::Revert);
    let before = chain.world.protocol.restaking.clone();
    assert!(!chain.send(from, pod(), ZERO, input).success);
    assert_eq!(chain.world.protocol.restaking, before, "a refused call changed the contracts");
    PodErrors::abi_decode(&outcome.output).expect("one of the pod's errors")
}

#[test]
fn validators_are_proven_to_a_pod_from_the_chains_own_states() {
    let chain = restaked();
    assert_eq!(shares(&chain), (ether(96), ether(96)), "effective balances count");
    assert_eq!(chain.view(pod(), &Pod::activeValidatorCountCall {}), U256::from(2));
    let info = chain.view(pod(), &Pod::validatorPubkeyToInfoCall { validatorPubkey: key(1).public_key().to_vec().into() });
    assert_eq!((info.validatorIndex, info.restakedBalanceGwei), (1, 64_000_000_000));
}

#[test]
fn forged_and_foreign_proofs_are_refused_and_nothing_changes() {
    let mut chain = chain();
    // Proofs of the head's parent, under the head's own time: a call on the head may name it, and so may the next block.
    let before = chain.world.clone();
    chain.mine(vec![]);
    let now = chain.head.header.timestamp;
    let honest = |validators: &[u64]| credentials_of(&before, now, validators);
    let mut flipped = honest(&[0]);
    flipped.validatorFields[0][2][1] ^= 1;
    assert!(matches!(refusal(&mut chain, ALICE, &flipped), PodErrors::InvalidProof(_)));
    let mut other_index = honest(&[0]);
    other_index.validatorIndices[0] = alloy_primitives::Uint::from(1);
    assert!(matches!(refusal(&mut chain, ALICE, &other_index), PodErrors::InvalidProof(_)));
    let mut short = honest(&[0]);
    short.validatorFieldsProofs[0] = short.validatorFieldsProofs[0].slice(32..);
    assert!(matches!(refusal(&mut chain, ALICE, &short), PodErrors::InvalidProofLength(_)));
    let mut seven = honest(&[0]);
    seven.validatorFields[0].pop();
    assert!(matches!(refusal(&mut chain, ALICE, &seven), PodErrors::InvalidValidatorFieldsLength(_)));
    assert!(matches!(refusal(&mut chain, ALICE, &honest(&[0, 5])), PodErrors::WithdrawalCredentialsNotForEigenPod(_)));
    assert!(matches!(refusal(&mut chain, BOB, &honest(&[0])), PodErrors::OnlyEigenPodOwnerOrProofSubmitter(_)));
    let no_block = credentials_of(&before, now - 1, &[0]);
    assert!(matches!(refusal(&mut chain, ALICE, &no_block), PodErrors::InvalidEIP4788Response(_)));
    let old = credentials_of(&before, spec().genesis_time.get() + 12, &[0]);
    assert!(matches!(refusal(&mut chain, ALICE, &old), PodErrors::InvalidEIP4788Response(_)), "a slot without a block");
    let mut other_state = credentials_of(&chain.world, now, &[0]);
    assert!(matches!(refusal(&mut chain, ALICE, &other_state), PodErrors::InvalidProof(_)), "a later state");
    other_state.stateRootProof.beaconStateRoot = B256::ZERO;
    assert!(matches!(refusal(&mut chain, ALICE, &other_state), PodErrors::InvalidProof(_)));
    chain.must(ALICE, pod(), ZERO, &honest(&[0]));
    assert!(matches!(refusal(&mut chain, ALICE, &honest(&[0])), PodErrors::CredentialsAlreadyVerified(_)));
}

#[test]
fn a_slashing_on_the_beacon_chain_reaches_shares_with_nothing_but_a_checkpoint() {
    let mut chain = restaked();
    let register = Delegation::registerAsOperatorCall {
        initDelegationApprover: Address::ZERO,
        allocationDelay: 0,
        metadataURI: String::new(),
    };
    chain.must(BOB, delegation(), ZERO, &register);
    let nothing = Delegation::SignatureWithExpiry { signature: Bytes::new(), expiry: ZERO };
    let delegate = Delegation::delegateToCall { operator: BOB, approverSignatureAndExpiry: nothing, approverSalt: B256::ZERO };
    chain.must(ALICE, delegation(), ZERO, &delegate);
    let of_operator = Delegation::operatorSharesCall { operator: BOB, strategy: BEACON_CHAIN_ETH };
    assert_eq!(chain.view(delegation(), &of_operator), ether(96));
    let slash = DevelopmentChange::SlashValidator { validator: ValidatorIndex::new(1) };
    chain.mine(vec![Input::Development(slash)]);
    assert_eq!(shares(&chain).0, ether(96), "nobody has shown it yet");
    let before = checkpoint(&mut chain, &[0, 1]);
    let expected = U256::from(10).pow(U256::from(18)) * backing(&before) / ether(96);
    assert!(expected < U256::from(10).pow(U256::from(18)));
    assert_eq!(factor(&chain), expected);
    let (withdrawable, deposited) = shares(&chain);
    assert_eq!((withdrawable, deposited), (ether(96) * expected / ether(1), ether(96)));
    assert_eq!(chain.view(delegation(), &of_operator), withdrawable, "the operator's shares follow");
}

#[test]
fn anybody_starts_a_checkpoint_who_proves_that_a_validator_was_slashed() {
    let mut chain = restaked();
    let stale = |world: &World, timestamp, index: u64| {
        let Pod::verifyWithdrawalCredentialsCall { stateRootProof, validatorFieldsProofs, validatorFields, .. } =
            credentials_of(world, timestamp, &[index]);
        let proof = Pod::ValidatorProof { validatorFields: validatorFields[0].clone(), proof: validatorFieldsProofs[0].clone() };
        Pod::verifyStaleBalanceCall { beaconTimestamp: timestamp, stateRootProof, proof }
    };
    let unslashed = stale(&chain.world, chain.head.header.timestamp + 12, 1);
    chain.mine(vec![]);
    assert!(matches!(refusal(&mut chain, BOB, &unslashed), PodErrors::ValidatorNotSlashedOnBeaconChain(_)));
    let slash = DevelopmentChange::SlashValidator { validator: ValidatorIndex::new(1) };
    chain.mine(vec![Input::Development(slash)]);
    let before = chain.world.clone();
    let proof = stale(&before, chain.head.header.timestamp + 12, 1);
    let receipt = chain.must(BOB, pod(), ZERO, &proof);
    assert_eq!(event::<Pod::CheckpointCreated>(&receipt).validatorCount, U256::from(2));
    assert!(matches!(refusal(&mut chain, BOB, &proof), PodErrors::CheckpointAlreadyActive(_)));
    chain.must(BOB, pod(), ZERO, &balances_of(&before, &[1, 0]));
    assert!(factor(&chain) < ether(1));
    assert!(matches!(refusal(&mut chain, BOB, &proof), PodErrors::BeaconTimestampTooFarInPast(_)), "seen since");
}

#[test]
fn what_validators_earn_becomes_shares() {
    let mut chain = restaked();
    let (built, _) = chain.build_at(Slot::new(160), vec![]);
    chain.extend(built);
    for _ in 0..5 {
        chain.mine(vec![]);
    }
    let before = checkpoint(&mut chain, &[0, 1]);
    assert!(!before.balance(&pod()).is_zero(), "what is above 32 ETH is swept to the pod");
    let earned = backing(&before) - ether(96);
    assert_eq!(shares(&chain), (ether(96) + earned, ether(96) + earned));
    assert_eq!(factor(&chain), ether(1));
}

#[test]
fn an_exit_asked_for_through_the_pod_ends_as_ether_of_its_owner() {
    let mut chain = restaked();
    let request = Pod::WithdrawalRequest { pubkey: key(0).public_key().to_vec().into(), amountGwei: 0 };
    let exit = Pod::requestWithdrawalCall { requests: vec![request] };
    let fee = chain.view(pod(), &Pod::getWithdrawalRequestFeeCall {});
    chain.must(ALICE, pod(), ether(1), &exit);
    assert!(chain.world.balance(&pod()) < ether(1), "the rest of the fee went back");
    assert_eq!(fee, U256::ONE);
    let leaving = chain.world.protocol.beacon.validator(ValidatorIndex::new(0)).expect("a validator");
    assert_ne!(leaving.exit_epoch, Epoch::FAR);
    let (built, _) = chain.build_at(Slot::new(leaving.withdrawable_epoch.get() * 32 + 1), vec![]);
    chain.extend(built);
    for _ in 0..5 {
        chain.mine(vec![]);
    }
    assert!(chain.world.balance(&pod()) >= ether(32), "the sweep has paid it out");
    checkpoint(&mut chain, &[0, 1]);
    let info = chain.view(pod(), &Pod::validatorPubkeyToInfoCall { validatorPubkey: key(0).public_key().to_vec().into() });
    assert!(info.restakedBalanceGwei < 1_000_000, "nothing but what its seats in the sync committee still pay: {info:?}");
    withdraw(&mut chain, ether(32));
}

/// Queues a withdrawal of native shares, waits, and takes it as ether.
fn withdraw(chain: &mut Chain, amount: U256) {
    let params = Delegation::QueuedWithdrawalParams {
        strategies: vec![BEACON_CHAIN_ETH],
        depositShares: vec![amount],
        __deprecated_withdrawer: Address::ZERO,
    };
    chain.must(ALICE, delegation(), ZERO, &Delegation::queueWithdrawalsCall { params: vec![params] });
    let queued = chain.view(delegation(), &Delegation::getQueuedWithdrawalsCall { staker: ALICE });
    let complete = Delegation::completeQueuedWithdrawalCall {
        withdrawal: queued.withdrawals[0].clone(),
        tokens: vec![Address::ZERO],
        receiveAsTokens: true,
    };
    assert!(!chain.send(ALICE, delegation(), ZERO, complete.abi_encode()).success, "too early");
    for _ in 0..3 {
        chain.mine(vec![]);
    }
    let held = chain.world.balance(&pod());
    let receipt = chain.must(ALICE, delegation(), ZERO, &complete);
    let paid: Pod::RestakedBeaconChainETHWithdrawn = event(&receipt);
    assert_eq!((paid.recipient, paid.amount), (ALICE, amount));
    assert!(chain.world.balance(&pod()) < held);
}

#[test]
fn a_pod_asks_for_a_switch_to_compounding_and_for_a_consolidation() {
    let mut chain = restaked();
    let of = |index: u64| Bytes::from(key(index).public_key().to_vec());
    let ask = |source: u64, target: u64| Pod::requestConsolidationCall {
        requests: vec![Pod::ConsolidationRequest { srcPubkey: of(source), targetPubkey: of(target) }],
    };
    let fee = chain.view(pod(), &Pod::getConsolidationRequestFeeCall {});
    chain.must(ALICE, pod(), fee, &ask(0, 0));
    let switched = chain.world.protocol.beacon.validator(ValidatorIndex::new(0)).expect("a validator");
    assert_eq!(switched.credentials, credentials(2, pod()));
    let refused = chain.call(&CallRequest {
        from: ALICE,
        to: Some(pod()),
        value: fee,
        input: ask(0, 5).abi_encode().into(),
        ..CallRequest::default()
    });
    assert_eq!(refused.output.as_ref(), Pod::ValidatorNotActiveInPod::SELECTOR, "somebody else's validator is no target");
}

#[test]
fn a_stake_through_the_manager_waits_in_the_deposit_queue_with_the_pods_credentials() {
    let mut chain = chain();
    let (key, amount) = (key(1000), Gwei::new(32_000_000_000));
    let own = pod_credentials(pod());
    let (pubkey, signature) = (key.public_key(), sign_deposit(&key, own, amount, spec().genesis_fork_version));
    let stake = Manager::stakeCall {
        pubkey: pubkey.to_vec().into(),
        signature: signature.to_vec().into(),
        depositDataRoot: deposit_data_root(&pubkey, own, amount, &signature),
    };
    chain.must(ALICE, manager(), ether(32), &stake);
    let beacon = &chain.world.protocol.beacon;
    assert_eq!(beacon.totals().pending_deposits, 1);
    assert!(chain.world.balance(&pod()) < ether(32), "the ether went on to the deposit contract");
}

#[test]
fn a_pod_made_in_a_call_that_fails_is_not_there() {
    let mut chain = chain();
    let stake = Manager::stakeCall { pubkey: Bytes::new(), signature: Bytes::new(), depositDataRoot: B256::ZERO };
    assert!(!chain.send(BOB, manager(), ether(32), stake.abi_encode()).success);
    let of_bob = pod_address(&book().restaking, BOB);
    assert!(chain.world.account(&of_bob).is_none(), "no code stays where the pod would have been");
    chain.must(BOB, manager(), ZERO, &Manager::createPodCall {});
    assert!(!chain.world.code(&of_bob).bytes().is_empty());
}
