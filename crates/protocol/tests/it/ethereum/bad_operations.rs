//! Operations that break a rule: each names it and changes nothing. On the chain a request of a contract is then ignored
//! without a word, and a signed operation is in no block.

use super::support::{ETH, chain, credentials, index, key, owner, play_to_epoch, quick, staker, withdrawal_key};
use aquifer_protocol::ethereum::{
    Beacon, BeaconConstants, BeaconError, ConsolidationRequest, DepositRequest, IgnoredRequest, PerformanceProfile,
    WithdrawalRequest, bls_credentials,
};
use aquifer_protocol::units::{Epoch, Epochs, Gwei, Timestamp};
use aquifer_protocol::{Address, B256};
use std::sync::Arc;

/// One validator of every kind, by index.
mod who {
    pub(super) const BLS: u64 = 0;
    pub(super) const ADDRESS: u64 = 1;
    pub(super) const COMPOUNDING: u64 = 2;
    pub(super) const TARGET: u64 = 3;
    pub(super) const LEAVING: u64 = 4;
    /// It has a partial withdrawal queued.
    pub(super) const QUEUED: u64 = 5;
    /// Active with less than activation takes.
    pub(super) const SMALL: u64 = 6;
    pub(super) const SLASHED: u64 = 7;
    /// Never had enough to be active.
    pub(super) const WAITING: u64 = 8;
    /// Active for two epochs only.
    pub(super) const YOUNG: u64 = 9;
    pub(super) const NOBODY: u64 = 99;
}

/// The epoch in which the tests ask, and from which on one may leave who was there from the start.
const NOW: Epoch = Epoch::new(8);

fn beacon() -> Beacon {
    let constants = BeaconConstants {
        shard_committee_period: Epochs::new(6),
        min_validator_withdrawability_delay: Epochs::new(200),
        // Churn for consolidations with little stake.
        churn_limit_quotient: 4,
        ..quick()
    };
    let kinds = [(0, 32), (1, 32), (2, 100), (2, 64), (1, 32), (2, 40), (2, 31), (1, 32), (1, 31), (1, 32)];
    let few = (0..).zip(kinds).map(|(number, (prefix, eth))| staker(number, prefix, eth * ETH, PerformanceProfile::PERFECT));
    let many = (10..40).map(|number| staker(number, 2, 2_048 * ETH, PerformanceProfile::PERFECT));
    let mut stakers: Vec<_> = few.chain(many).collect();
    stakers[0].credentials = bls_credentials(&withdrawal_key(0));
    let genesis = chain(constants, stakers);
    let mut record = genesis.record();
    for (number, since) in [(6, 0), (9, 6)] {
        record.validators[number].activation_eligibility_epoch = Epoch::new(0);
        record.validators[number].activation_epoch = Epoch::new(since);
    }
    let constants = Arc::clone(&genesis.constants);
    let mut beacon = Beacon::from_record(constants, Timestamp::new(0), B256::repeat_byte(7), record).unwrap();
    play_to_epoch(&mut beacon, NOW.get());
    beacon.process_voluntary_exit(index(who::LEAVING), NOW).unwrap();
    withdraw(&mut beacon, who::QUEUED, who::QUEUED, ETH).unwrap();
    beacon.slash_validator(index(who::SLASHED), index(20)).unwrap();
    beacon
}

fn withdraw(beacon: &mut Beacon, source: u64, asked_by: u64, gwei: u64) -> Result<(), IgnoredRequest> {
    let request = WithdrawalRequest { source_address: owner(asked_by), pubkey: key(source), amount: Gwei::new(gwei) };
    beacon.process_withdrawal_request(&request)
}

fn consolidate(beacon: &mut Beacon, source: u64, target: u64, asked_by: u64) -> Result<(), IgnoredRequest> {
    let (source_pubkey, target_pubkey) = (key(source), key(target));
    beacon.process_consolidation_request(&ConsolidationRequest { source_address: owner(asked_by), source_pubkey, target_pubkey })
}

fn exit_epoch(beacon: &Beacon, number: u64) -> Epoch {
    beacon.validator(index(number)).unwrap().exit_epoch
}

fn credentials_of(beacon: &Beacon, number: u64) -> B256 {
    beacon.validator(index(number)).unwrap().credentials
}

/// Who names no address cannot be asked for by one; here by the one its key's owner would have.
fn not_the_owner(beacon: &Beacon, number: u64, asked_by: u64) -> IgnoredRequest {
    IgnoredRequest::NotTheOwner { source_address: owner(asked_by), credentials: credentials_of(beacon, number) }
}

#[test]
fn exits_by_contract_are_ignored_for_a_reason() {
    let mut beacon = beacon();
    let before = beacon.clone();
    let mut check = |source, asked_by, reason: IgnoredRequest| {
        assert_eq!(withdraw(&mut beacon, source, asked_by, 0), Err(reason));
        assert_eq!(beacon, before);
    };
    check(who::NOBODY, who::NOBODY, IgnoredRequest::UnknownKey { pubkey: key(who::NOBODY) });
    check(who::BLS, who::BLS, not_the_owner(&before, who::BLS, who::BLS));
    check(who::ADDRESS, who::COMPOUNDING, not_the_owner(&before, who::ADDRESS, who::COMPOUNDING));
    check(who::WAITING, who::WAITING, IgnoredRequest::NotActive { index: index(who::WAITING), epoch: NOW });
    let exit_epoch = |number| exit_epoch(&before, number);
    let already = |number| IgnoredRequest::AlreadyExiting { index: index(number), exit_epoch: exit_epoch(number) };
    check(who::LEAVING, who::LEAVING, already(who::LEAVING));
    check(who::SLASHED, who::SLASHED, already(who::SLASHED));
    check(who::YOUNG, who::YOUNG, IgnoredRequest::TooYoung { index: index(who::YOUNG), earliest: Epoch::new(12) });
    let pending = Gwei::new(ETH);
    check(who::QUEUED, who::QUEUED, IgnoredRequest::PartialWithdrawalsPending { index: index(who::QUEUED), pending });
}

#[test]
fn partial_withdrawals_are_ignored_for_a_reason() {
    let mut beacon = beacon();
    let before = beacon.clone();
    let mut check = |source, asked_by, reason: IgnoredRequest| {
        assert_eq!(withdraw(&mut beacon, source, asked_by, ETH), Err(reason));
        assert_eq!(beacon, before);
    };
    check(who::NOBODY, who::NOBODY, IgnoredRequest::UnknownKey { pubkey: key(who::NOBODY) });
    check(who::BLS, who::BLS, not_the_owner(&before, who::BLS, who::BLS));
    check(who::COMPOUNDING, who::ADDRESS, not_the_owner(&before, who::COMPOUNDING, who::ADDRESS));
    let credentials = credentials_of(&before, who::ADDRESS);
    check(who::ADDRESS, who::ADDRESS, IgnoredRequest::WrongCredentials { credentials });
    check(who::SMALL, who::SMALL, IgnoredRequest::NothingToWithdraw { index: index(who::SMALL) });
    check(who::WAITING, who::WAITING, IgnoredRequest::NotActive { index: index(who::WAITING), epoch: NOW });
    check(who::YOUNG, who::YOUNG, IgnoredRequest::TooYoung { index: index(who::YOUNG), earliest: Epoch::new(12) });
}

#[test]
fn a_full_queue_takes_no_partial_withdrawal_but_still_an_exit() {
    let mut beacon = beacon();
    for _ in 1..beacon.constants.pending_partial_withdrawals_limit {
        withdraw(&mut beacon, who::COMPOUNDING, who::COMPOUNDING, ETH).unwrap();
    }
    assert_eq!(withdraw(&mut beacon, who::COMPOUNDING, who::COMPOUNDING, ETH), Err(IgnoredRequest::QueueFull));
    assert_eq!(withdraw(&mut beacon, who::NOBODY, who::NOBODY, ETH), Err(IgnoredRequest::QueueFull), "asked before the key");
    assert_eq!(withdraw(&mut beacon, who::ADDRESS, who::ADDRESS, 0), Ok(()));
}

#[test]
fn nothing_is_left_to_withdraw_twice() {
    let mut beacon = beacon();
    let spare = beacon.validator(index(who::COMPOUNDING)).unwrap().balance.get() - 32 * ETH;
    withdraw(&mut beacon, who::COMPOUNDING, who::COMPOUNDING, u64::MAX).unwrap();
    assert_eq!(beacon.pending_balance_to_withdraw(index(who::COMPOUNDING)), Gwei::new(spare));
    let again = withdraw(&mut beacon, who::COMPOUNDING, who::COMPOUNDING, 1);
    assert_eq!(again, Err(IgnoredRequest::NothingToWithdraw { index: index(who::COMPOUNDING) }));
}

#[test]
fn consolidations_are_ignored_for_a_reason() {
    let mut beacon = beacon();
    let before = beacon.clone();
    let mut check = |source, target, reason: IgnoredRequest| {
        assert_eq!(consolidate(&mut beacon, source, target, source), Err(reason));
        assert_eq!(beacon, before);
    };
    let (target, source) = (who::TARGET, who::ADDRESS);
    // The source
    check(who::NOBODY, target, IgnoredRequest::UnknownKey { pubkey: key(who::NOBODY) });
    check(who::BLS, target, not_the_owner(&before, who::BLS, who::BLS));
    check(who::WAITING, target, IgnoredRequest::NotActive { index: index(who::WAITING), epoch: NOW });
    let already = |number| IgnoredRequest::AlreadyExiting { index: index(number), exit_epoch: exit_epoch(&before, number) };
    check(who::LEAVING, target, already(who::LEAVING));
    check(who::SLASHED, target, already(who::SLASHED));
    check(who::YOUNG, target, IgnoredRequest::TooYoung { index: index(who::YOUNG), earliest: Epoch::new(12) });
    let pending = Gwei::new(ETH);
    check(who::QUEUED, target, IgnoredRequest::PartialWithdrawalsPending { index: index(who::QUEUED), pending });
    // The target
    check(source, who::NOBODY, IgnoredRequest::UnknownKey { pubkey: key(who::NOBODY) });
    let wrong = |number| IgnoredRequest::WrongCredentials { credentials: credentials_of(&before, number) };
    check(source, who::BLS, wrong(who::BLS));
    check(source, who::YOUNG, wrong(who::YOUNG));
    check(source, who::LEAVING, wrong(who::LEAVING));
    // Somebody else asks
    let stranger = consolidate(&mut beacon, source, target, who::TARGET);
    assert_eq!(stranger, Err(not_the_owner(&before, source, who::TARGET)));
    assert_eq!(beacon, before);
}

#[test]
fn a_compounding_target_that_leaves_or_is_not_active_yet_takes_nothing() {
    let mut beacon = beacon();
    beacon.process_voluntary_exit(index(who::TARGET), NOW).unwrap();
    let already = IgnoredRequest::AlreadyExiting { index: index(who::TARGET), exit_epoch: exit_epoch(&beacon, who::TARGET) };
    assert_eq!(consolidate(&mut beacon, who::ADDRESS, who::TARGET, who::ADDRESS), Err(already));

    let mut record = beacon.record();
    let waiting = &mut record.validators[usize::try_from(who::COMPOUNDING).unwrap()];
    waiting.activation_epoch = Epoch::FAR;
    let mut beacon = Beacon::from_record(Arc::clone(&beacon.constants), Timestamp::new(0), B256::ZERO, record).unwrap();
    let inactive = IgnoredRequest::NotActive { index: index(who::COMPOUNDING), epoch: NOW };
    assert_eq!(consolidate(&mut beacon, who::ADDRESS, who::COMPOUNDING, who::ADDRESS), Err(inactive));
}

#[test]
fn consolidations_need_room_in_their_queue_and_churn() {
    let mut beacon = beacon();
    for source in 10..10 + beacon.constants.pending_consolidations_limit {
        consolidate(&mut beacon, source, who::TARGET, source).unwrap();
    }
    assert_eq!(consolidate(&mut beacon, who::ADDRESS, who::TARGET, who::ADDRESS), Err(IgnoredRequest::QueueFull));

    let mut record = beacon.record();
    record.pending_consolidations.clear();
    let constants = BeaconConstants { churn_limit_quotient: 65_536, ..(*beacon.constants).clone() };
    let mut beacon = Beacon::from_record(Arc::new(constants), Timestamp::new(0), B256::ZERO, record).unwrap();
    let churn = beacon.consolidation_churn_limit();
    let refused = consolidate(&mut beacon, who::ADDRESS, who::TARGET, who::ADDRESS);
    assert_eq!(refused, Err(IgnoredRequest::NoConsolidationChurn { churn }));
}

#[test]
fn a_switch_to_compounding_is_ignored_for_a_reason_and_is_no_way_out() {
    let mut beacon = beacon();
    let before = beacon.clone();
    let mut check = |number, asked_by, reason: IgnoredRequest| {
        assert_eq!(consolidate(&mut beacon, number, number, asked_by), Err(reason));
        assert_eq!(beacon, before);
    };
    check(who::NOBODY, who::NOBODY, IgnoredRequest::UnknownKey { pubkey: key(who::NOBODY) });
    check(who::BLS, who::BLS, not_the_owner(&before, who::BLS, who::BLS));
    check(who::ADDRESS, who::TARGET, not_the_owner(&before, who::ADDRESS, who::TARGET));
    let credentials = credentials_of(&before, who::COMPOUNDING);
    check(who::COMPOUNDING, who::COMPOUNDING, IgnoredRequest::WrongCredentials { credentials });
    check(who::WAITING, who::WAITING, IgnoredRequest::NotActive { index: index(who::WAITING), epoch: NOW });
    let exit_epoch = exit_epoch(&before, who::LEAVING);
    check(who::LEAVING, who::LEAVING, IgnoredRequest::AlreadyExiting { index: index(who::LEAVING), exit_epoch });
    // Age does not matter.
    assert_eq!(consolidate(&mut beacon, who::YOUNG, who::YOUNG, who::YOUNG), Ok(()));
}

#[test]
fn signed_exits_are_refused_for_a_reason() {
    let mut beacon = beacon();
    let before = beacon.clone();
    let mut check = |number, signed, reason: BeaconError| {
        assert_eq!(beacon.process_voluntary_exit(index(number), Epoch::new(signed)), Err(reason));
        assert_eq!(beacon, before);
    };
    check(who::NOBODY, 0, BeaconError::UnknownValidator { index: index(who::NOBODY) });
    check(who::WAITING, 0, BeaconError::NotActive { index: index(who::WAITING), epoch: NOW });
    let already = |number| BeaconError::AlreadyExiting { index: index(number), exit_epoch: exit_epoch(&before, number) };
    check(who::LEAVING, 0, already(who::LEAVING));
    check(who::SLASHED, 0, already(who::SLASHED));
    check(who::ADDRESS, 9, BeaconError::ExitNotYetValid { signed: Epoch::new(9), epoch: NOW });
    check(who::YOUNG, 0, BeaconError::TooYoungToExit { index: index(who::YOUNG), earliest: Epoch::new(12) });
    let pending = Gwei::new(ETH);
    check(who::QUEUED, 0, BeaconError::PartialWithdrawalsPending { index: index(who::QUEUED), pending });
    // Neither an address nor finality is needed.
    assert_eq!(beacon.process_voluntary_exit(index(who::BLS), NOW), Ok(()));
}

#[test]
fn who_left_or_was_slashed_is_not_slashed_again() {
    let mut beacon = beacon();
    let before = beacon.clone();
    let proposer = index(20);
    let not_slashable = |number| Err(BeaconError::NotSlashable { index: index(number), epoch: NOW });
    assert_eq!(beacon.slash_validator(index(who::SLASHED), proposer), not_slashable(who::SLASHED));
    assert_eq!(beacon.slash_validator(index(who::WAITING), proposer), not_slashable(who::WAITING));
    let unknown = Err(BeaconError::UnknownValidator { index: index(who::NOBODY) });
    assert_eq!(beacon.slash_validator(index(who::NOBODY), proposer), unknown);
    let listed = [who::ADDRESS, who::NOBODY].map(index);
    assert_eq!(beacon.slash_attesters(&listed, proposer), Err(BeaconError::UnknownValidator { index: index(who::NOBODY) }));
    assert_eq!(beacon, before, "also the one that could have been slashed was not");
    // Leaving is no protection.
    assert_eq!(beacon.slash_validator(index(who::LEAVING), proposer), Ok(()));
}

fn deposit(beacon: &mut Beacon, number: u64, prefix: u8, address: Address, gwei: u64, signature_valid: bool) {
    beacon.process_deposit_request(DepositRequest {
        pubkey: key(number),
        credentials: credentials(prefix, address),
        amount: Gwei::new(gwei),
        signature: Default::default(),
        signature_valid,
        index: 0,
    });
}

#[test]
fn a_deposit_with_a_wrong_signature_is_lost_unless_its_key_is_known() {
    let mut beacon = beacon();
    let balance = |beacon: &Beacon, number| beacon.validator(index(number)).unwrap().balance.get();
    let before = balance(&beacon, who::TARGET);
    deposit(&mut beacon, 40, 1, owner(40), 5 * ETH, false);
    deposit(&mut beacon, who::TARGET, 1, owner(77), 5 * ETH, false);
    play_to_epoch(&mut beacon, NOW.get() + 4);
    assert_eq!(beacon.find(&key(40)), None);
    assert_eq!(beacon.ledger().lost, u128::from(5 * ETH));
    assert!(balance(&beacon, who::TARGET) >= before + 5 * ETH);
    assert_eq!(credentials_of(&beacon, who::TARGET), credentials(2, owner(who::TARGET)), "a top-up changes no credentials");
    assert_eq!(beacon.check(), Ok(()));
}

#[test]
fn a_deposit_with_unknown_credentials_is_credited_and_can_never_be_withdrawn() {
    let mut beacon = beacon();
    deposit(&mut beacon, 40, 3, owner(40), 64 * ETH, true);
    play_to_epoch(&mut beacon, NOW.get() + 4);
    let newcomer = beacon.validator(index(40)).unwrap();
    assert_eq!((newcomer.effective_balance, newcomer.balance), (Gwei::new(32 * ETH), Gwei::new(64 * ETH)));
    play_to_epoch(&mut beacon, NOW.get() + 30);
    assert!(beacon.validator(index(40)).unwrap().balance >= Gwei::new(64 * ETH), "the excess is not swept");
    assert_eq!(withdraw(&mut beacon, 40, 40, 0), Err(not_the_owner(&beacon.clone(), 40, 40)));
}

#[test]
fn a_deposit_one_gwei_short_is_lifted_only_above_32_and_a_quarter() {
    let mut beacon = beacon();
    let effective = |beacon: &Beacon| beacon.validator(index(40)).unwrap().effective_balance;
    deposit(&mut beacon, 40, 1, owner(40), 32 * ETH - 1, true);
    deposit(&mut beacon, 40, 1, owner(40), ETH / 4 + 1, true);
    play_to_epoch(&mut beacon, NOW.get() + 5);
    assert_eq!(beacon.validator(index(40)).unwrap().balance, Gwei::new(32 * ETH + ETH / 4));
    assert_eq!(effective(&beacon), Gwei::new(31 * ETH));
    deposit(&mut beacon, 40, 1, owner(40), 1, true);
    play_to_epoch(&mut beacon, NOW.get() + 10);
    assert_eq!(effective(&beacon), Gwei::new(32 * ETH));
}
