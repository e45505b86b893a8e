//! Deposits, delegation and the queue through their ABIs: tokens of ours and of others, signatures of keys and of contracts,
//! and code that calls back.

use crate::network::{ALICE, BOB, Network, ether, guardians, string};
use alloy_primitives::{Address, B256, Bytes, U256};
use alloy_signer::SignerSync as _;
use alloy_sol_types::{Panic, PanicKind, SolCall, SolError as _, SolEvent as _, SolInterface as _};
use aquifer_contracts::{
    CallAnswer, NativeOutcome,
    interfaces::{
        IERC20::IERC20Calls,
        IERC1271, ILido,
        restaking::{IDelegationManager as Dm, IStrategy, IStrategyManager as Sm},
    },
    mock::{MockHost, OutsideCode},
};
use aquifer_protocol::{
    restaking::{
        strategies::{Strategy, StrategyKind},
        strategy_manager::StrategyManager,
    },
    units::{BlockNumber, Wei},
};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

const STRATEGY: Address = Address::repeat_byte(0x51);
const TOKEN: Address = Address::repeat_byte(0x70);
const CONTRACT: Address = Address::repeat_byte(0xcc);

/// What runs while a token moves.
type Hook = Arc<dyn Fn(&mut MockHost) + Send + Sync>;

/// A network whose strategy takes `token`.
fn with_strategy(token: Address) -> Network {
    let mut network = Network::start();
    let restaking = &mut network.host.protocol.restaking;
    restaking.strategy_manager = Arc::new(StrategyManager::new(ALICE, ALICE));
    assert!(restaking.genesis_strategy(STRATEGY, Strategy::new(token, StrategyKind::Base)));
    network
}

/// A network whose strategy takes a token of somebody else, of which `BOB` has a million.
fn with_outside_token(hook: Hook) -> Network {
    let mut network = with_strategy(TOKEN);
    let balances = Mutex::new(BTreeMap::from([(BOB, U256::from(1_000_000))]));
    let code: OutsideCode = Arc::new(move |host, call| {
        let output = match IERC20Calls::abi_decode(&call.input).expect("a function of ERC-20") {
            IERC20Calls::balanceOf(call) => balances.lock().unwrap().get(&call.account).copied().unwrap_or_default(),
            IERC20Calls::transferFrom(call) => moved(&balances, call.from, call.to, call.amount),
            IERC20Calls::transfer(transfer) => moved(&balances, call.from, transfer.to, transfer.amount),
            other => panic!("nobody calls {other:?}"),
        };
        if !call.is_static {
            hook(host);
        }
        CallAnswer { success: true, output: output.to_be_bytes_vec().into() }
    });
    network.host.contracts.insert(TOKEN, code);
    network
}

fn moved(balances: &Mutex<BTreeMap<Address, U256>>, from: Address, to: Address, amount: U256) -> U256 {
    let mut balances = balances.lock().unwrap();
    *balances.entry(from).or_default() -= amount;
    *balances.entry(to).or_default() += amount;
    U256::ONE
}

fn quiet() -> Hook {
    Arc::new(|_| {})
}

fn deposit_call(amount: u64) -> Sm::depositIntoStrategyCall {
    Sm::depositIntoStrategyCall { strategy: STRATEGY, token: TOKEN, amount: U256::from(amount) }
}

/// Queues deposit shares of the strategy and waits until they can be completed.
fn queued(network: &mut Network, staker: Address, shares: u64) -> Dm::Withdrawal {
    let manager = network.book.restaking.delegation_manager;
    let part = Dm::QueuedWithdrawalParams {
        strategies: vec![STRATEGY],
        depositShares: vec![U256::from(shares)],
        __deprecated_withdrawer: Address::ZERO,
    };
    let roots = network.call(staker, manager, Wei::ZERO, &Dm::queueWithdrawalsCall { params: vec![part] });
    let delay = network.view(manager, &Dm::minWithdrawalDelayBlocksCall {});
    network.host.block_number = BlockNumber::new(network.host.block_number.get() + u64::from(delay) + 1);
    network.view(manager, &Dm::queuedWithdrawalsCall { withdrawalRoot: roots[0] })
}

#[test]
fn steth_is_deposited_grows_and_comes_back() {
    let steth = aquifer_contracts::addresses::mainnet().steth;
    let mut network = with_strategy(steth);
    let (sm, dm) = (network.book.restaking.strategy_manager, network.book.restaking.delegation_manager);
    network.call(ALICE, steth, ether(10), &ILido::submitCall { referral: Address::ZERO });
    network.call(ALICE, steth, Wei::ZERO, &ILido::approveCall { spender: sm, amount: U256::MAX });
    network.host.logs.clear();
    let deposit = Sm::depositIntoStrategyCall { strategy: STRATEGY, token: steth, amount: ether(4).get() };
    let shares = network.call(ALICE, sm, Wei::ZERO, &deposit);
    let topics: Vec<_> = network.host.logs.iter().map(|log| log.topics()[0]).collect();
    let ours = [
        IStrategy::ExchangeRateEmitted::SIGNATURE_HASH,
        Sm::Deposit::SIGNATURE_HASH,
        Dm::DepositScalingFactorUpdated::SIGNATURE_HASH,
    ];
    assert!(topics.ends_with(&ours), "{topics:?}");
    let deposits = network.view(dm, &Dm::getDepositedSharesCall { staker: ALICE });
    assert_eq!((deposits._0, deposits._1), (vec![STRATEGY], vec![shares]));

    // Twice as many stETH in the strategy: its shares are worth more, less what belongs to nobody.
    network.call(ALICE, steth, Wei::ZERO, &ILido::transferCall { recipient: STRATEGY, amount: ether(4).get() });
    let worth = network.view(STRATEGY, &IStrategy::userUnderlyingViewCall { user: ALICE });
    assert!(worth <= ether(8).get() && worth > ether(8).get() - U256::from(5_000), "{worth}");

    let part = Dm::QueuedWithdrawalParams {
        strategies: vec![STRATEGY],
        depositShares: vec![shares],
        __deprecated_withdrawer: Address::ZERO,
    };
    let roots = network.call(ALICE, dm, Wei::ZERO, &Dm::queueWithdrawalsCall { params: vec![part] });
    let withdrawal = network.view(dm, &Dm::queuedWithdrawalsCall { withdrawalRoot: roots[0] });
    let complete = Dm::completeQueuedWithdrawalCall { withdrawal, tokens: vec![steth], receiveAsTokens: true };
    let early = network.refused(ALICE, dm, Wei::ZERO, &complete);
    assert_eq!(early, Dm::WithdrawalDelayNotElapsed {}.abi_encode());
    network.host.block_number = BlockNumber::new(1_000 + 100_801);
    let before = network.view(steth, &ILido::balanceOfCall { account: ALICE });
    network.call(ALICE, dm, Wei::ZERO, &complete);
    let received = network.view(steth, &ILido::balanceOfCall { account: ALICE }) - before;
    assert!(worth - received <= U256::from(2), "{worth} {received}");
    assert_eq!(network.host.protocol.restaking.check(), Ok(()));
}

#[test]
fn a_deposit_for_somebody_else_needs_a_signature_good_once() {
    let signer = &guardians()[0];
    let (staker, strategy, token) = (signer.address(), STRATEGY, TOKEN);
    let mut network = with_outside_token(quiet());
    let sm = network.book.restaking.strategy_manager;
    let (amount, expiry) = (U256::from(5_000), U256::from(network.host.timestamp.get()));
    let digest = |network: &mut Network, expiry| {
        let nonce = network.view(sm, &Sm::noncesCall { signer: staker });
        network.view(sm, &Sm::calculateStrategyDepositDigestHashCall { staker, strategy, token, amount, nonce, expiry })
    };
    let call = |digest: B256, expiry| Sm::depositIntoStrategyWithSignatureCall {
        strategy,
        token,
        amount,
        staker,
        expiry,
        signature: signer.sign_hash_sync(&digest).expect("a key signs").as_bytes().to_vec().into(),
    };
    let late = expiry - U256::ONE;
    let expired = call(digest(&mut network, late), late);
    assert_eq!(network.refused(BOB, sm, Wei::ZERO, &expired), Sm::SignatureExpired {}.abi_encode());
    let good = call(digest(&mut network, expiry), expiry);
    let foreign = Sm::depositIntoStrategyWithSignatureCall { staker: ALICE, ..good.clone() };
    assert_eq!(network.refused(BOB, sm, Wei::ZERO, &foreign), Sm::InvalidSignature {}.abi_encode());
    let short = Sm::depositIntoStrategyWithSignatureCall { signature: good.signature.slice(..64), ..good.clone() };
    assert_eq!(network.refused(BOB, sm, Wei::ZERO, &short), Sm::InvalidSignature {}.abi_encode());

    assert_eq!(network.call(BOB, sm, Wei::ZERO, &good), amount);
    let shares = network.view(sm, &Sm::stakerDepositSharesCall { staker, strategy });
    assert_eq!(shares, amount);
    assert_eq!(network.refused(BOB, sm, Wei::ZERO, &good), Sm::InvalidSignature {}.abi_encode());
}

#[test]
fn an_approver_signs_by_its_key_or_by_its_code() {
    let signer = &guardians()[0];
    let mut network = with_strategy(TOKEN);
    let dm = network.book.restaking.delegation_manager;
    let register = |approver| Dm::registerAsOperatorCall {
        initDelegationApprover: approver,
        allocationDelay: 0,
        metadataURI: "https://operator.example".into(),
    };
    network.call(ALICE, dm, Wei::ZERO, &register(signer.address()));
    let (expiry, salt) = (U256::MAX, B256::repeat_byte(1));
    let join = |operator, signature: Vec<u8>, salt| Dm::delegateToCall {
        operator,
        approverSignatureAndExpiry: Dm::SignatureWithExpiry { signature: signature.into(), expiry },
        approverSalt: salt,
    };
    let unsigned = network.refused(BOB, dm, Wei::ZERO, &join(ALICE, vec![], salt));
    assert_eq!(unsigned, Dm::InvalidSignature {}.abi_encode());
    let digest = Dm::calculateDelegationApprovalDigestHashCall {
        staker: BOB,
        operator: ALICE,
        approver: signer.address(),
        approverSalt: salt,
        expiry,
    };
    let digest = network.view(dm, &digest);
    let signature = signer.sign_hash_sync(&digest).expect("a key signs").as_bytes().to_vec();
    network.call(BOB, dm, Wei::ZERO, &join(ALICE, signature.clone(), salt));
    assert_eq!(network.view(dm, &Dm::delegatedToCall { staker: BOB }), ALICE);
    network.call(BOB, dm, Wei::ZERO, &Dm::undelegateCall { staker: BOB });
    let spent = network.refused(BOB, dm, Wei::ZERO, &join(ALICE, signature, salt));
    assert_eq!(spent, Dm::SaltSpent {}.abi_encode());

    // A contract as approver: the magic value is a yes, anything else a no.
    let change = Dm::modifyOperatorDetailsCall { operator: ALICE, newDelegationApprover: CONTRACT };
    network.call(ALICE, dm, Wei::ZERO, &change);
    let answers = |selector: [u8; 4]| -> OutsideCode {
        let output: Bytes = B256::right_padding_from(&selector).to_vec().into();
        Arc::new(move |_, call| {
            assert!(call.is_static);
            CallAnswer { success: true, output: output.clone() }
        })
    };
    network.host.contracts.insert(CONTRACT, answers([0xff; 4]));
    let no = network.refused(BOB, dm, Wei::ZERO, &join(ALICE, vec![1], salt));
    assert_eq!(no, Dm::InvalidSignature {}.abi_encode());
    network.host.contracts.insert(CONTRACT, answers(IERC1271::isValidSignatureCall::SELECTOR));
    network.call(BOB, dm, Wei::ZERO, &join(ALICE, vec![1], salt));
}

#[test]
fn a_token_that_calls_back_finds_the_guarded_functions_shut() {
    let outcomes = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&outcomes);
    let hook: Hook = Arc::new(move |host| {
        let book = host.protocol.addresses.restaking;
        let part = Dm::QueuedWithdrawalParams {
            strategies: vec![STRATEGY],
            depositShares: vec![U256::ONE],
            __deprecated_withdrawer: Address::ZERO,
        };
        let queue = Dm::queueWithdrawalsCall { params: vec![part] }.abi_encode();
        let mut seen = seen.lock().unwrap();
        seen.push(host.transact(BOB, book.strategy_manager, Wei::ZERO, &deposit_call(1).abi_encode()));
        seen.push(host.transact(BOB, book.delegation_manager, Wei::ZERO, &queue));
    });
    let mut network = with_outside_token(hook);
    let (sm, dm) = (network.book.restaking.strategy_manager, network.book.restaking.delegation_manager);
    // Both ways in meet the guard of StrategyManager, which comes before any look at shares; on the way out that of both.
    network.call(BOB, sm, Wei::ZERO, &deposit_call(5_000));
    network.call(BOB, sm, Wei::ZERO, &deposit_call(5_000));
    let withdrawal = queued(&mut network, BOB, 10_000);
    let complete = Dm::completeQueuedWithdrawalCall { withdrawal, tokens: vec![TOKEN], receiveAsTokens: true };
    network.call(BOB, dm, Wei::ZERO, &complete);
    let reentrant = NativeOutcome::Revert(string("ReentrancyGuard: reentrant call"));
    let outcomes = outcomes.lock().unwrap();
    assert_eq!(*outcomes, vec![reentrant; 6]);
    // The doors are open again afterwards.
    drop(outcomes);
    network.call(BOB, sm, Wei::ZERO, &deposit_call(5_000));
}

#[test]
fn strategies_of_others_are_asked_by_their_abi() {
    let mut network = with_outside_token(quiet());
    let (sm, dm) = (network.book.restaking.strategy_manager, network.book.restaking.delegation_manager);
    let add = Sm::addStrategiesToDepositWhitelistCall { strategiesToWhitelist: vec![CONTRACT] };
    network.call(ALICE, sm, Wei::ZERO, &add);
    let deposit = Sm::depositIntoStrategyCall { strategy: CONTRACT, token: TOKEN, amount: U256::from(100) };
    // Nothing lives there yet.
    assert_eq!(network.refused(BOB, sm, Wei::ZERO, &deposit), Bytes::new());
    let paid = Arc::new(Mutex::new(None));
    let payment = Arc::clone(&paid);
    let code: OutsideCode = Arc::new(move |_, call| {
        if let Ok(withdraw) = IStrategy::withdrawCall::abi_decode(&call.input) {
            *payment.lock().unwrap() = Some((withdraw.recipient, withdraw.amountShares));
        }
        CallAnswer { success: true, output: U256::from(7).to_be_bytes_vec().into() }
    });
    network.host.contracts.insert(CONTRACT, code);
    assert_eq!(network.call(BOB, sm, Wei::ZERO, &deposit), U256::from(7));
    let part = Dm::QueuedWithdrawalParams {
        strategies: vec![CONTRACT],
        depositShares: vec![U256::from(7)],
        __deprecated_withdrawer: Address::ZERO,
    };
    let roots = network.call(BOB, dm, Wei::ZERO, &Dm::queueWithdrawalsCall { params: vec![part] });
    let withdrawal = network.view(dm, &Dm::queuedWithdrawalsCall { withdrawalRoot: roots[0] });
    network.host.block_number = BlockNumber::new(1_000 + 100_801);
    let complete = Dm::completeQueuedWithdrawalCall { withdrawal, tokens: vec![TOKEN], receiveAsTokens: true };
    network.call(BOB, dm, Wei::ZERO, &complete);
    assert_eq!(*paid.lock().unwrap(), Some((BOB, U256::from(7))));
}

#[test]
fn what_only_managers_call_is_shut_to_others() {
    let mut network = with_strategy(TOKEN);
    let book = network.book.restaking;
    let (sm, dm) = (book.strategy_manager, book.delegation_manager);
    let one = U256::ONE;
    let add = Sm::addSharesCall { staker: BOB, strategy: STRATEGY, shares: one };
    assert_eq!(network.refused(ALICE, sm, Wei::ZERO, &add), Sm::OnlyDelegationManager {}.abi_encode());
    let increase = Dm::increaseDelegatedSharesCall { staker: BOB, strategy: STRATEGY, prevDepositShares: one, addedShares: one };
    let refused = network.refused(ALICE, dm, Wei::ZERO, &increase);
    assert_eq!(refused, Dm::OnlyStrategyManagerOrEigenPodManager {}.abi_encode());
    let decrease = Dm::decreaseDelegatedSharesCall { staker: BOB, curDepositShares: one, beaconChainSlashingFactorDecrease: 1 };
    assert_eq!(network.refused(ALICE, dm, Wei::ZERO, &decrease), Dm::OnlyEigenPodManager {}.abi_encode());
    let slash = Dm::slashOperatorSharesCall {
        operator: BOB,
        operatorSet: Dm::OperatorSet { avs: ALICE, id: 0 },
        slashId: one,
        strategy: STRATEGY,
        prevMaxMagnitude: 2,
        newMaxMagnitude: 1,
    };
    assert_eq!(network.refused(ALICE, dm, Wei::ZERO, &slash), Dm::OnlyAllocationManager {}.abi_encode());
    let deposit = IStrategy::depositCall { token: TOKEN, amount: one };
    let refused = network.refused(ALICE, STRATEGY, Wei::ZERO, &deposit);
    assert_eq!(refused, IStrategy::OnlyStrategyManager {}.abi_encode());
}

#[test]
fn lists_that_are_too_short_are_read_beyond_their_end() {
    let mut network = with_outside_token(quiet());
    let (sm, dm) = (network.book.restaking.strategy_manager, network.book.restaking.delegation_manager);
    network.call(BOB, sm, Wei::ZERO, &deposit_call(5_000));
    let withdrawal = queued(&mut network, BOB, 100);
    let beyond = Panic::from(PanicKind::ArrayOutOfBounds).abi_encode();
    let all =
        Dm::completeQueuedWithdrawalsCall { withdrawals: vec![withdrawal], tokens: vec![vec![TOKEN]], receiveAsTokens: vec![] };
    assert_eq!(network.refused(BOB, dm, Wei::ZERO, &all), beyond);
    let convert = Dm::convertToDepositSharesCall { staker: BOB, strategies: vec![STRATEGY], withdrawableShares: vec![] };
    assert_eq!(network.refused(BOB, dm, Wei::ZERO, &convert), beyond);
    // A public getter of a list just fails.
    let entry = Sm::stakerStrategyListCall { staker: BOB, index: U256::ONE };
    assert_eq!(network.refused(BOB, sm, Wei::ZERO, &entry), Bytes::new());
    let unknown = network.view(dm, &Dm::getQueuedWithdrawalCall { withdrawalRoot: B256::ZERO });
    assert_eq!((unknown.withdrawal.staker, unknown.shares.len()), (Address::ZERO, 0));
}
