//! The balance side of the beacon chain, exact to the Gwei: Electra rules as run by Fulu.
//!
//! Who attests, who proposes, who is slashed is input (profiles and calls); what follows for balances, queues and life
//! cycles is here. The parent of everything an epoch does is [`epoch`], of everything a slot does [`slots`]; every
//! constant is a runtime value ([`BeaconConstants`]).
//!
//! Deliberately absent: signatures (callers verify them), block and state roots, fork choice, attestations as messages.
//!
//! Invariants ([`Beacon::check`])
//! - ETH-1  balances + pending deposits = genesis + deposited + issued - penalised - withdrawn - lost
//! - ETH-2  every column has one value per validator, and a key finds its validator
//! - ETH-3  effective balances are whole increments, at most the cap of their credentials
//! - ETH-4  eligibility <= activation <= exit <= withdrawable, and an unset exit means an unset withdrawal
//! - ETH-5  finalized <= previous justified <= current justified <= current epoch
//! - ETH-6  queues, committees, lookahead and the sweep's cursor name validators that exist
//! - ETH-7  who is named in a consolidation as source is leaving, and so is who has a partial withdrawal queued never 0x00

mod columns;
mod constants;
mod deposit_contract;
mod error;
mod performance;
mod queue;
mod validator;

mod exits;
mod requests;
mod slashing;
mod slots;
mod views;
mod withdrawals;

pub use constants::BeaconConstants;
pub use deposit_contract::{DepositContract, DepositError, DepositEvent, deposit_data_root, deposit_message_root};
pub use error::BeaconError;
pub use performance::{PartsPerMillion, PerformanceProfile};
pub use queue::Queue;
pub use requests::{ConsolidationRequest, DepositRequest, IgnoredRequest, WithdrawalRequest};
pub use slots::BlockStart;
pub use validator::{BlsSignature, GenesisValidator, NewcomerDefaults, PublicKey, Validator, ValidatorStatus};
pub use views::BeaconTotals;
pub use withdrawals::Withdrawal;

use crate::units::{Slot, Timestamp};
use alloy_primitives::B256;
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
    /// SSZ root of the validators at genesis: part of the domain of voluntary exits.
    pub genesis_validators_root: B256,
    slot: Slot,
}
