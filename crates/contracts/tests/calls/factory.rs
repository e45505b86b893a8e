//! Strategies that come into being: by the factory, for EIGEN, and as duration vaults.

use crate::network::{ADMIN, ALICE, BOB, Network, ether, string};
use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::{SolCall, SolError, SolEvent as _};
use aquifer_contracts::{
    CallAnswer, NativeOutcome, OutsideCall,
    interfaces::{
        IERC20,
        restaking::{
            IAllocationManager as Am, IDelegationManager as Dm, IDurationVaultStrategy as Vault, IEigen, IEigenStrategy,
            IStrategy, IStrategyFactory as Factory, IStrategyManager as Sm,
        },
    },
    mock::MockHost,
};
use aquifer_protocol::{
    restaking::{
        Delays, RestakingConfig,
        eigen::EigenTokens,
        strategies::{Strategy, StrategyKind, factory::StrategyFactory},
        strategy_manager::StrategyManager,
    },
    units::{BlockNumber, Blocks, EigenAmount, Timestamp, Wei},
};
use std::sync::Arc;

/// Who may end a vault early.
const ARBITRATOR: Address = Address::repeat_byte(0xa4);
/// The registrar of the service.
const REGISTRAR: Address = Address::repeat_byte(0x4e);
/// Blocks of every delay.
const DELAY: u64 = 10;

/// A network whose factory belongs to the administrator and whitelists; Alice has 50 wstETH and 100 EIGEN.
fn network() -> Network {
    let mut network = Network::start();
    let book = network.book.restaking;
    let restaking = &mut network.host.protocol.restaking;
    let delays = Delays {
        withdrawal: Blocks::new(DELAY),
        deallocation: Blocks::new(DELAY),
        allocation_configuration: Blocks::new(DELAY),
        slash_resolution: None,
    };
    restaking.config = Arc::new(RestakingConfig { delays, ..RestakingConfig::default() });
    Arc::make_mut(&mut restaking.strategies).factory = StrategyFactory::new(ADMIN);
    restaking.strategy_manager = Arc::new(StrategyManager::new(ADMIN, book.strategy_factory));
    let hundred = EigenAmount::new(U256::from(100));
    let tokens = EigenTokens::genesis(&book, ADMIN, &[(ALICE, hundred)], Timestamp::new(1)).expect("a holder");
    restaking.eigen = Arc::new(tokens);
    let eigen = Strategy::new(book.backing_eigen, StrategyKind::Eigen { eigen: book.eigen });
    assert!(restaking.genesis_strategy(book.eigen_strategy, eigen));
    let wsteth = network.book.wsteth;
    assert!(matches!(network.raw(ALICE, wsteth, ether(50), &[]), NativeOutcome::Return(_)));
    network
}

fn error<E: SolError>(error: &E) -> Bytes {
    error.abi_encode().into()
}

fn call<C: SolCall>(network: &mut Network, from: Address, to: Address, call: &C) -> C::Return {
    network.call(from, to, Wei::ZERO, call)
}

fn refused<C: SolCall>(network: &mut Network, from: Address, to: Address, call: &C) -> Bytes {
    network.refused(from, to, Wei::ZERO, call)
}

fn pass(network: &mut Network, blocks: u64) {
    network.host.block_number = BlockNumber::new(network.host.block_number.get() + blocks);
    network.host.timestamp = Timestamp::new(network.host.timestamp.get() + 12 * blocks);
}

/// Approves and deposits.
fn deposit(network: &mut Network, from: Address, strategy: Address, token: Address, amount: U256) -> Result<U256, Bytes> {
    let manager = network.book.restaking.strategy_manager;
    call(network, from, token, &IERC20::approveCall { spender: manager, amount });
    let deposit = Sm::depositIntoStrategyCall { strategy, token, amount };
    match network.raw(from, manager, Wei::ZERO, &deposit.abi_encode()) {
        NativeOutcome::Return(output) => Ok(Sm::depositIntoStrategyCall::abi_decode_returns(&output).expect("shares")),
        NativeOutcome::Revert(data) => Err(data),
        other => panic!("{other:?}"),
    }
}

#[test]
fn anybody_makes_the_one_strategy_of_a_token() {
    let mut network = network();
    let (factory, manager) = (network.book.restaking.strategy_factory, network.book.restaking.strategy_manager);
    let token = network.book.wsteth;
    network.host.logs.clear();
    let strategy = call(&mut network, BOB, factory, &Factory::deployNewStrategyCall { token });
    assert_eq!(strategy, factory.create(1), "the first contract the factory creates");
    let logs: Vec<_> = network.host.logs.iter().map(|log| (log.address, log.topics()[0])).collect();
    let expected = [
        (strategy, IStrategy::BeaconUpgraded::SIGNATURE_HASH),
        (strategy, IStrategy::StrategyTokenSet::SIGNATURE_HASH),
        (strategy, IStrategy::Initialized::SIGNATURE_HASH),
        (factory, Factory::StrategySetForToken::SIGNATURE_HASH),
        (manager, Sm::StrategyAddedToDepositWhitelist::SIGNATURE_HASH),
    ];
    assert_eq!(logs, expected);
    assert_eq!(network.view(strategy, &IStrategy::underlyingTokenCall {}), token);
    assert_eq!(network.view(factory, &Factory::deployedStrategiesCall { token }), strategy);
    assert_eq!(deposit(&mut network, ALICE, strategy, token, U256::from(7)), Ok(U256::from(7)));

    let again = refused(&mut network, BOB, factory, &Factory::deployNewStrategyCall { token });
    assert_eq!(again, error(&Factory::StrategyAlreadyExists {}));
    let no_token = refused(&mut network, BOB, factory, &Factory::deployNewStrategyCall { token: BOB });
    assert_eq!(no_token, Bytes::new(), "an account without code has no decimals");
    assert_eq!(refused(&mut network, BOB, strategy, &Vault::lockCall {}), Bytes::new(), "no vault, no lock");
}

#[test]
fn a_blacklisted_token_gets_no_strategy_and_takes_no_more_deposits() {
    let mut network = network();
    let factory = network.book.restaking.strategy_factory;
    let (wsteth, steth) = (network.book.wsteth, network.book.steth);
    let strategy = call(&mut network, BOB, factory, &Factory::deployNewStrategyCall { token: wsteth });
    let blacklist = Factory::blacklistTokensCall { tokens: vec![wsteth, steth] };
    let stranger = refused(&mut network, BOB, factory, &blacklist);
    assert_eq!(stranger, string("Ownable: caller is not the owner"));
    call(&mut network, ADMIN, factory, &blacklist);
    assert_eq!(refused(&mut network, ADMIN, factory, &blacklist), error(&Factory::AlreadyBlacklisted {}));
    let refusal = refused(&mut network, BOB, factory, &Factory::deployNewStrategyCall { token: steth });
    assert_eq!(refusal, error(&Factory::BlacklistedToken {}));
    let closed = deposit(&mut network, ALICE, strategy, wsteth, U256::from(7));
    assert_eq!(closed, Err(error(&Sm::StrategyNotWhitelisted {})));
    call(&mut network, ADMIN, factory, &Factory::whitelistStrategiesCall { strategiesToWhitelist: vec![strategy] });
    assert_eq!(deposit(&mut network, ALICE, strategy, wsteth, U256::from(7)), Ok(U256::from(7)));
}

#[test]
fn eigen_is_deposited_as_what_backs_it_and_comes_back_as_eigen() {
    let mut network = network();
    let book = network.book.restaking;
    let (strategy, amount) = (book.eigen_strategy, U256::from(60));
    assert_eq!(network.view(strategy, &IEigenStrategy::EIGENCall {}), book.eigen);
    assert_eq!(deposit(&mut network, ALICE, strategy, book.eigen, amount), Ok(amount));
    let held = |network: &mut Network, token, account| network.view(token, &IERC20::balanceOfCall { account });
    assert_eq!(held(&mut network, book.backing_eigen, strategy), amount, "the strategy holds bEIGEN");
    assert_eq!(held(&mut network, book.eigen, strategy), U256::ZERO);

    let params = Dm::QueuedWithdrawalParams {
        strategies: vec![strategy],
        depositShares: vec![amount],
        __deprecated_withdrawer: Address::ZERO,
    };
    call(&mut network, ALICE, book.delegation_manager, &Dm::queueWithdrawalsCall { params: vec![params] });
    let queued = network.view(book.delegation_manager, &Dm::getQueuedWithdrawalsCall { staker: ALICE });
    let withdrawal = queued.withdrawals.into_iter().next().expect("one waits");
    pass(&mut network, DELAY + 1);
    let complete =
        |token| Dm::completeQueuedWithdrawalCall { withdrawal: withdrawal.clone(), tokens: vec![token], receiveAsTokens: true };
    let other = network.book.steth;
    let wrong = refused(&mut network, ALICE, book.delegation_manager, &complete(other));
    assert_eq!(wrong, error(&IStrategy::OnlyUnderlyingToken {}));
    call(&mut network, ALICE, book.delegation_manager, &complete(book.eigen));
    assert_eq!(held(&mut network, book.eigen, ALICE), U256::from(100));
    assert_eq!(held(&mut network, book.backing_eigen, book.eigen), U256::from(100), "all EIGEN is backed again");

    // bEIGEN itself is taken as by any strategy.
    call(&mut network, ALICE, book.eigen, &IEigen::unwrapCall { amount });
    assert_eq!(deposit(&mut network, ALICE, strategy, book.backing_eigen, amount), Ok(amount));
}

/// A vault of wstETH for a set of Bob's, administrated by the administrator.
fn vault_config(network: &Network) -> Factory::VaultConfig {
    Factory::VaultConfig {
        underlyingToken: network.book.wsteth,
        vaultAdmin: ADMIN,
        arbitrator: ARBITRATOR,
        duration: 1_200,
        maxPerDeposit: U256::from(100),
        stakeCap: U256::from(150),
        metadataURI: "vault".into(),
        operatorSet: Factory::OperatorSet { avs: BOB, id: 1 },
        operatorSetRegistrationData: Bytes::new(),
        delegationApprover: Address::ZERO,
        operatorMetadataURI: "operator".into(),
    }
}

/// Bob's service with set 1; its registrar says yes, to leaving only when `lets_go`.
fn serve(network: &mut Network, lets_go: bool) {
    let book = network.book.restaking;
    let code = move |_: &mut MockHost, call: &OutsideCall| {
        let leaving = call.input.starts_with(&aquifer_contracts::interfaces::IAVSRegistrar::deregisterOperatorCall::SELECTOR);
        CallAnswer { success: lets_go || !leaving, output: Bytes::from(U256::ONE.to_be_bytes::<32>()) }
    };
    network.host.contracts.insert(REGISTRAR, Arc::new(code));
    call(network, BOB, book.allocation_manager, &Am::updateAVSMetadataURICall { avs: BOB, metadataURI: String::new() });
    call(network, BOB, book.allocation_manager, &Am::setAVSRegistrarCall { avs: BOB, registrar: REGISTRAR });
    let params = vec![Am::CreateSetParamsV2 { operatorSetId: 1, strategies: Vec::new(), slasher: BOB }];
    call(network, BOB, book.allocation_manager, &Am::createOperatorSets_1Call { avs: BOB, params });
}

/// A vault that the set uses.
fn opened(network: &mut Network) -> Address {
    let book = network.book.restaking;
    let config = vault_config(network);
    let vault = call(network, BOB, book.strategy_factory, &Factory::deployDurationVaultStrategyCall { config });
    let add = Am::addStrategiesToOperatorSetCall { avs: BOB, operatorSetId: 1, strategies: vec![vault] };
    call(network, BOB, book.allocation_manager, &add);
    vault
}

fn delegate(network: &mut Network, staker: Address, operator: Address) {
    let delegation = network.book.restaking.delegation_manager;
    let approval = Dm::SignatureWithExpiry { signature: Bytes::new(), expiry: U256::ZERO };
    let call_data = Dm::delegateToCall { operator, approverSignatureAndExpiry: approval, approverSalt: Default::default() };
    call(network, staker, delegation, &call_data);
}

fn queue(network: &Network, vault: Address, shares: u64) -> (Address, Dm::queueWithdrawalsCall) {
    let params = Dm::QueuedWithdrawalParams {
        strategies: vec![vault],
        depositShares: vec![U256::from(shares)],
        __deprecated_withdrawer: Address::ZERO,
    };
    (network.book.restaking.delegation_manager, Dm::queueWithdrawalsCall { params: vec![params] })
}

#[test]
fn a_vault_is_an_operator_of_its_set_and_keeps_to_its_limits() {
    let mut network = network();
    serve(&mut network, true);
    let book = network.book.restaking;
    let token = network.book.wsteth;
    let vault = opened(&mut network);
    assert!(network.view(book.delegation_manager, &Dm::isOperatorCall { operator: vault }));
    let set = Am::OperatorSet { avs: BOB, id: 1 };
    assert!(network.view(book.allocation_manager, &Am::isMemberOfOperatorSetCall { operator: vault, operatorSet: set }));
    let delay = network.view(book.allocation_manager, &Am::getAllocationDelayCall { operator: vault });
    assert_eq!((delay.isSet, u64::from(delay.delay)), (true, DELAY + 1));
    assert_eq!(network.view(book.strategy_factory, &Factory::getDurationVaultsCall { token }), [vault]);
    assert_eq!(network.view(vault, &Vault::stateCall {}), 1);

    let hundred = U256::from(100);
    let alone = deposit(&mut network, ALICE, vault, token, hundred);
    assert_eq!(alone, Err(error(&Vault::MustBeDelegatedToVaultOperator {})));
    delegate(&mut network, ALICE, vault);
    let too_much = deposit(&mut network, ALICE, vault, token, U256::from(101));
    assert_eq!(too_much, Err(error(&Vault::DepositExceedsMaxPerDeposit {})));
    assert_eq!(deposit(&mut network, ALICE, vault, token, hundred), Ok(hundred));
    let over_cap = deposit(&mut network, ALICE, vault, token, U256::from(51));
    assert_eq!(over_cap, Err(error(&IStrategy::BalanceExceedsMaxTotalDeposits {})));
    assert_eq!(deposit(&mut network, ALICE, vault, token, U256::from(50)), Ok(U256::from(50)));
    let update = Vault::updateTVLLimitsCall { newMaxPerDeposit: U256::from(9), newStakeCap: U256::from(8) };
    assert_eq!(refused(&mut network, ADMIN, vault, &update), error(&IStrategy::MaxPerDepositExceedsMax {}));
    assert_eq!(refused(&mut network, BOB, vault, &update), error(&Vault::OnlyVaultAdmin {}));
}

#[test]
fn a_vault_is_locked_once_and_ends_when_it_is_over() {
    let mut network = network();
    serve(&mut network, true);
    let book = network.book.restaking;
    let token = network.book.wsteth;
    let vault = opened(&mut network);
    delegate(&mut network, ALICE, vault);
    assert_eq!(deposit(&mut network, ALICE, vault, token, U256::from(100)), Ok(U256::from(100)));

    assert_eq!(refused(&mut network, BOB, vault, &Vault::lockCall {}), error(&Vault::OnlyVaultAdmin {}));
    assert_eq!(refused(&mut network, ARBITRATOR, vault, &Vault::advanceToWithdrawalsCall {}), error(&Vault::VaultNotLocked {}));
    call(&mut network, ADMIN, vault, &Vault::lockCall {});
    assert_eq!(refused(&mut network, ADMIN, vault, &Vault::lockCall {}), error(&Vault::VaultAlreadyLocked {}));
    let late = deposit(&mut network, ALICE, vault, token, U256::from(1));
    assert_eq!(late, Err(error(&Vault::DepositsLocked {})));
    let (delegation, leave) = queue(&network, vault, 100);
    assert_eq!(refused(&mut network, ALICE, delegation, &leave), error(&Vault::WithdrawalsLockedDuringAllocations {}));
    assert_eq!(refused(&mut network, BOB, vault, &Vault::markMaturedCall {}), error(&Vault::DurationNotElapsed {}));

    pass(&mut network, 100);
    let allocation = Am::getAllocationCall { operator: vault, operatorSet: Am::OperatorSet { avs: BOB, id: 1 }, strategy: vault };
    let allocated = network.view(book.allocation_manager, &allocation);
    assert_eq!(allocated.currentMagnitude, 1_000_000_000_000_000_000, "the whole is allocated");
    network.host.logs.clear();
    call(&mut network, BOB, vault, &Vault::markMaturedCall {});
    let own: Vec<_> = network.host.logs.iter().filter(|log| log.address == vault).map(|log| log.topics()[0]).collect();
    let expected = [
        Vault::VaultMatured::SIGNATURE_HASH,
        Vault::DeallocateAttempted::SIGNATURE_HASH,
        Vault::DeregisterAttempted::SIGNATURE_HASH,
    ];
    assert_eq!(own, expected);
    assert!(
        network
            .host
            .logs
            .iter()
            .filter(|log| log.data.data.len() == 32 && log.address == vault)
            .skip(1)
            .all(|log| log.data.data[31] == 1)
    );
    let set = Am::OperatorSet { avs: BOB, id: 1 };
    assert!(!network.view(book.allocation_manager, &Am::isMemberOfOperatorSetCall { operator: vault, operatorSet: set }));
    call(&mut network, ALICE, delegation, &leave);
}

#[test]
fn a_registrar_that_refuses_does_not_keep_stakers_from_leaving() {
    let mut network = network();
    serve(&mut network, false);
    let token = network.book.wsteth;
    let vault = opened(&mut network);
    delegate(&mut network, ALICE, vault);
    assert_eq!(deposit(&mut network, ALICE, vault, token, U256::from(100)), Ok(U256::from(100)));
    call(&mut network, ADMIN, vault, &Vault::lockCall {});

    assert_eq!(refused(&mut network, ADMIN, vault, &Vault::advanceToWithdrawalsCall {}), error(&Vault::OnlyArbitrator {}));
    network.host.logs.clear();
    call(&mut network, ARBITRATOR, vault, &Vault::advanceToWithdrawalsCall {});
    assert_eq!(network.view(vault, &Vault::stateCall {}), 3);
    let attempts: Vec<u8> = network.host.logs.iter().filter(|log| log.address == vault).map(|log| log.data.data[31]).collect();
    assert_eq!(attempts[2..], [0, 0], "the allocation was pending, the registrar refused");
    let (delegation, leave) = queue(&network, vault, 100);
    call(&mut network, ALICE, delegation, &leave);
    // Again, once the allocation counts: the magnitude comes back.
    pass(&mut network, DELAY + 2);
    network.host.logs.clear();
    call(&mut network, BOB, vault, &Vault::markMaturedCall {});
    let attempts: Vec<u8> = network.host.logs.iter().filter(|log| log.address == vault).map(|log| log.data.data[31]).collect();
    assert_eq!(attempts, [1, 0]);
}

#[test]
fn a_vault_that_cannot_be_is_refused() {
    let mut network = network();
    serve(&mut network, true);
    let factory = network.book.restaking.strategy_factory;
    let sound = vault_config(&network);
    let eigen = network.book.restaking.eigen;
    type Spoil = fn(&mut Factory::VaultConfig);
    let cases: [(Spoil, Bytes); 5] = [
        (|config| config.vaultAdmin = Address::ZERO, error(&Vault::InvalidVaultAdmin {})),
        (|config| config.arbitrator = Address::ZERO, error(&Vault::InvalidArbitrator {})),
        (|config| config.duration = 63_072_001, error(&Vault::InvalidDuration {})),
        (|config| config.maxPerDeposit = U256::MAX, error(&IStrategy::MaxPerDepositExceedsMax {})),
        (|config| config.operatorSet.id = 2, error(&Am::InvalidOperatorSet {})),
    ];
    for (spoil, expected) in cases {
        let mut config = sound.clone();
        spoil(&mut config);
        assert_eq!(refused(&mut network, BOB, factory, &Factory::deployDurationVaultStrategyCall { config }), expected);
    }
    let config = Factory::VaultConfig { underlyingToken: eigen, ..sound };
    let prohibited = refused(&mut network, BOB, factory, &Factory::deployDurationVaultStrategyCall { config });
    assert_eq!(prohibited, error(&Factory::ProhibitedDurationVaultToken {}));
}
