//! Adding, activating and renaming operators, and vetting their keys.

use super::{NodeOperator, NodeOperators, NodeOperatorsError, NodeOperatorsEvent, OperatorId, StakingModuleEvent};
use crate::effect::Effects;
use crate::liquid::lido::staking_router::ModuleId;
use crate::units::ArithError;
use alloy_primitives::Address;

/// `MAX_NODE_OPERATORS_COUNT` of a module.
pub const MAX_NODE_OPERATORS_COUNT: u64 = 200;
/// `MAX_NODE_OPERATOR_NAME_LENGTH`, in bytes.
pub const MAX_NODE_OPERATOR_NAME_LENGTH: usize = 255;

impl NodeOperators {
    /// Adds an operator, active and without keys (`addNodeOperator`). `steth` is the token's address. The caller's role is
    /// checked before.
    ///
    /// # Errors
    /// In this order: `WRONG_NAME_LENGTH`, `ZERO_ADDRESS`, `LIDO_REWARD_ADDRESS`, `MAX_OPERATORS_COUNT_EXCEEDED`.
    pub fn add_node_operator(
        &mut self,
        module: ModuleId,
        name: String,
        reward_address: Address,
        steth: Address,
        effects: &mut Effects,
    ) -> Result<OperatorId, NodeOperatorsError> {
        check_name(&name)?;
        check_reward_address(reward_address, steth)?;
        let (id, count) = self.next_operator(module)?;

        self.modules.entry(module).or_default().operators_count = count;
        let operator = NodeOperator {
            is_active: true,
            name: name.clone(),
            reward_address,
            vetted_keys: 0,
            exited_validators: 0,
            added_keys: 0,
            deposited_keys: 0,
        };
        self.operators.insert((module, id), operator);
        let event = NodeOperatorsEvent::NodeOperatorAdded { operator: id, name, reward_address, staking_limit: 0 };
        effects.emit(StakingModuleEvent { module, event });
        Ok(id)
    }

    /// Lets an inactive operator take deposits again (`activateNodeOperator`). The caller's role is checked before.
    ///
    /// # Errors
    /// `OUT_OF_RANGE`, `WRONG_OPERATOR_ACTIVE_STATE`.
    pub fn activate_node_operator(
        &mut self,
        module: ModuleId,
        id: OperatorId,
        effects: &mut Effects,
    ) -> Result<(), NodeOperatorsError> {
        let operator = self.operator(module, id)?;
        if operator.is_active {
            return Err(NodeOperatorsError::WrongOperatorActiveState);
        }
        let activated = NodeOperator { is_active: true, ..operator.clone() };

        self.operators.insert((module, id), activated);
        let event = NodeOperatorsEvent::NodeOperatorActiveSet { operator: id, active: true };
        effects.emit(StakingModuleEvent { module, event });
        self.increase_nonce(module, effects);
        Ok(())
    }

    /// Stops deposits to an operator and takes back the vetting of its unused keys (`deactivateNodeOperator`). The caller's role is
    /// checked before.
    ///
    /// # Errors
    /// `OUT_OF_RANGE`, `WRONG_OPERATOR_ACTIVE_STATE`.
    pub fn deactivate_node_operator(
        &mut self,
        module: ModuleId,
        id: OperatorId,
        effects: &mut Effects,
    ) -> Result<(), NodeOperatorsError> {
        let operator = self.operator(module, id)?;
        if !operator.is_active {
            return Err(NodeOperatorsError::WrongOperatorActiveState);
        }
        let (vetted, deposited) = (operator.vetted_keys, operator.deposited_keys);
        let deactivated = NodeOperator { is_active: false, vetted_keys: deposited, ..operator.clone() };

        self.operators.insert((module, id), deactivated);
        let event = NodeOperatorsEvent::NodeOperatorActiveSet { operator: id, active: false };
        effects.emit(StakingModuleEvent { module, event });
        if vetted > deposited {
            let event = NodeOperatorsEvent::VettedSigningKeysCountChanged { operator: id, count: deposited };
            effects.emit(StakingModuleEvent { module, event });
        }
        self.increase_nonce(module, effects);
        Ok(())
    }

    /// Renames an operator (`setNodeOperatorName`). The caller's role is checked before.
    ///
    /// # Errors
    /// `WRONG_NAME_LENGTH`, `OUT_OF_RANGE`, `VALUE_IS_THE_SAME`.
    pub fn set_node_operator_name(
        &mut self,
        module: ModuleId,
        id: OperatorId,
        name: String,
        effects: &mut Effects,
    ) -> Result<(), NodeOperatorsError> {
        check_name(&name)?;
        let operator = self.operator(module, id)?;
        if operator.name == name {
            return Err(NodeOperatorsError::ValueIsTheSame);
        }
        let renamed = NodeOperator { name: name.clone(), ..operator.clone() };

        self.operators.insert((module, id), renamed);
        effects.emit(StakingModuleEvent { module, event: NodeOperatorsEvent::NodeOperatorNameSet { operator: id, name } });
        Ok(())
    }

    /// Sends an operator's rewards elsewhere (`setNodeOperatorRewardAddress`). The caller's role is checked before.
    ///
    /// # Errors
    /// `ZERO_ADDRESS`, `LIDO_REWARD_ADDRESS`, `OUT_OF_RANGE`, `VALUE_IS_THE_SAME`.
    pub fn set_node_operator_reward_address(
        &mut self,
        module: ModuleId,
        id: OperatorId,
        reward_address: Address,
        steth: Address,
        effects: &mut Effects,
    ) -> Result<(), NodeOperatorsError> {
        check_reward_address(reward_address, steth)?;
        let operator = self.operator(module, id)?;
        if operator.reward_address == reward_address {
            return Err(NodeOperatorsError::ValueIsTheSame);
        }
        let moved = NodeOperator { reward_address, ..operator.clone() };

        self.operators.insert((module, id), moved);
        let event = NodeOperatorsEvent::NodeOperatorRewardAddressSet { operator: id, reward_address };
        effects.emit(StakingModuleEvent { module, event });
        Ok(())
    }

    /// Vets keys up to a number, between the deposited and the added ones (`setNodeOperatorStakingLimit`). The caller's role is
    /// checked before.
    ///
    /// # Errors
    /// `OUT_OF_RANGE`, `WRONG_OPERATOR_ACTIVE_STATE`.
    pub fn set_node_operator_staking_limit(
        &mut self,
        module: ModuleId,
        id: OperatorId,
        vetted_keys: u64,
        effects: &mut Effects,
    ) -> Result<(), NodeOperatorsError> {
        if !self.operator(module, id)?.is_active {
            return Err(NodeOperatorsError::WrongOperatorActiveState);
        }
        self.update_vetted_keys(module, id, vetted_keys, effects)?;
        self.increase_nonce(module, effects);
        Ok(())
    }

    /// Sets the vetted keys of an operator, kept between the deposited and the added ones; says so when they changed.
    pub(super) fn update_vetted_keys(
        &mut self,
        module: ModuleId,
        id: OperatorId,
        vetted_keys: u64,
        effects: &mut Effects,
    ) -> Result<(), NodeOperatorsError> {
        let operator = self.operator(module, id)?;
        let vetted_keys = vetted_keys.max(operator.deposited_keys).min(operator.added_keys);
        if vetted_keys != operator.vetted_keys {
            let vetted = NodeOperator { vetted_keys, ..operator.clone() };
            self.operators.insert((module, id), vetted);
            let event = NodeOperatorsEvent::VettedSigningKeysCountChanged { operator: id, count: vetted_keys };
            effects.emit(StakingModuleEvent { module, event });
        }
        Ok(())
    }

    /// Number of the next operator, and the count once it is there.
    pub(super) fn next_operator(&self, module: ModuleId) -> Result<(OperatorId, u64), NodeOperatorsError> {
        let count = self.operators_count(module);
        if count >= MAX_NODE_OPERATORS_COUNT {
            return Err(NodeOperatorsError::MaxOperatorsCountExceeded);
        }
        Ok((OperatorId::new(count), count.checked_add(1).ok_or(ArithError::Overflow)?))
    }
}

pub(super) const fn check_name(name: &str) -> Result<(), NodeOperatorsError> {
    if name.is_empty() || name.len() > MAX_NODE_OPERATOR_NAME_LENGTH {
        return Err(NodeOperatorsError::WrongNameLength);
    }
    Ok(())
}

fn check_reward_address(reward_address: Address, steth: Address) -> Result<(), NodeOperatorsError> {
    if reward_address.is_zero() {
        return Err(NodeOperatorsError::ZeroAddress);
    }
    if reward_address == steth {
        return Err(NodeOperatorsError::LidoRewardAddress);
    }
    Ok(())
}
