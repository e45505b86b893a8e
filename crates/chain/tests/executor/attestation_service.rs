//! The reference service of `services/double-signing`: its real bytecode against the native contracts it lives with.

use crate::fixture::{ALICE, BOB, Chain, book, ether, event};
use alloy_primitives::{Address, B256, Bytes, U256, hex};
use alloy_signer::SignerSync as _;
use alloy_signer_local::PrivateKeySigner;
use alloy_sol_types::{SolCall, SolError, SolValue};
use aquifer_chain::Input;
use aquifer_chain::block::{DevelopmentChange, StoredReceipt};
use aquifer_chain::execute::{CallRequest, CallStatus};
use aquifer_contracts::interfaces::AttestationService::{self, SigningKey, Statement};
use aquifer_contracts::interfaces::restaking::{IAllocationManager, IDelegationManager, IPermissionController};
use aquifer_protocol::restaking::BEACON_CHAIN_ETH;

/// A tenth of what is allocated.
const WAD_TO_SLASH: u64 = 100_000_000_000_000_000;
const HALF: u64 = 500_000_000_000_000_000;
const WHOLE: u64 = 1_000_000_000_000_000_000;

/// A strategy whose address is below that of beacon chain ether, so that the set's order is not the ascending one.
const LOW: Address = Address::repeat_byte(0x11);

/// The service on a chain, with one operator that secures it.
struct Stage {
    chain: Chain,
    service: Address,
    operator: PrivateKeySigner,
}

impl Stage {
    fn new() -> Self {
        let mut chain = Chain::new();
        let service = deploy(&mut chain);
        let operator = PrivateKeySigner::from_bytes(&B256::repeat_byte(0x42)).expect("a key");
        let mut stage = Self { chain, service, operator };
        let address = stage.operator.address();
        stage.enlist(address, Bytes::new());
        stage
    }

    /// Gives an account ether, makes it an operator, and has it join the set with half of its magnitude.
    #[track_caller]
    fn enlist(&mut self, operator: Address, data: Bytes) {
        self.become_operator(operator);
        assert!(self.join(operator, data).success, "registered");
        let allocation = IAllocationManager::AllocateParams {
            operatorSet: self.set(),
            strategies: vec![BEACON_CHAIN_ETH, LOW],
            newMagnitudes: vec![HALF, HALF],
        };
        let allocate = IAllocationManager::modifyAllocationsCall { operator, params: vec![allocation] };
        self.chain.must(operator, allocations(), U256::ZERO, &allocate);
    }

    #[track_caller]
    fn become_operator(&mut self, operator: Address) {
        let rich = DevelopmentChange::SetBalance { account: operator, balance: ether(10) };
        self.chain.mine(vec![Input::Development(rich)]);
        let register = IDelegationManager::registerAsOperatorCall {
            initDelegationApprover: Address::ZERO,
            allocationDelay: 0,
            metadataURI: String::new(),
        };
        self.chain.must(operator, book().restaking.delegation_manager, U256::ZERO, &register);
    }

    fn join(&mut self, operator: Address, data: Bytes) -> StoredReceipt {
        let params = IAllocationManager::RegisterParams { avs: self.service, operatorSetIds: vec![0], data };
        let call = IAllocationManager::registerForOperatorSetsCall { operator, params };
        self.chain.send(operator, allocations(), U256::ZERO, call.abi_encode())
    }

    fn set(&self) -> IAllocationManager::OperatorSet {
        IAllocationManager::OperatorSet { avs: self.service, id: 0 }
    }

    fn sign(&self, statement: &Statement) -> Bytes {
        sign(&self.operator, statement.digest(31_337, self.service))
    }

    /// A statement and its operator's signature.
    fn signed(&self, height: u64, value: u8) -> (Statement, Bytes) {
        let statement = Statement { height, value: B256::repeat_byte(value) };
        let signature = self.sign(&statement);
        (statement, signature)
    }

    fn evidence(&self, first: (Statement, Bytes), second: (Statement, Bytes)) -> AttestationService::submitEvidenceCall {
        AttestationService::submitEvidenceCall {
            operator: self.operator.address(),
            first: first.0,
            firstSignature: first.1,
            second: second.0,
            secondSignature: second.1,
        }
    }

    fn attestation(&self, (statement, signature): (Statement, Bytes)) -> AttestationService::attestCall {
        AttestationService::attestCall { operator: self.operator.address(), statement, signature }
    }

    fn max_magnitude(&self) -> u64 {
        let operator = self.operator.address();
        let call = IAllocationManager::getMaxMagnitudeCall { operator, strategy: BEACON_CHAIN_ETH };
        self.chain.view(allocations(), &call)
    }

    /// What a call is refused with.
    #[track_caller]
    fn refusal(&self, from: Address, to: Address, call: &impl SolCall) -> Bytes {
        let request = CallRequest { from, to: Some(to), input: call.abi_encode().into(), ..CallRequest::default() };
        let outcome = self.chain.call(&request);
        assert_eq!(outcome.status, CallStatus::Revert, "{outcome:?}");
        outcome.output
    }

    #[track_caller]
    fn refused(&self, call: &impl SolCall, error: impl SolError) {
        assert_eq!(self.refusal(BOB, self.service, call), Bytes::from(error.abi_encode()));
    }
}

fn allocations() -> Address {
    book().restaking.allocation_manager
}

fn sign(key: &PrivateKeySigner, digest: B256) -> Bytes {
    key.sign_hash_sync(&digest).expect("signs").as_bytes().into()
}

/// Deploys the committed artifact; Alice is to be its admin.
fn deploy(chain: &mut Chain) -> Address {
    let artifact = include_str!("../../../../services/double-signing/artifact/AttestationService.hex");
    let mut code = hex::decode(artifact.trim()).expect("hex");
    let constructor = AttestationService::constructorCall {
        allocationManager: allocations(),
        permissionController: book().restaking.permission_controller,
        admin: ALICE,
        wadToSlash: WAD_TO_SLASH,
        metadataURI: "https://example.org/service.json".to_owned(),
        strategies: vec![BEACON_CHAIN_ETH, LOW],
    };
    code.extend(alloy_sol_types::SolConstructor::abi_encode(&constructor));
    let tx = chain.transaction(BOB, None, U256::ZERO, code.into());
    let receipt = chain.mine(vec![tx]).remove(0);
    assert!(receipt.success, "{receipt:?}");
    receipt.contract_address.expect("a contract")
}

#[test]
fn one_transaction_sets_a_service_up() {
    let stage = Stage::new();
    let (chain, service) = (&stage.chain, stage.service);
    assert!(chain.view(allocations(), &IAllocationManager::isOperatorSetCall { operatorSet: stage.set() }));
    assert_eq!(chain.view(allocations(), &IAllocationManager::getSlasherCall { operatorSet: stage.set() }), service);
    assert_eq!(chain.view(allocations(), &IAllocationManager::getAVSRegistrarCall { avs: service }), service);
    let strategies = IAllocationManager::getStrategiesInOperatorSetCall { operatorSet: stage.set() };
    assert_eq!(chain.view(allocations(), &strategies), [BEACON_CHAIN_ETH, LOW]);
    let permissions = book().restaking.permission_controller;
    assert!(chain.view(permissions, &IPermissionController::isPendingAdminCall { account: service, pendingAdmin: ALICE }));
}

#[test]
fn two_values_for_one_height_cost_a_tenth_of_the_allocation_in_every_strategy() {
    let mut stage = Stage::new();
    let (first, second) = (stage.signed(7, 1), stage.signed(7, 2));
    let evidence = stage.evidence(first, second);
    let receipt = stage.chain.must(BOB, stage.service, U256::ZERO, &evidence);
    let slashed: AttestationService::DoubleSigned = event(&receipt);
    assert_eq!((slashed.operator, slashed.height), (stage.operator.address(), 7));
    assert_eq!((slashed.first, slashed.second), (B256::repeat_byte(1), B256::repeat_byte(2)));
    assert_eq!((slashed.slashId, slashed.submitter), (U256::ONE, BOB));
    // A tenth of one half.
    let seen: IAllocationManager::OperatorSlashed = event(&receipt);
    assert_eq!(seen.strategies, [LOW, BEACON_CHAIN_ETH]);
    assert_eq!(seen.wadSlashed, [U256::from(WHOLE / 20), U256::from(WHOLE / 20)]);
    assert_eq!(stage.max_magnitude(), WHOLE - WHOLE / 20);
}

#[test]
fn a_height_costs_an_operator_one_slash_however_often_it_signs() {
    let mut stage = Stage::new();
    let evidence = stage.evidence(stage.signed(7, 1), stage.signed(7, 2));
    stage.chain.must(BOB, stage.service, U256::ZERO, &evidence);
    let again = AttestationService::AlreadySlashed { operator: stage.operator.address(), height: 7 };
    stage.refused(&evidence, again.clone());
    stage.refused(&stage.evidence(stage.signed(7, 2), stage.signed(7, 1)), again.clone());
    stage.refused(&stage.evidence(stage.signed(7, 3), stage.signed(7, 4)), again);
    assert_eq!(stage.max_magnitude(), WHOLE - WHOLE / 20);
    // Another height is another offence, and takes a tenth of the 0.45 that are left.
    let evidence = stage.evidence(stage.signed(8, 1), stage.signed(8, 2));
    stage.chain.must(BOB, stage.service, U256::ZERO, &evidence);
    assert_eq!(stage.max_magnitude(), WHOLE - WHOLE / 20 - WHOLE / 1_000 * 45);
}

#[test]
fn statements_that_do_not_conflict_are_no_evidence() {
    let stage = Stage::new();
    #[track_caller]
    fn check(stage: &Stage, first: (u64, u8), second: (u64, u8)) {
        let (first, second) = (stage.signed(first.0, first.1), stage.signed(second.0, second.1));
        let error = AttestationService::NotConflicting { first: first.0.clone(), second: second.0.clone() };
        stage.refused(&stage.evidence(first, second), error);
    }
    check(&stage, (7, 1), (7, 1));
    check(&stage, (7, 1), (8, 2));
    check(&stage, (7, 1), (8, 1));
}

#[test]
fn only_signatures_of_the_operator_are_evidence_against_it() {
    let stage = Stage::new();
    let operator = stage.operator.address();
    let invalid = |signer| AttestationService::InvalidSignature { operator, signer };
    let (statement, good) = stage.signed(7, 2);
    let stranger = PrivateKeySigner::from_bytes(&B256::repeat_byte(0x43)).expect("a key");
    let digest = statement.digest(31_337, stage.service);
    let check = |signature: Bytes, error: AttestationService::InvalidSignature| {
        stage.refused(&stage.evidence(stage.signed(7, 1), (statement.clone(), signature.clone())), error.clone());
        stage.refused(&stage.evidence((statement.clone(), signature), stage.signed(7, 1)), error);
    };
    check(sign(&stranger, digest), invalid(stranger.address()));
    // Nobody's: too short, too long, a wrong parity.
    check(good.slice(..64), invalid(Address::ZERO));
    check([good.as_ref(), &[0]].concat().into(), invalid(Address::ZERO));
    check([&good[..64], &[29]].concat().into(), invalid(Address::ZERO));
    // The other form of a good signature, with the upper `s`.
    let order = U256::from_be_bytes(hex!("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"));
    let upper = order - U256::from_be_slice(&good[32..64]);
    let flipped = [&good[..32], &upper.to_be_bytes::<32>(), &[55 - good[64]]].concat();
    check(flipped.into(), invalid(Address::ZERO));
}

#[test]
fn signatures_for_another_chain_or_another_service_are_none_for_this_one() {
    let stage = Stage::new();
    let statement = Statement { height: 7, value: B256::repeat_byte(2) };
    for digest in [statement.digest(1, stage.service), statement.digest(31_337, BOB)] {
        let evidence = stage.evidence(stage.signed(7, 1), (statement.clone(), sign(&stage.operator, digest)));
        let refusal = stage.refusal(BOB, stage.service, &evidence);
        assert_eq!(refusal.get(..4), Some(AttestationService::InvalidSignature::SELECTOR.as_slice()));
    }
}

#[test]
fn digests_are_those_that_wallets_compute() {
    let stage = Stage::new();
    let statement = Statement { height: 7, value: B256::repeat_byte(2) };
    let call = AttestationService::statementDigestCall { statement: statement.clone() };
    assert_eq!(stage.chain.view(stage.service, &call), statement.digest(31_337, stage.service));
    let call = AttestationService::signingKeyDigestCall { operator: ALICE };
    assert_eq!(stage.chain.view(stage.service, &call), SigningKey { operator: ALICE }.digest(31_337, stage.service));
}

#[test]
fn who_secures_the_service_no_longer_cannot_be_slashed_and_who_leaves_can_for_the_delay() {
    let mut stage = Stage::new();
    let operator = stage.operator.address();
    let params = IAllocationManager::DeregisterParams { operator, avs: stage.service, operatorSetIds: vec![0] };
    let leave = IAllocationManager::deregisterFromOperatorSetsCall { params };
    stage.chain.must(operator, allocations(), U256::ZERO, &leave);
    let evidence = stage.evidence(stage.signed(7, 1), stage.signed(7, 2));
    stage.chain.must(BOB, stage.service, U256::ZERO, &evidence);
    assert_eq!(stage.max_magnitude(), WHOLE - WHOLE / 20);

    // Somebody who never joined.
    stage.operator = PrivateKeySigner::from_bytes(&B256::repeat_byte(0x44)).expect("a key");
    let evidence = stage.evidence(stage.signed(7, 1), stage.signed(7, 2));
    let refusal = stage.refusal(BOB, stage.service, &evidence);
    assert_eq!(refusal, Bytes::from(IAllocationManager::OperatorNotSlashable {}.abi_encode()));
}

#[test]
fn a_statement_is_published_with_its_signature_and_a_contradiction_too() {
    let mut stage = Stage::new();
    let operator = stage.operator.address();
    let value_at = AttestationService::valueAtCall { operator, height: 7 };
    for (value, kept) in [(1, 1), (2, 1)] {
        let signed = stage.signed(7, value);
        let call = stage.attestation(signed.clone());
        let receipt = stage.chain.must(BOB, stage.service, U256::ZERO, &call);
        let published: AttestationService::Attested = event(&receipt);
        assert_eq!((published.operator, published.height), (operator, 7));
        assert_eq!((published.value, published.signature), (signed.0.value, signed.1));
        assert_eq!(stage.chain.view(stage.service, &value_at), B256::repeat_byte(kept));
    }
}

#[test]
fn what_is_no_statement_of_a_member_is_not_published() {
    let mut stage = Stage::new();
    let operator = stage.operator.address();
    stage.refused(&stage.attestation(stage.signed(7, 0)), AttestationService::EmptyValue {});
    let other = (stage.signed(7, 1).0, stage.signed(8, 1).1);
    let refusal = stage.refusal(BOB, stage.service, &stage.attestation(other));
    assert_eq!(refusal.get(..4), Some(AttestationService::InvalidSignature::SELECTOR.as_slice()));
    let call = stage.attestation(stage.signed(7, 1));
    stage.chain.must(BOB, stage.service, U256::ZERO, &call);
    stage.refused(&call, AttestationService::AlreadyAttested { operator, height: 7 });
    stage.operator = PrivateKeySigner::from_bytes(&B256::repeat_byte(0x44)).expect("a key");
    let operator = stage.operator.address();
    stage.refused(&stage.attestation(stage.signed(7, 1)), AttestationService::NotAMember { operator });
}

#[test]
fn an_operator_may_sign_with_another_key_and_stays_liable_for_both() {
    let mut stage = Stage::new();
    let key = PrivateKeySigner::from_bytes(&B256::repeat_byte(0x45)).expect("a key");
    let operator = address(0x99);
    let consent = sign(&key, SigningKey { operator }.digest(31_337, stage.service));
    stage.enlist(operator, (key.address(), consent).abi_encode_params().into());
    let call = AttestationService::isSigningKeyCall { operator, key: key.address() };
    assert!(stage.chain.view(stage.service, &call));
    let statements = [1, 2].map(|value| Statement { height: 7, value: B256::repeat_byte(value) });
    let signed = statements.map(|statement| {
        let signature = sign(&key, statement.digest(31_337, stage.service));
        (statement, signature)
    });
    let [first, second] = signed;
    let evidence = AttestationService::submitEvidenceCall { operator, ..stage.evidence(first, second) };
    stage.chain.must(BOB, stage.service, U256::ZERO, &evidence);
    let slashed = AttestationService::isSlashedForCall { operator, height: 7 };
    assert!(stage.chain.view(stage.service, &slashed));
}

#[test]
fn a_key_that_has_not_agreed_keeps_its_operator_out() {
    let mut stage = Stage::new();
    let operator = address(0x99);
    stage.become_operator(operator);
    let key = PrivateKeySigner::from_bytes(&B256::repeat_byte(0x45)).expect("a key");
    let for_another = sign(&key, SigningKey { operator: BOB }.digest(31_337, stage.service));
    let data: Bytes = (key.address(), for_another).abi_encode_params().into();
    let params = IAllocationManager::RegisterParams { avs: stage.service, operatorSetIds: vec![0], data: data.clone() };
    let call = IAllocationManager::registerForOperatorSetsCall { operator, params };
    let refusal = stage.refusal(operator, allocations(), &call);
    assert_eq!(refusal.get(..4), Some(AttestationService::InvalidSignature::SELECTOR.as_slice()));
    assert!(!stage.join(operator, data).success);
    let member = IAllocationManager::isMemberOfOperatorSetCall { operator, operatorSet: stage.set() };
    assert!(!stage.chain.view(allocations(), &member));
}

#[test]
fn only_the_allocation_manager_registers_and_only_for_this_service_and_its_set() {
    let stage = Stage::new();
    let register = |avs, ids: Vec<u32>| AttestationService::registerOperatorCall {
        operator: ALICE,
        avs,
        operatorSetIds: ids,
        data: Bytes::new(),
    };
    stage.refused(&register(stage.service, vec![0]), AttestationService::OnlyAllocationManager { caller: BOB });
    let refusal = stage.refusal(allocations(), stage.service, &register(BOB, vec![0]));
    assert_eq!(refusal, Bytes::from(AttestationService::UnknownAVS { avs: BOB }.abi_encode()));
    let refusal = stage.refusal(allocations(), stage.service, &register(stage.service, vec![0, 1]));
    assert_eq!(refusal, Bytes::from(AttestationService::UnknownOperatorSet { id: 1 }.abi_encode()));
    let leave = AttestationService::deregisterOperatorCall { operator: ALICE, avs: stage.service, operatorSetIds: vec![0] };
    stage.refused(&leave, AttestationService::OnlyAllocationManager { caller: BOB });
}

/// An account of tests whose key nobody has.
fn address(byte: u8) -> Address {
    Address::repeat_byte(byte)
}
