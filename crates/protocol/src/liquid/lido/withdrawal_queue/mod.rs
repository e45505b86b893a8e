//! The queue through which stETH leaves: `WithdrawalQueueERC721` (unstETH).
//!
//! A request fixes stETH and *shares* when it is made; its ether is fixed when it is finalised, at the lower of the two
//! rates, so a loss in between is borne by those who are leaving too, and a gain stays with those who remain. Requests
//! are finalised in order, claimed in any order, and are ERC-721 tokens until then.
//!
//! The queue is pure: it knows requests, checkpoints and the ether it locks. stETH moves are the caller's.
//!
//! Invariants
//! - LIQ-7   last finalised id <= last request id
//! - LIQ-8   locked ether >= sum of finalised, unclaimed ether (a batch rounds down once, its requests one by one)
//! - LIQ-9   cumulative stETH and shares never decrease with id
//! - LIQ-10  an unclaimed request is in the set of its owner, exactly once; a claimed one in none
//! - LIQ-11  checkpoints start at ascending finalised ids
//!
//! Deliberately absent: no cancelling, no partial claim, no change of a request's amounts.

mod batch;
mod bunker;
mod claims;
mod errors;
mod events;
mod finalization;
mod invariants;
mod nft;
mod owners;
mod pause;
#[cfg(test)]
mod tests;

pub use batch::Batch;
pub use claims::RequestStatus;
pub use errors::QueueError;
pub use events::QueueEvent;
pub use finalization::{BatchesCalculationState, Prefinalized};
pub use nft::{NAME, SYMBOL};

use crate::Ctx;
use crate::effect::Effects;
use crate::governance::{PausableUntil, Role};
use crate::tables::{ChangeSink, Tables, map_changes, value_changes};
use crate::units::{Ray, RequestId, Shares, Timestamp, Wei};
use alloy_primitives::{Address, U256};
use imbl::OrdMap;
use owners::OwnerSets;
use serde::{Deserialize, Serialize};

/// Who may finalise: Lido.
pub const FINALIZE_ROLE: Role = Role::new("FINALIZE_ROLE");
/// Who reports the time of oracle reports and bunker mode: the accounting oracle.
pub const ORACLE_ROLE: Role = Role::new("ORACLE_ROLE");
/// Who pauses the queue.
pub const PAUSE_ROLE: Role = Role::new("PAUSE_ROLE");
/// Who resumes it.
pub const RESUME_ROLE: Role = Role::new("RESUME_ROLE");
/// Who sets the base URI and the descriptor of the tokens.
pub const MANAGE_TOKEN_URI_ROLE: Role = Role::new("MANAGE_TOKEN_URI_ROLE");

/// `MIN_STETH_WITHDRAWAL_AMOUNT`: 100 wei, so that rounding never eats a whole request.
pub const MIN_STETH_WITHDRAWAL_AMOUNT: Wei = Wei::new(U256::from_limbs([100, 0, 0, 0]));
/// `MAX_STETH_WITHDRAWAL_AMOUNT`: 1000 ether, so that no single request blocks the queue for long.
pub const MAX_STETH_WITHDRAWAL_AMOUNT: Wei = Wei::new(U256::from_limbs([3_875_820_019_684_212_736, 54, 0, 0]));
/// `MAX_BATCHES_LENGTH`: batches one report can carry.
pub const MAX_BATCHES_LENGTH: usize = 36;

/// A request as the queue keeps it: sums include all requests before it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// stETH of all requests up to this one, in wei.
    pub cumulative_steth: Wei,
    /// Shares of all requests up to this one.
    pub cumulative_shares: Shares,
    /// Who may claim it.
    pub owner: Address,
    /// When it was made.
    pub timestamp: Timestamp,
    /// Whether it was paid out.
    pub is_claimed: bool,
    /// Time of the last oracle report before it was made.
    pub report_timestamp: Timestamp,
}

/// From which request on a finalisation rate holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// First request finalised with it.
    pub from_request_id: RequestId,
    /// The highest rate these requests are paid at.
    pub max_share_rate: Ray,
}

/// The scalars of the queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Totals {
    last_request_id: RequestId,
    last_finalized_request_id: RequestId,
    last_checkpoint_index: u64,
    locked_ether: Wei,
    last_report_timestamp: Timestamp,
    bunker_since: Option<Timestamp>,
    pause: PausableUntil,
    base_uri: String,
    nft_descriptor: Address,
}

/// The withdrawal queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WithdrawalQueue {
    requests: OrdMap<RequestId, Request>,
    checkpoints: OrdMap<u64, Checkpoint>,
    owners: OwnerSets,
    token_approvals: OrdMap<RequestId, Address>,
    operator_approvals: OrdMap<(Address, Address), ()>,
    totals: Totals,
}

impl Default for WithdrawalQueue {
    /// As after `initialize`: empty, paused until somebody resumes it, bunker mode off.
    fn default() -> Self {
        Self {
            requests: OrdMap::new(),
            checkpoints: OrdMap::new(),
            owners: OwnerSets::default(),
            token_approvals: OrdMap::new(),
            operator_approvals: OrdMap::new(),
            totals: Totals {
                last_request_id: RequestId::ZERO,
                last_finalized_request_id: RequestId::ZERO,
                last_checkpoint_index: 0,
                locked_ether: Wei::ZERO,
                last_report_timestamp: Timestamp::new(0),
                bunker_since: None,
                pause: PausableUntil::paused(),
                base_uri: String::new(),
                nft_descriptor: Address::ZERO,
            },
        }
    }
}

impl WithdrawalQueue {
    /// Refuses amounts outside the bounds of a single request.
    ///
    /// # Errors
    /// [`QueueError::RequestAmountTooSmall`], [`QueueError::RequestAmountTooLarge`].
    pub fn check_amount(amount: Wei) -> Result<(), QueueError> {
        if amount < MIN_STETH_WITHDRAWAL_AMOUNT {
            return Err(QueueError::RequestAmountTooSmall { amount });
        }
        if amount > MAX_STETH_WITHDRAWAL_AMOUNT {
            return Err(QueueError::RequestAmountTooLarge { amount });
        }
        Ok(())
    }

    /// Appends a request of the caller for `owner`. The stETH has moved already; `shares` are those that moved.
    ///
    /// # Errors
    /// [`QueueError::Pausable`] while paused, [`QueueError::Arith`] when a sum leaves its type.
    pub fn enqueue(
        &mut self,
        ctx: &Ctx,
        owner: Address,
        steth: Wei,
        shares: Shares,
        effects: &mut Effects,
    ) -> Result<RequestId, QueueError> {
        self.check_resumed(ctx)?;
        let sum = self.sum_up_to(self.totals.last_request_id);
        let id = self.totals.last_request_id.next()?;
        let request = Request {
            cumulative_steth: sum.steth.try_add(steth)?,
            cumulative_shares: sum.shares.try_add(shares)?,
            owner,
            timestamp: ctx.timestamp,
            is_claimed: false,
            report_timestamp: self.totals.last_report_timestamp,
        };
        let slot = self.owners.slot_for(owner)?;

        self.requests.insert(id, request);
        self.totals.last_request_id = id;
        self.owners.insert(owner, id, slot);
        effects.emit(QueueEvent::WithdrawalRequested { id, requestor: ctx.caller, owner, steth, shares });
        effects.emit(QueueEvent::Transfer { from: Address::ZERO, to: owner, id });
        Ok(id)
    }

    /// Number of the last request (`getLastRequestId`).
    #[must_use]
    pub const fn last_request_id(&self) -> RequestId {
        self.totals.last_request_id
    }

    /// Number of the last finalised request (`getLastFinalizedRequestId`).
    #[must_use]
    pub const fn last_finalized_request_id(&self) -> RequestId {
        self.totals.last_finalized_request_id
    }

    /// Number of the last checkpoint, zero when there is none (`getLastCheckpointIndex`).
    #[must_use]
    pub const fn last_checkpoint_index(&self) -> u64 {
        self.totals.last_checkpoint_index
    }

    /// Ether set aside for claims, in wei (`getLockedEtherAmount`): what the account must hold at least.
    #[must_use]
    pub const fn locked_ether(&self) -> Wei {
        self.totals.locked_ether
    }

    /// How many requests wait (`unfinalizedRequestNumber`).
    #[must_use]
    pub fn unfinalized_request_number(&self) -> U256 {
        self.totals.last_request_id.floor_sub(self.totals.last_finalized_request_id).get()
    }

    /// stETH of the requests that wait, in wei (`unfinalizedStETH`).
    ///
    /// # Errors
    /// Never while LIQ-7 and LIQ-9 hold.
    pub fn unfinalized_steth(&self) -> Result<Wei, QueueError> {
        Ok(self.batch(self.totals.last_finalized_request_id, self.totals.last_request_id)?.steth)
    }

    /// Shares of the requests that wait.
    ///
    /// # Errors
    /// Never while LIQ-7 and LIQ-9 hold.
    pub fn unfinalized_shares(&self) -> Result<Shares, QueueError> {
        Ok(self.batch(self.totals.last_finalized_request_id, self.totals.last_request_id)?.shares)
    }

    /// A request by its number; `None` for zero and for numbers not given yet.
    #[must_use]
    pub fn request(&self, id: RequestId) -> Option<&Request> {
        self.requests.get(&id)
    }

    fn existing(&self, id: RequestId) -> Result<&Request, QueueError> {
        self.requests.get(&id).ok_or(QueueError::InvalidRequestId { id })
    }
}

impl Tables for WithdrawalQueue {
    fn changes(&self, before: Option<&Self>, sink: &mut dyn ChangeSink) {
        map_changes("lido.queue.requests", before.map(|b| &b.requests), &self.requests, sink);
        map_changes("lido.queue.checkpoints", before.map(|b| &b.checkpoints), &self.checkpoints, sink);
        self.owners.changes(before.map(|b| &b.owners), sink);
        map_changes("lido.queue.token_approvals", before.map(|b| &b.token_approvals), &self.token_approvals, sink);
        map_changes("lido.queue.operator_approvals", before.map(|b| &b.operator_approvals), &self.operator_approvals, sink);
        value_changes("lido.queue.totals", before.map(|b| &b.totals), &self.totals, sink);
    }
}
