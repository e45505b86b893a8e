//! From the state to a [`Day`].

use super::{Allocated, Day, Staker};
use crate::{
    restaking::{OperatorSet, Restaking},
    units::{ArithError, Bips, BlockNumber, Timestamp},
};
use alloy_primitives::Address;
use std::collections::{BTreeMap, BTreeSet};

impl Restaking {
    /// What rewards go by, as of the state after `block`: what counts of it at `time`, which is 00:00 UTC of a day.
    ///
    /// Operators that a service registered in `AVSDirectory` are listed under it without strategies: which ones they restake
    /// only the service's own contract knows.
    ///
    /// # Errors
    /// [`ArithError`], which no deposit reaches.
    pub fn rewards_day(&self, block: BlockNumber, time: Timestamp) -> Result<Day, ArithError> {
        let mut day = Day {
            splits: self.rewards.splits_at(time).collect(),
            default_split: Bips::new(self.rewards.default_operator_split_bips()).unwrap_or(Bips::FULL),
            ..Day::default()
        };
        for address in self.stakers() {
            let staker = self.staker(address)?;
            match self.delegation.delegated_to(address) {
                Some(operator) => day.delegated.entry(operator).or_default().push(staker),
                None => day.undelegated.push(staker),
            }
        }
        for (operator, strategy, shares) in self.delegation.all_operator_shares() {
            day.operator_shares.entry(operator).or_default().insert(strategy, shares);
        }
        for (avs, operator) in self.avs_directory.registrations() {
            day.services.entry(avs).or_default().entry(operator).or_default();
        }
        for (set, _) in self.allocation.operator_sets() {
            self.add_set(&mut day, set, block);
        }
        Ok(day)
    }

    /// Members of a set with what they allocate to it; each restakes the set's strategies for the service.
    fn add_set(&self, day: &mut Day, set: OperatorSet, block: BlockNumber) {
        let strategies = self.allocation.strategies_in(set);
        for operator in self.allocation.members(set) {
            let restaked = day.services.entry(set.avs).or_default().entry(operator).or_default();
            restaked.extend(strategies.iter().copied());
            let allocated = |strategy: &Address| {
                let magnitude = self.allocation.allocation(operator, set, *strategy, block).current;
                let max_magnitude = self.allocation.max_magnitude(operator, *strategy);
                (*strategy, Allocated { magnitude, max_magnitude })
            };
            let allocations: BTreeMap<Address, Allocated> = strategies.iter().map(allocated).collect();
            day.sets.entry(set).or_default().insert(operator, allocations);
        }
    }

    /// Everybody with deposit shares, by address.
    fn stakers(&self) -> BTreeSet<Address> {
        let of_tokens = self.strategy_manager.all_deposits().map(|(staker, _, _)| staker);
        of_tokens.chain(self.pods.depositors().map(|(owner, _)| owner)).collect()
    }

    fn staker(&self, address: Address) -> Result<Staker, ArithError> {
        let mut staker = Staker { address, shares: Vec::new() };
        for (strategy, _) in self.deposited_shares(address) {
            staker.shares.push((strategy, self.withdrawable_shares(address, strategy)?));
        }
        Ok(staker)
    }
}
