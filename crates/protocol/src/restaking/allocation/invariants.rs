//! Checks of RST-20 to RST-25.

use super::AllocationManager;
use crate::{
    BrokenInvariant,
    restaking::BEACON_CHAIN_ETH,
    units::{ArithError, BlockNumber, Magnitude},
};
use alloy_primitives::Address;
use std::collections::BTreeMap;

impl AllocationManager {
    /// Checks RST-20 to RST-25, and RST-3 of its lists.
    ///
    /// # Errors
    /// The broken rule.
    pub fn check(&self) -> Result<(), BrokenInvariant> {
        self.strategies.check("strategies of sets")?;
        self.members.check("members of sets")?;
        self.registered_sets.check("registered sets")?;
        self.allocated_sets.check("allocated sets")?;
        self.allocated_strategies.check("allocated strategies")?;
        self.check_encumbered()?;
        self.check_max_magnitudes()?;
        self.check_queues()?;
        self.check_registrations()?;
        self.check_lists()?;
        self.check_sets()
    }

    /// RST-20. It holds of what is stored, hence in every block: a lowering whose delay ends leaves both sides by the same.
    fn check_encumbered(&self) -> Result<(), BrokenInvariant> {
        let broken = |error: ArithError| BrokenInvariant::new("RST-20", error.to_string());
        let mut sums: BTreeMap<(Address, Address), Magnitude> = BTreeMap::new();
        for ((operator, _, strategy), allocation) in &self.allocations {
            let sum = sums.entry((*operator, *strategy)).or_default();
            *sum = sum.try_add(allocation.encumbers()).map_err(broken)?;
        }
        for (stake, encumbered) in &self.encumbered {
            let sum = sums.remove(stake).unwrap_or_default();
            let max = self.max_magnitude(stake.0, stake.1);
            BrokenInvariant::unless(sum == *encumbered && sum <= max, "RST-20", || {
                format!("{} in {}: {sum} allocated, {encumbered} encumbered, {max} at most", stake.0, stake.1)
            })?;
        }
        let left = sums.into_iter().find(|(_, sum)| !sum.is_zero());
        BrokenInvariant::unless(left.is_none(), "RST-20", || format!("{left:?} is allocated and encumbers nothing"))
    }

    fn check_max_magnitudes(&self) -> Result<(), BrokenInvariant> {
        let mut previous = None;
        for (stake, block, max) in self.max_magnitudes.entries() {
            let bound = match previous {
                Some((before, max)) if before == stake => max,
                _ => Magnitude::WHOLE,
            };
            BrokenInvariant::unless(max <= bound, "RST-21", || format!("{max} in block {block} after {bound}"))?;
            previous = Some((stake, max));
        }
        Ok(())
    }

    fn check_queues(&self) -> Result<(), BrokenInvariant> {
        for ((operator, strategy), queue) in &self.deallocation_queues {
            let ends = queue.iter().filter_map(|set| self.stored_allocation(*operator, *set, *strategy).pending);
            let ends: Vec<BlockNumber> = ends.map(|pending| pending.effect_block).collect();
            BrokenInvariant::unless(ends.is_sorted(), "RST-22", || format!("{operator} in {strategy}: {ends:?}"))?;
        }
        for ((operator, set, strategy), allocation) in &self.allocations {
            let queue = self.deallocation_queues.get(&(*operator, *strategy)).into_iter().flatten();
            let entries = queue.filter(|queued| *queued == set).count();
            let holds = entries == 1 || (entries == 0 && allocation.freed_later().is_zero());
            BrokenInvariant::unless(holds, "RST-22", || format!("{operator}, {set}, {strategy}: queued {entries} times"))?;
        }
        Ok(())
    }

    fn check_registrations(&self) -> Result<(), BrokenInvariant> {
        let (registered, members) = (self.registered_sets.entries().count(), self.members.entries().count());
        BrokenInvariant::unless(registered == members, "RST-23", || format!("{registered} registrations, {members} members"))?;
        for (operator, set) in self.registered_sets.entries() {
            let holds = self.is_member(operator, set) && self.is_operator_set(set);
            BrokenInvariant::unless(holds, "RST-23", || format!("{operator} is registered for {set}, which has no such member"))?;
        }
        Ok(())
    }

    fn check_lists(&self) -> Result<(), BrokenInvariant> {
        for ((operator, set, strategy), allocation) in &self.allocations {
            let is_listed = self.allocated_strategies.contains((*operator, *set), *strategy);
            BrokenInvariant::unless(is_listed == allocation.is_listed(), "RST-24", || {
                format!("{operator}, {set}, {strategy}: {allocation:?}, listed: {is_listed}")
            })?;
        }
        for ((operator, set), strategy) in self.allocated_strategies.entries() {
            let holds = self.allocations.contains_key(&(operator, set, strategy)) && self.allocated_sets.contains(operator, set);
            BrokenInvariant::unless(holds, "RST-24", || format!("{operator}, {set}, {strategy}: nothing allocated"))?;
        }
        for (operator, set) in self.allocated_sets.entries() {
            let holds = !self.allocated_strategies.is_empty((operator, set)) && self.is_operator_set(set);
            BrokenInvariant::unless(holds, "RST-24", || format!("{operator} has nothing allocated to {set}"))?;
        }
        Ok(())
    }

    fn check_sets(&self) -> Result<(), BrokenInvariant> {
        for (set, record) in &self.sets {
            let slasher = record.slasher.at(BlockNumber::new(u64::MAX)).unwrap_or_default();
            let has_metadata = self.services.get(&set.avs).is_some_and(|service| service.has_metadata);
            let is_native = self.strategies.contains(*set, BEACON_CHAIN_ETH);
            let holds = !slasher.is_zero() && has_metadata && !(is_native && record.recipient.is_some());
            BrokenInvariant::unless(holds, "RST-25", || format!("{set}: {record:?}, metadata: {has_metadata}"))?;
        }
        Ok(())
    }
}
