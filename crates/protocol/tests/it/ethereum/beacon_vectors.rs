//! Replays the vectors of the family `beacon`: after every step the whole state is what an independent client has.

use crate::vectors::{Fields, family};
use aquifer_protocol::ethereum::{
    Attestation, AttestedEpoch, Beacon, BeaconConstants, ConsolidationRequest, DepositRequest, PendingConsolidation,
    PendingDeposit, PendingPartialWithdrawal, PerformanceProfile, PublicKey, StateRecord, Validator, WithdrawalRequest,
};
use aquifer_protocol::units::{Epoch, Epochs, Gwei, Slot, Slots, Timestamp, ValidatorIndex};
use aquifer_protocol::{Address, B256};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Fields with one value per validator; all others are plain.
const COLUMNS: [&str; 12] = [
    "pk",
    "creds",
    "effective_balance",
    "slashed",
    "activation_eligibility_epoch",
    "activation_epoch",
    "exit_epoch",
    "withdrawable_epoch",
    "balance",
    "previous_participation",
    "current_participation",
    "inactivity_score",
];

/// Plain fields, in no particular order.
const PLAIN: [&str; 16] = [
    "slot",
    "justification_bits",
    "previous_justified_epoch",
    "current_justified_epoch",
    "finalized_epoch",
    "deposit_balance_to_consume",
    "exit_balance_to_consume",
    "earliest_exit_epoch",
    "consolidation_balance_to_consume",
    "earliest_consolidation_epoch",
    "pending_deposits",
    "pending_partial_withdrawals",
    "pending_consolidations",
    "slashings",
    "next_withdrawal_index",
    "next_withdrawal_validator_index",
];

#[test]
fn beacon_vectors_give_the_balances_of_an_independent_client() {
    let mut files = 0;
    for (name, file) in family("beacon") {
        let mut replay = Replay::start(&name, &file);
        let operations = replay.run();
        println!("beacon/{name}: {operations} operations, {} values compared", replay.values);
        files += 1;
    }
    println!("beacon: {files} files");
}

/// One file on its way.
struct Replay {
    name: String,
    steps: Vec<Value>,
    beacon: Beacon,
    expected: Expected,
    /// Whether every invariant held at the start.
    sound: bool,
    /// Values compared so far.
    values: usize,
}

impl Replay {
    fn start(name: &str, file: &Value) -> Self {
        let mut fields = Fields::of(name, file);
        assert_eq!(fields.text("name"), name);
        assert_eq!(fields.text("fork"), "fulu");
        fields.text("about");
        let constants =
            constants(fields.text("preset").as_str(), Fields::of(format!("{name}/constants"), &fields.take("constants")));
        let expected = Expected::start(name, &fields.take("pre"));
        let steps = fields.take("steps").as_array().unwrap().clone();
        fields.done();
        let beacon =
            Beacon::from_record(Arc::new(constants), Timestamp::new(0), B256::ZERO, expected.record()).expect("a sound state");
        let sound = beacon.check().is_ok();
        Self { name: name.to_owned(), steps, beacon, expected, sound, values: 0 }
    }

    fn run(&mut self) -> usize {
        let steps = std::mem::take(&mut self.steps);
        for (number, step) in steps.iter().enumerate() {
            let mut fields = Fields::of(format!("{} step {number}", self.name), step);
            let op = fields.text("op");
            let at = format!("{} step {number} ({op})", self.name);
            let post = fields.take("post");
            self.perform(&at, &op, &mut fields);
            fields.done();
            self.expected.apply(&at, &post);
            self.values += self.expected.compare(&at, &self.beacon.record());
            self.check_invariants(&at);
        }
        steps.len()
    }

    /// Some files start from epochs no chain would ever set; the books must balance even then.
    fn check_invariants(&self, at: &str) {
        let held = self.beacon.sum_of_balances() + self.beacon.sum_of_pending_deposits();
        assert_eq!(self.beacon.ledger().expected(), Some(held), "{at}: ETH-1");
        if self.sound {
            assert_eq!(self.beacon.check(), Ok(()), "{at}");
        }
    }

    fn perform(&mut self, at: &str, op: &str, fields: &mut Fields) {
        match op {
            "slot" => self.beacon.advance_to_slot(Slot::new(fields.number("to"))).unwrap(),
            "participation" => self.set_participation(at, fields),
            "epoch" => self.end_epoch(at, fields),
            "deposit_request" => self.beacon.process_deposit_request(DepositRequest {
                pubkey: key(fields.number("pk")),
                credentials: fields.parsed("creds"),
                amount: Gwei::new(fields.number("amount")),
                signature: Default::default(),
                signature_valid: fields.bit("sig_ok"),
                index: 0,
            }),
            "withdrawal_request" => self.request_withdrawal(fields),
            "consolidation_request" => self.request_consolidation(fields),
            "voluntary_exit" => {
                let (index, epoch) = (ValidatorIndex::new(fields.number("index")), Epoch::new(fields.number("epoch")));
                self.judge(at, fields.bit("ok"), |beacon| beacon.process_voluntary_exit(index, epoch));
            }
            "slash" => {
                let (index, proposer) = (fields.number("index"), fields.number("proposer"));
                let (index, proposer) = (ValidatorIndex::new(index), ValidatorIndex::new(proposer));
                self.judge(at, fields.bit("ok"), |beacon| beacon.slash_validator(index, proposer));
            }
            "sync_aggregate" => self.aggregate(fields),
            "attestation" => self.attest(at, fields),
            "withdrawals" => self.withdraw(at, fields),
            other => panic!("{at}: unknown operation {other}"),
        }
    }

    /// An operation that must be taken, or be refused and change nothing.
    fn judge<E: std::fmt::Debug>(&mut self, at: &str, ok: bool, call: impl FnOnce(&mut Beacon) -> Result<(), E>) {
        let before = self.beacon.clone();
        let result = call(&mut self.beacon);
        assert_eq!(result.is_ok(), ok, "{at}: {result:?}");
        if !ok {
            assert_eq!(self.beacon, before, "{at}: a refusal changed something");
        }
        self.values += 1;
    }

    fn set_participation(&mut self, at: &str, fields: &mut Fields) {
        let (which, column) = match fields.text("which").as_str() {
            "current" => (AttestedEpoch::Current, "current_participation"),
            "previous" => (AttestedEpoch::Previous, "previous_participation"),
            other => panic!("{at}: unknown column {other}"),
        };
        self.expected.set_column(at, column, &fields.take("flags"));
        let flags: Vec<u8> = self.expected.numbers(column).map(|flags| u8::try_from(flags).unwrap()).collect();
        self.beacon.set_participation(which, &flags).unwrap();
    }

    fn end_epoch(&mut self, at: &str, fields: &mut Fields) {
        let mut expected = Fields::of(format!("{at} info"), &fields.take("info"));
        let actual = [
            ("total_active_balance", self.beacon.total_active_balance()),
            ("base_reward_per_increment", self.beacon.base_reward_per_increment()),
            ("activation_exit_churn_limit", self.beacon.exit_churn_limit()),
            ("consolidation_churn_limit", self.beacon.consolidation_churn_limit()),
        ];
        for (name, actual) in actual {
            assert_eq!(actual.get(), expected.number(name), "{at}: {name}");
            self.values += 1;
        }
        expected.done();
        self.beacon.process_epoch().unwrap();
    }

    /// Ignored requests change nothing; whether one is ignored shows in the state alone.
    fn request_withdrawal(&mut self, fields: &mut Fields) {
        let request = WithdrawalRequest {
            source_address: fields.parsed("source_address"),
            pubkey: key(fields.number("pk")),
            amount: Gwei::new(fields.number("amount")),
        };
        let before = self.beacon.clone();
        if self.beacon.process_withdrawal_request(&request).is_err() {
            assert_eq!(self.beacon, before);
        }
    }

    fn request_consolidation(&mut self, fields: &mut Fields) {
        let request = ConsolidationRequest {
            source_address: fields.parsed("source_address"),
            source_pubkey: key(fields.number("source_pk")),
            target_pubkey: key(fields.number("target_pk")),
        };
        let before = self.beacon.clone();
        if self.beacon.process_consolidation_request(&request).is_err() {
            assert_eq!(self.beacon, before);
        }
    }

    fn aggregate(&mut self, fields: &mut Fields) {
        let proposer = ValidatorIndex::new(fields.number("proposer"));
        let committee = indices(&fields.take("committee"));
        let bits: Vec<bool> = fields.text("bits").chars().map(|bit| bit == '1').collect();
        self.beacon.process_sync_aggregate(proposer, &committee, &bits).unwrap();
    }

    fn attest(&mut self, at: &str, fields: &mut Fields) {
        let attestation = Attestation {
            epoch: match fields.text("epoch").as_str() {
                "current" => AttestedEpoch::Current,
                "previous" => AttestedEpoch::Previous,
                other => panic!("{at}: unknown epoch {other}"),
            },
            inclusion_delay: Slots::new(fields.number("inclusion_delay")),
            target_ok: fields.bit("target_ok"),
            head_ok: fields.bit("head_ok"),
            attesters: indices(&fields.take("indices")),
        };
        let flags = attestation.flags(self.beacon.constants.slots_per_epoch);
        assert_eq!(u64::from(flags), fields.number("flags"), "{at}: flags");
        self.values += 1;
        let proposer = ValidatorIndex::new(fields.number("proposer"));
        self.beacon.process_attestation(&attestation, proposer).unwrap();
    }

    fn withdraw(&mut self, at: &str, fields: &mut Fields) {
        let withdrawals = self.beacon.process_withdrawals().unwrap();
        let actual: Vec<Value> = withdrawals
            .iter()
            .map(|withdrawal| {
                json!({
                    "index": withdrawal.index,
                    "validator": withdrawal.validator.get(),
                    "address": format!("{:#x}", withdrawal.address),
                    "amount": withdrawal.amount.get(),
                })
            })
            .collect();
        let expected = fields.take("expect");
        assert_eq!(Value::from(actual), expected, "{at}: withdrawals");
        self.values += 4 * withdrawals.len();
    }
}

/// The state the file says there must be.
struct Expected {
    columns: BTreeMap<String, Vec<Value>>,
    plain: BTreeMap<String, Value>,
}

impl Expected {
    fn start(name: &str, pre: &Value) -> Self {
        let mut expected = Self { columns: BTreeMap::new(), plain: BTreeMap::new() };
        expected.apply(&format!("{name}/pre"), pre);
        for column in COLUMNS {
            assert_eq!(expected.columns[column].len(), expected.columns["pk"].len(), "{name}/pre: {column}");
        }
        for field in PLAIN {
            assert!(expected.plain.contains_key(field), "{name}/pre: {field} is missing");
        }
        expected
    }

    fn apply(&mut self, at: &str, changes: &Value) {
        for (field, value) in changes.as_object().unwrap() {
            if COLUMNS.contains(&field.as_str()) {
                self.set_column(at, field, value);
            } else {
                assert!(PLAIN.contains(&field.as_str()), "{at}: unknown field {field}");
                self.plain.insert(field.clone(), value.clone());
            }
        }
    }

    fn set_column(&mut self, at: &str, name: &str, value: &Value) {
        let column = self.columns.entry(name.to_owned()).or_default();
        if let Some(values) = value.as_array() {
            column.clone_from(values);
            return;
        }
        let (encoding, value) = value.as_object().unwrap().iter().next().unwrap();
        match encoding.as_str() {
            "rle" => *column = value.as_array().unwrap().iter().flat_map(run).collect(),
            "iota" => *column = (0..value.as_u64().unwrap()).map(Value::from).collect(),
            "set" => value.as_array().unwrap().iter().for_each(|entry| set_entry(column, entry)),
            other => panic!("{at}: unknown encoding {other} of {name}"),
        }
    }

    fn numbers(&self, column: &str) -> impl Iterator<Item = u64> {
        self.columns[column].iter().map(|value| value.as_u64().unwrap())
    }

    /// Compares everything; returns how many values that were.
    fn compare(&self, at: &str, actual: &StateRecord) -> usize {
        let mut values = 0;
        let (columns, plain) = (columns_of(actual), plain_of(actual));
        for name in COLUMNS {
            let (actual, expected) = (&columns[name], &self.columns[name]);
            assert_eq!(actual.len(), expected.len(), "{at}: length of {name}");
            for (index, (actual, expected)) in actual.iter().zip(expected).enumerate() {
                assert_eq!(actual, expected, "{at}: {name} of validator {index}");
            }
            values += expected.len();
        }
        for name in PLAIN {
            assert_eq!(plain[name], self.plain[name], "{at}: {name}");
            values += self.plain[name].as_array().map_or(1, |entries| entries.len().max(1));
        }
        values
    }

    /// The state as a record to start from.
    fn record(&self) -> StateRecord {
        let count = self.columns["pk"].len();
        let number = |name: &str| self.plain[name].as_u64().unwrap();
        let mut record = StateRecord {
            slot: Slot::new(number("slot")),
            validators: (0..count).map(|index| self.validator(index)).collect(),
            deposit_balance_to_consume: Gwei::new(number("deposit_balance_to_consume")),
            pending_deposits: entries(&self.plain["pending_deposits"], pending_deposit),
            pending_partial_withdrawals: entries(&self.plain["pending_partial_withdrawals"], pending_partial),
            pending_consolidations: entries(&self.plain["pending_consolidations"], pending_consolidation),
            slashings: self.plain["slashings"].as_array().unwrap().iter().map(slashing).collect(),
            next_withdrawal_index: number("next_withdrawal_index"),
            next_withdrawal_validator: ValidatorIndex::new(number("next_withdrawal_validator_index")),
            ..StateRecord::default()
        };
        record.exit_queue.balance_to_consume = Gwei::new(number("exit_balance_to_consume"));
        record.exit_queue.earliest_epoch = Epoch::new(number("earliest_exit_epoch"));
        record.consolidation_queue.balance_to_consume = Gwei::new(number("consolidation_balance_to_consume"));
        record.consolidation_queue.earliest_epoch = Epoch::new(number("earliest_consolidation_epoch"));
        let bits = self.plain["justification_bits"].as_array().unwrap();
        record.finality.justification_bits = std::array::from_fn(|bit| bits[bit] == json!(1) || bits[bit] == json!(true));
        record.finality.previous_justified = Epoch::new(number("previous_justified_epoch"));
        record.finality.current_justified = Epoch::new(number("current_justified_epoch"));
        record.finality.finalized = Epoch::new(number("finalized_epoch"));
        record
    }

    fn validator(&self, index: usize) -> Validator {
        let value = |name: &str| &self.columns[name][index];
        let number = |name: &str| value(name).as_u64().unwrap();
        let epoch = |name: &str| Epoch::new(value(name).as_u64().unwrap_or(u64::MAX));
        Validator {
            pubkey: key(number("pk")),
            credentials: value("creds").as_str().unwrap().parse().unwrap(),
            effective_balance: Gwei::new(number("effective_balance")),
            slashed: number("slashed") == 1,
            activation_eligibility_epoch: epoch("activation_eligibility_epoch"),
            activation_epoch: epoch("activation_epoch"),
            exit_epoch: epoch("exit_epoch"),
            withdrawable_epoch: epoch("withdrawable_epoch"),
            balance: Gwei::new(number("balance")),
            inactivity_score: number("inactivity_score"),
            previous_participation: u8::try_from(number("previous_participation")).unwrap(),
            current_participation: u8::try_from(number("current_participation")).unwrap(),
            fee_recipient: Address::ZERO,
            profile: PerformanceProfile::PERFECT,
        }
    }
}

fn run(pair: &Value) -> impl Iterator<Item = Value> + use<> {
    let count = usize::try_from(pair[1].as_u64().unwrap()).unwrap();
    std::iter::repeat_n(pair[0].clone(), count)
}

fn set_entry(column: &mut Vec<Value>, entry: &Value) {
    let index = usize::try_from(entry[0].as_u64().unwrap()).unwrap();
    if index == column.len() {
        column.push(entry[1].clone());
    } else {
        column[index] = entry[1].clone();
    }
}

/// The actual state in the shape of the files.
fn columns_of(record: &StateRecord) -> BTreeMap<&'static str, Vec<Value>> {
    let column = |value: fn(&Validator) -> Value| record.validators.iter().map(value).collect::<Vec<_>>();
    BTreeMap::from([
        ("pk", column(|validator| json!(number_of(&validator.pubkey)))),
        ("creds", column(|validator| json!(validator.credentials))),
        ("effective_balance", column(|validator| json!(validator.effective_balance))),
        ("slashed", column(|validator| json!(u8::from(validator.slashed)))),
        ("activation_eligibility_epoch", column(|validator| epoch_value(validator.activation_eligibility_epoch))),
        ("activation_epoch", column(|validator| epoch_value(validator.activation_epoch))),
        ("exit_epoch", column(|validator| epoch_value(validator.exit_epoch))),
        ("withdrawable_epoch", column(|validator| epoch_value(validator.withdrawable_epoch))),
        ("balance", column(|validator| json!(validator.balance))),
        ("previous_participation", column(|validator| json!(validator.previous_participation))),
        ("current_participation", column(|validator| json!(validator.current_participation))),
        ("inactivity_score", column(|validator| json!(validator.inactivity_score))),
    ])
}

fn plain_of(record: &StateRecord) -> BTreeMap<&'static str, Value> {
    let deposits = record.pending_deposits.iter().map(|deposit| {
        json!({
            "pk": number_of(&deposit.pubkey),
            "creds": deposit.credentials,
            "amount": deposit.amount,
            "slot": deposit.slot,
            "sig_ok": u8::from(deposit.signature_valid),
        })
    });
    let partials = record.pending_partial_withdrawals.iter().map(
        |pending| json!({"index": pending.index, "amount": pending.amount, "withdrawable_epoch": pending.withdrawable_epoch}),
    );
    let consolidations =
        record.pending_consolidations.iter().map(|pending| json!({"source": pending.source, "target": pending.target}));
    let slashings = record.slashings.iter().map(|(position, amount)| json!([position, amount]));
    let bits = record.finality.justification_bits.map(u8::from);
    BTreeMap::from([
        ("slot", json!(record.slot)),
        ("justification_bits", json!(bits)),
        ("previous_justified_epoch", json!(record.finality.previous_justified)),
        ("current_justified_epoch", json!(record.finality.current_justified)),
        ("finalized_epoch", json!(record.finality.finalized)),
        ("deposit_balance_to_consume", json!(record.deposit_balance_to_consume)),
        ("exit_balance_to_consume", json!(record.exit_queue.balance_to_consume)),
        ("earliest_exit_epoch", json!(record.exit_queue.earliest_epoch)),
        ("consolidation_balance_to_consume", json!(record.consolidation_queue.balance_to_consume)),
        ("earliest_consolidation_epoch", json!(record.consolidation_queue.earliest_epoch)),
        ("pending_deposits", deposits.collect()),
        ("pending_partial_withdrawals", partials.collect()),
        ("pending_consolidations", consolidations.collect()),
        ("slashings", slashings.collect()),
        ("next_withdrawal_index", json!(record.next_withdrawal_index)),
        ("next_withdrawal_validator_index", json!(record.next_withdrawal_validator)),
    ])
}

fn epoch_value(epoch: Epoch) -> Value {
    if epoch == Epoch::FAR { Value::Null } else { json!(epoch) }
}

/// A key that stands for an integer.
fn key(number: u64) -> PublicKey {
    PublicKey::left_padding_from(&number.to_be_bytes())
}

fn number_of(key: &PublicKey) -> u64 {
    u64::from_be_bytes(key[40..].try_into().unwrap())
}

fn indices(value: &Value) -> Vec<ValidatorIndex> {
    value.as_array().unwrap().iter().map(|index| ValidatorIndex::new(index.as_u64().unwrap())).collect()
}

fn entries<T>(value: &Value, entry: fn(Fields) -> T) -> Vec<T> {
    value.as_array().unwrap().iter().map(|value| entry(Fields::of("queue", value))).collect()
}

fn pending_deposit(mut fields: Fields) -> PendingDeposit {
    let deposit = PendingDeposit {
        pubkey: key(fields.number("pk")),
        credentials: fields.parsed("creds"),
        amount: Gwei::new(fields.number("amount")),
        signature: Default::default(),
        signature_valid: fields.bit("sig_ok"),
        slot: Slot::new(fields.number("slot")),
    };
    fields.done();
    deposit
}

fn pending_partial(mut fields: Fields) -> PendingPartialWithdrawal {
    let pending = PendingPartialWithdrawal {
        index: ValidatorIndex::new(fields.number("index")),
        amount: Gwei::new(fields.number("amount")),
        withdrawable_epoch: Epoch::new(fields.number("withdrawable_epoch")),
    };
    fields.done();
    pending
}

fn pending_consolidation(mut fields: Fields) -> PendingConsolidation {
    let pending = PendingConsolidation {
        source: ValidatorIndex::new(fields.number("source")),
        target: ValidatorIndex::new(fields.number("target")),
    };
    fields.done();
    pending
}

fn slashing(pair: &Value) -> (u64, Gwei) {
    (pair[0].as_u64().unwrap(), Gwei::new(pair[1].as_u64().unwrap()))
}

/// The constants of a file; all it names must be known, all the steps depend on must be named.
fn constants(preset: &str, mut fields: Fields) -> BeaconConstants {
    let mut number = |name: &str| fields.number(name);
    let base = match preset {
        "mainnet" => BeaconConstants::mainnet(),
        "minimal" => BeaconConstants::minimal(),
        other => panic!("unknown preset {other}"),
    };
    let constants = BeaconConstants {
        slots_per_epoch: number("SLOTS_PER_EPOCH"),
        effective_balance_increment: Gwei::new(number("EFFECTIVE_BALANCE_INCREMENT")),
        min_activation_balance: Gwei::new(number("MIN_ACTIVATION_BALANCE")),
        max_effective_balance: Gwei::new(number("MAX_EFFECTIVE_BALANCE_ELECTRA")),
        ejection_balance: Gwei::new(number("EJECTION_BALANCE")),
        hysteresis_quotient: number("HYSTERESIS_QUOTIENT"),
        hysteresis_downward_multiplier: number("HYSTERESIS_DOWNWARD_MULTIPLIER"),
        hysteresis_upward_multiplier: number("HYSTERESIS_UPWARD_MULTIPLIER"),
        base_reward_factor: number("BASE_REWARD_FACTOR"),
        min_epochs_to_inactivity_penalty: Epochs::new(number("MIN_EPOCHS_TO_INACTIVITY_PENALTY")),
        inactivity_score_bias: number("INACTIVITY_SCORE_BIAS"),
        inactivity_score_recovery_rate: number("INACTIVITY_SCORE_RECOVERY_RATE"),
        inactivity_penalty_quotient: number("INACTIVITY_PENALTY_QUOTIENT_BELLATRIX"),
        epochs_per_slashings_vector: number("EPOCHS_PER_SLASHINGS_VECTOR"),
        proportional_slashing_multiplier: number("PROPORTIONAL_SLASHING_MULTIPLIER_BELLATRIX"),
        min_slashing_penalty_quotient: number("MIN_SLASHING_PENALTY_QUOTIENT_ELECTRA"),
        whistleblower_reward_quotient: number("WHISTLEBLOWER_REWARD_QUOTIENT_ELECTRA"),
        max_seed_lookahead: Epochs::new(number("MAX_SEED_LOOKAHEAD")),
        min_validator_withdrawability_delay: Epochs::new(number("MIN_VALIDATOR_WITHDRAWABILITY_DELAY")),
        shard_committee_period: Epochs::new(number("SHARD_COMMITTEE_PERIOD")),
        churn_limit_quotient: number("CHURN_LIMIT_QUOTIENT"),
        min_per_epoch_churn_limit: Gwei::new(number("MIN_PER_EPOCH_CHURN_LIMIT_ELECTRA")),
        max_per_epoch_activation_exit_churn_limit: Gwei::new(number("MAX_PER_EPOCH_ACTIVATION_EXIT_CHURN_LIMIT")),
        max_pending_deposits_per_epoch: number("MAX_PENDING_DEPOSITS_PER_EPOCH"),
        sync_committee_size: number("SYNC_COMMITTEE_SIZE"),
        max_withdrawals_per_payload: number("MAX_WITHDRAWALS_PER_PAYLOAD"),
        max_validators_per_withdrawals_sweep: number("MAX_VALIDATORS_PER_WITHDRAWALS_SWEEP"),
        max_pending_partials_per_withdrawals_sweep: number("MAX_PENDING_PARTIALS_PER_WITHDRAWALS_SWEEP"),
        pending_partial_withdrawals_limit: number("PENDING_PARTIAL_WITHDRAWALS_LIMIT"),
        pending_consolidations_limit: number("PENDING_CONSOLIDATIONS_LIMIT"),
        ..base
    };
    fields.done();
    constants
}
