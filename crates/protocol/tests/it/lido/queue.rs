//! Random lives of the withdrawal queue.

use super::support::{account, call, request, shares, wei};
use aquifer_protocol::{
    Effect, Effects, U256,
    liquid::lido::withdrawal_queue::{BatchesCalculationState, QueueError, WithdrawalQueue},
    units::{Ray, Timestamp, Wei},
};
use proptest::{collection::vec, prelude::*};

#[derive(Debug, Clone)]
enum Step {
    Request { owner: u8, shares: u64 },
    Report { is_bunker: bool, thousandths: u64 },
    Finalize { budget: u64, thousandths: u64 },
    FinalizeAnything { last: u64, ether: u64 },
    Claim { caller: u8, id: u64 },
    Transfer { from: u8, to: u8, id: u64 },
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..3_u8, 100..100_000_u64).prop_map(|(owner, shares)| Step::Request { owner, shares }),
        2 => (any::<bool>(), 500..2_000_u64).prop_map(|(is_bunker, thousandths)| Step::Report { is_bunker, thousandths }),
        2 => (1..500_000_u64, 500..2_000_u64).prop_map(|(budget, thousandths)| Step::Finalize { budget, thousandths }),
        1 => (0..20_u64, 0..500_000_u64).prop_map(|(last, ether)| Step::FinalizeAnything { last, ether }),
        3 => (0..3_u8, 0..20_u64).prop_map(|(caller, id)| Step::Claim { caller, id }),
        2 => (0..3_u8, 0..3_u8, 0..20_u64).prop_map(|(from, to, id)| Step::Transfer { from, to, id }),
    ]
}

/// A queue, the time, the rate since the last report, and ether that came in and went out.
struct Life {
    queue: WithdrawalQueue,
    time: u64,
    thousandths: u64,
    locked: Wei,
    paid: Wei,
}

impl Life {
    fn run(&mut self, step: &Step) -> Result<(), QueueError> {
        self.time += 12;
        let mut effects = Effects::new();
        match *step {
            Step::Request { owner, shares: amount } => {
                let (ctx, steth) = (call(account(owner), self.time), wei(amount * self.thousandths / 1_000));
                self.queue.enqueue(&ctx, account(owner), steth, shares(amount), &mut effects).map(|_| ())
            }
            Step::Report { is_bunker, thousandths } => {
                let (ctx, time) = (call(account(9), self.time), Timestamp::new(self.time - 1));
                self.thousandths = thousandths;
                self.queue.on_oracle_report(&ctx, is_bunker, time, time, &mut effects)
            }
            Step::Finalize { budget, thousandths } => self.finalize(budget, thousandths),
            Step::FinalizeAnything { last, ether } => {
                let ctx = call(account(9), self.time);
                self.queue.finalize(&ctx, request(last), Ray::ONE, wei(ether), &mut effects)?;
                // Any ether may be sent up to the nominal amount; too little would owe more than it locks, so it is undone.
                Err(QueueError::InvalidState)
            }
            Step::Claim { caller, id } => {
                self.queue.claim_withdrawal(&call(account(caller), self.time), account(99), request(id), &mut effects)?;
                self.paid = self.paid.try_add(paid(&effects)).unwrap();
                Ok(())
            }
            Step::Transfer { from, to, id } => {
                let ctx = call(account(from), self.time);
                self.queue.transfer_from(&ctx, account(from), account(to), request(id), &mut effects)
            }
        }
    }

    /// As the oracle does it: batches for a budget, their price, the ether.
    fn finalize(&mut self, budget: u64, thousandths: u64) -> Result<(), QueueError> {
        let rate = Ray::of_down(U256::from(thousandths), U256::from(1_000)).unwrap();
        let mut state = BatchesCalculationState { remaining_eth_budget: wei(budget), finished: false, batches: vec![] };
        while !state.finished {
            state = self.queue.calculate_finalization_batches(rate, Timestamp::new(self.time), U256::from(3), state)?;
            if state.remaining_eth_budget.is_zero() {
                break;
            }
        }
        let price = self.queue.prefinalize(&state.batches, rate)?;
        // The budget counts requests one by one, the price rounds down once a batch: a wei a request may lie between.
        let dust = u64::try_from(self.queue.unfinalized_request_number()).unwrap();
        assert!(price.eth_to_lock <= wei(budget + dust), "{:?} of a budget of {budget}", price.eth_to_lock);
        let (ctx, last) = (call(account(9), self.time), *state.batches.last().unwrap());
        self.queue.finalize(&ctx, last, rate, price.eth_to_lock, &mut Effects::new())?;
        self.locked = self.locked.try_add(price.eth_to_lock).unwrap();
        Ok(())
    }
}

fn paid(effects: &Effects) -> Wei {
    let amounts = effects.iter().map(|effect| if let Effect::Pay { amount, .. } = effect { *amount } else { Wei::ZERO });
    amounts.fold(Wei::ZERO, |sum, amount| sum.try_add(amount).unwrap())
}

proptest! {
    // LIQ-7 to LIQ-11 after any sequence of calls; a refusal changes nothing; ether locked is ether paid and ether left.
    #[test]
    fn no_call_breaks_the_queue(steps in vec(step(), 1..60)) {
        let mut queue = WithdrawalQueue::default();
        queue.resume(&call(account(0), 1_000), &mut Effects::new()).unwrap();
        let mut life = Life { queue, time: 1_000, thousandths: 1_000, locked: Wei::ZERO, paid: Wei::ZERO };
        for step in &steps {
            let before = life.queue.clone();
            if let Err(error) = life.run(step) {
                match step {
                    Step::FinalizeAnything { .. } if error == QueueError::InvalidState => life.queue = before,
                    _ => prop_assert_eq!(&life.queue, &before, "{:?}: {:?}", step, error),
                }
            }
            prop_assert_eq!(life.queue.check(), Ok(()), "after {:?}", step);
            prop_assert_eq!(life.queue.locked_ether(), life.locked.try_sub(life.paid).unwrap());
        }
    }

    // A hint found by halving is the one found by looking at every checkpoint.
    #[test]
    fn hints_are_those_of_the_plain_search(sizes in vec(1..4_u64, 1..12)) {
        let mut queue = WithdrawalQueue::default();
        queue.resume(&call(account(0), 1_000), &mut Effects::new()).unwrap();
        let mut expected = Vec::new();
        for (index, size) in (1_u64..).zip(&sizes) {
            for _ in 0..*size {
                queue.enqueue(&call(account(0), 1_012), account(0), wei(100), shares(100), &mut Effects::new()).unwrap();
                expected.push(U256::from(index));
            }
            let last = queue.last_request_id();
            queue.finalize(&call(account(0), 1_024), last, Ray::ONE, wei(100 * size), &mut Effects::new()).unwrap();
        }
        let ids: Vec<_> = (1..=sizes.iter().sum()).map(request).collect();
        let last = U256::from(queue.last_checkpoint_index());
        prop_assert_eq!(queue.find_checkpoint_hints(&ids, U256::ONE, last), Ok(expected));
    }
}
