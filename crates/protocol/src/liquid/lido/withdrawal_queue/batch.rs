//! Amounts of a run of requests, and what they are paid.

use super::{QueueError, WithdrawalQueue};
use crate::units::{ArithError, Ray, RequestId, Shares, Wei, mul_div_down};

/// stETH and shares of the requests of a range.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Batch {
    /// stETH, in wei.
    pub steth: Wei,
    /// Shares that moved to the queue for it.
    pub shares: Shares,
}

impl Batch {
    /// stETH per share, rounded down.
    ///
    /// # Errors
    /// [`ArithError::DivisionByZero`] without shares: the real contract panics too.
    pub fn rate(self) -> Result<Ray, ArithError> {
        Ray::of_down(self.steth.get(), self.shares.get())
    }

    /// Ether at the lower of the batch's own rate and `max_share_rate`, rounded down.
    ///
    /// # Errors
    /// As [`Self::rate`].
    pub fn payout(self, max_share_rate: Ray) -> Result<Wei, ArithError> {
        if self.rate()? <= max_share_rate {
            return Ok(self.steth);
        }
        mul_div_down(self.shares.get(), max_share_rate.get(), Ray::ONE.get()).map(Wei::new)
    }
}

impl WithdrawalQueue {
    /// Sums over all requests up to and including `id`. An id that no request has reads as an empty storage slot, as in the
    /// real contract: a list of batches is range-checked at its ends only.
    pub(super) fn sum_up_to(&self, id: RequestId) -> Batch {
        let request = self.requests.get(&id);
        request
            .map_or_else(Batch::default, |request| Batch { steth: request.cumulative_steth, shares: request.cumulative_shares })
    }

    /// Amounts of the requests after `from` up to and including `to`.
    pub(super) fn batch(&self, from: RequestId, to: RequestId) -> Result<Batch, QueueError> {
        let (start, end) = (self.sum_up_to(from), self.sum_up_to(to));
        Ok(Batch { steth: end.steth.try_sub(start.steth)?, shares: end.shares.try_sub(start.shares)? })
    }

    /// Amounts of one request.
    pub(super) fn single(&self, id: RequestId) -> Result<Batch, QueueError> {
        self.batch(id.try_sub(RequestId::new(alloy_primitives::U256::ONE))?, id)
    }
}
