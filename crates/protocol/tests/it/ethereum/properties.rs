//! Random lives of random chains.

use super::support::{ETH, chain, credentials, index, key, owner, quick, staker, withdrawal_key};
use aquifer_protocol::Address;
use aquifer_protocol::ethereum::{
    Attestation, AttestedEpoch, Beacon, BeaconError, ConsolidationRequest, DepositRequest, EquivocationKind, OperatorGroup,
    PartsPerMillion, PerformanceProfile, WithdrawalRequest, bls_credentials,
};
use aquifer_protocol::tables::{ChangeSink, Tables};
use aquifer_protocol::units::{Epoch, Epochs, Gwei, Slots};
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::BTreeMap;

const VALIDATORS: u64 = 24;

#[derive(Debug, Clone)]
enum Step {
    /// Advance some slots, then play a block with operations between its phases.
    Block {
        slots: u64,
        operations: Vec<Step>,
    },
    /// Advance some slots without a block.
    Skip {
        slots: u64,
    },
    Deposit {
        key: u64,
        prefix: u8,
        gwei: u64,
        valid: bool,
    },
    Withdraw {
        key: u64,
        owner: u64,
        gwei: u64,
    },
    Consolidate {
        source: u64,
        target: u64,
    },
    Exit {
        validator: u64,
        epoch: u64,
    },
    Slash {
        validator: u64,
        proposer: u64,
    },
    SlashMany {
        validators: Vec<u64>,
        proposer: u64,
    },
    Perform {
        validator: u64,
        profile: PerformanceProfile,
    },
    ChangeCredentials {
        validator: u64,
    },
    Equivocate {
        validator: u64,
        kind: EquivocationKind,
    },
    Attest {
        validators: Vec<u64>,
        proposer: u64,
        delay: u64,
    },
    Sync {
        seats: Vec<(u64, bool)>,
        proposer: u64,
    },
    Withdrawals,
}

fn profile() -> impl Strategy<Value = PerformanceProfile> {
    let chance = || {
        prop_oneof![Just(0u32), Just(1_000_000), Just(500_000), 0..=1_000_000u32]
            .prop_map(|ppm| PartsPerMillion::new(ppm).unwrap())
    };
    let duties = (chance(), chance(), chance(), chance(), chance(), chance());
    let rare = || prop_oneof![9 => Just(PartsPerMillion::ZERO), 1 => chance()];
    let group = proptest::option::of((0..3u32).prop_map(OperatorGroup::new));
    let profile =
        (duties, 0..6u64, group, rare(), rare()).prop_map(|(duties, mean_outage, group, double_votes, double_proposals)| {
            let (uptime, source, target, head, proposals, sync) = duties;
            let mean_outage = Epochs::new(mean_outage);
            PerformanceProfile {
                uptime,
                mean_outage,
                group,
                source,
                target,
                head,
                proposals,
                sync,
                double_votes,
                double_proposals,
            }
        });
    // Too little uptime for such short outages: then drawn epoch by epoch.
    profile.prop_map(|profile| match profile.check() {
        Ok(()) => profile,
        Err(_) => PerformanceProfile { mean_outage: Epochs::new(0), ..profile },
    })
}

/// Amounts around the edges of the rules, and any others.
fn gwei() -> impl Strategy<Value = u64> {
    prop_oneof![Just(0), Just(ETH), Just(32 * ETH), Just(32 * ETH - 1), Just(2_048 * ETH), Just(u64::MAX), 0..5_000 * ETH]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => (1..6u64, vec(operation(), 0..4)).prop_map(|(slots, operations)| Step::Block { slots, operations }),
        2 => (1..30u64).prop_map(|slots| Step::Skip { slots }),
        12 => operation(),
    ]
}

/// What can happen at any time, whatever slot it is.
fn operation() -> impl Strategy<Value = Step> {
    let validator = || 0..VALIDATORS + 6;
    prop_oneof![
        3 => (validator(), 0..4u8, gwei(), any::<bool>()).prop_map(|(key, prefix, gwei, valid)| Step::Deposit { key, prefix, gwei, valid }),
        3 => (validator(), validator(), gwei(), any::<bool>())
            .prop_map(|(key, other, gwei, own)| Step::Withdraw { key, owner: if own { key } else { other }, gwei }),
        3 => (validator(), validator(), any::<bool>())
            .prop_map(|(source, target, same)| Step::Consolidate { source, target: if same { source } else { target } }),
        2 => (validator(), 0..40u64).prop_map(|(validator, epoch)| Step::Exit { validator, epoch }),
        1 => (validator(), validator()).prop_map(|(validator, proposer)| Step::Slash { validator, proposer }),
        1 => (vec(validator(), 0..4), validator()).prop_map(|(validators, proposer)| Step::SlashMany { validators, proposer }),
        2 => (validator(), profile()).prop_map(|(validator, profile)| Step::Perform { validator, profile }),
        1 => validator().prop_map(|validator| Step::ChangeCredentials { validator }),
        1 => (validator(), prop_oneof![Just(EquivocationKind::DoubleVote), Just(EquivocationKind::DoubleProposal)])
            .prop_map(|(validator, kind)| Step::Equivocate { validator, kind }),
        1 => (vec(validator(), 0..6), validator(), 1..9u64)
            .prop_map(|(validators, proposer, delay)| Step::Attest { validators, proposer, delay }),
        1 => (vec((validator(), any::<bool>()), 0..9), validator()).prop_map(|(seats, proposer)| Step::Sync { seats, proposer }),
        1 => Just(Step::Withdrawals),
    ]
}

impl Step {
    /// Whether the call was taken.
    fn run(&self, beacon: &mut Beacon) -> bool {
        match self {
            Self::Block { slots, operations } => advance(beacon, *slots) && block(beacon, operations).is_ok(),
            Self::Skip { slots } => advance(beacon, *slots),
            Self::Deposit { key: number, prefix, gwei, valid } => {
                beacon.process_deposit_request(DepositRequest {
                    pubkey: key(*number),
                    credentials: credentials(*prefix, owner(*number)),
                    amount: Gwei::new(*gwei),
                    signature: Default::default(),
                    signature_valid: *valid,
                    index: 0,
                });
                true
            }
            Self::Withdraw { key: number, owner: source, gwei } => {
                let request =
                    WithdrawalRequest { source_address: owner(*source), pubkey: key(*number), amount: Gwei::new(*gwei) };
                beacon.process_withdrawal_request(&request).is_ok()
            }
            Self::Consolidate { source, target } => {
                let request = ConsolidationRequest {
                    source_address: owner(*source),
                    source_pubkey: key(*source),
                    target_pubkey: key(*target),
                };
                beacon.process_consolidation_request(&request).is_ok()
            }
            Self::Exit { validator, epoch } => beacon.process_voluntary_exit(index(*validator), Epoch::new(*epoch)).is_ok(),
            Self::Slash { validator, proposer } => beacon.slash_validator(index(*validator), index(*proposer)).is_ok(),
            Self::SlashMany { validators, proposer } => {
                let validators: Vec<_> = validators.iter().copied().map(index).collect();
                beacon.slash_attesters(&validators, index(*proposer)).is_ok()
            }
            Self::Perform { validator, profile } => beacon.set_performance(index(*validator), *profile).is_ok(),
            Self::ChangeCredentials { validator } => {
                beacon.process_bls_to_execution_change(index(*validator), &withdrawal_key(*validator), owner(*validator)).is_ok()
            }
            Self::Equivocate { validator, kind } => beacon.commit_equivocation(index(*validator), *kind).is_ok(),
            Self::Attest { validators, proposer, delay } => {
                let attestation = Attestation {
                    epoch: AttestedEpoch::Previous,
                    inclusion_delay: Slots::new(*delay),
                    target_ok: true,
                    head_ok: true,
                    attesters: validators.iter().copied().map(index).collect(),
                };
                beacon.process_attestation(&attestation, index(*proposer)).is_ok()
            }
            Self::Sync { seats, proposer } => {
                let committee: Vec<_> = seats.iter().map(|(seat, _)| index(*seat)).collect();
                let bits: Vec<_> = seats.iter().map(|(_, bit)| *bit).collect();
                beacon.process_sync_aggregate(index(*proposer), &committee, &bits).is_ok()
            }
            Self::Withdrawals => beacon.process_withdrawals().is_ok(),
        }
    }
}

fn advance(beacon: &mut Beacon, slots: u64) -> bool {
    beacon.advance_to_slot(beacon.slot().after(Slots::new(slots)).unwrap()).is_ok()
}

fn block(beacon: &mut Beacon, operations: &[Step]) -> Result<Gwei, BeaconError> {
    let start = beacon.begin_block()?;
    beacon.include_attestations(&start)?;
    operations.iter().for_each(|operation| {
        operation.run(beacon);
    });
    beacon.end_block(&start)
}

/// Validators of every kind; enough stake and a churn quotient that lets consolidations through.
fn start() -> Beacon {
    let constants = aquifer_protocol::ethereum::BeaconConstants { churn_limit_quotient: 8, ..quick() };
    let balances = [32 * ETH, 33 * ETH, 31 * ETH, 2_048 * ETH, 64 * ETH, ETH / 2];
    let validators = (0..VALIDATORS).map(|number| {
        let kind = usize::try_from(number).unwrap();
        let prefix = u8::try_from(number % 3).unwrap();
        staker(number, prefix, balances[kind % balances.len()], PerformanceProfile::PERFECT)
    });
    let mut validators: Vec<_> = validators.collect();
    for number in (3..VALIDATORS).step_by(3) {
        validators[usize::try_from(number).unwrap()].credentials = bls_credentials(&withdrawal_key(number));
    }
    validators[0].credentials = credentials(0, Address::ZERO);
    chain(constants, validators)
}

/// All entries of a state.
#[derive(Default)]
struct Entries(BTreeMap<(&'static str, Vec<u8>), Vec<u8>>);

impl ChangeSink for Entries {
    fn change(&mut self, table: &'static str, key: &[u8], before: Option<&[u8]>, after: Option<&[u8]>) {
        let place = (table, key.to_vec());
        assert_eq!(self.0.get(&place).map(Vec::as_slice), before, "{table}: the change starts from what is there");
        match after {
            Some(after) => self.0.insert(place, after.to_vec()),
            None => self.0.remove(&place),
        };
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test] // ETH-1 to ETH-7
    fn no_call_breaks_an_invariant_and_a_refusal_changes_nothing(steps in vec(step(), 1..80)) {
        let mut beacon = start();
        for step in steps {
            let before = beacon.clone();
            let is_composed = matches!(step, Step::Block { .. });
            if !step.run(&mut beacon) && !is_composed {
                prop_assert_eq!(&beacon, &before);
            }
            prop_assert_eq!(beacon.check(), Ok(()), "after {:?}", step);
            // What is remembered for an epoch can be forgotten at any time.
            prop_assert_eq!(beacon.total_active_balance(), revived(&beacon).total_active_balance());
        }
    }

    #[test]
    fn a_stored_and_reread_state_plays_on_as_if_nothing_had_been_remembered(steps in vec(step(), 1..60)) {
        let (mut remembering, mut forgetting) = (start(), start());
        for step in steps {
            forgetting = revived(&forgetting);
            prop_assert_eq!(step.run(&mut remembering), step.run(&mut forgetting));
            prop_assert_eq!(&remembering, &forgetting, "after {:?}", step);
        }
    }

    #[test]
    fn one_leap_is_many_steps_without_blocks(slots in 1..200u64, profiles in vec(profile(), 4)) {
        let mut leaping = start();
        for (number, profile) in (0..).zip(profiles) {
            leaping.set_performance(index(number), profile).unwrap();
        }
        let mut walking = leaping.clone();
        advance(&mut leaping, slots);
        (0..slots).for_each(|_| assert!(advance(&mut walking, 1)));
        prop_assert_eq!(leaping, walking);
    }

    #[test]
    fn the_changes_of_the_tables_lead_from_one_state_to_the_next(steps in vec(step(), 1..40)) {
        let mut beacon = start();
        let mut entries = Entries::default();
        beacon.changes(None, &mut entries);
        for step in steps {
            let before = beacon.clone();
            step.run(&mut beacon);
            beacon.changes(Some(&before), &mut entries);
        }
        let mut afresh = Entries::default();
        beacon.changes(None, &mut afresh);
        prop_assert_eq!(entries.0, afresh.0);
    }
}

/// Stored and read again.
fn revived(beacon: &Beacon) -> Beacon {
    postcard::from_bytes(&postcard::to_stdvec(beacon).unwrap()).unwrap()
}
