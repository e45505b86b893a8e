//! What was slashed and waits to be burnt or handed to a set's recipient.
//!
//! ```text
//! slash --record--> waiting --take, by anyone once the delay is over--> gone (and sent off by the strategy)
//! ```
//!
//! Each slash has a number within its set. The first strategy of a slash begins its resolution delay, where the rules
//! have one; the delay is forgotten with the last.

use super::{PAUSED_BURNING_AND_REDISTRIBUTION, StrategyManager, StrategyManagerError as Error, StrategyManagerEvent as Event};
use crate::{
    Ctx, Effects,
    invariants::BrokenInvariant,
    restaking::{EnumerableSets, OperatorSet, SlashId},
    tables::{ChangeSink, map_changes},
    units::{BlockNumber, Blocks, StrategyShares},
};
use alloy_primitives::Address;
use imbl::OrdMap;
use serde::{Deserialize, Serialize};

/// A slash: the set and its number.
pub(super) type Slash = (OperatorSet, SlashId);

/// Shares by set, slash and strategy.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SlashedShares {
    sets: EnumerableSets<(), OperatorSet>,
    slashes: EnumerableSets<OperatorSet, SlashId>,
    strategies: EnumerableSets<Slash, Address>,
    shares: OrdMap<(Slash, Address), StrategyShares>,
    resolution: OrdMap<Slash, BlockNumber>,
}

impl StrategyManager {
    /// `increaseBurnOrRedistributableShares`: what a slash took of a strategy, none included, waits from now on.
    ///
    /// # Errors
    /// [`Error::StrategyAlreadyInSlash`], [`Error::Arith`].
    pub fn record_slashed(
        &mut self,
        ctx: &Ctx,
        (set, slash): (OperatorSet, SlashId),
        (strategy, shares): (Address, StrategyShares),
        delay: Option<Blocks>,
        fx: &mut Effects,
    ) -> Result<(), Error> {
        let slashed = &mut self.slashed;
        if slashed.strategies.contains((set, slash), strategy) {
            return Err(Error::StrategyAlreadyInSlash { set, slash, strategy });
        }
        let begins = !slashed.slashes.contains(set, slash);
        let resolution = delay.filter(|_| begins).map(|delay| ctx.block.after(delay)).transpose()?;

        slashed.strategies.insert((set, slash), strategy);
        slashed.shares.insert(((set, slash), strategy), shares);
        slashed.slashes.insert(set, slash);
        slashed.sets.insert((), set);
        if let Some(resolution) = resolution {
            slashed.resolution.insert((set, slash), resolution);
            fx.emit(Event::SlashResolutionBlockSet { set, slash, resolution });
        }
        fx.emit(Event::BurnOrRedistributableSharesIncreased { set, slash, strategy, shares });
        Ok(())
    }

    /// Refuses to send off what a slash took before its delay is over, or while that is paused. Without a resolution delay
    /// in the rules there is no such pause either.
    ///
    /// # Errors
    /// [`Error::Paused`], [`Error::SlashResolutionDelayNotElapsed`].
    pub fn check_slash_resolved(&self, ctx: &Ctx, set: OperatorSet, slash: SlashId, delay: Option<Blocks>) -> Result<(), Error> {
        if delay.is_some() {
            self.paused.check(PAUSED_BURNING_AND_REDISTRIBUTION)?;
        }
        let now = ctx.block;
        match self.slash_resolution_block(set, slash) {
            Some(resolution) if now <= resolution => Err(Error::SlashResolutionDelayNotElapsed { set, slash, resolution, now }),
            _ => Ok(()),
        }
    }

    /// Takes what a slash took of a strategy off the list, to be sent off in the same call. Nothing that is not listed.
    pub fn take_slashed(&mut self, set: OperatorSet, slash: SlashId, strategy: Address) -> StrategyShares {
        let slashed = &mut self.slashed;
        let shares = slashed.shares.remove(&((set, slash), strategy)).unwrap_or(StrategyShares::ZERO);
        slashed.strategies.remove((set, slash), strategy);
        if slashed.strategies.is_empty((set, slash)) {
            slashed.slashes.remove(set, slash);
            slashed.resolution.remove(&(set, slash));
        }
        if slashed.slashes.is_empty(set) {
            slashed.sets.remove((), set);
        }
        shares
    }

    /// `getBurnOrRedistributableShares((address,uint32),uint256)`: strategies with shares, in the order they leave.
    pub fn slashed_shares(&self, set: OperatorSet, slash: SlashId) -> impl Iterator<Item = (Address, StrategyShares)> + '_ {
        let strategies = self.slashed.strategies.iter((set, slash));
        strategies.map(move |strategy| (strategy, self.slashed_shares_of(set, slash, strategy)))
    }

    /// `getBurnOrRedistributableShares((address,uint32),uint256,address)`
    #[must_use]
    pub fn slashed_shares_of(&self, set: OperatorSet, slash: SlashId, strategy: Address) -> StrategyShares {
        self.slashed.shares.get(&((set, slash), strategy)).copied().unwrap_or(StrategyShares::ZERO)
    }

    /// `getBurnOrRedistributableCount((address,uint32),uint256)`
    #[must_use]
    pub fn slashed_count(&self, set: OperatorSet, slash: SlashId) -> u64 {
        self.slashed.strategies.len((set, slash))
    }

    /// `getPendingOperatorSets()`
    pub fn sets_with_slashed_shares(&self) -> impl Iterator<Item = OperatorSet> + '_ {
        self.slashed.sets.iter(())
    }

    /// `getPendingSlashIds((address,uint32))`
    pub fn slashes_of(&self, set: OperatorSet) -> impl Iterator<Item = SlashId> + '_ {
        self.slashed.slashes.iter(set)
    }

    /// `getSlashResolutionBlock((address,uint32),uint256)`: the last block in which nothing can leave; the contract says 0
    /// for none.
    #[must_use]
    pub fn slash_resolution_block(&self, set: OperatorSet, slash: SlashId) -> Option<BlockNumber> {
        self.slashed.resolution.get(&(set, slash)).copied()
    }

    /// Everything that waits: slash, strategy, shares.
    pub fn slashed(&self) -> impl Iterator<Item = ((OperatorSet, SlashId), Address, StrategyShares)> + '_ {
        self.slashed.shares.iter().map(|((slash, strategy), shares)| (*slash, *strategy, *shares))
    }
}

impl SlashedShares {
    /// Checks RST-5.
    pub(super) fn check(&self) -> Result<(), BrokenInvariant> {
        self.sets.check("sets with slashed shares")?;
        self.slashes.check("slashes with shares")?;
        self.strategies.check("strategies with slashed shares")?;
        for (slash, strategy) in self.strategies.entries() {
            let listed = self.shares.contains_key(&(slash, strategy));
            let pending = self.slashes.contains(slash.0, slash.1) && self.sets.contains((), slash.0);
            BrokenInvariant::unless(listed && pending, "RST-5", || format!("slash {} of {}: {strategy}", slash.1, slash.0))?;
        }
        for (set, slash) in self.slashes.entries() {
            BrokenInvariant::unless(!self.strategies.is_empty((set, slash)), "RST-5", || {
                format!("slash {slash} of {set} is empty")
            })?;
        }
        let (listed, held) = (self.strategies.entries().count(), self.shares.len());
        BrokenInvariant::unless(listed == held, "RST-5", || format!("{listed} strategies are listed, {held} held"))
    }

    /// A slash of which nothing waits, as no call leaves one.
    #[cfg(test)]
    pub(super) fn leave_empty(&mut self, set: OperatorSet, slash: SlashId) {
        self.slashes.insert(set, slash);
    }

    /// The state as table entries.
    pub(super) fn changes(&self, before: Option<&Self>, sink: &mut dyn ChangeSink) {
        self.sets.changes(before.map(|b| &b.sets), "restaking.slashed.sets", sink);
        self.slashes.changes(before.map(|b| &b.slashes), "restaking.slashed.slashes", sink);
        self.strategies.changes(before.map(|b| &b.strategies), "restaking.slashed.strategies", sink);
        map_changes("restaking.slashed.shares", before.map(|b| &b.shares), &self.shares, sink);
        map_changes("restaking.slashed.resolution", before.map(|b| &b.resolution), &self.resolution, sink);
    }
}
