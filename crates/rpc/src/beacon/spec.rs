//! `config/spec`: every constant under its name in the specification, as strings.
//!
//! What the chain runs by comes from its constants; the rest is mainnet's, for clients that size their types or check
//! signatures by it.

use crate::api::Api;
use aquifer_beacon::{ForkName, ForkSchedule};
use aquifer_protocol::ethereum::BeaconConstants;
use std::collections::BTreeMap;

/// Names and values.
pub(crate) type Spec = BTreeMap<String, String>;

/// What mainnet's preset and configuration say and nothing here depends on.
const FIXED: &[(&str, &str)] = &[
    // Presets.
    ("MAX_COMMITTEES_PER_SLOT", "64"),
    ("TARGET_COMMITTEE_SIZE", "128"),
    ("MAX_VALIDATORS_PER_COMMITTEE", "2048"),
    ("SHUFFLE_ROUND_COUNT", "90"),
    ("MIN_DEPOSIT_AMOUNT", "1000000000"),
    ("MIN_ATTESTATION_INCLUSION_DELAY", "1"),
    ("MIN_SEED_LOOKAHEAD", "1"),
    ("SLOTS_PER_HISTORICAL_ROOT", "8192"),
    ("EPOCHS_PER_HISTORICAL_VECTOR", "65536"),
    ("HISTORICAL_ROOTS_LIMIT", "16777216"),
    ("VALIDATOR_REGISTRY_LIMIT", "1099511627776"),
    ("WHISTLEBLOWER_REWARD_QUOTIENT", "512"),
    ("PROPOSER_REWARD_QUOTIENT", "8"),
    ("INACTIVITY_PENALTY_QUOTIENT", "67108864"),
    ("INACTIVITY_PENALTY_QUOTIENT_ALTAIR", "50331648"),
    ("MIN_SLASHING_PENALTY_QUOTIENT", "128"),
    ("MIN_SLASHING_PENALTY_QUOTIENT_ALTAIR", "64"),
    ("MIN_SLASHING_PENALTY_QUOTIENT_BELLATRIX", "32"),
    ("PROPORTIONAL_SLASHING_MULTIPLIER", "1"),
    ("PROPORTIONAL_SLASHING_MULTIPLIER_ALTAIR", "2"),
    ("MAX_PROPOSER_SLASHINGS", "16"),
    ("MAX_ATTESTER_SLASHINGS", "2"),
    ("MAX_ATTESTER_SLASHINGS_ELECTRA", "1"),
    ("MAX_ATTESTATIONS", "128"),
    ("MAX_ATTESTATIONS_ELECTRA", "8"),
    ("MAX_DEPOSITS", "16"),
    ("MAX_VOLUNTARY_EXITS", "16"),
    ("MAX_BLS_TO_EXECUTION_CHANGES", "16"),
    ("MIN_SYNC_COMMITTEE_PARTICIPANTS", "1"),
    ("UPDATE_TIMEOUT", "8192"),
    ("MAX_BYTES_PER_TRANSACTION", "1073741824"),
    ("MAX_TRANSACTIONS_PER_PAYLOAD", "1048576"),
    ("BYTES_PER_LOGS_BLOOM", "256"),
    ("MAX_EXTRA_DATA_BYTES", "32"),
    ("FIELD_ELEMENTS_PER_BLOB", "4096"),
    ("FIELD_ELEMENTS_PER_CELL", "64"),
    ("FIELD_ELEMENTS_PER_EXT_BLOB", "8192"),
    ("CELLS_PER_EXT_BLOB", "128"),
    ("NUMBER_OF_COLUMNS", "128"),
    ("MAX_BLOB_COMMITMENTS_PER_BLOCK", "4096"),
    ("KZG_COMMITMENT_INCLUSION_PROOF_DEPTH", "17"),
    ("KZG_COMMITMENTS_INCLUSION_PROOF_DEPTH", "4"),
    ("PENDING_DEPOSITS_LIMIT", "134217728"),
    ("MAX_DEPOSIT_REQUESTS_PER_PAYLOAD", "8192"),
    ("MAX_WITHDRAWAL_REQUESTS_PER_PAYLOAD", "16"),
    ("MAX_CONSOLIDATION_REQUESTS_PER_PAYLOAD", "2"),
    // Configuration.
    ("TERMINAL_TOTAL_DIFFICULTY", "0"),
    ("TERMINAL_BLOCK_HASH", "0x0000000000000000000000000000000000000000000000000000000000000000"),
    ("TERMINAL_BLOCK_HASH_ACTIVATION_EPOCH", "18446744073709551615"),
    ("MIN_GENESIS_ACTIVE_VALIDATOR_COUNT", "1"),
    ("GENESIS_DELAY", "0"),
    ("SECONDS_PER_ETH1_BLOCK", "14"),
    ("ETH1_FOLLOW_DISTANCE", "2048"),
    ("MIN_PER_EPOCH_CHURN_LIMIT", "4"),
    ("MAX_PER_EPOCH_ACTIVATION_CHURN_LIMIT", "8"),
    ("PROPOSER_SCORE_BOOST", "40"),
    ("REORG_HEAD_WEIGHT_THRESHOLD", "20"),
    ("REORG_PARENT_WEIGHT_THRESHOLD", "160"),
    ("REORG_MAX_EPOCHS_SINCE_FINALIZATION", "2"),
    ("MAX_PAYLOAD_SIZE", "10485760"),
    ("MAX_REQUEST_BLOCKS", "1024"),
    ("MAX_REQUEST_BLOCKS_DENEB", "128"),
    ("MIN_EPOCHS_FOR_BLOCK_REQUESTS", "33024"),
    ("EPOCHS_PER_SUBNET_SUBSCRIPTION", "256"),
    ("ATTESTATION_PROPAGATION_SLOT_RANGE", "32"),
    ("MAXIMUM_GOSSIP_CLOCK_DISPARITY", "500"),
    ("MESSAGE_DOMAIN_INVALID_SNAPPY", "0x00000000"),
    ("MESSAGE_DOMAIN_VALID_SNAPPY", "0x01000000"),
    ("SUBNETS_PER_NODE", "2"),
    ("ATTESTATION_SUBNET_COUNT", "64"),
    ("ATTESTATION_SUBNET_EXTRA_BITS", "0"),
    ("ATTESTATION_SUBNET_PREFIX_BITS", "6"),
    ("BLOB_SIDECAR_SUBNET_COUNT", "6"),
    ("BLOB_SIDECAR_SUBNET_COUNT_ELECTRA", "9"),
    ("MAX_BLOBS_PER_BLOCK", "6"),
    ("MAX_BLOBS_PER_BLOCK_ELECTRA", "9"),
    ("MAX_REQUEST_BLOB_SIDECARS", "768"),
    ("MAX_REQUEST_BLOB_SIDECARS_ELECTRA", "1152"),
    ("MIN_EPOCHS_FOR_BLOB_SIDECARS_REQUESTS", "4096"),
    ("NUMBER_OF_CUSTODY_GROUPS", "128"),
    ("DATA_COLUMN_SIDECAR_SUBNET_COUNT", "128"),
    ("MAX_REQUEST_DATA_COLUMN_SIDECARS", "16384"),
    ("SAMPLES_PER_SLOT", "8"),
    ("CUSTODY_REQUIREMENT", "4"),
    ("VALIDATOR_CUSTODY_REQUIREMENT", "8"),
    ("BALANCE_PER_ADDITIONAL_CUSTODY_GROUP", "32000000000"),
    ("MIN_EPOCHS_FOR_DATA_COLUMN_SIDECARS_REQUESTS", "4096"),
    // Constants.
    ("TARGET_AGGREGATORS_PER_COMMITTEE", "16"),
    ("TARGET_AGGREGATORS_PER_SYNC_SUBCOMMITTEE", "16"),
    ("SYNC_COMMITTEE_SUBNET_COUNT", "4"),
    ("DEPOSIT_CONTRACT_TREE_DEPTH", "32"),
    ("TIMELY_SOURCE_WEIGHT", "14"),
    ("TIMELY_TARGET_WEIGHT", "26"),
    ("TIMELY_HEAD_WEIGHT", "14"),
    ("SYNC_REWARD_WEIGHT", "2"),
    ("PROPOSER_WEIGHT", "8"),
    ("WEIGHT_DENOMINATOR", "64"),
    ("FULL_EXIT_REQUEST_AMOUNT", "0"),
    ("UNSET_DEPOSIT_REQUESTS_START_INDEX", "18446744073709551615"),
    ("BLS_WITHDRAWAL_PREFIX", "0x00"),
    ("ETH1_ADDRESS_WITHDRAWAL_PREFIX", "0x01"),
    ("COMPOUNDING_WITHDRAWAL_PREFIX", "0x02"),
    ("DOMAIN_BEACON_PROPOSER", "0x00000000"),
    ("DOMAIN_BEACON_ATTESTER", "0x01000000"),
    ("DOMAIN_RANDAO", "0x02000000"),
    ("DOMAIN_DEPOSIT", "0x03000000"),
    ("DOMAIN_VOLUNTARY_EXIT", "0x04000000"),
    ("DOMAIN_SELECTION_PROOF", "0x05000000"),
    ("DOMAIN_AGGREGATE_AND_PROOF", "0x06000000"),
    ("DOMAIN_SYNC_COMMITTEE", "0x07000000"),
    ("DOMAIN_SYNC_COMMITTEE_SELECTION_PROOF", "0x08000000"),
    ("DOMAIN_CONTRIBUTION_AND_PROOF", "0x09000000"),
    ("DOMAIN_BLS_TO_EXECUTION_CHANGE", "0x0a000000"),
    ("DOMAIN_APPLICATION_MASK", "0x00000001"),
];

/// Everything there is.
pub(crate) fn spec(api: &Api, forks: &ForkSchedule) -> Spec {
    let head = api.node.head();
    let protocol = &head.world.protocol;
    let mut spec: Spec = FIXED.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    add(&mut spec, running(&protocol.beacon.constants));
    add(&mut spec, of_preset(&protocol.beacon.constants));
    let chain_id = api.node.spec().chain_id;
    add(
        &mut spec,
        [
            ("MIN_GENESIS_TIME", protocol.beacon.genesis_time.get()),
            ("DEPOSIT_CHAIN_ID", chain_id),
            ("DEPOSIT_NETWORK_ID", chain_id),
        ],
    );
    let deposit_contract = format!("{:#x}", protocol.addresses.deposit_contract);
    add(&mut spec, [("DEPOSIT_CONTRACT_ADDRESS", deposit_contract), ("CONFIG_NAME", api.config.network.clone())]);
    for (fork, version, epoch) in forks.forks() {
        let name = fork.name().to_uppercase();
        if fork == ForkName::Phase0 {
            spec.insert("GENESIS_FORK_VERSION".to_owned(), version.to_string());
        } else {
            spec.insert(format!("{name}_FORK_VERSION"), version.to_string());
            spec.insert(format!("{name}_FORK_EPOCH"), epoch.to_string());
        }
    }
    spec
}

fn add<N: Into<String>, V: ToString>(spec: &mut Spec, entries: impl IntoIterator<Item = (N, V)>) {
    spec.extend(entries.into_iter().map(|(name, value)| (name.into(), value.to_string())));
}

/// What the preset says, by the length of the chain's epochs.
fn of_preset(constants: &BeaconConstants) -> [(&'static str, &'static str); 2] {
    let is_minimal = constants.slots_per_epoch == BeaconConstants::minimal().slots_per_epoch;
    let (name, voting_epochs) = if is_minimal { ("minimal", "4") } else { ("mainnet", "64") };
    [("PRESET_BASE", name), ("EPOCHS_PER_ETH1_VOTING_PERIOD", voting_epochs)]
}

/// What the chain runs by.
fn running(constants: &BeaconConstants) -> [(&'static str, u64); 34] {
    let c = constants;
    [
        ("SECONDS_PER_SLOT", c.seconds_per_slot.get()),
        ("SLOT_DURATION_MS", c.seconds_per_slot.get().saturating_mul(1_000)),
        ("SLOTS_PER_EPOCH", c.slots_per_epoch),
        ("EFFECTIVE_BALANCE_INCREMENT", c.effective_balance_increment.get()),
        ("MIN_ACTIVATION_BALANCE", c.min_activation_balance.get()),
        ("MAX_EFFECTIVE_BALANCE", c.min_activation_balance.get()),
        ("MAX_EFFECTIVE_BALANCE_ELECTRA", c.max_effective_balance.get()),
        ("EJECTION_BALANCE", c.ejection_balance.get()),
        ("HYSTERESIS_QUOTIENT", c.hysteresis_quotient),
        ("HYSTERESIS_DOWNWARD_MULTIPLIER", c.hysteresis_downward_multiplier),
        ("HYSTERESIS_UPWARD_MULTIPLIER", c.hysteresis_upward_multiplier),
        ("BASE_REWARD_FACTOR", c.base_reward_factor),
        ("MIN_EPOCHS_TO_INACTIVITY_PENALTY", c.min_epochs_to_inactivity_penalty.get()),
        ("INACTIVITY_SCORE_BIAS", c.inactivity_score_bias),
        ("INACTIVITY_SCORE_RECOVERY_RATE", c.inactivity_score_recovery_rate),
        ("INACTIVITY_PENALTY_QUOTIENT_BELLATRIX", c.inactivity_penalty_quotient),
        ("EPOCHS_PER_SLASHINGS_VECTOR", c.epochs_per_slashings_vector),
        ("PROPORTIONAL_SLASHING_MULTIPLIER_BELLATRIX", c.proportional_slashing_multiplier),
        ("MIN_SLASHING_PENALTY_QUOTIENT_ELECTRA", c.min_slashing_penalty_quotient),
        ("WHISTLEBLOWER_REWARD_QUOTIENT_ELECTRA", c.whistleblower_reward_quotient),
        ("MAX_SEED_LOOKAHEAD", c.max_seed_lookahead.get()),
        ("MIN_VALIDATOR_WITHDRAWABILITY_DELAY", c.min_validator_withdrawability_delay.get()),
        ("SHARD_COMMITTEE_PERIOD", c.shard_committee_period.get()),
        ("CHURN_LIMIT_QUOTIENT", c.churn_limit_quotient),
        ("MIN_PER_EPOCH_CHURN_LIMIT_ELECTRA", c.min_per_epoch_churn_limit.get()),
        ("MAX_PER_EPOCH_ACTIVATION_EXIT_CHURN_LIMIT", c.max_per_epoch_activation_exit_churn_limit.get()),
        ("MAX_PENDING_DEPOSITS_PER_EPOCH", c.max_pending_deposits_per_epoch),
        ("SYNC_COMMITTEE_SIZE", c.sync_committee_size),
        ("EPOCHS_PER_SYNC_COMMITTEE_PERIOD", c.epochs_per_sync_committee_period),
        ("MAX_WITHDRAWALS_PER_PAYLOAD", c.max_withdrawals_per_payload),
        ("MAX_VALIDATORS_PER_WITHDRAWALS_SWEEP", c.max_validators_per_withdrawals_sweep),
        ("MAX_PENDING_PARTIALS_PER_WITHDRAWALS_SWEEP", c.max_pending_partials_per_withdrawals_sweep),
        ("PENDING_PARTIAL_WITHDRAWALS_LIMIT", c.pending_partial_withdrawals_limit),
        ("PENDING_CONSOLIDATIONS_LIMIT", c.pending_consolidations_limit),
    ]
}
