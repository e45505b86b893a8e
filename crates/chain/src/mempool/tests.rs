//! The pool: what it takes, replaces, drops and hands out, in examples and under random histories.

use super::*;
use alloy_consensus::{SignableTransaction as _, TxEip1559, TxEip2930, TxEip7702, TxLegacy};
use alloy_primitives::{Bytes, Signature, TxKind};
use proptest::prelude::*;

const CHAIN: u64 = 31_337;
const GWEI: u128 = 1_000_000_000;
const RULES: PoolRules = PoolRules { chain_id: CHAIN, block_gas_limit: 60_000_000, base_fee: GWEI as u64 };
const ALICE: Address = Address::repeat_byte(0xa1);
const BOB: Address = Address::repeat_byte(0xb0);

fn pool() -> Mempool {
    Mempool::new(PoolLimits::default(), RULES)
}

fn limited(limits: PoolLimits) -> Mempool {
    Mempool::new(limits, RULES)
}

fn rich(nonce: u64) -> SenderState {
    SenderState { nonce, balance: U256::from(10_u64.pow(18)), ..SenderState::default() }
}

fn transfer(nonce: u64) -> TxEip1559 {
    TxEip1559 {
        chain_id: CHAIN,
        nonce,
        gas_limit: 21_000,
        max_fee_per_gas: 10 * GWEI,
        max_priority_fee_per_gas: GWEI,
        to: TxKind::Call(BOB),
        ..TxEip1559::default()
    }
}

fn paying(nonce: u64, tip: u128) -> TxEip1559 {
    TxEip1559 { max_fee_per_gas: 10 * GWEI + tip, max_priority_fee_per_gas: tip, ..transfer(nonce) }
}

/// The pool looks at no signature: the one who decodes recovers the sender. It differs by sender, and so do the hashes.
fn signed(transaction: impl Signable, sender: Address) -> SignedTransaction {
    let signature = Signature::new(U256::from_be_slice(sender.as_slice()), U256::from(1), false);
    Recovered::new_unchecked(transaction.with(signature), sender)
}

trait Signable {
    fn with(self, signature: Signature) -> TxEnvelope;
}

macro_rules! signable {
    ($($kind:ident),*) => {$(
        impl Signable for $kind {
            fn with(self, signature: Signature) -> TxEnvelope {
                self.into_signed(signature).into()
            }
        }
    )*};
}

signable!(TxLegacy, TxEip2930, TxEip1559, TxEip7702);

fn hashes(transactions: &[Arc<SignedTransaction>]) -> Vec<(Address, u64)> {
    transactions.iter().map(|transaction| (transaction.signer(), transaction.nonce())).collect()
}

#[test]
fn refusals_are_worded_as_in_geth() {
    #[track_caller]
    fn check(transaction: impl Signable, state: SenderState, text: &str) {
        let mut pool = pool();
        let error = pool.add(signed(transaction, ALICE), &state).unwrap_err();
        assert_eq!(error.to_string(), text);
        assert_eq!(pool.status(), PoolStatus::default());
    }
    check(transfer(3), rich(5), "nonce too low: next nonce 5, tx nonce 3");
    check(transfer(u64::MAX), rich(0), "nonce has max value");
    check(TxEip1559 { chain_id: 1, ..transfer(0) }, rich(0), "invalid chain id for signer: have 1 want 31337");
    check(TxEip7702 { chain_id: CHAIN, ..TxEip7702::default() }, rich(0), "transaction type not supported");
    check(TxEip1559 { gas_limit: 20_999, ..transfer(0) }, rich(0), "intrinsic gas too low: gas 20999, minimum needed 21000");
    check(TxEip1559 { gas_limit: 60_000_001, ..transfer(0) }, rich(0), "exceeds block gas limit");
    check(
        TxEip1559 { gas_limit: (1 << 24) + 1, ..transfer(0) },
        rich(0),
        "transaction gas limit too high (cap: 16777216, tx: 16777217)",
    );
    check(
        TxEip1559 { max_priority_fee_per_gas: 11, max_fee_per_gas: 10, ..transfer(0) },
        rich(0),
        "max priority fee per gas higher than max fee per gas: maxPriorityFeePerGas: 11, maxFeePerGas: 10",
    );
    check(
        TxEip1559 { value: U256::from(7), ..transfer(0) },
        SenderState { balance: U256::from(5), ..SenderState::default() },
        "insufficient funds for gas * price + value: balance 5, queued cost 0, tx cost 210000000000007, overshot 210000000000002",
    );
    check(
        TxEip1559 { input: vec![1; 1_000].into(), gas_limit: 40_000, ..transfer(0) },
        rich(0),
        "insufficient gas for floor data gas cost: gas 40000, minimum needed 61000",
    );
    check(
        TxEip1559 { input: vec![0; 200_000].into(), gas_limit: 10_000_000, ..transfer(0) },
        rich(0),
        &format!("oversized data: transaction size 200074, limit {MAX_TRANSACTION_BYTES}"),
    );
    check(
        TxEip1559 { input: vec![0; 49_153].into(), gas_limit: 10_000_000, to: TxKind::Create, ..transfer(0) },
        rich(0),
        "max initcode size exceeded: code size 49153, limit 49152",
    );
    check(
        transfer(0),
        SenderState { code_hash: B256::repeat_byte(1), ..rich(0) },
        "sender not an eoa: address 0xA1A1a1a1A1A1A1A1A1a1a1a1a1a1A1A1a1A1a1a1",
    );
}

#[test]
fn legacy_and_access_list_transactions_are_taken() {
    let mut pool = pool();
    let legacy =
        TxLegacy { chain_id: None, gas_limit: 21_000, gas_price: 5 * GWEI, to: TxKind::Call(BOB), ..TxLegacy::default() };
    let listed = TxEip2930 {
        chain_id: CHAIN,
        nonce: 1,
        gas_limit: 21_000,
        gas_price: 5 * GWEI,
        to: TxKind::Call(BOB),
        ..TxEip2930::default()
    };
    pool.add(signed(legacy, ALICE), &rich(0)).unwrap();
    pool.add(signed(listed, ALICE), &rich(0)).unwrap();
    assert_eq!(pool.best(u64::MAX).len(), 2);
}

#[test]
fn a_transaction_is_known_once() {
    let mut pool = pool();
    pool.add(signed(transfer(0), ALICE), &rich(0)).unwrap();
    assert_eq!(pool.add(signed(transfer(0), ALICE), &rich(0)), Err(PoolError::AlreadyKnown));
}

#[test]
fn a_replacement_raises_both_fees_by_a_tenth() {
    #[track_caller]
    fn check(fee: u128, tip: u128, result: Result<(), PoolError>) {
        let mut pool = pool();
        pool.add(signed(TxEip1559 { max_fee_per_gas: 1_000, max_priority_fee_per_gas: 100, ..transfer(0) }, ALICE), &rich(0))
            .unwrap();
        let newcomer = TxEip1559 { max_fee_per_gas: fee, max_priority_fee_per_gas: tip, ..transfer(0) };
        assert_eq!(pool.add(signed(newcomer, ALICE), &rich(0)).map(drop), result);
        assert_eq!(pool.status().pending, 1);
        let kept = if result.is_ok() { fee } else { 1_000 };
        assert_eq!(pool.iter().next().unwrap().max_fee_per_gas(), kept);
    }
    check(1_100, 110, Ok(()));
    check(1_099, 110, Err(PoolError::ReplacementUnderpriced));
    check(1_100, 109, Err(PoolError::ReplacementUnderpriced));
    check(5_000, 100, Err(PoolError::ReplacementUnderpriced));
}

#[test]
fn the_balance_covers_all_that_waits() {
    let mut pool = pool();
    let cost = max_cost(signed(transfer(0), ALICE).inner());
    let state = SenderState { balance: cost * U256::from(2) + U256::from(1), ..SenderState::default() };
    pool.add(signed(transfer(0), ALICE), &state).unwrap();
    pool.add(signed(transfer(1), ALICE), &state).unwrap();
    let third = pool.add(signed(transfer(2), ALICE), &state);
    assert!(
        matches!(third, Err(PoolError::InsufficientFunds(ref lacking)) if lacking.queued == cost * U256::from(2)),
        "{third:?}"
    );
}

#[test]
fn behind_a_gap_a_transaction_is_queued_until_the_gap_closes() {
    let mut pool = pool();
    pool.add(signed(transfer(2), ALICE), &rich(0)).unwrap();
    assert_eq!(pool.status(), PoolStatus { pending: 0, queued: 1 });
    assert!(!pool.has_ready());
    assert_eq!(pool.pending_nonce(&ALICE, 0), 0);
    pool.add(signed(transfer(0), ALICE), &rich(0)).unwrap();
    assert_eq!(pool.status(), PoolStatus { pending: 1, queued: 1 });
    assert_eq!(pool.pending_nonce(&ALICE, 0), 1);
    pool.add(signed(transfer(1), ALICE), &rich(0)).unwrap();
    assert_eq!(pool.status(), PoolStatus { pending: 3, queued: 0 });
    assert_eq!(pool.pending_nonce(&ALICE, 0), 3);
    assert_eq!(hashes(&pool.best(u64::MAX)), [(ALICE, 0), (ALICE, 1), (ALICE, 2)]);
}

#[test]
fn a_fee_cap_below_the_base_fee_waits_for_a_cheaper_block() {
    let mut pool = pool();
    let cheap = TxEip1559 { max_fee_per_gas: GWEI / 2, max_priority_fee_per_gas: 0, ..transfer(0) };
    pool.add(signed(cheap, ALICE), &rich(0)).unwrap();
    assert!(!pool.has_ready());
    assert!(pool.best(u64::MAX).is_empty());
    pool.on_head(PoolRules { base_fee: (GWEI / 2) as u64, ..RULES }, [], |_| 0);
    assert!(pool.has_ready());
    assert_eq!(pool.best(u64::MAX).len(), 1);
}

#[test]
fn the_best_tip_goes_first_and_nonces_stay_in_order() {
    let mut pool = pool();
    pool.add(signed(paying(0, 2 * GWEI), ALICE), &rich(0)).unwrap();
    pool.add(signed(paying(1, 9 * GWEI), ALICE), &rich(0)).unwrap();
    pool.add(signed(paying(0, 5 * GWEI), BOB), &rich(0)).unwrap();
    pool.add(signed(paying(1, GWEI), BOB), &rich(0)).unwrap();
    assert_eq!(hashes(&pool.best(u64::MAX)), [(BOB, 0), (ALICE, 0), (ALICE, 1), (BOB, 1)]);
    assert_eq!(hashes(&pool.best(21_001)), [(BOB, 0), (ALICE, 0)]);
}

#[test]
fn equal_tips_go_in_the_order_they_came() {
    let mut pool = pool();
    for (nonce, sender) in [(0, BOB), (0, ALICE), (1, BOB), (1, ALICE)] {
        pool.add(signed(transfer(nonce), sender), &rich(0)).unwrap();
    }
    assert_eq!(hashes(&pool.best(u64::MAX)), [(BOB, 0), (ALICE, 0), (BOB, 1), (ALICE, 1)]);
}

#[test]
fn a_new_head_drops_what_it_took() {
    let mut pool = pool();
    let first = pool.add(signed(transfer(0), ALICE), &rich(0)).unwrap();
    pool.add(signed(transfer(1), ALICE), &rich(0)).unwrap();
    pool.on_head(RULES, [ALICE, BOB], |_| 1);
    assert!(pool.get(&first).is_none());
    assert_eq!(pool.status(), PoolStatus { pending: 1, queued: 0 });
    pool.on_head(RULES, [ALICE], |_| 2);
    assert_eq!(pool.status(), PoolStatus::default());
    assert!(pool.senders().is_empty());
}

#[test]
fn a_full_pool_takes_only_what_pays_more() {
    let mut pool = limited(PoolLimits { count: 2, ..PoolLimits::default() });
    pool.add(signed(paying(0, 3 * GWEI), ALICE), &rich(0)).unwrap();
    pool.add(signed(paying(1, 2 * GWEI), ALICE), &rich(0)).unwrap();
    let poor = pool.add(signed(paying(0, 2 * GWEI), BOB), &rich(0));
    assert_eq!(poor, Err(PoolError::Underpriced { tip: 2 * GWEI, needed: 2 * GWEI + 1 }));
    pool.add(signed(paying(0, 4 * GWEI), BOB), &rich(0)).unwrap();
    assert_eq!(hashes(&pool.best(u64::MAX)), [(BOB, 0), (ALICE, 0)]);
}

#[test]
fn bytes_are_limited_too() {
    let mut pool = limited(PoolLimits { bytes: 2_000, ..PoolLimits::default() });
    let large = |nonce| TxEip1559 { input: Bytes::from(vec![1; 1_500]), gas_limit: 200_000, ..transfer(nonce) };
    pool.add(signed(large(0), ALICE), &rich(0)).unwrap();
    assert!(matches!(pool.add(signed(large(1), ALICE), &rich(0)), Err(PoolError::Underpriced { .. })));
}

#[test]
fn one_sender_cannot_take_every_place() {
    let mut pool = limited(PoolLimits { per_sender: 2, queued_per_sender: 1, ..PoolLimits::default() });
    pool.add(signed(transfer(5), ALICE), &rich(0)).unwrap();
    assert_eq!(pool.add(signed(transfer(6), ALICE), &rich(0)), Err(PoolError::Full));
    pool.add(signed(transfer(0), ALICE), &rich(0)).unwrap();
    assert_eq!(pool.add(signed(transfer(1), ALICE), &rich(0)), Err(PoolError::Full));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// POOL-1, POOL-2, POOL-4, after any sequence of arrivals, blocks and removals.
    #[test]
    fn the_pool_stays_consistent(steps in proptest::collection::vec((0_u8..4, 0_u8..3, 0_u64..6, 1_u128..5), 1..80)) {
        let limits = PoolLimits { count: 8, per_sender: 5, queued_per_sender: 3, ..PoolLimits::default() };
        let mut pool = limited(limits);
        let mut nonces = [0_u64; 3];
        for (step, who, nonce, tip) in steps {
            let sender = Address::repeat_byte(who + 1);
            match step {
                0 | 1 => drop(pool.add(signed(paying(nonce, tip * GWEI), sender), &rich(nonces[usize::from(who)]))),
                2 => {
                    nonces[usize::from(who)] += 1;
                    pool.on_head(RULES, [sender], |_| nonces[usize::from(who)]);
                }
                _ => {
                    let first = pool.iter().next().map(|transaction| *transaction.tx_hash());
                    first.map(|hash| pool.remove(&hash));
                }
            }
            let all: Vec<_> = pool.iter().cloned().collect();
            prop_assert!(all.len() <= limits.count);
            prop_assert_eq!(all.len(), pool.by_hash.len());
            prop_assert_eq!(pool.bytes, pool.senders.values().flat_map(Sender::iter).map(|waiting| waiting.size).sum::<usize>());
            for (index, nonce) in nonces.iter().enumerate() {
                let sender = Address::repeat_byte(u8::try_from(index).unwrap() + 1);
                prop_assert!(all.iter().filter(|tx| tx.signer() == sender).all(|tx| tx.nonce() >= *nonce));
            }
            let status = pool.status();
            prop_assert_eq!(status.pending, pool.best(u64::MAX).len());
        }
    }
}
