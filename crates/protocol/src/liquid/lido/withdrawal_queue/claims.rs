//! Claiming: which checkpoint priced a request, what it is worth, paying it out.

use super::{QueueError, QueueEvent, Request, WithdrawalQueue};
use crate::Ctx;
use crate::effect::Effects;
use crate::units::{RequestId, Shares, Timestamp, Wei};
use alloy_primitives::{Address, U256};

/// What the queue says about a request (`WithdrawalRequestStatus`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestStatus {
    /// stETH asked for, in wei.
    pub amount_of_steth: Wei,
    /// Shares that moved to the queue for it.
    pub amount_of_shares: Shares,
    /// Who may claim.
    pub owner: Address,
    /// When it was made.
    pub timestamp: Timestamp,
    /// Whether its ether is locked.
    pub is_finalized: bool,
    /// Whether it was paid out.
    pub is_claimed: bool,
}

impl WithdrawalQueue {
    /// Status of each request (`getWithdrawalStatus`).
    ///
    /// # Errors
    /// [`QueueError::InvalidRequestId`] for an unknown one.
    pub fn withdrawal_status(&self, ids: &[RequestId]) -> Result<Vec<RequestStatus>, QueueError> {
        ids.iter().map(|&id| self.status(id)).collect()
    }

    /// Status of one request.
    ///
    /// # Errors
    /// [`QueueError::InvalidRequestId`] for an unknown one.
    pub fn status(&self, id: RequestId) -> Result<RequestStatus, QueueError> {
        let request = self.existing(id)?;
        let amounts = self.single(id)?;
        Ok(RequestStatus {
            amount_of_steth: amounts.steth,
            amount_of_shares: amounts.shares,
            owner: request.owner,
            timestamp: request.timestamp,
            is_finalized: id <= self.totals.last_finalized_request_id,
            is_claimed: request.is_claimed,
        })
    }

    /// Unclaimed requests of an account, unordered (`getWithdrawalRequests`).
    #[must_use]
    pub fn withdrawal_requests(&self, owner: Address) -> Vec<RequestId> {
        self.owners.ids(owner).collect()
    }

    /// Ether each request can be claimed for, zero before finalisation and after the claim (`getClaimableEther`). Unlike
    /// claims, the real view does not compare the lengths first: hints too many are not looked at.
    ///
    /// # Errors
    /// [`QueueError::InvalidRequestId`], [`QueueError::InvalidHint`], [`QueueError::HintMissing`], at the first id with a fault.
    pub fn claimable_ether(&self, ids: &[RequestId], hints: &[U256]) -> Result<Vec<Wei>, QueueError> {
        let hint = |position: usize, id| hints.get(position).copied().ok_or(QueueError::HintMissing { id });
        ids.iter().enumerate().map(|(position, &id)| self.claimable(id, hint(position, id)?)).collect()
    }

    /// The checkpoint of each request, zero for one not finalised (`findCheckpointHints`). A hint found is where the search for
    /// the next begins, so a zero followed by another id is refused.
    ///
    /// # Errors
    /// [`QueueError::RequestIdsNotSorted`], [`QueueError::InvalidRequestId`], [`QueueError::InvalidRequestIdRange`].
    pub fn find_checkpoint_hints(&self, ids: &[RequestId], first: U256, last: U256) -> Result<Vec<U256>, QueueError> {
        let (mut start, mut previous) = (first, RequestId::ZERO);
        let mut hints = Vec::with_capacity(ids.len());
        for &id in ids {
            if id < previous {
                return Err(QueueError::RequestIdsNotSorted);
            }
            start = self.find_checkpoint_hint(id, start, last)?;
            previous = id;
            hints.push(start);
        }
        Ok(hints)
    }

    /// Claims one request for its owner, the caller; finds the checkpoint itself (`claimWithdrawal`).
    /// `this` is the queue's own address, which pays.
    ///
    /// # Errors
    /// [`QueueError::InvalidRequestId`] for an id not given yet, then as [`Self::claim_withdrawals`].
    pub fn claim_withdrawal(&mut self, ctx: &Ctx, this: Address, id: RequestId, effects: &mut Effects) -> Result<(), QueueError> {
        let hint = self.find_checkpoint_hint(id, U256::ONE, U256::from(self.totals.last_checkpoint_index))?;
        self.claim_withdrawals(ctx, this, &[id], &[hint], effects)
    }

    /// Claims requests of the caller and pays `recipient` (`claimWithdrawalsTo`).
    ///
    /// # Errors
    /// [`QueueError::ZeroRecipient`], then as [`Self::claim_withdrawals`].
    pub fn claim_withdrawals_to(
        &mut self,
        ctx: &Ctx,
        this: Address,
        ids: &[RequestId],
        hints: &[U256],
        recipient: Address,
        effects: &mut Effects,
    ) -> Result<(), QueueError> {
        if recipient.is_zero() {
            return Err(QueueError::ZeroRecipient);
        }
        self.claim_all(ctx, this, ids, hints, recipient, effects)
    }

    /// Claims requests of the caller (`claimWithdrawals`). Works while paused.
    ///
    /// # Errors
    /// [`QueueError::ArraysLengthMismatch`]; for each request in turn [`QueueError::InvalidRequestId`] for zero,
    /// [`QueueError::RequestNotFoundOrNotFinalized`], [`QueueError::RequestAlreadyClaimed`], [`QueueError::NotOwner`],
    /// [`QueueError::InvalidHint`], [`QueueError::NotEnoughEther`].
    pub fn claim_withdrawals(
        &mut self,
        ctx: &Ctx,
        this: Address,
        ids: &[RequestId],
        hints: &[U256],
        effects: &mut Effects,
    ) -> Result<(), QueueError> {
        self.claim_all(ctx, this, ids, hints, ctx.caller, effects)
    }

    fn claim_all(
        &mut self,
        ctx: &Ctx,
        this: Address,
        ids: &[RequestId],
        hints: &[U256],
        recipient: Address,
        effects: &mut Effects,
    ) -> Result<(), QueueError> {
        check_same_length(ids, hints)?;
        // A claim sees those before it (an id may come twice), so they are made on a copy that is kept only as a whole.
        let mut after = self.clone();
        let mut held = ctx.ether.balance_of(this);
        let mut amounts = Vec::with_capacity(ids.len());
        for (&id, &hint) in ids.iter().zip(hints) {
            let amount = after.claim(ctx.caller, id, hint)?;
            held = held.try_sub(amount).map_err(|_| QueueError::NotEnoughEther)?;
            amounts.push(amount);
        }

        *self = after;
        for (&id, amount) in ids.iter().zip(amounts) {
            effects.pay(this, recipient, amount);
            effects.emit(QueueEvent::WithdrawalClaimed { id, owner: ctx.caller, receiver: recipient, amount });
            effects.emit(QueueEvent::Transfer { from: ctx.caller, to: Address::ZERO, id });
        }
        Ok(())
    }

    /// Marks a request as claimed and says what it pays.
    fn claim(&mut self, caller: Address, id: RequestId, hint: U256) -> Result<Wei, QueueError> {
        if id.is_zero() {
            return Err(QueueError::InvalidRequestId { id });
        }
        if id > self.totals.last_finalized_request_id {
            return Err(QueueError::RequestNotFoundOrNotFinalized { id });
        }
        let request = self.existing(id)?;
        if request.is_claimed {
            return Err(QueueError::RequestAlreadyClaimed { id });
        }
        if request.owner != caller {
            return Err(QueueError::NotOwner { sender: caller, owner: request.owner });
        }
        let amount = self.priced_by(id, hint)?;
        let claimed = Request { is_claimed: true, ..request.clone() };
        let locked_ether = self.totals.locked_ether.try_sub(amount)?;

        self.owners.remove(caller, id)?;
        self.requests.insert(id, claimed);
        self.totals.locked_ether = locked_ether;
        Ok(amount)
    }

    pub(super) fn claimable(&self, id: RequestId, hint: U256) -> Result<Wei, QueueError> {
        let request = self.existing(id)?;
        if id > self.totals.last_finalized_request_id || request.is_claimed {
            return Ok(Wei::ZERO);
        }
        self.priced_by(id, hint)
    }

    /// Ether of a finalised request, priced by the checkpoint the hint names: rounded down, for each request alone.
    pub(super) fn priced_by(&self, id: RequestId, hint: U256) -> Result<Wei, QueueError> {
        let invalid = QueueError::InvalidHint { hint };
        let index = u64::try_from(hint).map_err(|_| invalid.clone())?;
        let checkpoint = self.checkpoints.get(&index).ok_or_else(|| invalid.clone())?;
        let next = index.checked_add(1).and_then(|next| self.checkpoints.get(&next));
        if id < checkpoint.from_request_id || next.is_some_and(|next| next.from_request_id <= id) {
            return Err(invalid);
        }
        Ok(self.single(id)?.payout(checkpoint.max_share_rate)?)
    }

    /// The checkpoint from `start` to `end` that priced a request; zero when none did.
    pub(super) fn find_checkpoint_hint(&self, id: RequestId, start: U256, end: U256) -> Result<U256, QueueError> {
        self.existing(id)?;
        let last = self.totals.last_checkpoint_index;
        if start.is_zero() || end > U256::from(last) {
            return Err(QueueError::InvalidRequestIdRange { start, end });
        }
        if last == 0 || id > self.totals.last_finalized_request_id || start > end {
            return Ok(U256::ZERO);
        }
        // Both bounds are at most `last` now.
        let (start, end) = (u64::try_from(start).unwrap_or(last), u64::try_from(end).unwrap_or(last));
        let ends_before = |index: u64| {
            index.checked_add(1).and_then(|next| self.checkpoints.get(&next)).is_some_and(|next| next.from_request_id <= id)
        };
        let starts_after = |index: u64| self.checkpoints.get(&index).is_none_or(|at| at.from_request_id > id);
        if ends_before(end) || starts_after(start) {
            return Ok(U256::ZERO);
        }
        Ok(U256::from(self.last_checkpoint_not_after(id, start, end)))
    }

    /// Binary search: the last checkpoint in `low..=high` that starts at or before `id`, given that `low` does.
    fn last_checkpoint_not_after(&self, id: RequestId, mut low: u64, mut high: u64) -> u64 {
        while low < high {
            let middle = low.midpoint(high.saturating_add(1));
            if self.checkpoints.get(&middle).is_some_and(|at| at.from_request_id <= id) {
                low = middle;
            } else {
                high = middle.saturating_sub(1);
            }
        }
        low
    }
}

fn check_same_length(ids: &[RequestId], hints: &[U256]) -> Result<(), QueueError> {
    if ids.len() == hints.len() {
        return Ok(());
    }
    Err(QueueError::ArraysLengthMismatch { first: ids.len(), second: hints.len() })
}
