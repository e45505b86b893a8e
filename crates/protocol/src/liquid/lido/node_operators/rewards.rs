//! Splitting what a module earned between its operators.

use super::{NodeOperators, NodeOperatorsError, NodeOperatorsEvent, StakingModuleEvent};
use crate::effect::Effects;
use crate::liquid::lido::staking_router::ModuleId;
use crate::units::{ArithError, Shares, mul_div_down};
use alloy_primitives::{Address, U256};
use serde::{Deserialize, Serialize};

/// Where a module's rewards are; the number is the ABI's.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum RewardDistributionState {
    /// 0: shares arrived, exits of the same report have not.
    #[default]
    TransferredToModule,
    /// 1: anybody may distribute.
    ReadyForDistribution,
    /// 2: nothing to do.
    Distributed,
}

impl RewardDistributionState {
    /// The ABI's number.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::TransferredToModule => 0,
            Self::ReadyForDistribution => 1,
            Self::Distributed => 2,
        }
    }
}

/// An operator's part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OperatorReward {
    /// Where it goes.
    pub reward_address: Address,
    /// How much.
    pub shares: Shares,
}

impl NodeOperators {
    /// Where the rewards of a module are (`getRewardDistributionState`).
    #[must_use]
    pub fn reward_distribution_state(&self, module: ModuleId) -> RewardDistributionState {
        self.modules.get(&module).map_or_else(RewardDistributionState::default, |state| state.reward_distribution_state)
    }

    /// Splits shares by active validators of the active operators, each part rounded down (`getRewardsDistribution`).
    ///
    /// # Errors
    /// [`NodeOperatorsError::Arith`].
    pub fn rewards_distribution(&self, module: ModuleId, total: Shares) -> Result<Vec<OperatorReward>, NodeOperatorsError> {
        let mut active = Vec::new();
        let mut sum = 0_u64;
        for (_, operator) in self.operators(module).filter(|(_, operator)| operator.is_active) {
            let validators = operator.active_validators()?;
            sum = sum.checked_add(validators).ok_or(ArithError::Overflow)?;
            active.push((operator.reward_address, validators));
        }
        let part = |validators: u64| match sum {
            // As the contract: nobody earns, the list of recipients stays.
            0 => Ok(U256::ZERO),
            sum => mul_div_down(U256::from(validators), total.get(), U256::from(sum)),
        };
        active
            .into_iter()
            .map(|(reward_address, validators)| Ok(OperatorReward { reward_address, shares: Shares::new(part(validators)?) }))
            .collect()
    }

    /// Begins paying out the `held` shares of a module (`distributeReward`). The caller moves each part, then emits
    /// `RewardsDistributed` for it. Parts below two shares are left for the next time.
    ///
    /// # Errors
    /// `DISTRIBUTION_NOT_READY`.
    pub fn distribute_reward(
        &mut self,
        module: ModuleId,
        held: Shares,
        effects: &mut Effects,
    ) -> Result<Vec<OperatorReward>, NodeOperatorsError> {
        if self.reward_distribution_state(module) != RewardDistributionState::ReadyForDistribution {
            return Err(NodeOperatorsError::DistributionNotReady);
        }
        let mut parts = self.rewards_distribution(module, held)?;
        parts.retain(|part| part.shares.get() > U256::ONE);

        self.set_reward_state(module, RewardDistributionState::Distributed, effects);
        Ok(parts)
    }

    pub(super) fn rewards_arrived(&mut self, module: ModuleId, effects: &mut Effects) {
        self.set_reward_state(module, RewardDistributionState::TransferredToModule, effects);
    }

    pub(super) fn rewards_are_ready(&mut self, module: ModuleId, effects: &mut Effects) {
        self.set_reward_state(module, RewardDistributionState::ReadyForDistribution, effects);
    }

    fn set_reward_state(&mut self, module: ModuleId, state: RewardDistributionState, effects: &mut Effects) {
        self.modules.entry(module).or_default().reward_distribution_state = state;
        let event = NodeOperatorsEvent::RewardDistributionStateChanged { state };
        effects.emit(StakingModuleEvent { module, event });
    }
}
