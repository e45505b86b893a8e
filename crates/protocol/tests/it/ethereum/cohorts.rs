//! R11: a registry of cohorts against the same registry with one row a validator. Random lives, every number equal.
//!
//! `cargo test` plays 100 seeds, nine of ten up to 500 epochs, every tenth up to 5,000. All 10,000 seeds with up to
//! 5,000 epochs each: `cargo test --release -p aquifer-protocol --test it cohorts -- --ignored --nocapture`; `COHORT_SEEDS=a..b`
//! chooses others. A failure names its seed and the operation.

use super::support::{ETH, credentials, index, key, owner, perfect_chain, quick};
use aquifer_protocol::ethereum::{
    Attestation, AttestedEpoch, Beacon, BeaconConstants, ConsolidationRequest, DepositRequest, GenesisValidator,
    NewcomerDefaults, OperatorGroup, PartsPerMillion, PerformanceProfile, PublicKey, Validator, WithdrawalRequest,
};
use aquifer_protocol::units::{Epoch, Epochs, Gwei, Slot, Slots, Timestamp, ValidatorIndex};
use aquifer_protocol::{Address, B256};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Validators of a life at its end, at most.
const MOST: u64 = 500;

/// SplitMix64: a sequence of numbers that look random, the same for the same seed.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound.max(1)
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[usize::try_from(self.below(of.len() as u64)).unwrap()]
    }

    /// A range within the first `bound` numbers, mostly short.
    fn range(&mut self, bound: u64) -> Range<u64> {
        let first = self.below(bound);
        let length = if self.below(4) == 0 { self.below(bound) } else { self.below(6) };
        first..(first + 1 + length).min(bound)
    }
}

/// Both registries, and what a life needs to know.
struct Life {
    numbers: Numbers,
    cohorts: Beacon,
    singles: Beacon,
    /// Number of the next new key.
    next_key: u64,
    /// How often what happened.
    happened: BTreeMap<&'static str, u64>,
    /// Sums over the comparisons: rows of the cohorts, and validators.
    rows: u64,
    validators: u64,
}

/// Constants of a life: short delays, the minimal ones with a steep leak, mainnet's.
fn constants(seed: u64) -> BeaconConstants {
    match seed % 4 {
        0 => BeaconConstants { churn_limit_quotient: 8, ..quick() },
        1 => BeaconConstants { inactivity_penalty_quotient: 1 << 17, churn_limit_quotient: 8, ..quick() },
        2 => BeaconConstants { inactivity_penalty_quotient: 1 << 20, ..BeaconConstants::minimal() },
        // Long delays, and consolidations that nevertheless happen with little stake.
        _ => BeaconConstants {
            min_per_epoch_churn_limit: Gwei::new(320 * ETH),
            sync_committee_size: 64,
            epochs_per_sync_committee_period: 32,
            shard_committee_period: Epochs::new(16),
            epochs_per_slashings_vector: 256,
            ..BeaconConstants::mainnet()
        },
    }
}

fn profile(numbers: &mut Numbers) -> PerformanceProfile {
    let chance = |ppm| PartsPerMillion::new(ppm).unwrap();
    let perfect = PerformanceProfile::PERFECT;
    match numbers.below(24) {
        0..13 => perfect,
        13..17 => PerformanceProfile::OFFLINE,
        17 => PerformanceProfile { head: PartsPerMillion::ZERO, sync: chance(700_000), ..perfect },
        18 => PerformanceProfile { target: PartsPerMillion::ZERO, proposals: chance(500_000), ..perfect },
        19 => PerformanceProfile { group: Some(OperatorGroup::new(1)), ..PerformanceProfile::of_uptime(chance(800_000)) },
        20 | 21 => PerformanceProfile {
            group: Some(OperatorGroup::new(2)),
            mean_outage: Epochs::new(9),
            ..PerformanceProfile::of_uptime(chance(900_000))
        },
        22 => PerformanceProfile { double_votes: chance(2_000), double_proposals: chance(20_000), ..perfect },
        _ => PerformanceProfile {
            head: chance(900_000),
            mean_outage: Epochs::new(numbers.below(4)),
            ..PerformanceProfile::of_uptime(chance(950_000))
        },
    }
}

fn balance(numbers: &mut Numbers) -> u64 {
    numbers.pick(&[32 * ETH, 32 * ETH, 32 * ETH, 33 * ETH, 31 * ETH, 64 * ETH, 2_048 * ETH, 2_049 * ETH, 17 * ETH, ETH / 2])
}

impl Life {
    fn new(seed: u64) -> Self {
        let mut numbers = Numbers(seed);
        let mut cohorts = Vec::new();
        let mut next_key = 0;
        for kind in 0..=numbers.below(12) {
            let count = 1 + if numbers.below(3) == 0 { numbers.below(200) } else { numbers.below(8) };
            let validator = GenesisValidator {
                pubkey: key(next_key),
                credentials: credentials(numbers.pick(&[0, 1, 1, 2]), owner(numbers.below(3))),
                // Somebody has to propose.
                balance: Gwei::new(if kind == 0 { 32 * ETH } else { balance(&mut numbers) }),
                fee_recipient: owner(7),
                profile: profile(&mut numbers),
            };
            let count = count.min(MOST - 60 - next_key.min(MOST - 60));
            if count > 0 {
                cohorts.push((validator, count));
            }
            // Sometimes a gap, so that neighbours with equal state cannot be one row.
            next_key += count + numbers.below(2);
        }
        let constants = Arc::new(constants(seed));
        let start = |validators| Beacon::genesis(Arc::clone(&constants), Timestamp::new(0), B256::repeat_byte(7), validators);
        let members = |(first, count): &(GenesisValidator, u64)| {
            let number = u64::from_be_bytes(*first.pubkey.last_chunk().unwrap());
            let first = first.clone();
            (0..*count).map(move |member| GenesisValidator { pubkey: key(number + member), ..first.clone() })
        };
        let singles = start(cohorts.iter().flat_map(members).collect()).unwrap();
        let cohorts =
            Beacon::genesis_of_cohorts(Arc::clone(&constants), Timestamp::new(0), B256::repeat_byte(7), cohorts).unwrap();
        Self { numbers, cohorts, singles, next_key, happened: BTreeMap::new(), rows: 0, validators: 0 }
    }

    /// The same call on both; its outcomes are compared.
    #[track_caller]
    fn both<T: PartialEq + std::fmt::Debug>(&mut self, call: impl Fn(&mut Beacon) -> T) -> T {
        let (together, apart) = (call(&mut self.cohorts), call(&mut self.singles));
        assert_eq!(together, apart);
        together
    }

    /// Counts something that happened.
    fn note(&mut self, what: &'static str, happened: bool) {
        *self.happened.entry(what).or_default() += u64::from(happened);
    }

    /// One operation. Operations on ranges hit equal validators together, those on one make a cohort split.
    fn operate(&mut self) {
        let count = self.singles.validator_count();
        let range = self.numbers.range(count);
        let (one, other) = (self.numbers.below(count), self.numbers.below(count));
        match self.numbers.below(24) {
            0..3 => self.deposit_new(),
            3 => self.top_up(range),
            4 | 5 => {
                let range = range.start..range.end.min(range.start + 12);
                let left = self.both(|beacon| exits(beacon, range.clone()));
                self.note("exit", left.contains(&true));
            }
            6 => {
                let slashed = self.both(|beacon| beacon.slash_validator(index(one), index(other)));
                self.note("slashing", slashed.is_ok());
            }
            7 => {
                let attesters: Vec<_> = range.step_by(1 + usize::from(one % 2 == 0)).take(9).map(index).collect();
                let slashed = self.both(|beacon| beacon.slash_attesters(&attesters, index(other)));
                self.note("attester slashing", slashed.is_ok());
            }
            8 => self.withdraw(range),
            9 => self.consolidate(one, other),
            10 => self.consolidate(one, one),
            11..15 => {
                let profile = profile(&mut self.numbers);
                self.both(|beacon| beacon.set_performance_of(range.clone(), profile)).unwrap();
            }
            15 => {
                let profile = profile(&mut self.numbers);
                self.both(|beacon| beacon.set_performance(index(one), profile)).unwrap();
            }
            16 => {
                let paid = self.both(|beacon| beacon.process_withdrawals()).unwrap();
                self.note("withdrawal", !paid.is_empty());
            }
            17 => {
                let attestation = Attestation {
                    epoch: if one % 2 == 0 { AttestedEpoch::Current } else { AttestedEpoch::Previous },
                    inclusion_delay: Slots::new(1 + other % 3),
                    target_ok: one % 3 > 0,
                    head_ok: true,
                    attesters: range.map(index).collect(),
                };
                self.both(|beacon| beacon.process_attestation(&attestation, index(other))).unwrap();
            }
            18 => {
                let seats: Vec<ValidatorIndex> = range.take(6).map(index).collect();
                let bits: Vec<bool> = seats.iter().map(|seat| seat.get() % 3 > 0).collect();
                self.both(|beacon| beacon.process_sync_aggregate(index(other), &seats, &bits)).unwrap();
            }
            19 => {
                let flags: Vec<u8> = (0..count).map(|number| if range.contains(&number) { 7 } else { 1 }).collect();
                self.both(|beacon| beacon.set_participation(AttestedEpoch::Previous, &flags)).unwrap();
            }
            _ => self.blocks(1 + one % 3),
        }
    }

    /// Deposits of new keys: often consecutive ones, which then become one cohort; some with an invalid signature.
    fn deposit_new(&mut self) {
        let room = MOST.saturating_sub(self.singles.validator_count() + self.singles.pending_deposits().len() as u64);
        let count = self.numbers.below(8).min(room);
        self.next_key += self.numbers.below(2);
        let (prefix, amount) = (self.numbers.pick(&[0, 1, 2]), balance(&mut self.numbers));
        let valid = self.numbers.below(6) > 0;
        let first = self.next_key;
        self.next_key += count;
        let deposits: Vec<_> = (first..first + count).map(|number| deposit(key(number), prefix, amount, valid)).collect();
        self.both(|beacon| deposits.iter().cloned().for_each(|deposit| beacon.process_deposit_request(deposit)));
    }

    fn top_up(&mut self, range: Range<u64>) {
        let amount = self.numbers.pick(&[ETH, 32 * ETH, 7 * ETH + 3]);
        let deposits: Vec<_> = range.take(5).map(|number| deposit(self.key_of(number), 1, amount, false)).collect();
        self.both(|beacon| deposits.iter().cloned().for_each(|deposit| beacon.process_deposit_request(deposit)));
    }

    fn withdraw(&mut self, range: Range<u64>) {
        let amount = Gwei::new(self.numbers.pick(&[0, ETH, 100 * ETH]));
        let requests: Vec<_> = range
            .take(4)
            .map(|number| WithdrawalRequest { source_address: self.owner_of(number), pubkey: self.key_of(number), amount })
            .collect();
        let outcomes =
            self.both(|beacon| requests.iter().map(|request| beacon.process_withdrawal_request(request)).collect::<Vec<_>>());
        let what = if amount.is_zero() { "exit by request" } else { "partial withdrawal" };
        self.note(what, outcomes.contains(&Ok(())));
    }

    fn consolidate(&mut self, source: u64, target: u64) {
        let request = ConsolidationRequest {
            source_address: self.owner_of(source),
            source_pubkey: self.key_of(source),
            target_pubkey: self.key_of(target),
        };
        let outcome = self.both(|beacon| beacon.process_consolidation_request(&request));
        self.note(if source == target { "switch to compounding" } else { "consolidation" }, outcome.is_ok());
    }

    fn key_of(&self, number: u64) -> PublicKey {
        self.singles.validator(index(number)).unwrap().pubkey
    }

    fn owner_of(&self, number: u64) -> Address {
        Address::from_word(self.singles.validator(index(number)).unwrap().credentials)
    }

    /// Slots with a block each.
    fn blocks(&mut self, slots: u64) {
        for _ in 0..slots {
            self.advance(1);
            let start = self.both(|beacon| beacon.process_empty_block()).unwrap();
            self.note("withdrawal in a block", !start.withdrawals.is_empty());
        }
    }

    fn advance(&mut self, slots: u64) {
        let before = self.singles.epoch();
        self.both(|beacon| beacon.advance_to_slot(beacon.slot().after(Slots::new(slots)).unwrap())).unwrap();
        if self.singles.epoch() > before && self.singles.slot() == self.first_slot() {
            self.check_merged();
        }
    }

    fn first_slot(&self) -> Slot {
        Slot::new(self.singles.epoch().get() * self.singles.constants.slots_per_epoch)
    }

    /// ETH-8, its second half: right after an epoch no row could be joined with the next.
    fn check_merged(&self) {
        let rows: Vec<_> = self.cohorts.cohorts().collect();
        for pair in rows.windows(2) {
            let following = self.cohorts.validator(ValidatorIndex::new(pair[1].index.get() - 1)).unwrap();
            let could_join = follows(&following, &pair[1].first);
            assert!(!could_join, "{:?} and the next are equal", pair[0]);
        }
    }

    /// Every balance, effective balance, score, epoch, participation and queue; the books, duties and invariants too.
    fn compare(&mut self) {
        let (mut together, mut apart) = (self.cohorts.record(), self.singles.record());
        let pairs = together.validators.drain(..).zip(apart.validators.drain(..));
        for ((together, apart), number) in pairs.zip(0..) {
            assert_eq!(together, apart, "validator {number} in epoch {}", self.singles.epoch());
        }
        assert_eq!(self.cohorts.validator_count(), self.singles.validator_count());
        assert_eq!(together, apart);
        assert_eq!(self.cohorts.ledger(), self.singles.ledger());
        assert_eq!(self.cohorts.totals(), self.singles.totals());
        assert_eq!(self.cohorts.sync_committee(), self.singles.sync_committee());
        for ahead in 0..2 * self.singles.constants.slots_per_epoch {
            let slot = self.first_slot().after(Slots::new(ahead)).unwrap();
            assert_eq!(self.cohorts.proposer_at(slot), self.singles.proposer_at(slot));
        }
        assert_eq!((self.cohorts.check(), self.singles.check()), (Ok(()), Ok(())));
        for (number, validator) in self.singles.validators() {
            assert_eq!(self.cohorts.find(&validator.pubkey), Some(number));
        }
        let (finality, epoch) = (self.singles.finality(), self.singles.epoch());
        self.note("leak", epoch.since_or_zero(finality.finalized) > Epochs::new(6));
        let ejected = |validator: &Validator| {
            validator.exit_epoch != Epoch::FAR && validator.effective_balance.get() <= 16 * ETH && !validator.slashed
        };
        let ejections = self.singles.validators().filter(|(_, validator)| ejected(validator)).count();
        self.note("ejection", ejections > 0);
        self.rows += self.cohorts.cohorts().count() as u64;
        self.validators += self.singles.validator_count();
    }

    /// Operations now and then, epochs in between: the longer the life, the longer the quiet.
    fn play(&mut self, epochs: u64) {
        self.compare();
        let quiet = 1 + epochs / 40;
        let mut compared = 0;
        while self.singles.epoch().get() < epochs {
            for _ in 0..self.numbers.below(4) {
                self.operate();
            }
            let slots = self.singles.constants.slots_per_epoch;
            let ahead = if self.numbers.below(3) == 0 {
                1 + self.numbers.below(slots)
            } else {
                slots * (1 + self.numbers.below(2 * quiet))
            };
            self.advance(ahead);
            compared += 1;
            if compared % 8 == 0 {
                self.compare();
            }
        }
        self.compare();
    }
}

/// Whether `next` is `before` with the key that comes after.
fn follows(before: &Validator, next: &Validator) -> bool {
    let number = |validator: &Validator| u64::from_be_bytes(*validator.pubkey.last_chunk().unwrap());
    number(next) == number(before) + 1 && Validator { pubkey: next.pubkey, ..before.clone() } == *next
}

fn deposit(pubkey: PublicKey, prefix: u8, amount: u64, signature_valid: bool) -> DepositRequest {
    DepositRequest {
        pubkey,
        credentials: credentials(prefix, owner(1)),
        amount: Gwei::new(amount),
        signature: Default::default(),
        signature_valid,
        index: 0,
    }
}

/// Signed exits of a range; who may not leave stays.
fn exits(beacon: &mut Beacon, range: Range<u64>) -> Vec<bool> {
    range.map(|number| beacon.process_voluntary_exit(index(number), Epoch::new(0)).is_ok()).collect()
}

/// Plays a seed for so many epochs.
fn play_seed(seed: u64, most_epochs: u64) -> (u64, Life) {
    let mut life = Life::new(seed);
    if seed.is_multiple_of(5) {
        let defaults = NewcomerDefaults { fee_recipient: owner(8), profile: PerformanceProfile::OFFLINE };
        life.both(|beacon| beacon.set_newcomer_defaults(owner(1), defaults)).unwrap();
    }
    let epochs = 1 + Numbers(!seed).below(most_epochs);
    life.play(epochs);
    (epochs, life)
}

#[test]
fn cohorts_compute_what_single_validators_compute() {
    let (mut rows, mut validators, mut happened) = (0, 0, BTreeMap::<_, u64>::new());
    // And one in which an ejection splits a row before a slashed one at its midpoint.
    for seed in (0..100).chain([524]) {
        let (_, life) = play_seed(seed, if seed % 10 == 0 || seed > 100 { 5_000 } else { 500 });
        rows += life.rows;
        validators += life.validators;
        life.happened.into_iter().for_each(|(what, times)| *happened.entry(what).or_default() += times);
    }
    // Otherwise it would not have been tested.
    assert!(rows * 2 < validators, "{rows} rows for {validators} validators");
    assert!(happened.len() == 11 && happened.values().all(|times| *times >= 10), "{happened:?}");
}

#[test]
fn a_slashed_validator_behind_a_cohort_that_splits_still_pays_at_its_midpoint() {
    let constants = BeaconConstants::mainnet();
    let vector = constants.epochs_per_slashings_vector;
    let mut record = perfect_chain(constants, 60).record();
    record.slot = Slot::new(32);
    for validator in &mut record.validators {
        (validator.credentials, validator.fee_recipient) = (credentials(1, owner(0)), owner(0));
    }
    // Forty ejections of 16 ETH take five epochs of a churn of 128 ETH.
    for validator in &mut record.validators[..40] {
        validator.effective_balance = Gwei::new(16 * ETH);
        validator.balance = Gwei::new(16 * ETH);
    }
    let slashed = &mut record.validators[50];
    (slashed.slashed, slashed.exit_epoch, slashed.withdrawable_epoch) = (true, Epoch::new(6), Epoch::new(1 + vector / 2));
    record.slashings.insert(0, Gwei::new(640 * ETH));
    let constants = Arc::new(BeaconConstants::mainnet());
    let mut singles = Beacon::from_record(constants, Timestamp::new(0), B256::ZERO, record).unwrap();
    let mut cohorts = singles.clone().into_cohorts();

    let rows = cohorts.cohorts().count();
    singles.process_epoch().unwrap();
    cohorts.process_epoch().unwrap();
    assert_eq!(cohorts.record(), singles.record());
    assert_eq!((rows, cohorts.cohorts().count()), (4, 8), "the cohort of forty became five");
    assert!(singles.validator(index(50)).unwrap().balance < Gwei::new(30 * ETH));
}

#[test]
#[ignore = "takes long: see the head of this file"]
#[expect(clippy::disallowed_methods, reason = "says how long it took")]
fn cohorts_compute_what_single_validators_compute_in_all_seeds() {
    let chosen = std::env::var("COHORT_SEEDS").unwrap_or_else(|_| "0..10000".to_owned());
    let (first, end) = chosen.split_once("..").unwrap();
    let (first, end): (u64, u64) = (first.parse().unwrap(), end.parse().unwrap());
    let start = std::time::Instant::now();
    let (next, epochs, done) = (AtomicU64::new(first), AtomicU64::new(0), AtomicU64::new(0));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().unwrap().get() {
            scope.spawn(|| {
                while let Some(seed) = Some(next.fetch_add(1, Ordering::Relaxed)).filter(|seed| *seed < end) {
                    let played = std::panic::catch_unwind(|| play_seed(seed, 5_000));
                    let (played, _) = played.unwrap_or_else(|_| panic!("seed {seed} failed"));
                    epochs.fetch_add(played, Ordering::Relaxed);
                    let done = done.fetch_add(1, Ordering::Relaxed) + 1;
                    if done % 500 == 0 {
                        println!("{done} seeds, {} epochs, {:.0?}", epochs.load(Ordering::Relaxed), start.elapsed());
                    }
                }
            });
        }
    });
    println!("{} seeds equal, {} epochs, {:.0?}", done.into_inner(), epochs.into_inner(), start.elapsed());
}
