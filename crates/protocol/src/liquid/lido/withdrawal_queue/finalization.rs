//! Finalising requests: what a budget covers, what it costs, and locking the ether.

use super::{Batch, Checkpoint, MAX_BATCHES_LENGTH, QueueError, QueueEvent, Request, WithdrawalQueue};
use crate::Ctx;
use crate::effect::Effects;
use crate::units::{ArithError, Ray, RequestId, Shares, Timestamp, Wei};
use alloy_primitives::U256;

/// State of [`WithdrawalQueue::calculate_finalization_batches`] between its calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchesCalculationState {
    /// Ether not spent yet, in wei.
    pub remaining_eth_budget: Wei,
    /// Whether the end of the queue, of the budget or of the allowed time is reached.
    pub finished: bool,
    /// Last ids of the batches found so far, at most [`MAX_BATCHES_LENGTH`].
    pub batches: Vec<RequestId>,
}

/// What finalising some batches takes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Prefinalized {
    /// Ether to lock, in wei.
    pub eth_to_lock: Wei,
    /// Shares to burn.
    pub shares_to_burn: Shares,
}

/// Position of the walk through the queue.
struct Walk<'a> {
    previous: Option<&'a Request>,
    previous_rate: Ray,
    id: RequestId,
}

impl WithdrawalQueue {
    /// Walks the queue and groups what the budget covers into batches, a bounded number of requests a call
    /// (`calculateFinalizationBatches`).
    ///
    /// A batch is paid at one rate, so it may hold requests of one report, or requests all above, or all not above, the
    /// maximal rate.
    ///
    /// # Errors
    /// [`QueueError::InvalidState`] when there is nothing left to do, [`QueueError::Arith`].
    pub fn calculate_finalization_batches(
        &self,
        max_share_rate: Ray,
        max_timestamp: Timestamp,
        max_requests_per_call: U256,
        mut state: BatchesCalculationState,
    ) -> Result<BatchesCalculationState, QueueError> {
        if state.finished || state.remaining_eth_budget.is_zero() {
            return Err(QueueError::InvalidState);
        }
        let mut walk = self.resume_walk(&state)?;
        let call_end = walk.id.try_add(RequestId::new(max_requests_per_call))?;
        let queue_end = self.totals.last_request_id.next()?;

        while walk.id < queue_end && walk.id < call_end {
            let request = self.existing(walk.id)?;
            let batch = self.single(walk.id)?;
            if request.timestamp > max_timestamp || !state.take(&walk, request, batch, max_share_rate)? {
                break;
            }
            walk = Walk { previous: Some(request), previous_rate: batch.rate()?, id: walk.id.next()? };
        }
        state.finished = walk.id == queue_end || walk.id < call_end;
        Ok(state)
    }

    /// Ether and shares it takes to finalise batches, given as their last ids (`prefinalize`).
    ///
    /// # Errors
    /// [`QueueError::ZeroShareRate`], [`QueueError::EmptyBatches`], [`QueueError::InvalidRequestId`],
    /// [`QueueError::BatchesAreNotSorted`], [`QueueError::Arith`].
    pub fn prefinalize(&self, batches: &[RequestId], max_share_rate: Ray) -> Result<Prefinalized, QueueError> {
        if max_share_rate.is_zero() {
            return Err(QueueError::ZeroShareRate);
        }
        let (Some(&first), Some(&last)) = (batches.first(), batches.last()) else { return Err(QueueError::EmptyBatches) };
        if first <= self.totals.last_finalized_request_id {
            return Err(QueueError::InvalidRequestId { id: first });
        }
        if last > self.totals.last_request_id {
            return Err(QueueError::InvalidRequestId { id: last });
        }
        let mut sum = Prefinalized::default();
        let mut previous = self.totals.last_finalized_request_id;
        for &end in batches {
            if end <= previous {
                return Err(QueueError::BatchesAreNotSorted);
            }
            let batch = self.batch(previous, end)?;
            sum.eth_to_lock = sum.eth_to_lock.try_add(batch.payout(max_share_rate)?)?;
            sum.shares_to_burn = sum.shares_to_burn.try_add(batch.shares)?;
            previous = end;
        }
        Ok(sum)
    }

    /// Finalises all requests up to `last`, paid at most at `max_share_rate`, with the ether that came with the call
    /// (`finalize`). The caller's role is checked before.
    ///
    /// # Errors
    /// [`QueueError::Pausable`], [`QueueError::InvalidRequestId`], [`QueueError::TooMuchEtherToFinalize`].
    pub fn finalize(
        &mut self,
        ctx: &Ctx,
        last: RequestId,
        max_share_rate: Ray,
        ether: Wei,
        effects: &mut Effects,
    ) -> Result<(), QueueError> {
        self.check_resumed(ctx)?;
        let finalized = self.totals.last_finalized_request_id;
        if last > self.totals.last_request_id || last <= finalized {
            return Err(QueueError::InvalidRequestId { id: last });
        }
        let batch = self.batch(finalized, last)?;
        if ether > batch.steth {
            return Err(QueueError::TooMuchEtherToFinalize { sent: ether, max: batch.steth });
        }
        let from = finalized.next()?;
        let index = self.totals.last_checkpoint_index.checked_add(1).ok_or(ArithError::Overflow)?;
        let locked_ether = self.totals.locked_ether.try_add(ether)?;

        self.checkpoints.insert(index, Checkpoint { from_request_id: from, max_share_rate });
        self.totals.last_checkpoint_index = index;
        self.totals.locked_ether = locked_ether;
        self.totals.last_finalized_request_id = last;
        effects.emit(QueueEvent::WithdrawalsFinalized {
            from,
            to: last,
            ether_locked: ether,
            shares_to_burn: batch.shares,
            timestamp: ctx.timestamp,
        });
        // All waiting tokens look different now: they moved up.
        effects.emit(QueueEvent::BatchMetadataUpdate { from, to: self.totals.last_request_id });
        Ok(())
    }

    /// Where a calculation goes on. The rate of the request before is its own, not that of its batch.
    fn resume_walk(&self, state: &BatchesCalculationState) -> Result<Walk<'_>, QueueError> {
        let Some(&handled) = state.batches.last() else {
            let handled = self.totals.last_finalized_request_id;
            return Ok(Walk { previous: self.requests.get(&handled), previous_rate: Ray::default(), id: handled.next()? });
        };
        let previous = Some(self.existing(handled)?);
        Ok(Walk { previous, previous_rate: self.single(handled)?.rate()?, id: handled.next()? })
    }
}

impl BatchesCalculationState {
    /// Takes one more request; `false` when it does not fit. As in the contract, a request that would open a batch too
    /// many has already been paid from the budget.
    fn take(&mut self, walk: &Walk<'_>, request: &Request, batch: Batch, max_share_rate: Ray) -> Result<bool, ArithError> {
        let ether = batch.payout(max_share_rate)?;
        if ether > self.remaining_eth_budget {
            return Ok(false);
        }
        self.remaining_eth_budget = self.remaining_eth_budget.try_sub(ether)?;

        let same_report = walk.previous.is_some_and(|previous| previous.report_timestamp == request.report_timestamp);
        let same_side = (walk.previous_rate <= max_share_rate) == (batch.rate()? <= max_share_rate);
        let is_full = self.batches.len() >= MAX_BATCHES_LENGTH;
        match self.batches.last_mut() {
            Some(end) if same_report || same_side => *end = walk.id,
            _ if is_full => return Ok(false),
            _ => self.batches.push(walk.id),
        }
        Ok(true)
    }
}
