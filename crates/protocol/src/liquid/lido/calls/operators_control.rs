//! Node operators of a module: managers by role, each operator its own keys, anybody the distribution of rewards.

use crate::{
    Ctx, Effects, Protocol,
    governance::Role,
    liquid::lido::{
        LidoError, NodeOperators,
        node_operators::{
            DepositKeys, MANAGE_NODE_OPERATOR_ROLE, MANAGE_SIGNING_KEYS, NodeOperatorsError, NodeOperatorsEvent, OperatorId,
            SET_NODE_OPERATOR_LIMIT_ROLE, StakingModuleEvent,
        },
        staking_router::ModuleId,
    },
};
use alloy_primitives::Address;
use std::sync::Arc;

impl Protocol {
    /// `addNodeOperator`: active, without keys.
    ///
    /// # Errors
    /// Those of the name and the address, then a missing `MANAGE_NODE_OPERATOR_ROLE`.
    pub fn add_node_operator(
        &mut self,
        ctx: &Ctx,
        module: ModuleId,
        name: String,
        reward_address: Address,
        effects: &mut Effects,
    ) -> Result<OperatorId, LidoError> {
        self.check_module_role(ctx, module, MANAGE_NODE_OPERATOR_ROLE)?;
        let steth = self.addresses.steth;
        Ok(self.node_operators_mut().add_node_operator(module, name, reward_address, steth, effects)?)
    }

    /// `activateNodeOperator` and `deactivateNodeOperator`.
    ///
    /// # Errors
    /// A missing `MANAGE_NODE_OPERATOR_ROLE`; those of the registry.
    pub fn set_node_operator_active(
        &mut self,
        ctx: &Ctx,
        (module, id): (ModuleId, OperatorId),
        active: bool,
        effects: &mut Effects,
    ) -> Result<(), LidoError> {
        self.check_module_role(ctx, module, MANAGE_NODE_OPERATOR_ROLE)?;
        let operators = self.node_operators_mut();
        if active {
            operators.activate_node_operator(module, id, effects)?;
        } else {
            operators.deactivate_node_operator(module, id, effects)?;
        }
        Ok(())
    }

    /// `setNodeOperatorName`.
    ///
    /// # Errors
    /// A missing `MANAGE_NODE_OPERATOR_ROLE`; those of the registry.
    pub fn set_node_operator_name(
        &mut self,
        ctx: &Ctx,
        (module, id): (ModuleId, OperatorId),
        name: String,
        effects: &mut Effects,
    ) -> Result<(), LidoError> {
        self.check_module_role(ctx, module, MANAGE_NODE_OPERATOR_ROLE)?;
        Ok(self.node_operators_mut().set_node_operator_name(module, id, name, effects)?)
    }

    /// `setNodeOperatorRewardAddress`.
    ///
    /// # Errors
    /// A missing `MANAGE_NODE_OPERATOR_ROLE`; those of the registry.
    pub fn set_node_operator_reward_address(
        &mut self,
        ctx: &Ctx,
        (module, id): (ModuleId, OperatorId),
        reward_address: Address,
        effects: &mut Effects,
    ) -> Result<(), LidoError> {
        self.check_module_role(ctx, module, MANAGE_NODE_OPERATOR_ROLE)?;
        let steth = self.addresses.steth;
        Ok(self.node_operators_mut().set_node_operator_reward_address(module, id, reward_address, steth, effects)?)
    }

    /// `setNodeOperatorStakingLimit`: how many keys are vetted.
    ///
    /// # Errors
    /// A missing `SET_NODE_OPERATOR_LIMIT_ROLE`; those of the registry.
    pub fn set_node_operator_staking_limit(
        &mut self,
        ctx: &Ctx,
        (module, id): (ModuleId, OperatorId),
        vetted_keys: u64,
        effects: &mut Effects,
    ) -> Result<(), LidoError> {
        self.check_module_role(ctx, module, SET_NODE_OPERATOR_LIMIT_ROLE)?;
        Ok(self.node_operators_mut().set_node_operator_staking_limit(module, id, vetted_keys, effects)?)
    }

    /// `addSigningKeys`, by the operator itself or a manager of keys.
    ///
    /// # Errors
    /// Those of the registry.
    pub fn add_signing_keys(
        &mut self,
        ctx: &Ctx,
        (module, id): (ModuleId, OperatorId),
        keys: Vec<DepositKeys>,
        effects: &mut Effects,
    ) -> Result<(), LidoError> {
        let is_manager = self.has_module_role(ctx, module, MANAGE_SIGNING_KEYS);
        Ok(self.node_operators_mut().add_signing_keys(ctx, module, id, keys, is_manager, effects)?)
    }

    /// `removeSigningKeys`, by the operator itself or a manager of keys.
    ///
    /// # Errors
    /// Those of the registry.
    pub fn remove_signing_keys(
        &mut self,
        ctx: &Ctx,
        (module, id): (ModuleId, OperatorId),
        from_index: u64,
        count: u64,
        effects: &mut Effects,
    ) -> Result<(), LidoError> {
        let is_manager = self.has_module_role(ctx, module, MANAGE_SIGNING_KEYS);
        Ok(self.node_operators_mut().remove_signing_keys(ctx, (module, id), from_index, count, is_manager, effects)?)
    }

    /// `distributeReward`: shares the module holds go to its operators, by active validators.
    ///
    /// # Errors
    /// When exits of the last report are not in yet; while the token is stopped.
    pub fn distribute_module_reward(&mut self, ctx: &Ctx, module: ModuleId, effects: &mut Effects) -> Result<(), LidoError> {
        self.attempt(|protocol| {
            let contract = protocol.addresses.staking_module(module);
            let held = protocol.lido.steth.shares_of(contract);
            for part in protocol.node_operators_mut().distribute_reward(module, held, effects)? {
                protocol.steth_mut().transfer_shares(&ctx.called_by(contract), part.reward_address, part.shares, effects)?;
                let event =
                    NodeOperatorsEvent::RewardsDistributed { reward_address: part.reward_address, shares_amount: part.shares };
                effects.emit(StakingModuleEvent { module, event });
            }
            Ok(())
        })
    }

    fn node_operators_mut(&mut self) -> &mut NodeOperators {
        Arc::make_mut(&mut self.lido.node_operators)
    }

    fn has_module_role(&self, ctx: &Ctx, module: ModuleId, role: Role) -> bool {
        self.governance.has_role(self.addresses.staking_module(module), role.id(), ctx.caller)
    }

    fn check_module_role(&self, ctx: &Ctx, module: ModuleId, role: Role) -> Result<(), LidoError> {
        if self.has_module_role(ctx, module, role) { Ok(()) } else { Err(NodeOperatorsError::AppAuthFailed.into()) }
    }
}
