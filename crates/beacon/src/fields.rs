//! The fields of a `BeaconState` by number, and how deep their trees are.

/// Numbers of the fields in the state of Electra and Fulu.
pub(crate) mod field {
    pub(crate) const GENESIS_TIME: usize = 0;
    pub(crate) const GENESIS_VALIDATORS_ROOT: usize = 1;
    pub(crate) const SLOT: usize = 2;
    pub(crate) const FORK: usize = 3;
    pub(crate) const LATEST_BLOCK_HEADER: usize = 4;
    pub(crate) const BLOCK_ROOTS: usize = 5;
    pub(crate) const STATE_ROOTS: usize = 6;
    pub(crate) const HISTORICAL_ROOTS: usize = 7;
    pub(crate) const ETH1_DATA: usize = 8;
    pub(crate) const ETH1_DATA_VOTES: usize = 9;
    pub(crate) const ETH1_DEPOSIT_INDEX: usize = 10;
    pub(crate) const VALIDATORS: usize = 11;
    pub(crate) const BALANCES: usize = 12;
    pub(crate) const RANDAO_MIXES: usize = 13;
    pub(crate) const SLASHINGS: usize = 14;
    pub(crate) const PREVIOUS_EPOCH_PARTICIPATION: usize = 15;
    pub(crate) const CURRENT_EPOCH_PARTICIPATION: usize = 16;
    pub(crate) const JUSTIFICATION_BITS: usize = 17;
    pub(crate) const PREVIOUS_JUSTIFIED_CHECKPOINT: usize = 18;
    pub(crate) const CURRENT_JUSTIFIED_CHECKPOINT: usize = 19;
    pub(crate) const FINALIZED_CHECKPOINT: usize = 20;
    pub(crate) const INACTIVITY_SCORES: usize = 21;
    pub(crate) const CURRENT_SYNC_COMMITTEE: usize = 22;
    pub(crate) const NEXT_SYNC_COMMITTEE: usize = 23;
    pub(crate) const LATEST_EXECUTION_PAYLOAD_HEADER: usize = 24;
    pub(crate) const NEXT_WITHDRAWAL_INDEX: usize = 25;
    pub(crate) const NEXT_WITHDRAWAL_VALIDATOR_INDEX: usize = 26;
    pub(crate) const HISTORICAL_SUMMARIES: usize = 27;
    pub(crate) const DEPOSIT_REQUESTS_START_INDEX: usize = 28;
    pub(crate) const DEPOSIT_BALANCE_TO_CONSUME: usize = 29;
    pub(crate) const EXIT_BALANCE_TO_CONSUME: usize = 30;
    pub(crate) const EARLIEST_EXIT_EPOCH: usize = 31;
    pub(crate) const CONSOLIDATION_BALANCE_TO_CONSUME: usize = 32;
    pub(crate) const EARLIEST_CONSOLIDATION_EPOCH: usize = 33;
    pub(crate) const PENDING_DEPOSITS: usize = 34;
    pub(crate) const PENDING_PARTIAL_WITHDRAWALS: usize = 35;
    pub(crate) const PENDING_CONSOLIDATIONS: usize = 36;
    pub(crate) const PROPOSER_LOOKAHEAD: usize = 37;
}

/// Fields of the state of Fulu.
pub(crate) const FIELDS: usize = 38;
/// Depth of the fields below the root of the state.
pub(crate) const STATE_DEPTH: u32 = 6;

/// Names of the fields, by number.
pub const FIELD_NAMES: [&str; FIELDS] = [
    "genesis_time",
    "genesis_validators_root",
    "slot",
    "fork",
    "latest_block_header",
    "block_roots",
    "state_roots",
    "historical_roots",
    "eth1_data",
    "eth1_data_votes",
    "eth1_deposit_index",
    "validators",
    "balances",
    "randao_mixes",
    "slashings",
    "previous_epoch_participation",
    "current_epoch_participation",
    "justification_bits",
    "previous_justified_checkpoint",
    "current_justified_checkpoint",
    "finalized_checkpoint",
    "inactivity_scores",
    "current_sync_committee",
    "next_sync_committee",
    "latest_execution_payload_header",
    "next_withdrawal_index",
    "next_withdrawal_validator_index",
    "historical_summaries",
    "deposit_requests_start_index",
    "deposit_balance_to_consume",
    "exit_balance_to_consume",
    "earliest_exit_epoch",
    "consolidation_balance_to_consume",
    "earliest_consolidation_epoch",
    "pending_deposits",
    "pending_partial_withdrawals",
    "pending_consolidations",
    "proposer_lookahead",
];

/// Depths of the contents of lists and vectors.
pub(crate) mod depth {
    /// `Vector[Root, SLOTS_PER_HISTORICAL_ROOT]`: 8192.
    pub(crate) const HISTORY: u32 = 13;
    /// `Vector[Bytes32, EPOCHS_PER_HISTORICAL_VECTOR]`: 65536.
    pub(crate) const MIXES: u32 = 16;
    /// `List[.., HISTORICAL_ROOTS_LIMIT]`: 2^24.
    pub(crate) const HISTORICAL: u32 = 24;
    /// `List[Eth1Data, 2048]`.
    pub(crate) const ETH1_VOTES: u32 = 11;
    /// `List[PendingDeposit, PENDING_DEPOSITS_LIMIT]`: 2^27.
    pub(crate) const PENDING_DEPOSITS: u32 = 27;
    /// `List[Withdrawal, MAX_WITHDRAWALS_PER_PAYLOAD]`: 16.
    pub(crate) const WITHDRAWALS: u32 = 4;
}

/// Slots of the two rings of roots (`SLOTS_PER_HISTORICAL_ROOT`).
pub(crate) const SLOTS_PER_HISTORICAL_ROOT: u64 = 1 << depth::HISTORY;
