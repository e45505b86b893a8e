//! CHN-10: ether of both sides together changes only by issuance, penalties and burns, whatever the two do to each other.

use crate::fixture::{ALICE, BOB, Chain, book, credentials, ether, key, protocol_of, spec, validator};
use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::SolCall;
use aquifer_bls::sign_deposit;
use aquifer_chain::{
    Input, Mev,
    block::{DevelopmentChange, Impersonated, ValidatorSelection},
    system_contracts::{CONSOLIDATION_REQUESTS, WITHDRAWAL_REQUESTS},
    world::EtherTotals,
};
use aquifer_contracts::interfaces::IDepositContract;
use aquifer_protocol::{
    ethereum::{BeaconConstants, BlsSignature, EquivocationKind, PartsPerMillion, PerformanceProfile, deposit_data_root},
    units::{Epochs, Gwei, Slot, ValidatorIndex},
};
use proptest::prelude::*;

const SOURCE: Address = Address::repeat_byte(0x5e);
const VALIDATORS: u64 = 8;

/// What somebody does.
#[derive(Debug, Clone)]
enum Step {
    /// For a key that is there or new, with a signature that is right or not.
    Deposit {
        index: u64,
        ether: u64,
        signed: bool,
    },
    Withdraw {
        index: u64,
        gwei: u64,
    },
    /// Source and target the same: a switch to compounding.
    Consolidate {
        source: u64,
        target: u64,
    },
    Tip(u64),
    Slash(u64),
    Equivocate(u64),
    GoOffline(u64),
    /// Ether from nowhere into the deposit contract, no deposit.
    Give(u64),
    /// So many slots without a block, then one.
    Skip(u64),
}

fn step() -> impl Strategy<Value = Step> {
    let index = || 0..VALIDATORS + 3;
    let gwei = prop_oneof![Just(0), Just(1_000_000_000), 1..40_000_000_000_u64];
    prop_oneof![
        3 => (index(), 1..70_u64, any::<bool>()).prop_map(|(index, ether, signed)| Step::Deposit { index, ether, signed }),
        2 => (index(), gwei).prop_map(|(index, gwei)| Step::Withdraw { index, gwei }),
        2 => (index(), index(), any::<bool>())
            .prop_map(|(source, target, same)| Step::Consolidate { source, target: if same { source } else { target } }),
        1 => (0..100_u64).prop_map(Step::Tip),
        1 => (0..VALIDATORS).prop_map(Step::Slash),
        1 => (0..VALIDATORS).prop_map(Step::Equivocate),
        1 => (0..VALIDATORS).prop_map(Step::GoOffline),
        1 => (0..5_u64).prop_map(Step::Give),
        5 => (0..30_u64).prop_map(Step::Skip),
    ]
}

/// Alice's validators of every kind on a chain whose epochs and delays are short; MEV until its source is empty.
fn chain() -> Chain {
    let constants = BeaconConstants {
        slots_per_epoch: 4,
        sync_committee_size: 8,
        epochs_per_sync_committee_period: 4,
        epochs_per_slashings_vector: 8,
        min_validator_withdrawability_delay: Epochs::new(2),
        shard_committee_period: Epochs::new(1),
        // Room for consolidations with little stake.
        min_per_epoch_churn_limit: Gwei::new(512_000_000_000),
        ..BeaconConstants::minimal()
    };
    let kinds = [(1, 32), (2, 40), (2, 64), (1, 33), (0, 32), (2, 2_048), (1, 31), (1, 32)];
    let validators = (0..VALIDATORS).zip(kinds);
    let validators = validators.map(|(index, (prefix, balance))| validator(index, credentials(prefix, ALICE), balance));
    let mut chain = Chain::with_protocol(protocol_of(constants, validators.collect(), Vec::new()));
    chain.mine(vec![Input::Development(DevelopmentChange::SetBalance { account: SOURCE, balance: ether(2) })]);
    let chance = |ppm| PartsPerMillion::new(ppm).expect("a chance");
    let (typical, large) = (10_000_000_000_000_000, 500_000_000_000_000_000);
    chain.spec.mev = Some(Mev { source: SOURCE, blocks: chance(500_000), typical, large_share: chance(100_000), large });
    chain
}

fn deposit(index: u64, eth: u64, signed: bool) -> Bytes {
    let (key, credentials, amount) = (key(index), credentials(1, ALICE), Gwei::new(eth * 1_000_000_000));
    let signature = match signed {
        true => sign_deposit(&key, credentials, amount, spec().genesis_fork_version),
        false => BlsSignature::ZERO,
    };
    let pubkey = key.public_key();
    let call = IDepositContract::depositCall {
        pubkey: pubkey.to_vec().into(),
        withdrawal_credentials: credentials.to_vec().into(),
        signature: signature.to_vec().into(),
        deposit_data_root: deposit_data_root(&pubkey, credentials, amount, &signature),
    };
    call.abi_encode().into()
}

fn consolidation(source: u64, target: u64) -> Bytes {
    [key(source).public_key().as_slice(), key(target).public_key().as_slice()].concat().into()
}

fn withdrawal(index: u64, gwei: u64) -> Bytes {
    [key(index).public_key().as_slice(), &gwei.to_be_bytes()].concat().into()
}

impl Step {
    fn input(&self, chain: &Chain) -> Option<Input> {
        let send = |to, value, data| chain.transaction(ALICE, Some(to), value, data);
        let validator = |index: &u64| ValidatorIndex::new(*index);
        Some(match self {
            Self::Deposit { index, ether: eth, signed } => {
                send(book().deposit_contract, ether(*eth), deposit(*index, *eth, *signed))
            }
            Self::Withdraw { index, gwei } => send(WITHDRAWAL_REQUESTS, U256::from(1_000), withdrawal(*index, *gwei)),
            Self::Consolidate { source, target } => {
                send(CONSOLIDATION_REQUESTS, U256::from(1_000), consolidation(*source, *target))
            }
            Self::Tip(mwei) => match send(BOB, U256::ONE, Bytes::new()) {
                Input::Impersonated(tx) => {
                    Input::Impersonated(Impersonated { max_priority_fee_per_gas: u128::from(*mwei) * 1_000_000, ..tx })
                }
                other => other,
            },
            Self::Slash(index) => Input::Development(DevelopmentChange::SlashValidator { validator: validator(index) }),
            Self::Equivocate(index) => Input::Development(DevelopmentChange::Equivocate {
                validator: validator(index),
                kind: EquivocationKind::DoubleVote,
            }),
            Self::GoOffline(index) => Input::Development(DevelopmentChange::SetPerformance {
                validators: ValidatorSelection::Listed(vec![validator(index)]),
                profile: PerformanceProfile::OFFLINE,
            }),
            Self::Give(milli) => {
                let account = book().deposit_contract;
                let balance = chain.world.balance(&account) + ether(*milli) / U256::from(1_000);
                Input::Development(DevelopmentChange::SetBalance { account, balance })
            }
            Self::Skip(_) => return None,
        })
    }

    /// Does it in a block of its own; a change may be refused.
    fn run(&self, chain: &mut Chain) {
        let skipped = if let Self::Skip(slots) = self { *slots } else { 0 };
        let slot = Slot::new(chain.next_slot().get() + skipped);
        let (built, _) = chain.build_at(slot, self.input(chain).into_iter().collect());
        chain.extend(built);
    }
}

/// What changed between two counts must be what the books say was issued, penalised and burnt in between.
fn check_step(before: &EtherTotals, after: &EtherTotals) {
    let came = after.issued + after.minted - before.issued - before.minted;
    let gone = |totals: &EtherTotals| totals.penalised + totals.burnt + totals.destroyed + totals.lost + totals.removed;
    assert_eq!(after.held() + gone(after) - gone(before), before.held() + came);
    assert_eq!(after.genesis, before.genesis);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test] // CHN-10; extending checks it on every state
    fn ether_of_both_sides_changes_only_by_what_is_counted(steps in prop::collection::vec(step(), 1..40)) {
        let mut chain = chain();
        for step in steps {
            let before = chain.world.ether();
            step.run(&mut chain);
            check_step(&before, &chain.world.ether());
        }
    }
}

#[test]
fn every_way_ether_comes_and_goes_is_counted() {
    let mut chain = chain();
    let steps = [
        Step::Skip(8),
        Step::Deposit { index: 8, ether: 40, signed: true },
        Step::Deposit { index: 9, ether: 3, signed: false },
        Step::Deposit { index: 1, ether: 5, signed: false },
        Step::Withdraw { index: 2, gwei: 7_000_000_000 },
        Step::Consolidate { source: 3, target: 3 },
        Step::Consolidate { source: 0, target: 5 },
        Step::Withdraw { index: 7, gwei: 0 },
        Step::Tip(500),
        Step::GoOffline(6),
        Step::Slash(4),
        Step::Give(3),
    ];
    let start = chain.world.ether();
    steps.iter().chain(&vec![Step::Skip(3); 40]).for_each(|step| step.run(&mut chain));
    let end = chain.world.ether();
    check_step(&start, &end);
    let grown = [
        (start.issued, end.issued),
        (start.penalised, end.penalised),
        (start.burnt, end.burnt),
        (start.minted, end.minted),
        (start.deposited, end.deposited),
    ];
    assert!(grown.iter().all(|(start, end)| end > start), "{start:?} {end:?}");
    // The deposit with the wrong signature for a new key, all of it.
    assert_eq!((end.lost, end.pending_deposits), (ether(3), U256::ZERO));
    assert!(!chain.world.supply.withdrawn.is_zero() && !chain.world.supply.mev.is_zero());
    let beacon = &chain.world.protocol.beacon;
    assert_eq!((beacon.pending_consolidations().len(), beacon.pending_partial_withdrawals().len()), (0, 0), "all done");
}

#[test]
fn ether_from_nowhere_on_either_side_breaks_the_rule() {
    let sound = chain().world;
    assert_eq!(sound.check_rules(), Ok(()));
    let broken = |change: &dyn Fn(&mut aquifer_chain::World)| {
        let mut world = sound.clone();
        change(&mut world);
        world.ether().expected() != Some(world.ether().held())
    };
    assert!(broken(&|world| world.accounts.get_mut(&BOB).expect("is there").balance += U256::ONE));
    assert!(broken(&|world| world.supply.burnt += U256::ONE));
    assert!(broken(&|world| {
        let beacon = std::sync::Arc::make_mut(&mut world.protocol.beacon);
        beacon.slash_validator(ValidatorIndex::new(0), ValidatorIndex::new(1)).expect("slashable");
        world.supply.genesis += U256::ONE;
    }));
}
