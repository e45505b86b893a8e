//! The ABI surface: every function, event and error of every contract against the published lists in `tests/abi/`.
//!
//! The lists are hard-coded text; both ways: nothing is missing and nothing is too much.

use alloy_json_abi::{Error, Event, Function, JsonAbi, StateMutability};
use alloy_sol_types::{SolEventInterface, SolInterface};
use aquifer_contracts::{
    NativeKind, RestakingKind,
    interfaces::{restaking::*, *},
    table::{self, Mutability},
};
use std::collections::BTreeMap;

/// Published lists of one contract: selector or topic to the line it comes from.
#[derive(Default)]
struct Surface {
    functions: BTreeMap<[u8; 4], (String, StateMutability)>,
    events: BTreeMap<[u8; 32], String>,
    errors: BTreeMap<[u8; 4], String>,
}

fn published(list: &str) -> Surface {
    let mut surface = Surface::default();
    for line in list.lines() {
        match line.split_once(' ').map(|(kind, _)| kind) {
            Some("function") => {
                let function = Function::parse(line).unwrap_or_else(|error| panic!("{line}: {error}"));
                let entry = (line.to_owned(), function.state_mutability);
                assert!(surface.functions.insert(function.selector().0, entry).is_none(), "twice: {line}");
            }
            Some("event") => {
                let event = Event::parse(line).unwrap_or_else(|error| panic!("{line}: {error}"));
                assert!(surface.events.insert(event.selector().0, line.to_owned()).is_none(), "twice: {line}");
            }
            Some("error") => {
                let error = Error::parse(line).unwrap_or_else(|error| panic!("{line}: {error}"));
                assert!(surface.errors.insert(error.selector().0, line.to_owned()).is_none(), "twice: {line}");
            }
            _ => panic!("neither function, event nor error: {line}"),
        }
    }
    surface
}

/// Compares published names with those of the bindings, name by name.
#[track_caller]
fn compare<const N: usize, T>(
    what: &str,
    expected: &BTreeMap<[u8; N], T>,
    served: &[[u8; N]],
    names: &[&str],
    line: fn(&T) -> &str,
) {
    for (selector, entry) in expected {
        assert!(served.contains(selector), "{what} not served: {}", line(entry));
    }
    for (selector, name) in served.iter().zip(names) {
        assert!(expected.contains_key(selector), "{what} served but not published: {name}");
    }
    assert_eq!(expected.len(), served.len(), "{what}: a selector twice");
}

/// What the bindings know a selector by.
type Signature = fn([u8; 4]) -> Option<&'static str>;

/// Selectors and signatures of the bindings.
fn served<I: SolInterface>(signature: Signature) -> (Vec<[u8; 4]>, Vec<&'static str>) {
    I::selectors().map(|selector| (selector, signature(selector).expect("a selector of the bindings"))).unzip()
}

fn functions<I: SolInterface>(list: &str, signature: Signature) {
    let (selectors, names) = served::<I>(signature);
    compare("function", &published(list).functions, &selectors, &names, |entry| &entry.0);
}

fn errors<I: SolInterface>(list: &str, signature: Signature) {
    let (selectors, names) = served::<I>(signature);
    compare("error", &published(list).errors, &selectors, &names, String::as_str);
}

fn events<I: SolEventInterface>(list: &str, topics: &[[u8; 32]], names: &[&str]) {
    assert_eq!(I::COUNT, topics.len());
    compare("event", &published(list).events, topics, names, String::as_str);
}

/// The table names every function of the interface with the mutability that was published.
fn mutabilities(list: &str, entries: &[table::Function]) {
    let published = published(list).functions;
    for entry in entries {
        let published = published.get(&entry.selector);
        let (line, mutability) = published.unwrap_or_else(|| panic!("in the table but not published: {:02x?}", entry.selector));
        let expected = match mutability {
            StateMutability::Pure | StateMutability::View => Mutability::View,
            StateMutability::NonPayable => Mutability::Change,
            StateMutability::Payable => Mutability::Payable,
        };
        assert_eq!(entry.mutability, expected, "{line}");
        assert!(entry.gas > 0, "free: {line}");
    }
    assert_eq!(entries.len(), published.len(), "the table lists {} functions of {}", entries.len(), published.len());
}

/// The functions of one of EigenLayer's contracts, those it has in common with others not included.
const fn restaking(kind: RestakingKind) -> &'static [table::Function] {
    table::functions(NativeKind::Restaking(kind))
}

macro_rules! surface {
    ($test:ident: $interface:ident as $kind:expr, functions $calls:path $(, events $events:path)? $(, errors $errors:path)?) => {
        #[test]
        fn $test() {
            let list = include_str!(concat!("abi/", stringify!($interface), ".txt"));
            functions::<$calls>(list, <$calls>::signature_by_selector);
            mutabilities(list, $kind);
            // Events and errors of the list that are not compared must not be there.
            let served_events = 0 $(+ {
                use $events as Events;
                events::<Events>(list, Events::SELECTORS, Events::VARIANT_NAMES);
                Events::SELECTORS.len()
            })?;
            let served_errors = 0 $(+ {
                errors::<$errors>(list, <$errors>::signature_by_selector);
                <$errors as SolInterface>::COUNT
            })?;
            let published = published(list);
            assert_eq!((published.events.len(), published.errors.len()), (served_events, served_errors));
        }
    };
}

surface!(deposit_contract_surface: IDepositContract as table::functions(NativeKind::DepositContract), functions IDepositContract::IDepositContractCalls, events IDepositContract::IDepositContractEvents);
surface!(lido_locator_surface: ILidoLocator as table::functions(NativeKind::LidoLocator), functions ILidoLocator::ILidoLocatorCalls);
surface!(lido_surface: ILido as table::functions(NativeKind::Steth), functions ILido::ILidoCalls, events ILido::ILidoEvents);
surface!(wsteth_surface: IWstETH as table::functions(NativeKind::Wsteth), functions IWstETH::IWstETHCalls, events IWstETH::IWstETHEvents);
surface!(withdrawal_queue_surface: IWithdrawalQueue as table::functions(NativeKind::WithdrawalQueue), functions IWithdrawalQueue::IWithdrawalQueueCalls, events IWithdrawalQueue::IWithdrawalQueueEvents, errors IWithdrawalQueue::IWithdrawalQueueErrors);
surface!(burner_surface: IBurner as table::functions(NativeKind::Burner), functions IBurner::IBurnerCalls, events IBurner::IBurnerEvents, errors IBurner::IBurnerErrors);
surface!(accounting_surface: IAccounting as table::functions(NativeKind::Accounting), functions IAccounting::IAccountingCalls, errors IAccounting::IAccountingErrors);
surface!(accounting_oracle_surface: IAccountingOracle as table::functions(NativeKind::AccountingOracle), functions IAccountingOracle::IAccountingOracleCalls, events IAccountingOracle::IAccountingOracleEvents, errors IAccountingOracle::IAccountingOracleErrors);
surface!(hash_consensus_surface: IHashConsensus as table::functions(NativeKind::HashConsensus), functions IHashConsensus::IHashConsensusCalls, events IHashConsensus::IHashConsensusEvents, errors IHashConsensus::IHashConsensusErrors);
surface!(sanity_checker_surface: IOracleReportSanityChecker as table::functions(NativeKind::SanityChecker), functions IOracleReportSanityChecker::IOracleReportSanityCheckerCalls, events IOracleReportSanityChecker::IOracleReportSanityCheckerEvents, errors IOracleReportSanityChecker::IOracleReportSanityCheckerErrors);
surface!(staking_router_surface: IStakingRouter as table::functions(NativeKind::StakingRouter), functions IStakingRouter::IStakingRouterCalls, events IStakingRouter::IStakingRouterEvents, errors IStakingRouter::IStakingRouterErrors);
surface!(node_operators_registry_surface: INodeOperatorsRegistry as table::functions(NativeKind::NodeOperatorsRegistry), functions INodeOperatorsRegistry::INodeOperatorsRegistryCalls, events INodeOperatorsRegistry::INodeOperatorsRegistryEvents);
surface!(deposit_security_module_surface: IDepositSecurityModule as table::functions(NativeKind::DepositSecurityModule), functions IDepositSecurityModule::IDepositSecurityModuleCalls, events IDepositSecurityModule::IDepositSecurityModuleEvents, errors IDepositSecurityModule::IDepositSecurityModuleErrors);
surface!(withdrawal_vault_surface: IWithdrawalVault as table::functions(NativeKind::WithdrawalVault), functions IWithdrawalVault::IWithdrawalVaultCalls, errors IWithdrawalVault::IWithdrawalVaultErrors);
surface!(el_rewards_vault_surface: ILidoExecutionLayerRewardsVault as table::functions(NativeKind::ElRewardsVault), functions ILidoExecutionLayerRewardsVault::ILidoExecutionLayerRewardsVaultCalls, events ILidoExecutionLayerRewardsVault::ILidoExecutionLayerRewardsVaultEvents);
surface!(votes_token_surface: IVotesToken as table::VOTES_TOKEN, functions IVotesToken::IVotesTokenCalls, events IVotesToken::IVotesTokenEvents);
surface!(eigen_surface: IEigen as restaking(RestakingKind::Eigen), functions IEigen::IEigenCalls);
surface!(backing_eigen_surface: IBackingEigen as restaking(RestakingKind::BackingEigen), functions IBackingEigen::IBackingEigenCalls, events IBackingEigen::IBackingEigenEvents);
surface!(allocation_manager_surface: IAllocationManager as restaking(RestakingKind::AllocationManager), functions IAllocationManager::IAllocationManagerCalls, events IAllocationManager::IAllocationManagerEvents, errors IAllocationManager::IAllocationManagerErrors);
surface!(delegation_manager_surface: IDelegationManager as restaking(RestakingKind::DelegationManager), functions IDelegationManager::IDelegationManagerCalls, events IDelegationManager::IDelegationManagerEvents, errors IDelegationManager::IDelegationManagerErrors);
surface!(strategy_manager_surface: IStrategyManager as restaking(RestakingKind::StrategyManager), functions IStrategyManager::IStrategyManagerCalls, events IStrategyManager::IStrategyManagerEvents, errors IStrategyManager::IStrategyManagerErrors);
surface!(eigen_pod_manager_surface: IEigenPodManager as restaking(RestakingKind::EigenPodManager), functions IEigenPodManager::IEigenPodManagerCalls, events IEigenPodManager::IEigenPodManagerEvents, errors IEigenPodManager::IEigenPodManagerErrors);
surface!(eigen_pod_surface: IEigenPod as restaking(RestakingKind::EigenPod), functions IEigenPod::IEigenPodCalls, events IEigenPod::IEigenPodEvents, errors IEigenPod::IEigenPodErrors);
surface!(strategy_surface: IStrategy as restaking(RestakingKind::Strategy), functions IStrategy::IStrategyCalls, events IStrategy::IStrategyEvents, errors IStrategy::IStrategyErrors);
surface!(strategy_factory_surface: IStrategyFactory as restaking(RestakingKind::StrategyFactory), functions IStrategyFactory::IStrategyFactoryCalls, events IStrategyFactory::IStrategyFactoryEvents, errors IStrategyFactory::IStrategyFactoryErrors);
surface!(permission_controller_surface: IPermissionController as restaking(RestakingKind::PermissionController), functions IPermissionController::IPermissionControllerCalls, events IPermissionController::IPermissionControllerEvents, errors IPermissionController::IPermissionControllerErrors);
surface!(rewards_coordinator_surface: IRewardsCoordinator as restaking(RestakingKind::RewardsCoordinator), functions IRewardsCoordinator::IRewardsCoordinatorCalls, events IRewardsCoordinator::IRewardsCoordinatorEvents, errors IRewardsCoordinator::IRewardsCoordinatorErrors);
surface!(key_registrar_surface: IKeyRegistrar as restaking(RestakingKind::KeyRegistrar), functions IKeyRegistrar::IKeyRegistrarCalls, events IKeyRegistrar::IKeyRegistrarEvents, errors IKeyRegistrar::IKeyRegistrarErrors);
surface!(avs_directory_surface: IAVSDirectory as restaking(RestakingKind::AvsDirectory), functions IAVSDirectory::IAVSDirectoryCalls, events IAVSDirectory::IAVSDirectoryEvents, errors IAVSDirectory::IAVSDirectoryErrors);
surface!(pauser_registry_surface: IPauserRegistry as restaking(RestakingKind::PauserRegistry), functions IPauserRegistry::IPauserRegistryCalls, events IPauserRegistry::IPauserRegistryEvents, errors IPauserRegistry::IPauserRegistryErrors);
surface!(pausable_surface: IPausable as table::PAUSE, functions IPausable::IPausableCalls, events IPausable::IPausableEvents, errors IPausable::IPausableErrors);
surface!(ownable_surface: IOwnable as table::OWNERSHIP, functions IOwnable::IOwnableCalls, events IOwnable::IOwnableEvents);
surface!(duration_vault_surface: IDurationVaultStrategy as table::DURATION_VAULT, functions IDurationVaultStrategy::IDurationVaultStrategyCalls, events IDurationVaultStrategy::IDurationVaultStrategyEvents, errors IDurationVaultStrategy::IDurationVaultStrategyErrors);
surface!(eigen_strategy_surface: IEigenStrategy as table::EIGEN_STRATEGY, functions IEigenStrategy::IEigenStrategyCalls);
surface!(access_control_surface: IAccessControlEnumerable as table::ROLES, functions IAccessControlEnumerable::IAccessControlEnumerableCalls, events IAccessControlEnumerable::IAccessControlEnumerableEvents);

/// The reference service is bytecode: its binding is held against the ABI that the compiler wrote beside it.
#[test]
fn attestation_service_surface() {
    let abi = include_str!("../../../services/double-signing/artifact/AttestationService.abi.json");
    let abi: JsonAbi = serde_json::from_str(abi).expect("an ABI");
    use AttestationService::{
        AttestationServiceCalls as Calls, AttestationServiceErrors as Errors, AttestationServiceEvents as Events,
    };
    let (selectors, names) = served::<Calls>(Calls::signature_by_selector);
    let compiled = abi.functions().map(|function| (function.selector().0, function.signature())).collect();
    compare("function", &compiled, &selectors, &names, String::as_str);
    let (selectors, names) = served::<Errors>(Errors::signature_by_selector);
    let compiled = abi.errors().map(|error| (error.selector().0, error.signature())).collect();
    compare("error", &compiled, &selectors, &names, String::as_str);
    let compiled = abi.events().map(|event| (event.selector().0, event.signature())).collect();
    compare("event", &compiled, Events::SELECTORS, Events::VARIANT_NAMES, String::as_str);
    let constructor = abi.constructor.as_ref().expect("a constructor").inputs.iter().map(|input| input.ty.as_str());
    assert_eq!(constructor.collect::<Vec<_>>(), ["address", "address", "address", "uint64", "string", "address[]"]);
}

#[test]
#[should_panic(expected = "function served but not published: transferShares(address,uint256)")]
fn a_surplus_function_is_reported_by_its_own_name() {
    let list = include_str!("abi/ILido.txt");
    let lines: Vec<&str> = list.lines().filter(|line| !line.starts_with("function transferShares(")).collect();
    assert_eq!(lines.len() + 1, list.lines().count());
    functions::<ILido::ILidoCalls>(&lines.join("\n"), ILido::ILidoCalls::signature_by_selector);
}

/// Selectors and topics everybody knows, so that the lists themselves cannot drift together with the bindings.
#[test]
fn well_known_selectors_are_the_ones_of_mainnet() {
    use alloy_primitives::hex;
    use alloy_sol_types::{SolCall as _, SolError as _, SolEvent as _};
    assert_eq!(ILido::submitCall::SELECTOR, hex!("a1903eab"));
    assert_eq!(ILido::transferSharesCall::SELECTOR, hex!("8fcb4e5b"));
    assert_eq!(ILido::getPooledEthBySharesCall::SELECTOR, hex!("7a28fb88"));
    assert_eq!(ILido::transferCall::SELECTOR, hex!("a9059cbb"));
    assert_eq!(IWstETH::wrapCall::SELECTOR, hex!("ea598cb0"));
    assert_eq!(IWstETH::unwrapCall::SELECTOR, hex!("de0e9a3e"));
    assert_eq!(IWithdrawalQueue::requestWithdrawalsCall::SELECTOR, hex!("d6681042"));
    assert_eq!(IWithdrawalQueue::claimWithdrawalCall::SELECTOR, hex!("f8444436"));
    assert_eq!(IDepositContract::depositCall::SELECTOR, hex!("22895118"));
    assert_eq!(
        IDepositContract::DepositEvent::SIGNATURE_HASH,
        hex!("649bbc62d0e31342afea4e5cd82d4049e7e1ee912fc0889aa790803be39038c5")
    );
    assert_eq!(ILido::Submitted::SIGNATURE_HASH, hex!("96a25c8ce0baabc1fdefd93e9ed25d8e092a3332f3aa9a41722b5697231d1d1a"));
    assert_eq!(IWithdrawalQueue::InvalidRequestId::SELECTOR, hex!("c969e0f2"));
    assert_eq!(IWithdrawalQueue::RequestNotFoundOrNotFinalized::SELECTOR, hex!("4ae50228"));
    assert_eq!(IOracleReportSanityChecker::IncorrectWithdrawalsVaultBalance::SELECTOR, hex!("17edc0a3"));
    assert_eq!(IStakingRouter::StakingModuleNotActive::SELECTOR, hex!("645cc9f6"));
}
