//! Which operators' keys are deposited next, and the router's other calls.

use super::{DepositKeys, NodeOperator, NodeOperators, NodeOperatorsError, NodeOperatorsEvent, OperatorId, StakingModuleEvent};
use crate::effect::Effects;
use crate::liquid::lido::min_first::{Bucket, allocate};
use crate::liquid::lido::staking_router::{ModuleId, ModuleSummary, StakingModules};
use crate::units::{ArithError, Shares};

impl StakingModules for NodeOperators {
    fn summary(&self, module: ModuleId) -> ModuleSummary {
        self.staking_module_summary(module)
    }

    fn nonce(&self, module: ModuleId) -> u64 {
        self.keys_op_index(module)
    }

    fn obtain_deposit_data(
        &mut self,
        module: ModuleId,
        count: u64,
        effects: &mut Effects,
    ) -> Result<Vec<DepositKeys>, NodeOperatorsError> {
        if count == 0 {
            return Ok(Vec::new());
        }
        let deposits = self.allocate_deposits(module, count)?;
        let mut taken = Vec::new();
        for (id, operator) in &deposits {
            self.collect_keys(module, *id, operator.deposited_keys, &mut taken)?;
        }
        if u64::try_from(taken.len()) != Ok(count) {
            return Err(NodeOperatorsError::InvalidAllocatedKeysCount);
        }

        for (id, operator) in deposits {
            let event = NodeOperatorsEvent::DepositedSigningKeysCountChanged { operator: id, count: operator.deposited_keys };
            effects.emit(StakingModuleEvent { module, event });
            self.operators.insert((module, id), operator);
        }
        self.increase_nonce(module, effects);
        Ok(taken)
    }

    fn on_rewards_minted(&mut self, module: ModuleId, _shares: Shares, effects: &mut Effects) {
        self.rewards_arrived(module, effects);
    }

    fn update_exited_validators_count(
        &mut self,
        module: ModuleId,
        counts: &[(OperatorId, u64)],
        effects: &mut Effects,
    ) -> Result<(), NodeOperatorsError> {
        self.update_exits(module, counts, effects)
    }

    fn on_exited_and_stuck_validators_counts_updated(&mut self, module: ModuleId, effects: &mut Effects) {
        self.rewards_are_ready(module, effects);
    }

    fn on_withdrawal_credentials_changed(&mut self, module: ModuleId, effects: &mut Effects) {
        self.trim_unused_keys(module, effects);
    }

    fn decrease_vetted_signing_keys_count(
        &mut self,
        module: ModuleId,
        counts: &[(OperatorId, u64)],
        effects: &mut Effects,
    ) -> Result<(), NodeOperatorsError> {
        for &(id, count) in counts {
            let operator = self.operator(module, id)?;
            if count.max(operator.deposited_keys).min(operator.added_keys) > operator.vetted_keys {
                return Err(NodeOperatorsError::VettedKeysCountIncreased);
            }
        }

        for &(id, count) in counts {
            self.update_vetted_keys(module, id, count, effects)?;
        }
        self.increase_nonce(module, effects);
        Ok(())
    }
}

impl NodeOperators {
    /// Operators that take part in `count` deposits, as they are afterwards: fewest active validators first.
    fn allocate_deposits(&self, module: ModuleId, count: u64) -> Result<Vec<(OperatorId, NodeOperator)>, NodeOperatorsError> {
        let ready: Vec<_> =
            self.operators(module).filter(|(_, operator)| operator.vetted_keys > operator.deposited_keys).collect();
        let mut buckets = ready.iter().map(|(_, operator)| bucket(operator)).collect::<Result<Vec<_>, ArithError>>()?;
        if allocate(&mut buckets, count)? != count {
            return Err(NodeOperatorsError::InvalidAllocatedKeysCount);
        }
        let mut deposits = Vec::new();
        for ((id, operator), bucket) in ready.into_iter().zip(buckets) {
            let deposited_keys = bucket.level.checked_add(operator.exited_validators).ok_or(ArithError::Overflow)?;
            if deposited_keys > operator.deposited_keys {
                deposits.push((id, NodeOperator { deposited_keys, ..operator.clone() }));
            }
        }
        Ok(deposits)
    }

    /// Appends the keys of an operator that become deposited.
    fn collect_keys(
        &self,
        module: ModuleId,
        id: OperatorId,
        deposited_after: u64,
        taken: &mut Vec<DepositKeys>,
    ) -> Result<(), NodeOperatorsError> {
        for index in self.operator(module, id)?.deposited_keys..deposited_after {
            let keys = self.keys.get(&(module, id, index)).ok_or(NodeOperatorsError::OutOfRange)?;
            taken.push(keys.as_ref().clone());
        }
        Ok(())
    }

    /// Drops keys that were signed for other credentials.
    fn trim_unused_keys(&mut self, module: ModuleId, effects: &mut Effects) {
        let unused: Vec<_> = self
            .operators(module)
            .filter(|(_, operator)| operator.added_keys > operator.deposited_keys)
            .map(|(id, operator)| (id, operator.clone()))
            .collect();
        if unused.is_empty() {
            return;
        }
        for (id, operator) in unused {
            let (kept, added) = (operator.deposited_keys, operator.added_keys);
            for index in kept..added {
                self.keys.remove(&(module, id, index));
            }
            self.operators.insert((module, id), NodeOperator { added_keys: kept, vetted_keys: kept, ..operator });
            let trimmed = added.saturating_sub(kept);
            for event in [
                NodeOperatorsEvent::TotalSigningKeysCountChanged { operator: id, count: kept },
                NodeOperatorsEvent::VettedSigningKeysCountChanged { operator: id, count: kept },
                NodeOperatorsEvent::NodeOperatorTotalKeysTrimmed { operator: id, trimmed },
            ] {
                effects.emit(StakingModuleEvent { module, event });
            }
        }
        self.increase_nonce(module, effects);
    }
}

/// An operator as a bucket: filled by its active validators, bounded by its vetted keys.
fn bucket(operator: &NodeOperator) -> Result<Bucket, ArithError> {
    let capacity = operator.vetted_keys.checked_sub(operator.exited_validators).ok_or(ArithError::Underflow)?;
    Ok(Bucket { level: operator.active_validators()?, capacity })
}
