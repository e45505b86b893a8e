//! What an operator keeps of the rewards of its stakers. A change counts after the activation delay; until the first
//! one does, the default split applies.

use super::{RewardsCoordinator, RewardsError, RewardsEvent};
use crate::{
    Ctx,
    effect::Effects,
    restaking::{OperatorSet, Restaking, RestakingError},
    units::{Bips, Timestamp},
};
use alloy_primitives::Address;
use serde::{Deserialize, Serialize};

/// `PAUSED_OPERATOR_AVS_SPLIT`, `PAUSED_OPERATOR_PI_SPLIT`, `PAUSED_OPERATOR_SET_SPLIT`
const PAUSED_AVS_SPLIT: u8 = 6;
const PAUSED_PI_SPLIT: u8 = 7;
const PAUSED_SET_SPLIT: u8 = 8;

/// Of which rewards an operator keeps a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum SplitKey {
    /// Rewards of a service.
    Avs {
        /// The operator.
        operator: Address,
        /// The service.
        avs: Address,
    },
    /// Programmatic incentives: rewards for all earners.
    ProgrammaticIncentives {
        /// The operator.
        operator: Address,
    },
    /// Rewards of an operator set.
    Set {
        /// The operator.
        operator: Address,
        /// The set.
        set: OperatorSet,
    },
}

/// A split and the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Split {
    /// What counts until the change does; `None` for the default split.
    pub old: Option<Bips>,
    /// What counts from then on.
    pub new: Bips,
    /// When that is.
    pub activated_at: Timestamp,
}

impl SplitKey {
    /// Whose split it is.
    #[must_use]
    pub const fn operator(self) -> Address {
        match self {
            Self::Avs { operator, .. } | Self::ProgrammaticIncentives { operator } | Self::Set { operator, .. } => operator,
        }
    }

    const fn pause_bit(self) -> u8 {
        match self {
            Self::Avs { .. } => PAUSED_AVS_SPLIT,
            Self::ProgrammaticIncentives { .. } => PAUSED_PI_SPLIT,
            Self::Set { .. } => PAUSED_SET_SPLIT,
        }
    }

    const fn event(self, caller: Address, activated_at: Timestamp, old: u16, new: u16) -> RewardsEvent {
        match self {
            Self::Avs { operator, avs } => {
                RewardsEvent::OperatorAVSSplitBipsSet { caller, operator, avs, activated_at, old, new }
            }
            Self::ProgrammaticIncentives { operator } => {
                RewardsEvent::OperatorPISplitBipsSet { caller, operator, activated_at, old, new }
            }
            Self::Set { operator, set } => {
                RewardsEvent::OperatorSetSplitBipsSet { caller, operator, set, activated_at, old, new }
            }
        }
    }
}

impl Split {
    /// What counts at a time; `None` for the default split.
    #[must_use]
    pub fn at(&self, now: Timestamp) -> Option<Bips> {
        if now >= self.activated_at { Some(self.new) } else { self.old }
    }
}

impl Restaking {
    /// `setOperatorAVSSplit`, `setOperatorPISplit`, `setOperatorSetSplit`: an operator changes what it keeps, in basis points.
    ///
    /// # Errors
    /// In this order: the pause, `InvalidPermissions`, `InvalidOperatorSet`, `SplitExceedsMax`, `PreviousSplitPending`;
    /// the panic of an activation beyond `uint32`.
    pub fn set_operator_split(
        &mut self,
        this: Address,
        ctx: &Ctx,
        key: SplitKey,
        bips: u16,
        fx: &mut Effects,
    ) -> Result<(), RestakingError> {
        self.rewards.paused.check(key.pause_bit()).map_err(RewardsError::from)?;
        self.check_may_act_for(this, ctx, key.operator())?;
        if let SplitKey::Set { set, .. } = key {
            self.check_operator_set(set)?;
        }
        Ok(self.rewards_mut().set_split(ctx, key, bips, fx)?)
    }
}

impl RewardsCoordinator {
    /// `getOperatorAVSSplit`, `getOperatorPISplit`, `getOperatorSetSplit`: what an operator keeps now, in basis points.
    /// The default split has no bound in the contract, so neither has this.
    #[must_use]
    pub fn operator_split(&self, key: SplitKey, now: Timestamp) -> u16 {
        let own = self.splits.get(&key).and_then(|split| split.at(now));
        own.map_or(self.settings.default_split_bips, Bips::get)
    }

    /// Splits that operators have set and that count at a time.
    pub(super) fn splits_at(&self, now: Timestamp) -> impl Iterator<Item = (SplitKey, Bips)> + '_ {
        self.splits.iter().filter_map(move |(key, split)| Some((*key, split.at(now)?)))
    }

    fn set_split(&mut self, ctx: &Ctx, key: SplitKey, bips: u16, fx: &mut Effects) -> Result<(), RewardsError> {
        let activated_at = self.activation(ctx)?;
        let old = self.operator_split(key, ctx.timestamp);
        let new = Bips::new(bips).ok_or(RewardsError::SplitExceedsMax { bips })?;
        let before = self.splits.get(&key);
        if let Some(pending) = before.filter(|split| ctx.timestamp <= split.activated_at) {
            return Err(RewardsError::PreviousSplitPending { key, activated_at: pending.activated_at });
        }
        let split = Split { old: before.map(|split| split.new), new, activated_at };

        self.splits.insert(key, split);
        fx.emit(key.event(ctx.caller, activated_at, old, bips));
        Ok(())
    }
}
