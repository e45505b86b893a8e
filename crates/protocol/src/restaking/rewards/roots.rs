//! Roots of cumulative earnings, posted by one account and claimed against after a delay.
//!
//! ```text
//! pending --activation delay--> claimable
//!    └──── disable_root ──────> disabled
//! ```

use super::{RewardsCoordinator, RewardsError, RewardsEvent, uint32};
use crate::{Ctx, effect::Effects, units::Timestamp};
use alloy_primitives::{B256, U256};
use serde::{Deserialize, Serialize};

/// Bit that pauses submitting and disabling roots (`PAUSED_SUBMIT_DISABLE_ROOTS`).
const PAUSED_ROOTS: u8 = 3;

/// The earnings of everybody up to a point in time, as one hash.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DistributionRoot {
    /// Root of the tree of earners.
    pub root: B256,
    /// The end of the period it counts.
    pub calculation_end: Timestamp,
    /// From when on it can be claimed against.
    pub activated_at: Timestamp,
    /// Whether it was taken back before that.
    pub disabled: bool,
}

impl RewardsCoordinator {
    /// `submitRoot(bytes32,uint32)`: a new root, claimable after the activation delay. Returns its number.
    ///
    /// # Errors
    /// In this order: the pause, `UnauthorizedCaller`, `NewRootMustBeForNewCalculatedPeriod`, `RewardsEndTimestampNotElapsed`;
    /// the panic of an activation beyond `uint32`.
    pub fn submit_root(
        &mut self,
        ctx: &Ctx,
        root: B256,
        calculation_end: Timestamp,
        fx: &mut Effects,
    ) -> Result<u32, RewardsError> {
        self.paused.check(PAUSED_ROOTS)?;
        self.check_updater(ctx)?;
        let last = self.settings.calculation_end;
        if calculation_end <= last {
            return Err(RewardsError::NewRootMustBeForNewCalculatedPeriod { end: calculation_end, last });
        }
        if calculation_end >= ctx.timestamp {
            return Err(RewardsError::RewardsEndTimestampNotElapsed { end: calculation_end, now: ctx.timestamp });
        }
        let activated_at = self.activation(ctx)?;
        let index = self.roots_length();

        self.roots.insert(index, DistributionRoot { root, calculation_end, activated_at, disabled: false });
        self.settings.calculation_end = calculation_end;
        fx.emit(RewardsEvent::DistributionRootSubmitted { index, root, calculation_end, activated_at });
        Ok(index)
    }

    /// `disableRoot(uint32)`: takes a root back before anybody could claim against it.
    ///
    /// # Errors
    /// In this order: the pause, `UnauthorizedCaller`, `InvalidRootIndex`, `RootDisabled`, `RootAlreadyActivated`.
    pub fn disable_root(&mut self, ctx: &Ctx, index: u32, fx: &mut Effects) -> Result<(), RewardsError> {
        self.paused.check(PAUSED_ROOTS)?;
        self.check_updater(ctx)?;
        let roots = self.roots_length();
        let root = self.roots.get_mut(&index).ok_or(RewardsError::InvalidRootIndex { index, roots })?;
        if root.disabled {
            return Err(RewardsError::RootDisabled { index });
        }
        if ctx.timestamp >= root.activated_at {
            return Err(RewardsError::RootAlreadyActivated { index, activated_at: root.activated_at });
        }

        root.disabled = true;
        fx.emit(RewardsEvent::DistributionRootDisabled { index });
        Ok(())
    }

    /// `getDistributionRootsLength()`. Numbers are `uint32`: the last insertion would need 2^32 blocks before it.
    #[must_use]
    pub fn roots_length(&self) -> u32 {
        self.roots.get_max().map_or(0, |(index, _)| index.saturating_add(1))
    }

    /// `getDistributionRootAtIndex(uint256)`
    ///
    /// # Errors
    /// The panic of reading beyond the end.
    pub fn root_at(&self, index: U256) -> Result<DistributionRoot, RewardsError> {
        let found = u32::try_from(index).ok().and_then(|index| self.roots.get(&index));
        found.copied().ok_or_else(|| RewardsError::RootOutOfBounds { index, roots: self.roots_length() })
    }

    /// `getCurrentDistributionRoot()`: the last one submitted, claimable or not; `None` when there is none.
    #[must_use]
    pub fn current_root(&self) -> Option<DistributionRoot> {
        self.roots.get_max().map(|(_, root)| *root)
    }

    /// `getCurrentClaimableDistributionRoot()`: the last one that can be claimed against, with its number.
    #[must_use]
    pub fn current_claimable_root(&self, now: Timestamp) -> Option<(u32, DistributionRoot)> {
        let is_claimable = |root: &DistributionRoot| !root.disabled && now >= root.activated_at;
        self.roots.iter().rev().find(|(_, root)| is_claimable(root)).map(|(index, root)| (*index, *root))
    }

    /// `getRootIndexFromHash(bytes32)`: the number of the last root with the hash.
    ///
    /// # Errors
    /// `InvalidRoot`.
    pub fn root_index(&self, root: B256) -> Result<u32, RewardsError> {
        let found = self.roots.iter().rev().find(|(_, entry)| entry.root == root);
        found.map(|(index, _)| *index).ok_or(RewardsError::InvalidRoot { root })
    }

    /// When something decided now counts: the contract's `uint32(block.timestamp) + activationDelay`.
    pub(super) fn activation(&self, ctx: &Ctx) -> Result<Timestamp, RewardsError> {
        Ok(uint32::after(uint32::truncated(ctx.timestamp), self.settings.activation_delay)?)
    }

    fn check_updater(&self, ctx: &Ctx) -> Result<(), RewardsError> {
        if ctx.caller == self.settings.rewards_updater {
            return Ok(());
        }
        Err(RewardsError::UnauthorizedCaller { caller: ctx.caller })
    }
}
