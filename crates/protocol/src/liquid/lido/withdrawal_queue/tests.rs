//! Refusals and edges of the queue, table by table.

use super::*;
use crate::EtherBalances;
use crate::governance::PausableError;
use crate::units::{ArithError, BlockNumber};

const ALICE: Address = Address::repeat_byte(0xa1);
const BOB: Address = Address::repeat_byte(0xb0);
const CAROL: Address = Address::repeat_byte(0xca);
const QUEUE: Address = Address::repeat_byte(0x99);

/// The queue's account holds this much.
struct Holds(u64);

impl EtherBalances for Holds {
    fn balance_of(&self, _account: Address) -> Wei {
        wei(self.0)
    }
}

fn at(caller: Address, time: u64) -> Ctx<'static> {
    Ctx {
        caller,
        value: Wei::ZERO,
        block: BlockNumber::new(time / 12),
        timestamp: Timestamp::new(time),
        chain_id: 1,
        selector: alloy_primitives::Selector::ZERO,
        ether: &Holds(1_000_000),
    }
}

fn wei(amount: u64) -> Wei {
    Wei::new(U256::from(amount))
}

fn shares(amount: u64) -> Shares {
    Shares::new(U256::from(amount))
}

fn id(number: u64) -> RequestId {
    RequestId::new(U256::from(number))
}

fn ids(numbers: &[u64]) -> Vec<RequestId> {
    numbers.iter().copied().map(id).collect()
}

/// A rate in thousandths.
fn rate(thousandths: u64) -> Ray {
    Ray::of_down(U256::from(thousandths), U256::from(1_000)).unwrap()
}

fn running() -> WithdrawalQueue {
    let mut queue = WithdrawalQueue::default();
    queue.resume(&at(ALICE, 1_000), &mut Effects::new()).unwrap();
    queue
}

/// One request of each (stETH, shares), all of Alice, at times 1012, 1024 ..; a report before each.
fn with_requests(requests: &[(u64, u64)]) -> WithdrawalQueue {
    let mut queue = running();
    for (index, &(steth, share_amount)) in (0..).zip(requests) {
        let time = 1_012 + 12 * index;
        let (start, report) = (Timestamp::new(1), Timestamp::new(time - 1));
        queue.on_oracle_report(&at(ALICE, time), false, start, report, &mut Effects::new()).unwrap();
        queue.enqueue(&at(ALICE, time), ALICE, wei(steth), shares(share_amount), &mut Effects::new()).unwrap();
    }
    queue
}

fn finalize(queue: &mut WithdrawalQueue, last: u64, max_rate: u64, ether: u64) -> Result<(), QueueError> {
    queue.finalize(&at(ALICE, 2_000), id(last), rate(max_rate), wei(ether), &mut Effects::new())
}

#[test]
fn bounds_of_a_single_request() {
    #[track_caller]
    fn check(amount: Wei, expected: Result<(), QueueError>) {
        assert_eq!(WithdrawalQueue::check_amount(amount), expected);
    }
    let thousand_ether = Wei::new(Wei::ETHER.get() * U256::from(1_000));
    check(wei(99), Err(QueueError::RequestAmountTooSmall { amount: wei(99) }));
    check(wei(100), Ok(()));
    check(thousand_ether, Ok(()));
    let above = Wei::new(thousand_ether.get() + U256::ONE);
    check(above, Err(QueueError::RequestAmountTooLarge { amount: above }));
}

#[test]
fn a_new_queue_is_paused_and_takes_nothing() {
    let mut queue = WithdrawalQueue::default();
    let before = queue.clone();
    let refused = queue.enqueue(&at(ALICE, 1_000), ALICE, wei(100), shares(100), &mut Effects::new());
    assert_eq!(refused, Err(QueueError::Pausable(PausableError::ResumedExpected)));
    assert_eq!(queue, before);
}

#[test]
fn requests_add_up_and_are_listed() {
    let queue = with_requests(&[(100, 90), (200, 190)]);
    assert_eq!(queue.unfinalized_steth(), Ok(wei(300)));
    assert_eq!(queue.withdrawal_requests(ALICE), ids(&[1, 2]));
    let status = queue.status(id(2)).unwrap();
    assert_eq!((status.amount_of_steth, status.amount_of_shares), (wei(200), shares(190)));
    assert_eq!(queue.status(id(3)), Err(QueueError::InvalidRequestId { id: id(3) }));
    assert_eq!(queue.check(), Ok(()));
}

#[test]
fn the_lower_rate_pays() {
    #[track_caller]
    fn check(max_rate: u64, claimable: u64) {
        let mut queue = with_requests(&[(1_000, 1_000)]);
        finalize(&mut queue, 1, max_rate, claimable).unwrap();
        assert_eq!(queue.claimable_ether(&[id(1)], &[U256::ONE]), Ok(vec![wei(claimable)]));
    }
    check(1_500, 1_000); // gains stay with those who remain
    check(1_000, 1_000);
    check(900, 900); // losses are shared
}

#[test]
fn a_view_of_claimable_ether_wants_a_hint_for_each_id_and_ignores_more() {
    let mut queue = with_requests(&[(100, 100), (100, 100)]);
    finalize(&mut queue, 2, 1_000, 200).unwrap();
    let one = U256::ONE;
    assert_eq!(queue.claimable_ether(&ids(&[1, 2]), &[one]), Err(QueueError::HintMissing { id: id(2) }));
    assert_eq!(queue.claimable_ether(&ids(&[1]), &[one, U256::MAX]), Ok(vec![wei(100)]));
    assert_eq!(queue.claimable_ether(&ids(&[9, 2]), &[one]), Err(QueueError::InvalidRequestId { id: id(9) }));
}

#[test]
fn batches_split_where_requests_lie_on_different_sides_of_the_rate() {
    //                        rate: 1.0         2.0         2.5        1.0
    let queue = with_requests(&[(100, 100), (200, 100), (250, 100), (100, 100)]);
    let state = |budget| BatchesCalculationState { remaining_eth_budget: wei(budget), finished: false, batches: vec![] };
    let calculate = |budget, last, per_call: u64, max| {
        queue.calculate_finalization_batches(rate(max), Timestamp::new(last), U256::from(per_call), state(budget)).unwrap()
    };
    let all = calculate(10_000, 5_000, 36, 1_500);
    assert_eq!((all.batches, all.finished), (ids(&[1, 3, 4]), true));
    assert_eq!(all.remaining_eth_budget, wei(10_000 - 100 - 150 - 150 - 100));
    let poor = calculate(260, 5_000, 36, 1_500);
    assert_eq!((poor.batches, poor.finished, poor.remaining_eth_budget), (ids(&[1, 2]), true, wei(10)));
    let young = calculate(10_000, 1_024, 36, 1_500);
    assert_eq!((young.batches, young.finished), (ids(&[1, 2]), true));
    let first_call = calculate(10_000, 5_000, 2, 1_500);
    assert_eq!((&first_call.batches, first_call.finished), (&ids(&[1, 2]), false));
    let second = queue.calculate_finalization_batches(rate(1_500), Timestamp::new(5_000), U256::from(2), first_call).unwrap();
    assert_eq!((second.batches, second.finished), (ids(&[1, 3, 4]), true));
}

#[test]
fn requests_of_one_report_share_a_batch() {
    let mut queue = with_requests(&[(100, 100)]);
    queue.enqueue(&at(ALICE, 1_015), ALICE, wei(300), shares(100), &mut Effects::new()).unwrap();
    let state = BatchesCalculationState { remaining_eth_budget: wei(1_000), finished: false, batches: vec![] };
    let found = queue.calculate_finalization_batches(rate(1_500), Timestamp::new(5_000), U256::from(9), state).unwrap();
    assert_eq!(found.batches, ids(&[2]));
}

#[test]
fn a_spent_or_finished_calculation_is_refused() {
    let queue = with_requests(&[(100, 100)]);
    for (budget, finished) in [(0, false), (1, true)] {
        let state = BatchesCalculationState { remaining_eth_budget: wei(budget), finished, batches: vec![] };
        let refused = queue.calculate_finalization_batches(rate(1_000), Timestamp::new(9_000), U256::ONE, state);
        assert_eq!(refused, Err(QueueError::InvalidState));
    }
}

#[test]
fn refusals_of_prefinalize() {
    #[track_caller]
    fn check(batches: &[u64], max_rate: u64, expected: QueueError) {
        let mut queue = with_requests(&[(100, 100), (100, 100), (100, 100)]);
        finalize(&mut queue, 1, 1_000, 100).unwrap();
        assert_eq!(queue.prefinalize(&ids(batches), rate(max_rate)), Err(expected));
    }
    check(&[2], 0, QueueError::ZeroShareRate);
    check(&[], 1, QueueError::EmptyBatches);
    check(&[1, 3], 1, QueueError::InvalidRequestId { id: id(1) });
    check(&[2, 4], 1, QueueError::InvalidRequestId { id: id(4) });
    check(&[3, 2], 1, QueueError::BatchesAreNotSorted);
    check(&[2, 9, 3], 1, QueueError::Arith(ArithError::Underflow)); // an unknown id in between reads as an empty slot
}

#[test]
fn refusals_of_finalize_change_nothing() {
    #[track_caller]
    fn check(last: u64, ether: u64, expected: QueueError) {
        let mut queue = with_requests(&[(100, 100), (100, 100)]);
        finalize(&mut queue, 1, 1_000, 100).unwrap();
        let before = queue.clone();
        assert_eq!(finalize(&mut queue, last, 1_000, ether), Err(expected));
        assert_eq!(queue, before);
    }
    check(1, 0, QueueError::InvalidRequestId { id: id(1) });
    check(3, 0, QueueError::InvalidRequestId { id: id(3) });
    check(2, 101, QueueError::TooMuchEtherToFinalize { sent: wei(101), max: wei(100) });
}

#[test]
fn a_claim_pays_once_and_frees_its_ether() {
    let mut queue = with_requests(&[(100, 100), (200, 200)]);
    finalize(&mut queue, 2, 1_000, 300).unwrap();
    let mut effects = Effects::new();
    queue.claim_withdrawal(&at(ALICE, 3_000), QUEUE, id(2), &mut effects).unwrap();
    let expected: [crate::Effect; 3] = [
        crate::Effect::Pay { from: QUEUE, to: ALICE, amount: wei(200), failure: crate::PaymentFailure::WithdrawalQueue },
        crate::Effect::Event(QueueEvent::WithdrawalClaimed { id: id(2), owner: ALICE, receiver: ALICE, amount: wei(200) }.into()),
        crate::Effect::Event(QueueEvent::Transfer { from: ALICE, to: Address::ZERO, id: id(2) }.into()),
    ];
    assert!(effects.iter().eq(&expected));
    assert_eq!(queue.locked_ether(), wei(100));
    assert_eq!(queue.owner_of(id(2)), Err(QueueError::RequestAlreadyClaimed { id: id(2) }));
    assert_eq!(queue.check(), Ok(()));
}

#[test]
fn refusals_of_a_claim_in_order_change_nothing() {
    #[track_caller]
    fn check(caller: Address, numbers: &[u64], hints: &[u64], expected: QueueError) {
        let mut queue = with_requests(&[(100, 100), (200, 200), (300, 300)]);
        finalize(&mut queue, 2, 1_000, 300).unwrap();
        let before = queue.clone();
        let hints: Vec<_> = hints.iter().copied().map(U256::from).collect();
        let refused = queue.claim_withdrawals(&at(caller, 3_000), QUEUE, &ids(numbers), &hints, &mut Effects::new());
        assert_eq!(refused, Err(expected));
        assert_eq!(queue, before);
    }
    check(ALICE, &[1], &[], QueueError::ArraysLengthMismatch { first: 1, second: 0 });
    check(ALICE, &[0], &[1], QueueError::InvalidRequestId { id: id(0) });
    check(ALICE, &[3], &[1], QueueError::RequestNotFoundOrNotFinalized { id: id(3) });
    check(ALICE, &[1, 1], &[1, 1], QueueError::RequestAlreadyClaimed { id: id(1) });
    check(BOB, &[1], &[1], QueueError::NotOwner { sender: BOB, owner: ALICE });
    check(ALICE, &[1], &[0], QueueError::InvalidHint { hint: U256::ZERO });
    check(ALICE, &[1], &[2], QueueError::InvalidHint { hint: U256::from(2) });
}

#[test]
fn a_queue_that_holds_too_little_does_not_pay() {
    let mut queue = with_requests(&[(100, 100)]);
    finalize(&mut queue, 1, 1_000, 100).unwrap();
    let ctx = Ctx { ether: &Holds(99), ..at(ALICE, 3_000) };
    let refused = queue.claim_withdrawal(&ctx, QUEUE, id(1), &mut Effects::new());
    assert_eq!(refused, Err(QueueError::NotEnoughEther));
    let refused = queue.claim_withdrawals_to(&ctx, QUEUE, &[], &[], Address::ZERO, &mut Effects::new());
    assert_eq!(refused, Err(QueueError::ZeroRecipient));
}

#[test]
fn hints_name_the_checkpoint_of_each_request() {
    let mut queue = with_requests(&[(100, 100); 7]);
    for (last, max_rate) in [(2, 1_000), (3, 900), (6, 800)] {
        let ether = queue.prefinalize(&[id(last)], rate(max_rate)).unwrap().eth_to_lock;
        queue.finalize(&at(ALICE, 2_000), id(last), rate(max_rate), ether, &mut Effects::new()).unwrap();
    }
    let find =
        |numbers: &[u64], first: u64, last: u64| queue.find_checkpoint_hints(&ids(numbers), U256::from(first), U256::from(last));
    let hints = |numbers: &[u64]| Ok(numbers.iter().copied().map(U256::from).collect());
    assert_eq!(find(&[1, 2, 3, 4, 6], 1, 3), hints(&[1, 1, 2, 3, 3]));
    assert_eq!(find(&[7], 1, 3), hints(&[0]));
    assert_eq!(find(&[4], 1, 2), hints(&[0]), "beyond the range");
    assert_eq!(find(&[1], 2, 3), hints(&[0]), "before the range");
    assert_eq!(find(&[2, 1], 1, 3), Err(QueueError::RequestIdsNotSorted));
    assert_eq!(find(&[8], 1, 3), Err(QueueError::InvalidRequestId { id: id(8) }));
    let range = |start: u64, end: u64| QueueError::InvalidRequestIdRange { start: U256::from(start), end: U256::from(end) };
    assert_eq!(find(&[1], 0, 3), Err(range(0, 3)));
    assert_eq!(find(&[1], 1, 4), Err(range(1, 4)));
    assert_eq!(find(&[7, 7], 1, 3), Err(range(0, 3)), "a zero is where the next search begins");
    assert_eq!(queue.check(), Ok(()));
}

#[test]
fn the_last_token_of_an_owner_moves_into_the_gap() {
    let mut queue = with_requests(&[(100, 100); 4]);
    queue.transfer_from(&at(ALICE, 1), ALICE, BOB, id(2), &mut Effects::new()).unwrap();
    assert_eq!(queue.withdrawal_requests(ALICE), ids(&[1, 4, 3]));
    assert_eq!(queue.withdrawal_requests(BOB), ids(&[2]));
    assert_eq!((queue.balance_of(ALICE), queue.balance_of(BOB)), (Ok(3), Ok(1)));
    assert_eq!(queue.check(), Ok(()));
}

#[test]
fn refusals_of_a_transfer_in_order() {
    #[track_caller]
    fn check(caller: Address, from: Address, to: Address, number: u64, expected: QueueError) {
        let mut queue = with_requests(&[(100, 100), (100, 100)]);
        finalize(&mut queue, 2, 1_000, 200).unwrap();
        queue.claim_withdrawal(&at(ALICE, 3_000), QUEUE, id(2), &mut Effects::new()).unwrap();
        let before = queue.clone();
        assert_eq!(queue.transfer_from(&at(caller, 1), from, to, id(number), &mut Effects::new()), Err(expected));
        assert_eq!(queue, before);
    }
    check(ALICE, ALICE, Address::ZERO, 9, QueueError::TransferToZeroAddress);
    check(ALICE, ALICE, ALICE, 9, QueueError::TransferToThemselves);
    check(ALICE, ALICE, BOB, 9, QueueError::InvalidRequestId { id: id(9) });
    check(ALICE, ALICE, BOB, 2, QueueError::RequestAlreadyClaimed { id: id(2) });
    check(BOB, BOB, ALICE, 1, QueueError::TransferFromIncorrectOwner { from: BOB, real_owner: ALICE });
    check(BOB, ALICE, BOB, 1, QueueError::NotOwnerOrApproved { sender: BOB });
}

#[test]
fn approvals_let_others_transfer_until_the_token_moves() {
    let mut queue = with_requests(&[(100, 100)]);
    let mut effects = Effects::new();
    assert_eq!(queue.approve(&at(ALICE, 1), ALICE, id(1), &mut effects), Err(QueueError::ApprovalToOwner));
    let refused = queue.approve(&at(BOB, 1), CAROL, id(1), &mut effects);
    assert_eq!(refused, Err(QueueError::NotOwnerOrApprovedForAll { sender: BOB }));
    queue.approve(&at(ALICE, 1), BOB, id(1), &mut effects).unwrap();
    assert_eq!(queue.approved(id(1)), Ok(BOB));
    queue.transfer_from(&at(BOB, 1), ALICE, CAROL, id(1), &mut effects).unwrap();
    assert_eq!(queue.approved(id(1)), Ok(Address::ZERO));
    assert_eq!(queue.set_approval_for_all(&at(CAROL, 1), CAROL, true, &mut effects), Err(QueueError::ApproveToCaller));
    queue.set_approval_for_all(&at(CAROL, 1), BOB, true, &mut effects).unwrap();
    queue.approve(&at(BOB, 1), ALICE, id(1), &mut effects).unwrap();
    queue.transfer_from(&at(BOB, 1), CAROL, BOB, id(1), &mut effects).unwrap();
    assert_eq!(queue.owner_of(id(1)), Ok(BOB));
}

#[test]
fn a_token_tells_its_amounts() {
    let mut queue = with_requests(&[(100, 100)]);
    assert_eq!(queue.token_uri(id(1)), Ok(String::new()));
    queue.set_base_uri("https://example.org".into(), &mut Effects::new());
    assert_eq!(queue.token_uri(id(1)).unwrap(), "https://example.org/1?requested=100&created_at=1012");
    finalize(&mut queue, 1, 900, 90).unwrap();
    assert_eq!(queue.token_uri(id(1)).unwrap(), "https://example.org/1?requested=100&created_at=1012&finalized=90");
    assert_eq!(queue.token_uri(id(2)), Err(QueueError::InvalidRequestId { id: id(2) }));
}

#[test]
fn bunker_mode_is_told_once_and_never_from_the_future() {
    let mut queue = running();
    let mut report = |is_bunker, start, report| {
        let mut effects = Effects::new();
        let (start, report) = (Timestamp::new(start), Timestamp::new(report));
        queue.on_oracle_report(&at(ALICE, 1_000), is_bunker, start, report, &mut effects)?;
        Ok(effects.iter().count())
    };
    assert_eq!(report(true, 1_000, 999), Err(QueueError::InvalidReportTimestamp));
    assert_eq!(report(true, 999, 1_000), Err(QueueError::InvalidReportTimestamp));
    assert_eq!(report(true, 900, 950), Ok(1));
    assert_eq!(report(true, 950, 960), Ok(0));
    assert_eq!(report(false, 960, 970), Ok(1));
    assert!(!queue.is_bunker_mode_active());
}

#[test]
fn each_broken_rule_is_called_by_its_id() {
    #[track_caller]
    fn check(broken: &str, break_it: impl FnOnce(&mut WithdrawalQueue)) {
        let mut queue = with_requests(&[(100, 100), (200, 200), (300, 300)]);
        finalize(&mut queue, 2, 1_000, 300).unwrap();
        assert_eq!(queue.check(), Ok(()));
        break_it(&mut queue);
        assert_eq!(queue.check().unwrap_err().id, broken);
    }
    check("LIQ-7", |queue| queue.totals.last_finalized_request_id = id(4));
    check("LIQ-8", |queue| queue.totals.locked_ether = wei(299));
    check("LIQ-9", |queue| queue.requests.get_mut(&id(3)).unwrap().cumulative_steth = wei(299));
    check("LIQ-9", |queue| queue.requests.get_mut(&id(3)).unwrap().cumulative_shares = shares(299));
    check("LIQ-9", |queue| queue.totals.last_request_id = id(4));
    check("LIQ-10", |queue| queue.requests.get_mut(&id(3)).unwrap().is_claimed = true);
    check("LIQ-10", |queue| queue.requests.get_mut(&id(3)).unwrap().owner = BOB);
    check("LIQ-11", |queue| {
        let checkpoint = Checkpoint { from_request_id: id(3), max_share_rate: rate(1_000) };
        queue.checkpoints.insert(2, checkpoint);
    });
    check("LIQ-11", |queue| {
        for number in [1, 2] {
            queue.claim_withdrawal(&at(ALICE, 3_000), QUEUE, id(number), &mut Effects::new()).unwrap();
        }
        let again = queue.checkpoints.get(&1).unwrap().clone();
        queue.checkpoints.insert(2, again);
        queue.totals.last_checkpoint_index = 2;
    });
}
