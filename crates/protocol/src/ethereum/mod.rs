//! The balance side of the beacon chain, exact to the Gwei: Electra rules as run by Fulu.
//!
//! Who attests, who proposes, who is slashed is input (profiles and calls); what follows for balances, queues and life
//! cycles is here. The parent of everything an epoch does is `epoch`, of everything a block does `block`; `slots` is
//! how time goes on; every constant is a runtime value ([`BeaconConstants`]).
//!
//! Deliberately absent: signatures (callers verify them), block and state roots, fork choice, the network.
//!
//! Invariants ([`Beacon::check`])
//! - ETH-1  balances + pending deposits = genesis + deposited + issued - penalised - withdrawn - lost
//! - ETH-2  every column has one value per row, and a key finds its validator
//! - ETH-3  effective balances are whole increments, at most the cap of their credentials
//! - ETH-4  eligibility <= activation <= exit <= withdrawable, and an unset exit means an unset withdrawal
//! - ETH-5  finalized <= previous justified <= current justified <= current epoch
//! - ETH-6  queues, duties, offences, absences and the sweep's cursor name validators that exist
//! - ETH-7  the source of a consolidation is leaving; who has a partial withdrawal queued has an address
//! - ETH-8  rows partition the indices, each with one validator or more; at the end of an epoch equal neighbours are one row

mod attendance;
mod attestations;
mod behaviour;
mod block;
mod check;
mod churn;
mod cohorts;
mod columns;
mod committees;
mod consolidations;
mod constants;
mod credentials;
mod deposit_contract;
mod derived;
mod draws;
mod duties;
mod effective_balances;
mod ending_epoch;
mod epoch;
mod equivocations;
mod error;
mod exits;
mod forecast;
mod form;
mod inactivity;
mod justification;
mod ledger;
mod pending_deposits;
mod performance;
mod queue;
mod record;
mod registry;
mod requests;
mod rewards;
mod roots;
mod rows;
mod slashing;
mod slashings;
mod slot_votes;
mod slots;
mod sync;
mod tables;
mod validator;
mod validators;
mod views;
mod withdrawals;

pub use attestations::{Attestation, AttestedEpoch};
pub use block::BlockStart;
pub use churn::ChurnQueue;
pub use cohorts::Cohort;
pub use columns::{CHUNK, Column};
pub use consolidations::PendingConsolidation;
pub use constants::BeaconConstants;
pub use credentials::bls_credentials;
pub use deposit_contract::{DepositContract, DepositError, DepositEvent, deposit_data_root, deposit_message_root};
pub(crate) use deposit_contract::{hash, pubkey_root};
pub use equivocations::{Equivocation, EquivocationKind};
pub use error::BeaconError;
pub use forecast::{
    ConsolidationForecast, EntryForecast, EntryLimit, EntryWaits, ExitForecast, Expected, ForecastError, Moment, Obstacle,
    QueueForecast, QueueLimit, SweepForecast,
};
pub use form::{Columns, DutyLists};
pub use justification::Finality;
pub use ledger::Ledger;
pub use pending_deposits::PendingDeposit;
pub use performance::{OperatorGroup, PartsPerMillion, PerformanceProfile};
pub use queue::Queue;
pub use record::StateRecord;
pub use requests::{ConsolidationRequest, DepositRequest, IgnoredRequest, WithdrawalRequest};
pub use rewards::{IdealVotes, ValidatorVotes, VoteReward, VoteRewards};
pub use sync::SeatReward;
pub use validator::{BlsSignature, GenesisValidator, NewcomerDefaults, PublicKey, Validator, ValidatorStatus};
pub use views::BeaconTotals;
pub use withdrawals::{PendingPartialWithdrawal, Withdrawal};

use crate::units::{Gwei, Slot, Timestamp, ValidatorIndex};
use alloy_primitives::{Address, B256};
use imbl::OrdMap;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The beacon chain as one value. A clone is some thirty reference counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beacon {
    /// The constants this chain runs with.
    pub constants: Arc<BeaconConstants>,
    /// When slot 0 began.
    pub genesis_time: Timestamp,
    /// What all draws come from.
    pub seed: B256,
    /// SSZ root of the validators the chain started with: part of the domain of voluntary exits.
    pub genesis_validators_root: B256,
    slot: Slot,
    /// Slot of the last block, if there was one.
    latest_block: Option<Slot>,
    validators: validators::Validators,
    finality: Finality,
    /// Effective balance slashed, by epoch modulo the length of the vector; zeros are left out.
    slashings: OrdMap<u64, Gwei>,
    /// Deposit churn carried over.
    deposit_balance_to_consume: Gwei,
    exit_queue: ChurnQueue,
    consolidation_queue: ChurnQueue,
    pending_deposits: Queue<PendingDeposit>,
    pending_partial_withdrawals: Queue<PendingPartialWithdrawal>,
    pending_consolidations: Queue<PendingConsolidation>,
    next_withdrawal_index: u64,
    /// Where the sweep goes on.
    next_withdrawal_validator: ValidatorIndex,
    duties: duties::Duties,
    /// What validators that come by deposit start with, by withdrawal address.
    newcomers: OrdMap<Address, NewcomerDefaults>,
    behaviour: behaviour::Behaviour,
    ledger: Ledger,
    #[serde(skip)]
    derived: derived::Derived,
}
