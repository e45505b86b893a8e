//! Services and operators through their ABIs: registrars, pauses, owners, keys, the old directory.

use crate::network::{ADMIN, ALICE, BOB, GENESIS_TIME, Network, guardians, string};
use alloy_primitives::{Address, B256, Bytes, U256};
use alloy_signer::SignerSync as _;
use alloy_signer_local::PrivateKeySigner;
use alloy_sol_types::{SolCall as _, SolError as _, SolEvent as _, SolValue as _};
use aquifer_contracts::{
    CallAnswer,
    interfaces::{
        IAVSRegistrar, IERC1271, IOwnable, IPausable,
        restaking::{IAVSDirectory, IAllocationManager, IDelegationManager, IKeyRegistrar},
    },
    mock::OutsideCode,
};
use aquifer_protocol::{
    restaking::{avs_directory::AvsDirectory, pausers::PauserRegistry},
    units::{Timestamp, Wei},
};
use std::sync::Arc;

/// A service whose registrar is a contract.
const AVS: Address = Address::repeat_byte(0x5e);
const REGISTRAR: Address = Address::repeat_byte(0xcc);
/// Who clears pauses.
const UNPAUSER: Address = Address::repeat_byte(0x09);

/// A network in which `ALICE` operates and `AVS` has a set without strategies.
fn network() -> Network {
    let mut network = Network::start();
    let restaking = &mut network.host.protocol.restaking;
    restaking.pausers = Arc::new(PauserRegistry::genesis(&[ADMIN], UNPAUSER).expect("two accounts"));
    restaking.avs_directory = Arc::new(AvsDirectory::genesis(ADMIN));
    let book = network.book.restaking;
    let operate = IDelegationManager::registerAsOperatorCall {
        initDelegationApprover: Address::ZERO,
        allocationDelay: 0,
        metadataURI: String::new(),
    };
    network.call(ALICE, book.delegation_manager, Wei::ZERO, &operate);
    let metadata = IAllocationManager::updateAVSMetadataURICall { avs: AVS, metadataURI: "m".into() };
    network.call(AVS, book.allocation_manager, Wei::ZERO, &metadata);
    let sets = vec![IAllocationManager::CreateSetParams { operatorSetId: 0, strategies: vec![] }];
    let create = IAllocationManager::createOperatorSets_0Call { avs: AVS, params: sets };
    network.call(AVS, book.allocation_manager, Wei::ZERO, &create);
    network
}

fn answering(success: bool, output: Vec<u8>) -> OutsideCode {
    Arc::new(move |_, _| CallAnswer { success, output: output.clone().into() })
}

/// Names a registrar that agrees to be named, and then behaves as `code` does.
fn with_registrar(code: OutsideCode) -> Network {
    let mut network = network();
    let manager = network.book.restaking.allocation_manager;
    network.host.contracts.insert(REGISTRAR, answering(true, true.abi_encode()));
    let name = IAllocationManager::setAVSRegistrarCall { avs: AVS, registrar: REGISTRAR };
    network.call(AVS, manager, Wei::ZERO, &name);
    network.host.contracts.insert(REGISTRAR, code);
    network
}

fn join() -> IAllocationManager::registerForOperatorSetsCall {
    let params = IAllocationManager::RegisterParams { avs: AVS, operatorSetIds: vec![0], data: Bytes::from("key") };
    IAllocationManager::registerForOperatorSetsCall { operator: ALICE, params }
}

fn leave() -> IAllocationManager::deregisterFromOperatorSetsCall {
    let params = IAllocationManager::DeregisterParams { operator: ALICE, avs: AVS, operatorSetIds: vec![0] };
    IAllocationManager::deregisterFromOperatorSetsCall { params }
}

const fn set() -> IKeyRegistrar::OperatorSet {
    IKeyRegistrar::OperatorSet { avs: AVS, id: 0 }
}

fn is_member() -> IAllocationManager::isMemberOfOperatorSetCall {
    let set = IAllocationManager::OperatorSet { avs: AVS, id: 0 };
    IAllocationManager::isMemberOfOperatorSetCall { operator: ALICE, operatorSet: set }
}

#[test]
fn a_registrar_is_asked_with_the_operator_in_and_may_look_at_it() {
    let manager = network().book.restaking.allocation_manager;
    let code: OutsideCode = Arc::new(move |host, call| {
        let asked = IAVSRegistrar::registerOperatorCall::abi_decode(&call.input).expect("the question of a registrar");
        assert_eq!((call.from, asked.operator, asked.avs), (manager, ALICE, AVS));
        assert_eq!((asked.operatorSetIds, asked.data), (vec![0], Bytes::from("key")));
        let seen = host.view(REGISTRAR, manager, &is_member().abi_encode());
        assert_eq!(seen, aquifer_contracts::NativeOutcome::Return(true.abi_encode().into()));
        CallAnswer { success: true, output: Bytes::new() }
    });
    let mut network = with_registrar(code);
    network.call(ALICE, manager, Wei::ZERO, &join());
    assert!(network.view(manager, &is_member()));
}

#[test]
fn a_registrars_refusal_is_the_calls_with_its_own_words() {
    let mut network = with_registrar(answering(false, b"not you".to_vec()));
    let manager = network.book.restaking.allocation_manager;
    assert_eq!(network.refused(ALICE, manager, Wei::ZERO, &join()), Bytes::from("not you"));
    network.host.contracts.insert(REGISTRAR, answering(true, vec![]));
    network.call(ALICE, manager, Wei::ZERO, &join());
    network.host.contracts.insert(REGISTRAR, answering(false, b"stay".to_vec()));
    assert_eq!(network.refused(ALICE, manager, Wei::ZERO, &leave()), Bytes::from("stay"));
    assert!(network.view(manager, &is_member()));
}

#[test]
fn an_account_without_code_cannot_be_asked() {
    let mut network = network();
    let manager = network.book.restaking.allocation_manager;
    assert_eq!(network.refused(ALICE, manager, Wei::ZERO, &join()), Bytes::new(), "the service itself has no code");
    let name = IAllocationManager::setAVSRegistrarCall { avs: AVS, registrar: BOB };
    assert_eq!(network.refused(AVS, manager, Wei::ZERO, &name), Bytes::new());
}

#[test]
fn a_registrar_is_named_by_the_service_when_it_says_that_it_serves_it() {
    let mut network = network();
    let manager = network.book.restaking.allocation_manager;
    let name = IAllocationManager::setAVSRegistrarCall { avs: AVS, registrar: REGISTRAR };
    for (output, expected) in [
        (false.abi_encode(), IAllocationManager::InvalidAVSRegistrar {}.abi_encode()),
        (U256::from(2).abi_encode(), vec![]),
        (vec![], vec![]),
    ] {
        network.host.contracts.insert(REGISTRAR, answering(true, output));
        assert_eq!(network.refused(AVS, manager, Wei::ZERO, &name), Bytes::from(expected));
    }
    // Who may not name one is refused before anybody is asked.
    network.host.contracts.insert(REGISTRAR, Arc::new(|_, call| panic!("asked: {call:?}")));
    let stranger = network.refused(BOB, manager, Wei::ZERO, &name);
    assert_eq!(stranger, Bytes::from(IAllocationManager::InvalidPermissions {}.abi_encode()));
}

#[test]
fn pausers_pause_and_the_unpauser_unpauses_every_contract_that_can_be() {
    let mut network = network();
    let book = network.book.restaking;
    let contracts = [
        book.delegation_manager,
        book.strategy_manager,
        book.allocation_manager,
        book.eigen_pod_manager,
        book.rewards_coordinator,
        book.avs_directory,
    ];
    for contract in contracts {
        let pause = IPausable::pauseCall { newPausedStatus: U256::from(5) };
        let stranger = network.refused(ALICE, contract, Wei::ZERO, &pause);
        assert_eq!(stranger, Bytes::from(IPausable::OnlyPauser {}.abi_encode()));
        network.host.logs.clear();
        network.call(ADMIN, contract, Wei::ZERO, &pause);
        let paused = IPausable::Paused { account: ADMIN, newPausedStatus: U256::from(5) };
        let log = &network.host.logs[0];
        assert_eq!((log.address, &log.data), (contract, &paused.encode_log_data()));
        let bits = [0, 1, 2].map(|index| network.view(contract, &IPausable::paused_1Call { index }));
        assert_eq!((bits, network.view(contract, &IPausable::paused_0Call {})), ([true, false, true], U256::from(5)));
        let unpause = IPausable::unpauseCall { newPausedStatus: U256::ONE };
        let pauser = network.refused(ADMIN, contract, Wei::ZERO, &unpause);
        assert_eq!(pauser, Bytes::from(IPausable::OnlyUnpauser {}.abi_encode()));
        network.call(UNPAUSER, contract, Wei::ZERO, &unpause);
        network.call(ADMIN, contract, Wei::ZERO, &IPausable::pauseAllCall {});
        assert_eq!(network.view(contract, &IPausable::paused_0Call {}), U256::MAX);
        assert_eq!(network.view(contract, &IPausable::pauserRegistryCall {}), book.pauser_registry);
    }
    let paused = network.refused(ALICE, book.allocation_manager, Wei::ZERO, &join());
    assert_eq!(paused, Bytes::from(IPausable::CurrentlyPaused {}.abi_encode()));
}

#[test]
fn an_owner_gives_a_contract_away_and_strangers_are_told_so() {
    let mut network = network();
    let contract = network.book.restaking.avs_directory;
    let give = IOwnable::transferOwnershipCall { newOwner: BOB };
    assert_eq!(network.refused(ALICE, contract, Wei::ZERO, &give), string("Ownable: caller is not the owner"));
    let nobody = IOwnable::transferOwnershipCall { newOwner: Address::ZERO };
    assert_eq!(network.refused(ADMIN, contract, Wei::ZERO, &nobody), string("Ownable: new owner is the zero address"));
    network.call(ADMIN, contract, Wei::ZERO, &give);
    assert_eq!(network.view(contract, &IOwnable::ownerCall {}), BOB);
    network.call(BOB, contract, Wei::ZERO, &IOwnable::renounceOwnershipCall {});
    assert_eq!(network.view(contract, &IOwnable::ownerCall {}), Address::ZERO);
}

#[test]
fn what_is_native_was_initialised_at_genesis() {
    let mut network = network();
    let book = network.book.restaking;
    let words = string("Initializable: contract is already initialized");
    let manager = IAllocationManager::initializeCall { initialPausedStatus: U256::ZERO };
    assert_eq!(network.refused(ADMIN, book.allocation_manager, Wei::ZERO, &manager), words);
    let directory = IAVSDirectory::initializeCall { initialOwner: BOB, initialPausedStatus: U256::ZERO };
    assert_eq!(network.refused(ADMIN, book.avs_directory, Wei::ZERO, &directory), words);
}

/// A network in which the keys of the set are addresses.
fn with_ecdsa_keys() -> Network {
    let mut network = network();
    let configure = IKeyRegistrar::configureOperatorSetCall { operatorSet: set(), curveType: IKeyRegistrar::CurveType::ECDSA };
    let registrar = network.book.restaking.key_registrar;
    network.call(AVS, registrar, Wei::ZERO, &configure);
    let again = network.refused(AVS, registrar, Wei::ZERO, &configure);
    assert_eq!(again, Bytes::from(IKeyRegistrar::ConfigurationAlreadySet {}.abi_encode()));
    network
}

fn register_key(network: &mut Network, key: &PrivateKeySigner, operator: Address) -> IKeyRegistrar::registerKeyCall {
    let registrar = network.book.restaking.key_registrar;
    let question =
        IKeyRegistrar::getECDSAKeyRegistrationMessageHashCall { operator, operatorSet: set(), keyAddress: key.address() };
    let digest = network.view(registrar, &question);
    let signature = key.sign_hash_sync(&digest).expect("a signature").as_bytes();
    let data = Bytes::copy_from_slice(key.address().as_slice());
    IKeyRegistrar::registerKeyCall { operator, operatorSet: set(), keyData: data, signature: signature.to_vec().into() }
}

#[test]
fn an_operator_proves_that_it_has_the_key_it_registers() {
    let mut network = with_ecdsa_keys();
    let registrar = network.book.restaking.key_registrar;
    let [key, other, ..] = &guardians()[..] else { panic!("three keys") };
    let good = register_key(&mut network, key, ALICE);
    let refused = |network: &mut Network, call: &IKeyRegistrar::registerKeyCall, error: Vec<u8>| {
        assert_eq!(network.refused(ALICE, registrar, Wei::ZERO, call), Bytes::from(error));
    };
    let foreign = register_key(&mut network, other, ALICE).signature;
    let forged = IKeyRegistrar::registerKeyCall { signature: foreign, ..good.clone() };
    refused(&mut network, &forged, IKeyRegistrar::InvalidSignature {}.abi_encode());
    let short = IKeyRegistrar::registerKeyCall { keyData: Bytes::from("short"), ..good.clone() };
    refused(&mut network, &short, IKeyRegistrar::InvalidKeyFormat {}.abi_encode());
    let zero = IKeyRegistrar::registerKeyCall { keyData: Bytes::from(vec![0; 20]), ..good.clone() };
    refused(&mut network, &zero, IKeyRegistrar::ZeroPubkey {}.abi_encode());
    let unknown = IKeyRegistrar::OperatorSet { avs: AVS, id: 1 };
    let nowhere = IKeyRegistrar::registerKeyCall { operatorSet: unknown, ..good.clone() };
    refused(&mut network, &nowhere, IKeyRegistrar::OperatorSetNotConfigured {}.abi_encode());

    network.host.logs.clear();
    network.call(ALICE, registrar, Wei::ZERO, &good);
    assert_eq!(network.host.logs[0].topics()[0], IKeyRegistrar::KeyRegistered::SIGNATURE_HASH);
    let address = IKeyRegistrar::getECDSAAddressCall { operatorSet: set(), operator: ALICE };
    assert_eq!(network.view(registrar, &address), key.address());
    let found = IKeyRegistrar::getOperatorFromSigningKeyCall { operatorSet: set(), signingKeyData: good.keyData.clone() };
    let found = network.view(registrar, &found);
    assert_eq!((found.operator, found.status), (ALICE, true));
    let second = register_key(&mut network, other, ALICE);
    refused(&mut network, &second, IKeyRegistrar::OperatorAlreadyRegistered {}.abi_encode());
}

#[test]
fn a_key_is_good_once_for_ever_and_stays_while_the_set_can_slash() {
    let mut network = with_ecdsa_keys();
    let (registrar, manager) = (network.book.restaking.key_registrar, network.book.restaking.allocation_manager);
    let key = &guardians()[0];
    let good = register_key(&mut network, key, ALICE);
    network.call(ALICE, registrar, Wei::ZERO, &good);
    let stolen = register_key(&mut network, key, BOB);
    let known = Bytes::from(IKeyRegistrar::KeyAlreadyRegistered {}.abi_encode());
    assert_eq!(network.refused(BOB, registrar, Wei::ZERO, &stolen), known);

    network.host.contracts.insert(AVS, answering(true, vec![]));
    network.call(ALICE, manager, Wei::ZERO, &join());
    let back = IKeyRegistrar::deregisterKeyCall { operator: ALICE, operatorSet: set() };
    let slashable = IKeyRegistrar::OperatorStillSlashable { operatorSet: set(), operator: ALICE };
    assert_eq!(network.refused(ALICE, registrar, Wei::ZERO, &back), Bytes::from(slashable.abi_encode()));
    network.call(ALICE, manager, Wei::ZERO, &leave());
    let delay = network.view(manager, &IAllocationManager::DEALLOCATION_DELAYCall {});
    let later = network.host.block_number.get() + u64::from(delay) + 1;
    network.host.block_number = aquifer_protocol::units::BlockNumber::new(later);
    network.call(ALICE, registrar, Wei::ZERO, &back);
    assert!(!network.view(registrar, &IKeyRegistrar::isRegisteredCall { operatorSet: set(), operator: ALICE }));
    let none = IKeyRegistrar::KeyNotFound { operatorSet: set(), operator: ALICE };
    assert_eq!(network.refused(ALICE, registrar, Wei::ZERO, &back), Bytes::from(none.abi_encode()));
    assert_eq!(network.refused(ALICE, registrar, Wei::ZERO, &good), known);
}

/// What an operator signs for the service `BOB`, by the directory's own view.
fn registration(network: &mut Network, operator: Address, salt: B256, expiry: U256) -> B256 {
    let question = IAVSDirectory::calculateOperatorAVSRegistrationDigestHashCall { operator, avs: BOB, salt, expiry };
    let directory = network.book.restaking.avs_directory;
    network.view(directory, &question)
}

#[test]
fn the_old_directory_registers_operators_who_signed() {
    let mut network = network();
    let book = network.book.restaking;
    let key = &guardians()[0];
    let operate = IDelegationManager::registerAsOperatorCall {
        initDelegationApprover: Address::ZERO,
        allocationDelay: 0,
        metadataURI: String::new(),
    };
    let (operator, salt, expiry) = (key.address(), B256::with_last_byte(1), U256::from(GENESIS_TIME + 12_000));
    let digest = registration(&mut network, operator, salt, expiry);
    let signature = key.sign_hash_sync(&digest).expect("a signature").as_bytes().to_vec();
    let register = |signature: Vec<u8>| IAVSDirectory::registerOperatorToAVSCall {
        operator,
        operatorSignature: IAVSDirectory::SignatureWithSaltAndExpiry { signature: signature.into(), salt, expiry },
    };
    let refused = |network: &mut Network, call: &IAVSDirectory::registerOperatorToAVSCall, error: Vec<u8>| {
        assert_eq!(network.refused(BOB, book.avs_directory, Wei::ZERO, call), Bytes::from(error));
    };
    let good = register(signature.clone());
    refused(&mut network, &good, IAVSDirectory::OperatorNotRegisteredToEigenLayer {}.abi_encode());
    network.call(operator, book.delegation_manager, Wei::ZERO, &operate);
    refused(&mut network, &register(vec![0; 65]), IAVSDirectory::InvalidSignature {}.abi_encode());
    network.host.timestamp = Timestamp::new(GENESIS_TIME + 12_001);
    refused(&mut network, &good, IAVSDirectory::SignatureExpired {}.abi_encode());
    network.host.timestamp = Timestamp::new(GENESIS_TIME + 12_000);

    network.call(BOB, book.avs_directory, Wei::ZERO, &good);
    let status = IAVSDirectory::avsOperatorStatusCall { avs: BOB, operator };
    assert_eq!(network.view(book.avs_directory, &status), 1);
    refused(&mut network, &good, IAVSDirectory::OperatorAlreadyRegisteredToAVS {}.abi_encode());
    let deregister = IAVSDirectory::deregisterOperatorFromAVSCall { operator };
    network.call(BOB, book.avs_directory, Wei::ZERO, &deregister);
    let gone = network.refused(BOB, book.avs_directory, Wei::ZERO, &deregister);
    assert_eq!(gone, Bytes::from(IAVSDirectory::OperatorNotRegisteredToAVS {}.abi_encode()));
    refused(&mut network, &good, IAVSDirectory::SaltSpent {}.abi_encode());
}

#[test]
fn an_operator_that_is_a_contract_signs_by_saying_so() {
    let mut network = network();
    let book = network.book.restaking;
    let operator = Address::repeat_byte(0xc0);
    let operate = IDelegationManager::registerAsOperatorCall {
        initDelegationApprover: Address::ZERO,
        allocationDelay: 0,
        metadataURI: String::new(),
    };
    network.call(operator, book.delegation_manager, Wei::ZERO, &operate);
    let (salt, expiry) = (B256::ZERO, U256::MAX);
    let digest = registration(&mut network, operator, salt, expiry);
    let magic = [&IERC1271::isValidSignatureCall::SELECTOR[..], &[0; 28]].concat();
    let code: OutsideCode = Arc::new(move |_, call| {
        let asked = IERC1271::isValidSignatureCall::abi_decode(&call.input).expect("the question of ERC-1271");
        assert_eq!((asked.hash, asked.signature, call.is_static), (digest, Bytes::from("mine"), true));
        CallAnswer { success: true, output: magic.clone().into() }
    });
    network.host.contracts.insert(operator, code);
    let signature = IAVSDirectory::SignatureWithSaltAndExpiry { signature: Bytes::from("mine"), salt, expiry };
    let register = IAVSDirectory::registerOperatorToAVSCall { operator, operatorSignature: signature };
    network.call(BOB, book.avs_directory, Wei::ZERO, &register);
    assert!(network.view(book.avs_directory, &IAVSDirectory::operatorSaltIsSpentCall { operator, salt }));
}
