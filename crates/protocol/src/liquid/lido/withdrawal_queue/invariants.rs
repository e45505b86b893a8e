//! What must hold of the queue after every call.

use super::{Batch, QueueError, WithdrawalQueue};
use crate::invariants::BrokenInvariant;
use crate::units::{RequestId, Wei};
use alloy_primitives::U256;

impl WithdrawalQueue {
    /// Checks LIQ-7 to LIQ-11, reading every request once.
    ///
    /// # Errors
    /// The id and the rule when one is broken.
    pub fn check(&self) -> Result<(), BrokenInvariant> {
        let finalized = self.totals.last_finalized_request_id;
        BrokenInvariant::unless(finalized <= self.totals.last_request_id, "LIQ-7", || {
            format!("request {finalized} is finalised, the last is {}", self.totals.last_request_id)
        })?;
        self.check_sums()?;
        self.check_locked_ether()?;
        self.check_owners()?;
        self.check_checkpoints()
    }

    fn check_sums(&self) -> Result<(), BrokenInvariant> {
        let mut before = Batch::default();
        let mut last = RequestId::ZERO;
        for (id, request) in &self.requests {
            let follows = last.next() == Ok(*id);
            let grows = request.cumulative_steth >= before.steth && request.cumulative_shares >= before.shares;
            BrokenInvariant::unless(follows && grows, "LIQ-9", || {
                format!("request {id} after {last} lowers a sum or skips an id")
            })?;
            before = Batch { steth: request.cumulative_steth, shares: request.cumulative_shares };
            last = *id;
        }
        BrokenInvariant::unless(last == self.totals.last_request_id, "LIQ-9", || format!("the last request is {last}"))
    }

    fn check_locked_ether(&self) -> Result<(), BrokenInvariant> {
        let owed = self.owed().map_err(|error| BrokenInvariant::new("LIQ-8", error.to_string()))?;
        let locked = self.totals.locked_ether;
        BrokenInvariant::unless(locked >= owed, "LIQ-8", || format!("{locked} locked, {owed} owed to finalised requests"))
    }

    /// Ether of all finalised, unclaimed requests.
    fn owed(&self) -> Result<Wei, QueueError> {
        let (mut owed, mut hint) = (Wei::ZERO, U256::ONE);
        let last = U256::from(self.totals.last_checkpoint_index);
        for (id, request) in self.requests.range(..=self.totals.last_finalized_request_id) {
            if !request.is_claimed {
                hint = self.find_checkpoint_hint(*id, hint, last)?;
                owed = owed.try_add(self.priced_by(*id, hint)?)?;
            }
        }
        Ok(owed)
    }

    fn check_owners(&self) -> Result<(), BrokenInvariant> {
        let mut unclaimed = 0_usize;
        for (id, request) in self.requests.iter().filter(|(_, request)| !request.is_claimed) {
            let listed = self.owners.contains(request.owner, *id);
            BrokenInvariant::unless(listed, "LIQ-10", || format!("request {id} is not in the set of {}", request.owner))?;
            unclaimed = unclaimed.saturating_add(1);
        }
        let listed = self.owners.total();
        BrokenInvariant::unless(unclaimed == listed, "LIQ-10", || format!("{unclaimed} unclaimed, {listed} in sets"))
    }

    fn check_checkpoints(&self) -> Result<(), BrokenInvariant> {
        let mut previous = RequestId::ZERO;
        for (index, checkpoint) in &self.checkpoints {
            let from = checkpoint.from_request_id;
            let ascends = from > previous && from <= self.totals.last_finalized_request_id;
            BrokenInvariant::unless(ascends && *index <= self.totals.last_checkpoint_index, "LIQ-11", || {
                format!("checkpoint {index} starts at {from}, the one before at {previous}")
            })?;
            previous = from;
        }
        Ok(())
    }
}
