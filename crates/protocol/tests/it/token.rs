//! The plain ledger against the simplest one there is.

use alloy_primitives::{Address, U256};
use aquifer_protocol::{
    token::{BalanceError, Ledger},
    units::Shares,
};
use proptest::{collection::vec, prelude::*};
use std::collections::BTreeMap;

#[derive(Debug, Clone, Copy)]
enum Step {
    Mint(u8, u64),
    Burn(u8, u64),
    Transfer(u8, u8, u64),
}

fn account(number: u8) -> Address {
    Address::with_last_byte(number)
}

fn shares(amount: u64) -> Shares {
    Shares::new(U256::from(amount))
}

/// A ledger without any thought: balances that may be zero, a supply that is summed up when asked for.
#[derive(Debug, Default)]
struct Plain(BTreeMap<u8, u64>);

impl Plain {
    fn take(&mut self, from: u8, amount: u64) -> bool {
        let held = self.0.entry(from).or_default();
        let enough = *held >= amount;
        if enough {
            *held -= amount;
        }
        enough
    }

    fn run(&mut self, step: Step) -> bool {
        match step {
            Step::Mint(to, amount) => {
                *self.0.entry(to).or_default() += amount;
                true
            }
            Step::Burn(from, amount) => self.take(from, amount),
            Step::Transfer(from, to, amount) => {
                let moved = self.take(from, amount);
                if moved {
                    *self.0.entry(to).or_default() += amount;
                }
                moved
            }
        }
    }
}

fn run(ledger: &mut Ledger<Shares>, step: Step) -> Result<(), BalanceError<Shares>> {
    match step {
        Step::Mint(to, amount) => ledger.mint(account(to), shares(amount)),
        Step::Burn(from, amount) => ledger.burn(account(from), shares(amount)),
        Step::Transfer(from, to, amount) => ledger.transfer(account(from), account(to), shares(amount)),
    }
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (0_u8..4, 0_u64..100).prop_map(|(to, amount)| Step::Mint(to, amount)),
        (0_u8..4, 0_u64..100).prop_map(|(from, amount)| Step::Burn(from, amount)),
        (0_u8..4, 0_u8..4, 0_u64..100).prop_map(|(from, to, amount)| Step::Transfer(from, to, amount)),
    ]
}

proptest! {
    #[test] // TOK-1, TOK-2
    fn a_ledger_does_what_a_plain_one_does(steps in vec(step(), 1..64)) {
        let (mut ledger, mut plain) = (Ledger::default(), Plain::default());
        for step in steps {
            let before = ledger.clone();
            prop_assert_eq!(run(&mut ledger, step).is_ok(), plain.run(step));
            prop_assert_eq!(ledger.supply(), ledger.sum_of_balances().unwrap());
            prop_assert_eq!(ledger.supply(), shares(plain.0.values().sum()));
            prop_assert!(ledger.holders().all(|(_, held)| held != Shares::ZERO));
            for (number, held) in &plain.0 {
                prop_assert_eq!(ledger.balance_of(account(*number)), shares(*held));
            }
            if plain.0.is_empty() {
                prop_assert_eq!(&ledger, &before);
            }
        }
    }
}
