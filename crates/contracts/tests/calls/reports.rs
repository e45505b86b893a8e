//! A report on its whole way: committee, oracle, accounting, fees.

use crate::network::{ALICE, GENESIS_TIME, MEMBER, Network, ether};
use alloy_primitives::{Address, B256, Bytes, U256, keccak256};
use alloy_sol_types::{SolError as _, SolEvent as _, SolValue as _};
use aquifer_contracts::interfaces::{IAccountingOracle, IHashConsensus, ILido, IOracleReportSanityChecker};
use aquifer_protocol::units::{Timestamp, Wei};

/// A network at the reference slot of its second frame, and the report of that slot: 0.01 ether of rewards arrived.
fn at_report() -> (Network, IAccountingOracle::ReportData) {
    let mut network = Network::start();
    let book = network.book.clone();
    network.call(ALICE, book.steth, ether(99), &ILido::submitCall { referral: Address::ZERO });
    let rewards = Wei::new(U256::from(10).pow(U256::from(16)));
    network.host.fund(book.el_rewards_vault, rewards);
    network.host.timestamp = Timestamp::new(GENESIS_TIME + 12 * (11 * 32 + 5));
    let frame = network.view(book.hash_consensus, &IHashConsensus::getCurrentFrameCall {});
    let data = IAccountingOracle::ReportData {
        consensusVersion: U256::from(5),
        refSlot: frame.refSlot,
        numValidators: U256::ZERO,
        clBalanceGwei: U256::ZERO,
        stakingModuleIdsWithNewlyExitedValidators: Vec::new(),
        numExitedValidatorsByStakingModule: Vec::new(),
        withdrawalVaultBalance: U256::ZERO,
        elRewardsVaultBalance: rewards.get(),
        sharesRequestedToBurn: U256::ZERO,
        withdrawalFinalizationBatches: Vec::new(),
        simulatedShareRate: U256::ZERO,
        isBunkerMode: false,
        vaultsDataTreeRoot: B256::ZERO,
        vaultsDataTreeCid: String::new(),
        extraDataFormat: U256::ZERO,
        extraDataHash: B256::ZERO,
        extraDataItemsCount: U256::ZERO,
    };
    (network, data)
}

fn agree(network: &mut Network, data: &IAccountingOracle::ReportData) {
    let report = keccak256(data.abi_encode());
    let submit = IHashConsensus::submitReportCall { slot: data.refSlot, report, consensusVersion: data.consensusVersion };
    network.call(MEMBER, network.book.hash_consensus, Wei::ZERO, &submit);
}

#[test]
fn an_agreed_report_raises_balances() {
    let (mut network, data) = at_report();
    let book = network.book.clone();
    agree(&mut network, &data);
    network.host.logs.clear();
    let submit = IAccountingOracle::submitReportDataCall { data, contractVersion: U256::from(4) };
    network.call(MEMBER, book.accounting_oracle, Wei::ZERO, &submit);
    let pooled = network.view(book.steth, &ILido::getTotalPooledEtherCall {});
    assert_eq!(pooled, ether(100).get() + U256::from(10).pow(U256::from(16)));
    assert_eq!(network.host.balance_of(book.el_rewards_vault), Wei::ZERO);
    assert_eq!(network.host.balance_of(book.steth).get(), pooled);
    let rebased = network.host.logs.iter().find(|log| log.topics()[0] == ILido::TokenRebased::SIGNATURE_HASH);
    assert_eq!(rebased.expect("a rebase").address, book.steth);
    network.call(MEMBER, book.accounting_oracle, Wei::ZERO, &IAccountingOracle::submitReportExtraDataEmptyCall {});
    let state = network.view(book.accounting_oracle, &IAccountingOracle::getProcessingStateCall {});
    assert!(state.mainDataSubmitted && state.extraDataSubmitted);
}

#[test]
fn a_report_nobody_agreed_on_or_that_claims_too_much_changes_nothing() {
    let (mut network, data) = at_report();
    let oracle = network.book.accounting_oracle;
    agree(&mut network, &data);
    let lying = IAccountingOracle::ReportData { clBalanceGwei: U256::from(5), ..data.clone() };
    let submit = IAccountingOracle::submitReportDataCall { data: lying.clone(), contractVersion: U256::from(4) };
    let hashes = (keccak256(data.abi_encode()), keccak256(lying.abi_encode()));
    let unexpected = IAccountingOracle::UnexpectedDataHash { consensusHash: hashes.0, receivedHash: hashes.1 }.abi_encode();
    assert_eq!(network.refused(MEMBER, oracle, Wei::ZERO, &submit), Bytes::from(unexpected));
    let submit = IAccountingOracle::submitReportDataCall { data: data.clone(), contractVersion: U256::from(4) };
    let stranger = Bytes::from(IAccountingOracle::SenderNotAllowed {}.abi_encode());
    assert_eq!(network.refused(ALICE, oracle, Wei::ZERO, &submit), stranger);

    let greedy = IAccountingOracle::ReportData { elRewardsVaultBalance: ether(1).get(), ..data };
    agree(&mut network, &greedy);
    let held = U256::from(10).pow(U256::from(16));
    let bound = IOracleReportSanityChecker::IncorrectELRewardsVaultBalance { actualELRewardsVaultBalance: held }.abi_encode();
    let submit = IAccountingOracle::submitReportDataCall { data: greedy, contractVersion: U256::from(4) };
    assert_eq!(network.refused(MEMBER, oracle, Wei::ZERO, &submit), Bytes::from(bound));
}
