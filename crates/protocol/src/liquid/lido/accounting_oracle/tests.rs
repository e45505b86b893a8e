//! Agreed, processed, discarded: the life of a report.

use super::*;
use crate::Ctx;
use crate::context::NoEther;
use crate::effect::Effects;
use crate::liquid::lido::node_operators::OperatorId;
use crate::liquid::lido::sanity::{LimitsList, SanityChecker, SanityError};
use crate::liquid::lido::staking_router::ModuleId;
use crate::units::{BlockNumber, Gwei, Ray, Shares, Wei};
use alloy_primitives::{Address, U256, keccak256};

const CHAIN: ChainConfig = ChainConfig { slots_per_epoch: 32, seconds_per_slot: 12, genesis_time: Timestamp::new(0) };
const REF_SLOT: Slot = Slot::new(7_200);
const DEADLINE: Timestamp = Timestamp::new(90_000);
const HASH: B256 = B256::repeat_byte(7);

fn at(time: u64) -> Ctx<'static> {
    Ctx {
        caller: Address::ZERO,
        value: Wei::ZERO,
        block: BlockNumber::new(1),
        timestamp: Timestamp::new(time),
        chain_id: 1,
        selector: alloy_primitives::Selector::ZERO,
        ether: &NoEther,
    }
}

fn data() -> ReportData {
    ReportData {
        consensus_version: 5,
        ref_slot: REF_SLOT,
        num_validators: 1,
        cl_balance: Gwei::new(32_000_000_000),
        staking_module_ids_with_newly_exited_validators: vec![],
        num_exited_validators_by_staking_module: vec![],
        withdrawal_vault_balance: Wei::ZERO,
        el_rewards_vault_balance: Wei::ZERO,
        shares_requested_to_burn: Shares::ZERO,
        withdrawal_finalization_batches: vec![],
        simulated_share_rate: Ray::ONE,
        is_bunker_mode: false,
        vaults_data_tree_root: B256::ZERO,
        vaults_data_tree_cid: String::new(),
        extra_data_format: EXTRA_DATA_FORMAT_EMPTY,
        extra_data_hash: B256::ZERO,
        extra_data_items_count: 0,
    }
}

fn agreed() -> AccountingOracle {
    let mut oracle = AccountingOracle::new(CHAIN, 5, 4, Slot::new(0));
    oracle.submit_consensus_report(&at(86_500), HASH, REF_SLOT, DEADLINE, &mut Effects::new()).unwrap();
    oracle
}

fn begin(oracle: &mut AccountingOracle, data: &ReportData) -> Result<ProcessingStart, AccountingOracleError> {
    oracle.begin_processing(&at(86_600), data, HASH, 4, true, &mut Effects::new())
}

#[test]
fn processing_starts_from_the_report_before() {
    let mut oracle = agreed();
    let start = begin(&mut oracle, &data()).unwrap();
    assert_eq!(start.timestamp, Timestamp::new(86_400));
    assert_eq!(start.time_elapsed, crate::units::Seconds::new(86_400));
    assert_eq!(start.exited_validators_per_day(7), Ok(U256::from(7)));
    assert_eq!(oracle.last_processing_ref_slot(), REF_SLOT);
    assert!(oracle.consensus_report().1);
    assert_eq!(begin(&mut oracle, &data()), Err(AccountingOracleError::RefSlotAlreadyProcessing));
    assert_eq!(oracle.check(), Ok(()));
}

#[test]
fn refusals_of_data_in_order_change_nothing() {
    #[track_caller]
    fn check(
        change: impl Fn(&mut ReportData),
        hash: B256,
        version: u64,
        may_submit: bool,
        now: u64,
        expected: AccountingOracleError,
    ) {
        let mut oracle = agreed();
        let before = oracle.clone();
        let mut data = data();
        change(&mut data);
        let refused = oracle.begin_processing(&at(now), &data, hash, version, may_submit, &mut Effects::new());
        assert_eq!(refused, Err(expected));
        assert_eq!(oracle, before);
    }
    let wrong_slot = |data: &mut ReportData| (data.ref_slot, data.consensus_version) = (Slot::new(1), 4);
    let wrong_version = |data: &mut ReportData| data.consensus_version = 4;
    let (other, late) = (B256::repeat_byte(8), 90_001);
    check(wrong_slot, other, 3, false, late, AccountingOracleError::SenderNotAllowed);
    let contract = AccountingOracleError::UnexpectedContractVersion { expected: 4, received: 3 };
    check(wrong_slot, other, 3, true, late, contract);
    let slot = AccountingOracleError::UnexpectedRefSlot { consensus: REF_SLOT, data: Slot::new(1) };
    check(wrong_slot, other, 4, true, late, slot);
    let consensus = AccountingOracleError::UnexpectedConsensusVersion { expected: 5, received: 4 };
    check(wrong_version, other, 4, true, late, consensus);
    let hash = AccountingOracleError::UnexpectedDataHash { consensus: HASH, received: other };
    check(|_| {}, other, 4, true, late, hash);
    check(|_| {}, HASH, 4, true, late, AccountingOracleError::ProcessingDeadlineMissed { deadline: DEADLINE });
}

#[test]
fn announcements_must_not_contradict_themselves() {
    #[track_caller]
    fn check(format: u64, hash: B256, items: u64, expected: AccountingOracleError) {
        let mut data = data();
        (data.extra_data_format, data.extra_data_hash, data.extra_data_items_count) = (format, hash, items);
        assert_eq!(begin(&mut agreed(), &data), Err(expected));
    }
    let unexpected = AccountingOracleError::UnexpectedExtraDataHash { expected: B256::ZERO, received: HASH };
    check(0, HASH, 1, unexpected);
    check(0, B256::ZERO, 1, AccountingOracleError::UnexpectedExtraDataItemsCount { expected: 0, received: 1 });
    check(1, HASH, 0, AccountingOracleError::ExtraDataItemsCountCannotBeZeroForNonEmptyData);
    check(1, B256::ZERO, 1, AccountingOracleError::ExtraDataHashCannotBeZeroForNonEmptyData);
    check(2, HASH, 1, AccountingOracleError::UnsupportedExtraDataFormat { format: 2 });
}

#[test]
fn exits_of_modules_ascend_and_are_not_empty() {
    #[track_caller]
    fn check(ids: &[u32], counts: &[u64], is_fine: bool) {
        let mut data = data();
        data.staking_module_ids_with_newly_exited_validators = ids.iter().copied().map(ModuleId::new).collect();
        data.num_exited_validators_by_staking_module = counts.to_vec();
        let expected = if is_fine { None } else { Some(AccountingOracleError::InvalidExitedValidatorsData) };
        assert_eq!(begin(&mut agreed(), &data).err(), expected);
    }
    check(&[1, 3], &[1, 1], true);
    check(&[1, 1], &[1, 1], false);
    check(&[3, 1], &[1, 1], false);
    check(&[1], &[0], false);
    check(&[1], &[], false);
}

#[test]
fn refusals_of_an_agreed_hash_in_order() {
    #[track_caller]
    fn check(hash: B256, slot: u64, now: u64, expected: AccountingOracleError) {
        let mut oracle = agreed();
        begin(&mut oracle, &data()).unwrap();
        let next = Slot::new(14_400);
        oracle.submit_consensus_report(&at(86_500), HASH, next, DEADLINE, &mut Effects::new()).unwrap();
        let before = oracle.clone();
        let refused = oracle.submit_consensus_report(&at(now), hash, Slot::new(slot), DEADLINE, &mut Effects::new());
        assert_eq!(refused, Err(expected));
        assert_eq!(oracle, before);
    }
    let decrease = AccountingOracleError::RefSlotCannotDecrease { ref_slot: Slot::new(9), prev_ref_slot: Slot::new(14_400) };
    check(B256::ZERO, 9, 90_001, decrease);
    check(B256::ZERO, 14_400, 90_001, AccountingOracleError::ProcessingDeadlineMissed { deadline: DEADLINE });
    check(B256::ZERO, 14_400, 86_500, AccountingOracleError::HashCannotBeZero);
    let mut oracle = agreed();
    begin(&mut oracle, &data()).unwrap();
    let again = oracle.submit_consensus_report(&at(86_700), HASH, REF_SLOT, DEADLINE, &mut Effects::new());
    let processed =
        AccountingOracleError::RefSlotMustBeGreaterThanProcessingOne { ref_slot: REF_SLOT, processing_ref_slot: REF_SLOT };
    assert_eq!(again, Err(processed));
}

#[test]
fn a_discarded_report_cannot_be_processed() {
    let mut oracle = agreed();
    assert_eq!(oracle.discard_consensus_report(Slot::new(9_999), &mut Effects::new()), Ok(()), "a later one: nothing");
    assert_eq!(oracle.discard_consensus_report(REF_SLOT, &mut Effects::new()), Ok(()));
    let refused = oracle.begin_processing(&at(86_600), &data(), B256::ZERO, 4, true, &mut Effects::new());
    assert_eq!(refused, Err(AccountingOracleError::NoConsensusReportToProcess));
    let mut oracle = agreed();
    begin(&mut oracle, &data()).unwrap();
    let late = oracle.discard_consensus_report(REF_SLOT, &mut Effects::new());
    assert_eq!(late, Err(AccountingOracleError::RefSlotAlreadyProcessing));
}

#[test]
fn what_was_missed_is_told_with_the_next_hash() {
    let mut oracle = agreed();
    let mut effects = Effects::new();
    oracle.submit_consensus_report(&at(86_500), HASH, Slot::new(7_300), DEADLINE, &mut effects).unwrap();
    let missed = crate::Effect::Event(AccountingOracleEvent::WarnProcessingMissed { ref_slot: REF_SLOT }.into());
    assert_eq!(effects.iter().next(), Some(&missed));
    let mut oracle = agreed();
    begin(&mut oracle, &data()).unwrap();
    let mut effects = Effects::new();
    oracle.submit_consensus_report(&at(86_700), HASH, Slot::new(14_400), DEADLINE, &mut effects).unwrap();
    let event =
        AccountingOracleEvent::WarnExtraDataIncompleteProcessing { ref_slot: REF_SLOT, processed_items_count: 0, items_count: 0 };
    assert_eq!(effects.iter().last(), Some(&crate::Effect::Event(event.into())));
}

#[test]
fn empty_extra_data_is_submitted_once() {
    let mut oracle = agreed();
    let submit =
        |oracle: &mut AccountingOracle, may| oracle.submit_report_extra_data_empty(&at(86_700), may, &mut Effects::new());
    assert_eq!(submit(&mut oracle, false), Err(AccountingOracleError::SenderNotAllowed));
    assert_eq!(submit(&mut oracle, true), Err(AccountingOracleError::CannotSubmitExtraDataBeforeMainData));
    begin(&mut oracle, &data()).unwrap();
    assert!(!oracle.processing_state(REF_SLOT).extra_data_submitted);
    let late = oracle.submit_report_extra_data_empty(&at(90_001), true, &mut Effects::new());
    assert_eq!(late, Err(AccountingOracleError::ProcessingDeadlineMissed { deadline: DEADLINE }));
    assert_eq!(submit(&mut oracle, true), Ok(()));
    assert_eq!(submit(&mut oracle, true), Err(AccountingOracleError::ExtraDataAlreadyProcessed));
    let state = oracle.processing_state(REF_SLOT);
    assert!(state.main_data_submitted && state.extra_data_submitted);
    assert_eq!(oracle.processing_state(Slot::new(14_399)).main_data_hash, B256::ZERO);
}

/// An item: index, type, module, operators with exits.
fn item(index: u32, kind: u16, module: u32, operators: &[(u64, u128)]) -> Vec<u8> {
    let mut bytes = [&index.to_be_bytes()[1..], &kind.to_be_bytes(), &module.to_be_bytes()[1..]].concat();
    bytes.extend((operators.len() as u64).to_be_bytes());
    operators.iter().for_each(|(id, _)| bytes.extend(id.to_be_bytes()));
    operators.iter().for_each(|(_, count)| bytes.extend(count.to_be_bytes()));
    bytes
}

fn chunk(next: B256, items: &[Vec<u8>]) -> Vec<u8> {
    [next.to_vec(), items.concat()].concat()
}

/// The oracle once the main data announced `count` items beginning with `first`.
fn expecting(first: &[u8], count: u64) -> AccountingOracle {
    let mut oracle = agreed();
    let mut data = data();
    (data.extra_data_format, data.extra_data_hash, data.extra_data_items_count) =
        (EXTRA_DATA_FORMAT_LIST, keccak256(first), count);
    begin(&mut oracle, &data).unwrap();
    oracle
}

fn submit(oracle: &mut AccountingOracle, chunk: &[u8]) -> Result<ExtraDataProgress, AccountingOracleError> {
    let sanity = SanityChecker::new(LimitsList::mainnet()).unwrap();
    let before = oracle.clone();
    let result = oracle.submit_report_extra_data_list(&at(86_700), chunk, true, &sanity, &mut Effects::new());
    if result.is_err() {
        assert_eq!(oracle, &before);
    }
    result
}

#[test]
fn chunks_follow_one_another_by_hash() {
    let second = chunk(B256::ZERO, &[item(1, 2, 1, &[(4, 1)]), item(2, 2, 3, &[(0, 9)])]);
    let first = chunk(keccak256(&second), &[item(0, 2, 1, &[(0, 5), (3, 6)])]);
    let mut oracle = expecting(&first, 3);
    assert!(matches!(submit(&mut oracle, &second), Err(AccountingOracleError::UnexpectedExtraDataHash { .. })));
    let progress = submit(&mut oracle, &first).unwrap();
    let exits = |exits: &[(u64, u64)]| exits.iter().map(|&(id, count)| (OperatorId::new(id), count)).collect::<Vec<_>>();
    assert_eq!(progress.items[0].exited_validators, exits(&[(0, 5), (3, 6)]));
    assert!(!progress.is_complete);
    let progress = submit(&mut oracle, &second).unwrap();
    assert_eq!(progress.items[1], ExtraDataItem { module: ModuleId::new(3), exited_validators: exits(&[(0, 9)]) });
    assert!(progress.is_complete);
    assert_eq!(submit(&mut oracle, &second), Err(AccountingOracleError::ExtraDataAlreadyProcessed));
    assert_eq!(oracle.check(), Ok(()));
}

#[test]
fn refusals_of_items() {
    #[track_caller]
    fn check(items: &[Vec<u8>], count: u64, expected: AccountingOracleError) {
        let chunk = chunk(B256::ZERO, items);
        assert_eq!(submit(&mut expecting(&chunk, count), &chunk), Err(expected));
    }
    let fine = || item(0, 2, 1, &[(1, 1)]);
    check(&[item(1, 2, 1, &[(1, 1)])], 1, AccountingOracleError::UnexpectedExtraDataIndex { expected: 0, received: 1 });
    check(&[item(0, 1, 1, &[(1, 1)])], 1, AccountingOracleError::DeprecatedExtraDataType { item_index: 0, data_type: 1 });
    check(&[item(0, 3, 1, &[(1, 1)])], 1, AccountingOracleError::UnsupportedExtraDataType { item_index: 0, data_type: 3 });
    check(&[item(0, 2, 0, &[(1, 1)])], 1, AccountingOracleError::InvalidExtraDataItem { item_index: 0 });
    check(&[item(0, 2, 1, &[])], 1, AccountingOracleError::InvalidExtraDataItem { item_index: 0 });
    check(&[fine()[..20].to_vec()], 1, AccountingOracleError::InvalidExtraDataItem { item_index: 0 });
    check(&[item(0, 2, 1, &[(1, u128::MAX)])], 1, AccountingOracleError::InvalidExtraDataItem { item_index: 0 });
    check(&[item(0, 2, 1, &[(2, 1), (2, 1)])], 1, AccountingOracleError::InvalidExtraDataSortOrder { item_index: 0 });
    check(&[fine(), item(1, 2, 1, &[(1, 1)])], 2, AccountingOracleError::InvalidExtraDataSortOrder { item_index: 1 });
    check(&[fine()], 2, AccountingOracleError::UnexpectedExtraDataItemsCount { expected: 2, received: 1 });
    let many: Vec<_> = (0..25).map(|id| (id, 1)).collect();
    let too_many = SanityError::TooManyNodeOpsPerExtraDataItem { item_index: 0, operators: 25 };
    check(&[item(0, 2, 1, &many)], 1, too_many.into());
}

#[test]
fn versions_change_to_others() {
    let mut oracle = agreed();
    assert_eq!(oracle.set_consensus_version(5, &mut Effects::new()), Err(AccountingOracleError::VersionCannotBeSame));
    assert_eq!(oracle.set_consensus_version(0, &mut Effects::new()), Err(AccountingOracleError::VersionCannotBeZero));
    assert_eq!(oracle.set_consensus_version(6, &mut Effects::new()), Ok(()));
    assert_eq!(oracle.processor_view().consensus_version, 6);
}

#[test]
fn each_broken_rule_is_called_by_its_id() {
    #[track_caller]
    fn check(broken: &str, break_it: impl FnOnce(&mut AccountingOracle)) {
        let mut oracle = agreed();
        begin(&mut oracle, &data()).unwrap();
        assert_eq!(oracle.check(), Ok(()));
        break_it(&mut oracle);
        assert_eq!(oracle.check().unwrap_err().id, broken);
    }
    check("LIQ-53", |oracle| oracle.report.ref_slot = Slot::new(REF_SLOT.get() - 1));
    check("LIQ-54", |oracle| oracle.extra_data.items_processed = 1);
}
