//! What must hold between shares, factors and the queue. Checks walk over all stakers: they are no part of a call.

use super::DelegationManager;
use crate::{
    invariants::BrokenInvariant,
    restaking::{BEACON_CHAIN_ETH, Restaking},
    units::{ArithError, ScaledShares, ScalingFactor, StrategyShares},
};
use alloy_primitives::Address;
use std::collections::BTreeMap;

/// Shares by operator and strategy, or by strategy.
type Sums<K> = BTreeMap<K, StrategyShares>;

impl Restaking {
    /// Checks RST-1, RST-2 and RST-9.
    ///
    /// # Errors
    /// The broken rule.
    pub(in crate::restaking) fn check_shares(&self) -> Result<(), BrokenInvariant> {
        let mut of_strategies = Sums::new();
        let mut of_operators = Sums::new();
        self.sum_stakers(&mut of_strategies, &mut of_operators)
            .map_err(|error| BrokenInvariant::new("RST-2", error.to_string()))?;
        self.sum_waiting(&mut of_strategies).map_err(|error| BrokenInvariant::new("RST-1", error))?;
        self.check_strategies(&of_strategies)?;
        self.check_operators(&of_operators)?;
        self.check_factors()
    }

    /// What every staker can withdraw.
    fn sum_stakers(&self, strategies: &mut Sums<Address>, operators: &mut Sums<(Address, Address)>) -> Result<(), ArithError> {
        let tokens = self.strategy_manager.all_deposits().map(|(staker, strategy, _)| (staker, strategy));
        let native = self.pods.depositors().map(|(staker, _)| (staker, BEACON_CHAIN_ETH));
        for (staker, strategy) in tokens.chain(native) {
            let shares = self.withdrawable_shares(staker, strategy)?;
            add(strategies, strategy, shares)?;
            if let Some(operator) = self.delegation.delegated_to(staker) {
                add(operators, (operator, strategy), shares)?;
            }
        }
        Ok(())
    }

    /// What is queued, at its worth when its delay is over or now, and what was slashed.
    fn sum_waiting(&self, strategies: &mut Sums<Address>) -> Result<(), String> {
        for (_, withdrawal) in self.delegation.withdrawals() {
            let until = self.slashable_until(withdrawal).map_err(|error| error.to_string())?;
            for (strategy, shares) in self.worth_at(withdrawal, until).map_err(|error| error.to_string())? {
                add(strategies, strategy, shares).map_err(|error| error.to_string())?;
            }
        }
        for (_, strategy, shares) in self.strategy_manager.slashed() {
            add(strategies, strategy, shares).map_err(|error| error.to_string())?;
        }
        Ok(())
    }

    fn check_strategies(&self, owed: &Sums<Address>) -> Result<(), BrokenInvariant> {
        for (strategy, owed) in owed {
            let Some(total) = self.strategies.get(*strategy).map(crate::restaking::strategies::Strategy::total_shares) else {
                continue;
            };
            BrokenInvariant::unless(total >= *owed, "RST-1", || format!("{strategy} has {total}, owed are {owed}"))?;
        }
        Ok(())
    }

    fn check_operators(&self, owed: &Sums<(Address, Address)>) -> Result<(), BrokenInvariant> {
        for ((operator, strategy), owed) in owed {
            let held = self.delegation.operator_shares(*operator, *strategy);
            BrokenInvariant::unless(held >= *owed, "RST-2", || {
                format!("{operator} has {held} of {strategy}, its stakers can withdraw {owed}")
            })?;
        }
        Ok(())
    }

    fn check_factors(&self) -> Result<(), BrokenInvariant> {
        for ((staker, strategy), factor) in &self.delegation.scaling_factors {
            let holds = *factor != ScalingFactor::ONE && !self.deposit_shares(*staker, *strategy).is_zero();
            BrokenInvariant::unless(holds, "RST-9", || {
                format!("{staker} has a factor of {} in {strategy} and no deposit shares", factor.get())
            })?;
        }
        Ok(())
    }
}

impl DelegationManager {
    /// Checks RST-6 to RST-8.
    ///
    /// # Errors
    /// The broken rule.
    pub fn check(&self) -> Result<(), BrokenInvariant> {
        self.check_withdrawals()?;
        self.check_history()?;
        for (staker, operator) in self.delegations() {
            BrokenInvariant::unless(self.is_operator(operator), "RST-8", || format!("{staker} is delegated to {operator}"))?;
        }
        for operator in self.approvers.keys() {
            BrokenInvariant::unless(self.is_operator(*operator), "RST-8", || format!("{operator} has an approver"))?;
        }
        Ok(())
    }

    fn check_withdrawals(&self) -> Result<(), BrokenInvariant> {
        self.roots_of.check("withdrawals of stakers")?;
        for (root, withdrawal) in self.withdrawals() {
            let holds = root == withdrawal.root() && self.roots_of.contains(withdrawal.staker, root);
            BrokenInvariant::unless(holds, "RST-6", || format!("{root} of {}", withdrawal.staker))?;
        }
        let (listed, queued) = (self.roots_of.entries().count(), self.withdrawals.len());
        BrokenInvariant::unless(listed == queued, "RST-6", || format!("{listed} withdrawals are listed, {queued} queued"))
    }

    fn check_history(&self) -> Result<(), BrokenInvariant> {
        let mut previous: Option<((Address, Address), ScaledShares)> = None;
        for (owner, block, total) in self.queued.entries() {
            let before = previous.filter(|(of, _)| *of == owner).map_or(ScaledShares::ZERO, |(_, total)| total);
            BrokenInvariant::unless(total >= before, "RST-7", || format!("{total} until block {block}, {before} before"))?;
            previous = Some((owner, total));
        }
        Ok(())
    }
}

fn add<K: Ord>(sums: &mut Sums<K>, key: K, shares: StrategyShares) -> Result<(), ArithError> {
    let sum = sums.entry(key).or_default();
    *sum = sum.try_add(shares)?;
    Ok(())
}
