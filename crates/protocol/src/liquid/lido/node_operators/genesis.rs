//! Operators as a chain starts with them.

use super::{DepositKeys, NodeOperator, NodeOperators, NodeOperatorsError, OperatorId};
use crate::liquid::lido::staking_router::ModuleId;
use alloy_primitives::Address;
use std::sync::Arc;

/// An operator of the first block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GenesisOperator {
    /// Its name.
    pub name: String,
    /// Where its rewards go.
    pub reward_address: Address,
    /// Its keys, deposited ones first.
    pub keys: Vec<DepositKeys>,
    /// How many are deposited already.
    pub deposited_keys: u64,
    /// How many may be deposited, deposited ones included.
    pub vetted_keys: u64,
    /// How many validators exited.
    pub exited_validators: u64,
}

impl NodeOperators {
    /// Adds an active operator without events.
    ///
    /// # Errors
    /// [`NodeOperatorsError::WrongNameLength`], [`NodeOperatorsError::ZeroAddress`],
    /// [`NodeOperatorsError::InvalidKeysCount`] when the counts contradict LIQ-40.
    pub fn add_genesis_operator(
        &mut self,
        module: ModuleId,
        operator: GenesisOperator,
    ) -> Result<OperatorId, NodeOperatorsError> {
        super::operators::check_name(&operator.name)?;
        if operator.reward_address.is_zero() {
            return Err(NodeOperatorsError::ZeroAddress);
        }
        let added = u64::try_from(operator.keys.len()).map_err(|_| NodeOperatorsError::InvalidKeysCount)?;
        let (exited, deposited, vetted) = (operator.exited_validators, operator.deposited_keys, operator.vetted_keys);
        if exited > deposited || deposited > vetted || vetted > added {
            return Err(NodeOperatorsError::InvalidKeysCount);
        }
        let (id, count) = self.next_operator(module)?;

        for (index, keys) in (0_u64..).zip(operator.keys) {
            self.keys.insert((module, id, index), Arc::new(keys));
        }
        self.operators.insert(
            (module, id),
            NodeOperator {
                is_active: true,
                name: operator.name,
                reward_address: operator.reward_address,
                vetted_keys: vetted,
                exited_validators: exited,
                added_keys: added,
                deposited_keys: deposited,
            },
        );
        self.modules.entry(module).or_default().operators_count = count;
        Ok(id)
    }
}
