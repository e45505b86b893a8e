//! Exits of an operator's validators, as the oracle reports them.

use super::{NodeOperator, NodeOperators, NodeOperatorsError, NodeOperatorsEvent, OperatorId, StakingModuleEvent};
use crate::effect::Effects;
use crate::liquid::lido::staking_router::ModuleId;

impl NodeOperators {
    /// Sets cumulative exits, all or none (`updateExitedValidatorsCount`).
    ///
    /// # Errors
    /// `OUT_OF_RANGE` for an unknown operator or more exits than deposits, `EXITED_VALIDATORS_COUNT_DECREASED`.
    pub(super) fn update_exits(
        &mut self,
        module: ModuleId,
        counts: &[(OperatorId, u64)],
        effects: &mut Effects,
    ) -> Result<(), NodeOperatorsError> {
        let mut operators = self.operators.clone();
        let mut events = Vec::new();
        for &(id, exited_validators) in counts {
            let operator = operators.get(&(module, id)).ok_or(NodeOperatorsError::OutOfRange)?;
            if operator.exited_validators == exited_validators {
                continue;
            }
            if exited_validators < operator.exited_validators {
                return Err(NodeOperatorsError::ExitedValidatorsCountDecreased);
            }
            if exited_validators > operator.deposited_keys {
                return Err(NodeOperatorsError::OutOfRange);
            }
            let updated = NodeOperator { exited_validators, ..operator.clone() };
            operators.insert((module, id), updated);
            events.push(NodeOperatorsEvent::ExitedSigningKeysCountChanged { operator: id, count: exited_validators });
        }

        self.operators = operators;
        for event in events {
            effects.emit(StakingModuleEvent { module, event });
        }
        self.increase_nonce(module, effects);
        Ok(())
    }
}
