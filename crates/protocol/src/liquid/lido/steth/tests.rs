//! Rules of the token, one table each.

use super::{INITIAL_TOKEN_HOLDER, Steth, StethError, StethEvent};
use crate::{
    Ctx, Effect, Effects, Event,
    context::NoEther,
    liquid::lido::stake_limit::StakeLimitError,
    units::{ArithError, BlockNumber, Shares, Timestamp, Wei},
};
use alloy_primitives::{Address, U256};

const STETH: Address = Address::repeat_byte(0x5e);
const QUEUE: Address = Address::repeat_byte(0x0e);
const BURNER: Address = Address::repeat_byte(0xb1);
const HUB: Address = Address::repeat_byte(0x4b);
const ALICE: Address = Address::repeat_byte(0xa1);
const BOB: Address = Address::repeat_byte(0xb0);

fn wei(amount: u64) -> Wei {
    Wei::new(U256::from(amount))
}

fn shares(amount: u64) -> Shares {
    Shares::new(U256::from(amount))
}

fn ctx(caller: Address, value: u64, block: u64) -> Ctx<'static> {
    Ctx {
        caller,
        value: wei(value),
        block: BlockNumber::new(block),
        timestamp: Timestamp::new(1_000),
        chain_id: 1,
        selector: alloy_primitives::Selector::ZERO,
        ether: &NoEther,
    }
}

fn by(caller: Address) -> Ctx<'static> {
    ctx(caller, 0, 10)
}

/// A running token whose first 100 shares belong to nobody.
fn fresh() -> Steth {
    let mut effects = Effects::new();
    let mut steth = Steth::initialize(STETH, (QUEUE, BURNER), wei(100), &mut effects).unwrap();
    steth.resume(BlockNumber::new(1), &mut effects).unwrap();
    steth
}

/// A running token with `ether` behind 100 shares, of which Alice holds 60.
fn at_rate(ether: u64) -> Steth {
    let mut steth = fresh();
    steth.burn_shares(INITIAL_TOKEN_HOLDER, shares(60)).unwrap();
    steth.mint_shares(ALICE, shares(60)).unwrap();
    steth.pool.buffered_ether = wei(ether);
    steth
}

/// Runs a call; a refused one must change nothing.
#[track_caller]
fn run<T>(
    steth: &mut Steth,
    call: impl FnOnce(&mut Steth, &mut Effects) -> Result<T, StethError>,
) -> Result<(T, Vec<StethEvent>), StethError> {
    let before = steth.clone();
    let mut effects = Effects::new();
    match call(steth, &mut effects) {
        Ok(answer) => Ok((answer, effects.into_iter().map(event).collect())),
        Err(error) => {
            assert_eq!(*steth, before, "{error} and yet something changed");
            Err(error)
        }
    }
}

#[track_caller]
fn event(effect: Effect) -> StethEvent {
    match effect {
        Effect::Event(Event::Steth(event)) => event,
        other => panic!("not an event of the token: {other:?}"),
    }
}

#[test]
fn a_new_token_is_stopped_and_its_first_shares_belong_to_nobody() {
    let mut effects = Effects::new();
    let steth = Steth::initialize(STETH, (QUEUE, BURNER), wei(100), &mut effects).unwrap();
    assert!(steth.is_stopped() && steth.is_staking_paused());
    assert_eq!((steth.shares_of(INITIAL_TOKEN_HOLDER), steth.pool().total_shares), (shares(100), shares(100)));
    assert_eq!(steth.allowance(QUEUE, BURNER), Wei::MAX);
    let nothing = Steth::initialize(STETH, (QUEUE, BURNER), Wei::ZERO, &mut effects);
    assert_eq!(nothing, Err(StethError::ZeroDeposit));
}

#[test]
fn a_submission_mints_at_the_going_rate_rounded_down() {
    #[track_caller]
    fn check(ether: u64, value: u64, minted: u64, worth: u64) {
        let mut steth = at_rate(ether);
        let (got, events) = run(&mut steth, |steth, fx| steth.submit(&ctx(BOB, value, 10), ALICE, fx)).unwrap();
        assert_eq!(got, shares(minted));
        assert_eq!(steth.pool().buffered_ether, wei(ether + value));
        let (from, to) = (Address::ZERO, BOB);
        assert_eq!(
            events,
            [
                StethEvent::Submitted { sender: BOB, amount: wei(value), referral: ALICE },
                StethEvent::Transfer { from, to, value: wei(worth) },
                StethEvent::TransferShares { from, to, shares_value: shares(minted) },
            ]
        );
    }
    //    ether value minted worth
    check(100, 10, 10, 10);
    check(110, 11, 10, 11);
    check(110, 10, 9, 9); // 9.09 shares: what is left over is everybody's
    check(300, 2, 0, 0); // less than a share: a gift
    check(90, 9, 10, 9);
}

#[test]
fn a_submission_is_refused_in_the_order_of_the_contract() {
    let mut steth = fresh();
    let mut fx = Effects::new();
    steth.set_staking_limit(wei(50), wei(5), BlockNumber::new(10), &mut fx).unwrap();
    let submit = |steth: &mut Steth, value: Wei| {
        run(steth, |steth, fx| steth.submit(&Ctx { value, ..by(ALICE) }, Address::ZERO, fx)).map(|_| ())
    };
    assert_eq!(submit(&mut steth, Wei::ZERO), Err(StethError::ZeroDeposit));
    let limit = StethError::StakeLimit { amount: wei(51), limit: wei(50) };
    assert_eq!(submit(&mut steth, wei(51)), Err(limit));
    assert_eq!(submit(&mut steth, wei(50)), Ok(()));
    steth.remove_staking_limit(&mut fx);
    assert_eq!(submit(&mut steth, Wei::MAX), Err(StethError::EthTooLarge(Wei::MAX)));
    steth.pause_staking(&mut fx).unwrap();
    assert_eq!(submit(&mut steth, wei(1)), Err(StethError::StakingPaused));
}

#[test]
fn the_token_itself_and_nobody_cannot_be_minted_to() {
    let mut steth = fresh();
    assert_eq!(steth.mint_shares(Address::ZERO, shares(1)), Err(StethError::MintToZeroAddr));
    assert_eq!(steth.mint_shares(STETH, shares(1)), Err(StethError::MintToStethContract));
    let too_many = Shares::new(U256::from(u128::MAX) - U256::from(99));
    assert_eq!(steth.mint_shares(BOB, too_many), Err(StethError::SharesOverflow));
    assert_eq!(steth.burn_shares(Address::ZERO, shares(1)), Err(StethError::BurnFromZeroAddr));
    assert_eq!(steth, fresh());
}

#[test]
fn a_transfer_moves_the_shares_that_the_amount_is_worth() {
    #[track_caller]
    fn check(ether: u64, amount: u64, moved: u64) {
        let mut steth = at_rate(ether);
        let ((), events) = run(&mut steth, |steth, fx| steth.transfer(&by(ALICE), BOB, wei(amount), fx)).unwrap();
        assert_eq!((steth.shares_of(ALICE), steth.shares_of(BOB)), (shares(60 - moved), shares(moved)));
        let (from, to) = (ALICE, BOB);
        assert_eq!(
            events,
            [
                StethEvent::Transfer { from, to, value: wei(amount) },
                StethEvent::TransferShares { from, to, shares_value: shares(moved) },
            ]
        );
    }
    //    ether amount moved
    check(100, 0, 0);
    check(100, 60, 60);
    check(130, 10, 7); // 7.69
    check(130, 1, 0); // nothing moves, and it succeeds
}

#[test]
fn moved_shares_are_told_at_what_they_are_worth() {
    let mut steth = at_rate(130);
    let (amount, events) = run(&mut steth, |steth, fx| steth.transfer_shares(&by(ALICE), BOB, shares(7), fx)).unwrap();
    assert_eq!(amount, wei(9)); // 9.1
    assert_eq!(events[0], StethEvent::Transfer { from: ALICE, to: BOB, value: wei(9) });
}

#[test]
fn a_move_is_refused_in_the_order_of_the_contract() {
    #[track_caller]
    fn check(from: Address, to: Address, amount: u64, is_stopped: bool, refused: StethError) {
        let mut steth = at_rate(100);
        steth.switches.is_stopped = is_stopped;
        let outcome = run(&mut steth, |steth, fx| steth.transfer(&by(from), to, wei(amount), fx));
        assert_eq!(outcome.map(|_| ()), Err(refused));
    }
    let exceeded = StethError::BalanceExceeded { account: ALICE, held: shares(60), needed: shares(61) };
    //    from           to             amount stopped
    check(Address::ZERO, Address::ZERO, 61, true, StethError::TransferFromZeroAddr);
    check(ALICE, Address::ZERO, 61, true, StethError::TransferToZeroAddr);
    check(ALICE, STETH, 61, true, StethError::TransferToStethContract);
    check(ALICE, BOB, 61, true, StethError::ContractIsStopped);
    check(ALICE, BOB, 61, false, exceeded.clone());
    check(ALICE, ALICE, 61, false, exceeded);
}

#[test]
fn a_transfer_from_asks_the_allowance_first_and_spends_it() {
    let mut steth = at_rate(100);
    let take = |steth: &mut Steth, to: Address, amount: u64| {
        run(steth, |steth, fx| steth.transfer_from(&by(BOB), ALICE, to, wei(amount), fx)).map(|((), events)| events)
    };
    let exceeded = StethError::AllowanceExceeded { owner: ALICE, spender: BOB, allowed: Wei::ZERO, needed: wei(10) };
    assert_eq!(take(&mut steth, Address::ZERO, 10), Err(exceeded));
    run(&mut steth, |steth, fx| steth.approve(&by(ALICE), BOB, wei(100), fx)).unwrap();
    assert_eq!(take(&mut steth, Address::ZERO, 10), Err(StethError::TransferToZeroAddr));
    let told = take(&mut steth, BOB, 10).unwrap();
    assert_eq!(told[0], StethEvent::Approval { owner: ALICE, spender: BOB, value: wei(90) });
    assert_eq!((told.len(), steth.allowance(ALICE, BOB)), (3, wei(90)));
}

#[test]
fn an_allowance_without_end_is_never_spent_and_never_told() {
    let mut steth = at_rate(130);
    run(&mut steth, |steth, fx| steth.approve(&by(ALICE), BOB, Wei::MAX, fx)).unwrap();
    let (amount, events) = run(&mut steth, |steth, fx| steth.transfer_shares_from(&by(BOB), ALICE, BOB, shares(7), fx)).unwrap();
    assert_eq!((amount, events.len(), steth.allowance(ALICE, BOB)), (wei(9), 2, Wei::MAX));
}

#[test]
fn shares_are_taken_by_an_allowance_in_tokens() {
    let mut steth = at_rate(130);
    run(&mut steth, |steth, fx| steth.approve(&by(ALICE), BOB, wei(9), fx)).unwrap();
    let take = |steth: &mut Steth, amount: Shares| {
        run(steth, |steth, fx| steth.transfer_shares_from(&by(BOB), ALICE, BOB, amount, fx)).map(|(amount, _)| amount)
    };
    assert_eq!(take(&mut steth, Shares::MAX), Err(StethError::SharesTooLarge(Shares::MAX)));
    let exceeded = StethError::AllowanceExceeded { owner: ALICE, spender: BOB, allowed: wei(9), needed: wei(10) };
    assert_eq!(take(&mut steth, shares(8)), Err(exceeded));
    assert_eq!(take(&mut steth, shares(7)), Ok(wei(9)));
    assert_eq!(steth.allowance(ALICE, BOB), Wei::ZERO);
}

#[test]
fn allowances_change_also_while_stopped_but_never_below_zero() {
    let mut steth = at_rate(100);
    steth.switches.is_stopped = true;
    run(&mut steth, |steth, fx| steth.increase_allowance(&by(ALICE), BOB, wei(10), fx)).unwrap();
    run(&mut steth, |steth, fx| steth.decrease_allowance(&by(ALICE), BOB, wei(4), fx)).unwrap();
    assert_eq!(steth.allowance(ALICE, BOB), wei(6));
    let below = run(&mut steth, |steth, fx| steth.decrease_allowance(&by(ALICE), BOB, wei(7), fx));
    assert_eq!(below, Err(StethError::AllowanceBelowZero { allowed: wei(6), by: wei(7) }));
    let above = run(&mut steth, |steth, fx| steth.increase_allowance(&by(ALICE), BOB, Wei::MAX, fx));
    assert_eq!(above, Err(ArithError::Overflow.into()));
    let to_nobody = run(&mut steth, |steth, fx| steth.approve(&by(ALICE), Address::ZERO, wei(1), fx));
    assert_eq!(to_nobody, Err(StethError::ApproveToZeroAddr));
    let by_nobody = run(&mut steth, |steth, fx| steth.approve(&by(Address::ZERO), BOB, wei(1), fx));
    assert_eq!(by_nobody, Err(StethError::ApproveFromZeroAddr));
}

#[test]
fn a_permit_is_good_until_its_deadline_and_once() {
    let mut steth = fresh();
    let digest = |steth: &Steth, deadline: u64| steth.permit_digest(&by(BOB), ALICE, BOB, wei(5), U256::from(deadline));
    let expired = StethError::DeadlineExpired { deadline: U256::from(999) };
    assert_eq!(digest(&steth, 999), Err(expired));
    let first = digest(&steth, 1_000).unwrap();
    run(&mut steth, |steth, fx| steth.permit(ALICE, BOB, wei(5), fx)).unwrap();
    assert_eq!((steth.allowance(ALICE, BOB), steth.nonce_of(ALICE)), (wei(5), U256::ONE));
    assert_ne!(digest(&steth, 1_000), Ok(first));
}

#[test]
fn stopping_pauses_staking_and_resuming_resumes_it() {
    let mut steth = fresh();
    let ((), stopped) = run(&mut steth, Steth::stop).unwrap();
    assert_eq!(stopped, [StethEvent::Stopped, StethEvent::StakingPaused]);
    assert_eq!(run(&mut steth, Steth::stop), Err(StethError::ContractIsStopped));
    let block = BlockNumber::new(5);
    assert_eq!(run(&mut steth, |steth, fx| steth.resume_staking(block, fx)), Err(StethError::ContractIsStopped));
    let ((), resumed) = run(&mut steth, |steth, fx| steth.resume(block, fx)).unwrap();
    assert_eq!(resumed, [StethEvent::Resumed, StethEvent::StakingResumed]);
    assert_eq!(run(&mut steth, |steth, fx| steth.resume(block, fx)), Err(StethError::ContractIsActive));
    assert_eq!(run(&mut steth, |steth, fx| steth.resume_staking(block, fx)), Err(StethError::AlreadyResumed));
    run(&mut steth, Steth::pause_staking).unwrap();
    assert_eq!(run(&mut steth, Steth::pause_staking), Err(StethError::AlreadyPaused));
}

#[test]
fn limits_are_checked_before_they_are_set() {
    let mut steth = fresh();
    let block = BlockNumber::new(5);
    let zero = run(&mut steth, |steth, fx| steth.set_staking_limit(Wei::ZERO, Wei::ZERO, block, fx));
    assert_eq!(zero, Err(StakeLimitError::ZeroMax.into()));
    let above = run(&mut steth, |steth, fx| steth.set_max_external_ratio_bp(U256::from(10_001), fx));
    assert_eq!(above, Err(StethError::InvalidMaxExternalRatio(U256::from(10_001))));
}

/// A token with 150 ether behind 100 shares that lets a tenth of all shares be external.
fn with_vaults() -> Steth {
    let mut steth = at_rate(150);
    steth.set_max_external_ratio_bp(U256::from(1_000), &mut Effects::new()).unwrap();
    steth
}

#[test]
fn external_shares_are_bound_by_the_ratio() {
    #[track_caller]
    fn check(ratio: u16, external: u64, mintable: Shares) {
        let mut steth = with_vaults();
        steth.pool.external_shares = shares(external);
        steth.set_max_external_ratio_bp(U256::from(ratio), &mut Effects::new()).unwrap();
        assert_eq!(steth.max_mintable_external_shares(), Ok(mintable));
    }
    //    ratio external mintable
    check(0, 0, Shares::ZERO);
    check(1_000, 0, shares(11)); // 11 of 111 are 9.9 %
    check(1_000, 5, shares(5));
    check(1_000, 10, Shares::ZERO);
    check(1_000, 50, Shares::ZERO); // more than the ratio since it was lowered
    check(10_000, 50, Shares::MAX);
}

#[test]
fn minting_and_burning_external_shares_changes_nobody_elses_balance() {
    let mut steth = with_vaults();
    let rate = steth.pool().rate();
    let ((), minted) = run(&mut steth, |steth, fx| steth.mint_external_shares(&by(HUB), HUB, BOB, shares(10), fx)).unwrap();
    assert_eq!(minted[2], StethEvent::ExternalSharesMinted { receiver: BOB, amount_of_shares: shares(10) });
    assert_eq!((steth.pool().rate(), steth.pool().external_ether()), (rate, Ok(wei(15))));
    run(&mut steth, |steth, fx| steth.transfer_shares(&by(BOB), HUB, shares(10), fx)).unwrap();
    let ((), burnt) = run(&mut steth, |steth, fx| steth.burn_external_shares(&by(HUB), HUB, shares(10), fx)).unwrap();
    assert_eq!(burnt[1], StethEvent::ExternalSharesBurnt { amount_of_shares: shares(10) });
    assert_eq!((steth.pool().rate(), steth.pool().external_shares), (rate, Shares::ZERO));
}

#[test]
fn external_shares_use_up_the_stake_limit_and_give_it_back_above_the_maximum() {
    let mut steth = with_vaults();
    let block = BlockNumber::new(10);
    steth.set_staking_limit(wei(20), wei(2), block, &mut Effects::new()).unwrap();
    run(&mut steth, |steth, fx| steth.mint_external_shares(&by(HUB), HUB, HUB, shares(10), fx)).unwrap();
    assert_eq!(steth.stake_limit_info(block).unwrap().current_stake_limit, wei(5));
    let later = ctx(HUB, 0, 20);
    run(&mut steth, |steth, fx| steth.burn_external_shares(&later, HUB, shares(10), fx)).unwrap();
    let at = |block: u64| steth.stake_limit_info(BlockNumber::new(block)).unwrap().current_stake_limit;
    assert_eq!((at(20), at(21), at(60)), (wei(35), wei(33), wei(20)));
}

#[test]
fn external_shares_are_bought_out_for_their_price_rounded_up() {
    let mut steth = with_vaults();
    run(&mut steth, |steth, fx| steth.mint_external_shares(&by(HUB), HUB, HUB, shares(5), fx)).unwrap();
    let buy = |steth: &mut Steth, value: u64, amount: u64| {
        let call = ctx(HUB, value, 10);
        run(steth, |steth, fx| steth.rebalance_external_ether_to_internal(&call, HUB, shares(amount), fx)).map(|_| ())
    };
    assert_eq!(buy(&mut steth, 0, 3), Err(StethError::ZeroValue));
    let mismatch = StethError::ValueSharesMismatch { price: wei(5), sent: wei(4) };
    assert_eq!(buy(&mut steth, 4, 3), Err(mismatch)); // 4.5
    assert_eq!(buy(&mut steth, 5, 3), Ok(()));
    assert_eq!((steth.pool().external_shares, steth.pool().buffered_ether), (shares(2), wei(155)));
    let too_few = StethError::ExtSharesTooSmall { external: shares(2), needed: shares(3) };
    assert_eq!(buy(&mut steth, 5, 3), Err(too_few));
}

#[test]
fn only_the_hub_touches_external_shares() {
    let mut steth = with_vaults();
    let denied = StethError::AppAuthFailed(ALICE);
    let mint = run(&mut steth, |steth, fx| steth.mint_external_shares(&by(ALICE), HUB, ALICE, shares(1), fx));
    assert_eq!(mint, Err(denied.clone()));
    let burn = run(&mut steth, |steth, fx| steth.burn_external_shares(&by(ALICE), HUB, shares(1), fx));
    assert_eq!(burn, Err(denied.clone()));
    let call = ctx(ALICE, 1, 10);
    let buy = run(&mut steth, |steth, fx| steth.rebalance_external_ether_to_internal(&call, HUB, shares(1), fx));
    assert_eq!(buy, Err(denied));
    let nothing = run(&mut steth, |steth, fx| steth.mint_external_shares(&by(ALICE), HUB, ALICE, Shares::ZERO, fx));
    assert_eq!(nothing, Err(StethError::MintZeroAmountOfShares));
}

#[test]
fn bad_debt_lowers_what_every_internal_share_is_worth() {
    let mut steth = with_vaults();
    run(&mut steth, |steth, fx| steth.mint_external_shares(&by(HUB), HUB, HUB, shares(10), fx)).unwrap();
    let ((), told) = run(&mut steth, |steth, fx| steth.internalize_external_bad_debt(shares(10), fx)).unwrap();
    assert_eq!(told[0], StethEvent::ExternalBadDebtInternalized { amount_of_shares: shares(10) });
    assert_eq!(steth.balance_of(ALICE), Ok(wei(81))); // 60 of 110 shares of 150, before 90
    let none = run(&mut steth, |steth, fx| steth.internalize_external_bad_debt(Shares::ZERO, fx));
    assert_eq!(none, Err(StethError::BadDebtZeroShares));
}
