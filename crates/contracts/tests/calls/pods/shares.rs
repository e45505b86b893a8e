//! Shares of native stake: who may move them, and what a loss leaves of them.

use super::{error, with_pod, with_validator};
use crate::network::{ALICE, BOB, ether};
use alloy_primitives::{Address, I256, U256};
use alloy_sol_types::{Panic, PanicKind, SolError as _, SolEvent as _};
use aquifer_contracts::interfaces::restaking::IEigenPodManager as Manager;
use aquifer_protocol::{
    restaking::BEACON_CHAIN_ETH,
    units::{Gwei, Wei},
};

const WHOLE: u64 = 1_000_000_000_000_000_000;

fn update(previous: Wei, delta: i128) -> Manager::recordBeaconChainETHBalanceUpdateCall {
    let delta = I256::try_from(delta).expect("256 bits");
    Manager::recordBeaconChainETHBalanceUpdateCall {
        podOwner: ALICE,
        prevRestakedBalanceWei: previous.get(),
        balanceDeltaWei: delta,
    }
}

fn eth(amount: i128) -> i128 {
    amount * i128::from(WHOLE)
}

#[test]
fn only_the_owners_pod_reports_its_balance() {
    let (mut network, _, _) = with_pod();
    let manager = network.book.restaking.eigen_pod_manager;
    for caller in [ALICE, BOB] {
        let data = network.refused(caller, manager, Wei::ZERO, &update(Wei::ZERO, eth(1)));
        assert_eq!(data, error(&Manager::OnlyEigenPod {}));
    }
    // Nobody's pod is the zero address either.
    let of_nobody = Manager::recordBeaconChainETHBalanceUpdateCall { podOwner: BOB, ..update(Wei::ZERO, 0) };
    assert_eq!(network.refused(Address::ZERO, manager, Wei::ZERO, &of_nobody), error(&Manager::OnlyEigenPod {}));
}

#[test]
fn a_gain_adds_shares_and_a_loss_lowers_the_factor_rounded_down() {
    let (mut network, _, pod) = with_pod();
    let manager = network.book.restaking.eigen_pod_manager;
    network.call(pod, manager, Wei::ZERO, &update(Wei::ZERO, eth(96)));
    assert_eq!(network.view(manager, &Manager::podOwnerDepositSharesCall { podOwner: ALICE }).unsigned_abs(), ether(96).get());
    network.host.logs.clear();
    network.call(pod, manager, Wei::ZERO, &update(ether(96), -eth(64)));
    assert_eq!(network.view(manager, &Manager::beaconChainSlashingFactorCall { staker: ALICE }), WHOLE / 3);
    let fallen = Manager::BeaconChainSlashingFactorDecreased {
        staker: ALICE,
        prevBeaconChainSlashingFactor: WHOLE,
        newBeaconChainSlashingFactor: WHOLE / 3,
    };
    assert_eq!(network.host.logs[0].data, fallen.encode_log_data());
    let strategy = BEACON_CHAIN_ETH;
    let shares = network.view(manager, &Manager::stakerDepositSharesCall { user: ALICE, strategy });
    assert_eq!(shares, ether(96).get(), "a loss touches no share");
    network.call(pod, manager, Wei::ZERO, &update(ether(32), 0));
    network.host.protocol.check().expect("nothing broken");
}

#[test]
fn a_change_is_whole_gwei_and_no_more_is_lost_than_there_was() {
    let (mut network, _, pod) = with_validator();
    let manager = network.book.restaking.eigen_pod_manager;
    for delta in [1, -1, 1_000_000_001] {
        let data = network.refused(pod, manager, Wei::ZERO, &update(ether(32), delta));
        assert_eq!(data, error(&Manager::SharesNotMultipleOfGwei {}));
    }
    let data = network.refused(pod, manager, Wei::ZERO, &update(ether(32), -eth(33)));
    assert_eq!(data, Panic::from(PanicKind::UnderOverflow).abi_encode());
}

#[test]
fn only_the_delegation_manager_moves_shares_and_only_those_of_native_stake() {
    let (mut network, _, _) = with_validator();
    let manager = network.book.restaking.eigen_pod_manager;
    let delegation = network.book.restaking.delegation_manager;
    let (staker, shares, strategy) = (ALICE, U256::ONE, BEACON_CHAIN_ETH);
    let add = Manager::addSharesCall { staker, strategy, shares };
    let remove = Manager::removeDepositSharesCall { staker, strategy, depositSharesToRemove: shares };
    let withdraw = Manager::withdrawSharesAsTokensCall { staker, strategy, token: Address::ZERO, shares };
    let set = Manager::OperatorSet { avs: BOB, id: 1 };
    let burn = Manager::increaseBurnOrRedistributableSharesCall {
        operatorSet: set,
        slashId: U256::ONE,
        strategy,
        addedSharesToBurn: shares,
    };
    let only = error(&Manager::OnlyDelegationManager {});
    assert_eq!(network.refused(ALICE, manager, Wei::ZERO, &add), only);
    assert_eq!(network.refused(ALICE, manager, Wei::ZERO, &remove), only);
    assert_eq!(network.refused(ALICE, manager, Wei::ZERO, &withdraw), only);
    assert_eq!(network.refused(ALICE, manager, Wei::ZERO, &burn), only);
    let other = error(&Manager::InvalidStrategy {});
    let add_other = Manager::addSharesCall { strategy: BOB, ..add.clone() };
    assert_eq!(network.refused(delegation, manager, Wei::ZERO, &add_other), other);
    let remove_other = Manager::removeDepositSharesCall { strategy: BOB, ..remove };
    assert_eq!(network.refused(delegation, manager, Wei::ZERO, &remove_other), other);
    let asked = network.raw(
        ALICE,
        manager,
        Wei::ZERO,
        &alloy_sol_types::SolCall::abi_encode(&Manager::stakerDepositSharesCall { user: ALICE, strategy: BOB }),
    );
    assert_eq!(asked, aquifer_contracts::NativeOutcome::Revert(other));
    let added = network.call(delegation, manager, Wei::ZERO, &add);
    assert_eq!((added.existingDepositShares, added.addedShares), (Wei::from(Gwei::new(32_000_000_000)).get(), U256::ONE));
    network.call(delegation, manager, Wei::ZERO, &burn);
    assert_eq!(network.view(manager, &Manager::burnableETHSharesCall {}), U256::ONE);
}

#[test]
fn shares_are_never_negative() {
    let (mut network, _, _) = with_validator();
    let manager = network.book.restaking.eigen_pod_manager;
    let delegation = network.book.restaking.delegation_manager;
    let strategy = BEACON_CHAIN_ETH;
    let negative = error(&Manager::SharesNegative {});
    let too_many = ether(32).get() + U256::ONE;
    let remove = Manager::removeDepositSharesCall { staker: ALICE, strategy, depositSharesToRemove: too_many };
    assert_eq!(network.refused(delegation, manager, Wei::ZERO, &remove), negative);
    let add = Manager::addSharesCall { staker: ALICE, strategy, shares: U256::ONE << 255 };
    assert_eq!(network.refused(delegation, manager, Wei::ZERO, &add), negative);
    let none = Manager::withdrawSharesAsTokensCall { staker: ALICE, strategy, token: Address::ZERO, shares: U256::ZERO };
    assert_eq!(network.refused(delegation, manager, Wei::ZERO, &none), negative);
}
