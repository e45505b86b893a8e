//! Random blocks of everything: each is executed again from its bytes, and every invariant is checked after it.

use crate::fixture::{ALICE, BOB, Chain, Hook, Probe, book, ether};
use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::SolCall;
use aquifer_chain::{
    Input,
    block::{DevelopmentChange, ValidatorSelection},
};
use aquifer_contracts::interfaces::{ILido, IWithdrawalQueue};
use aquifer_protocol::{ethereum::PerformanceProfile, units::ValidatorIndex};
use proptest::prelude::*;

/// What somebody does; amounts are in thousandths of an ether.
#[derive(Debug, Clone)]
enum Step {
    Send(u64),
    Submit(u64),
    Transfer(u64),
    ThroughProbe(u64),
    Undo(u64),
    RequestWithdrawal(u64),
    Claim(u64),
    BurnEther(u64),
    SetBalance(u64),
    Slash(u64),
    GoOffline(u64),
    Hook(u64),
    NextBlock,
}

fn step() -> impl Strategy<Value = Step> {
    let amount = 0_u64..3000;
    prop_oneof![
        amount.clone().prop_map(Step::Send),
        amount.clone().prop_map(Step::Submit),
        amount.clone().prop_map(Step::Transfer),
        amount.clone().prop_map(Step::ThroughProbe),
        amount.clone().prop_map(Step::Undo),
        amount.clone().prop_map(Step::RequestWithdrawal),
        (0_u64..5).prop_map(Step::Claim),
        amount.clone().prop_map(Step::BurnEther),
        amount.prop_map(Step::SetBalance),
        (0_u64..80).prop_map(Step::Slash),
        (0_u64..64).prop_map(Step::GoOffline),
        (0_u64..4).prop_map(Step::Hook),
        Just(Step::NextBlock),
        Just(Step::NextBlock),
    ]
}

/// Numbers Alice's transactions within a block.
struct Sender<'a> {
    chain: &'a Chain,
    probe: Address,
    sent: u64,
}

impl Sender<'_> {
    fn tx(&mut self, to: Address, value: U256, call: impl Into<Bytes>) -> Input {
        let Input::Impersonated(mut tx) = self.chain.transaction(ALICE, Some(to), value, call.into()) else { unreachable!() };
        tx.nonce += self.sent;
        tx.gas_limit = 2_000_000;
        self.sent += 1;
        Input::Impersonated(tx)
    }

    fn input(&mut self, step: &Step) -> Option<Input> {
        let milli = |amount: &u64| ether(*amount) / U256::from(1000);
        let (steth, probe, nothing) = (book().steth, self.probe, U256::ZERO);
        Some(match step {
            Step::Send(amount) => self.tx(BOB, milli(amount), Bytes::new()),
            Step::Submit(amount) => self.tx(steth, milli(amount), ILido::submitCall { referral: BOB }.abi_encode()),
            Step::Transfer(amount) => {
                self.tx(steth, nothing, ILido::transferCall { recipient: BOB, amount: milli(amount) }.abi_encode())
            }
            Step::ThroughProbe(amount) => self.tx(probe, milli(amount), Probe::stakeCall {}.abi_encode()),
            Step::Undo(amount) => {
                self.tx(probe, nothing, Probe::transferAndUndoCall { to: BOB, amount: milli(amount) }.abi_encode())
            }
            Step::RequestWithdrawal(amount) => {
                self.tx(probe, nothing, Probe::requestWithdrawalCall { amount: milli(amount) }.abi_encode())
            }
            Step::Claim(id) => {
                let call = IWithdrawalQueue::claimWithdrawalCall { requestId: U256::from(*id) };
                self.tx(book().withdrawal_queue, nothing, call.abi_encode())
            }
            Step::BurnEther(amount) => self.tx(probe, milli(amount), Probe::burnEtherCall {}.abi_encode()),
            Step::Hook(hook) => {
                let call = Probe::setCall { hook: *hook as u8, refusesEther: hook % 2 == 0, signs: hook % 2 == 1 };
                self.tx(probe, nothing, call.abi_encode())
            }
            Step::SetBalance(amount) => {
                Input::Development(DevelopmentChange::SetBalance { account: BOB, balance: milli(amount) })
            }
            Step::Slash(index) => {
                Input::Development(DevelopmentChange::SlashValidator { validator: ValidatorIndex::new(*index) })
            }
            Step::GoOffline(index) => Input::Development(DevelopmentChange::SetPerformance {
                validators: ValidatorSelection::Listed(vec![ValidatorIndex::new(*index)]),
                profile: PerformanceProfile::OFFLINE,
            }),
            Step::NextBlock => return None,
        })
    }
}

/// Several transactions are committed together: what the first did must outlast a second that only touches it.
#[test]
fn a_slot_that_one_transaction_changes_and_the_next_touches_keeps_its_value() {
    let mut chain = Chain::new();
    let probe = chain.probe_with_steth(ether(5));
    chain.set_probe(probe, Hook::Accept, false, false);
    let storage = |world: &aquifer_chain::World| world.accounts[&probe].storage.clone();
    let block = |steps: &[Step]| {
        let mut sender = Sender { chain: &chain, probe, sent: 0 };
        chain.build(steps.iter().filter_map(|step| sender.input(step)).collect()).0
    };
    let (once, twice) = (block(&[Step::Hook(0)]), block(&[Step::Hook(0), Step::Hook(0)]));
    assert_ne!(storage(&once.world), storage(&chain.world));
    assert_eq!(storage(&twice.world), storage(&once.world));
}

#[test]
fn ether_sent_to_where_a_contract_destroyed_itself_earlier_in_the_block_stays() {
    let mut chain = Chain::new();
    let probe = chain.probe_with_steth(ether(5));
    let gone = probe.create(chain.world.accounts[&probe].nonce);
    let mut sender = Sender { chain: &chain, probe, sent: 0 };
    let burn = sender.input(&Step::BurnEther(5)).unwrap();
    let fund = sender.tx(gone, ether(1), Bytes::new());
    let (built, rejected) = chain.build(vec![burn, fund]);
    assert!(rejected.is_empty(), "{rejected:?}");
    chain.extend(built);
    assert_eq!(chain.world.accounts[&gone].balance, ether(1));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn random_blocks_keep_every_invariant_and_execute_again_to_the_same_state(steps in prop::collection::vec(step(), 1..60)) {
        let mut chain = Chain::new();
        let probe = chain.probe_with_steth(ether(5));
        chain.set_probe(probe, Hook::Accept, false, false);
        for block in steps.split(|step| matches!(step, Step::NextBlock)) {
            let mut sender = Sender { chain: &chain, probe, sent: 0 };
            let inputs = block.iter().filter_map(|step| sender.input(step)).collect();
            // A slashing may be refused; nothing else depends on it.
            let (built, rejected) = chain.build(inputs);
            prop_assert!(rejected.iter().all(|rejected| matches!(rejected.input, Input::Development(_))), "{rejected:?}");
            chain.extend(built);
        }
    }
}
