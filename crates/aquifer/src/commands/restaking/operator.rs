//! An operator: what is delegated to it, and what of that each operator set may slash.

use super::strategy::values;
use super::{Core, Strategies, Strategy, Trial};
use alloy_primitives::{Address, U256};
use alloy_rpc_types_eth::BlockId;
use aquifer_contracts::interfaces::restaking::{
    IAllocationManager::{self, OperatorSet},
    IDelegationManager,
};
use serde_json::{Value, json};

/// An operator.
#[derive(Debug, Clone)]
pub(crate) struct Operator {
    pub(crate) address: Address,
    /// Zero when nobody need approve.
    pub(crate) approver: Address,
    /// In blocks; none until it is set.
    pub(crate) allocation_delay: Option<u32>,
    /// What is delegated to it.
    pub(crate) stakes: Vec<Stake>,
    pub(crate) sets: Vec<Membership>,
}

/// What is delegated to an operator in a strategy.
#[derive(Debug, Clone)]
pub(crate) struct Stake {
    pub(crate) strategy: Strategy,
    pub(crate) shares: U256,
    /// In tokens.
    pub(crate) value: U256,
    pub(crate) max_magnitude: u64,
    pub(crate) encumbered: u64,
    /// Magnitude that no set has.
    pub(crate) allocatable: u64,
}

/// An operator set it is registered for, or has allocated to.
#[derive(Debug, Clone)]
pub(crate) struct Membership {
    pub(crate) set: OperatorSet,
    pub(crate) is_registered: bool,
    /// Registered, or deregistered not long enough ago.
    pub(crate) is_slashable: bool,
    pub(crate) allocations: Vec<Allocated>,
}

/// What a set may slash of a strategy.
#[derive(Debug, Clone)]
pub(crate) struct Allocated {
    pub(crate) strategy: Strategy,
    pub(crate) magnitude: u64,
    /// Where it goes, and in which block, when it is changing.
    pub(crate) pending: Option<(u64, u32)>,
    /// Allocated stake in tokens.
    pub(crate) value: U256,
}

impl Operator {
    /// Reads it as of a block; `None` when there is no such operator.
    pub(crate) async fn read(
        core: &Core,
        strategies: &Strategies,
        address: Address,
        block: BlockId,
    ) -> eyre::Result<Option<Self>> {
        let (delegation, allocation) = (core.addresses.delegation_manager, core.addresses.allocation_manager);
        let mut trial = Trial::default();
        let is_operator = trial.call(delegation, &IDelegationManager::isOperatorCall { operator: address });
        let approver = trial.call(delegation, &IDelegationManager::delegationApproverCall { operator: address });
        let delay = trial.call(allocation, &IAllocationManager::getAllocationDelayCall { operator: address });
        let answers = trial.read(&core.client, block).await?;
        if !answers.get(&is_operator)? {
            return Ok(None);
        }
        let delay = answers.get(&delay)?;
        Ok(Some(Self {
            address,
            approver: answers.get(&approver)?,
            allocation_delay: delay.isSet.then_some(delay.delay),
            stakes: stakes(core, strategies, address, block).await?,
            sets: memberships(core, strategies, address, block).await?,
        }))
    }

    /// For JSON.
    pub(crate) fn as_json(&self) -> Value {
        json!({
            "operator": self.address,
            "delegationApprover": (!self.approver.is_zero()).then_some(self.approver),
            "allocationDelay": self.allocation_delay,
            "strategies": self.stakes.iter().map(Stake::as_json).collect::<Vec<_>>(),
            "operatorSets": self.sets.iter().map(Membership::as_json).collect::<Vec<_>>(),
        })
    }
}

/// The strategies in which something is delegated to it, or was slashed.
async fn stakes(core: &Core, strategies: &Strategies, operator: Address, block: BlockId) -> eyre::Result<Vec<Stake>> {
    let (delegation, allocation) = (core.addresses.delegation_manager, core.addresses.allocation_manager);
    let mut trial = Trial::default();
    let places: Vec<_> = strategies
        .all()
        .map(|strategy| {
            let of = strategy.address;
            let shares = IDelegationManager::operatorSharesCall { operator, strategy: of };
            (
                strategy,
                trial.call(delegation, &shares),
                trial.call(allocation, &IAllocationManager::getMaxMagnitudeCall { operator, strategy: of }),
                trial.call(allocation, &IAllocationManager::getEncumberedMagnitudeCall { operator, strategy: of }),
                trial.call(allocation, &IAllocationManager::getAllocatableMagnitudeCall { operator, strategy: of }),
            )
        })
        .collect();
    let answers = trial.read(&core.client, block).await?;
    let mut stakes = Vec::new();
    for (strategy, shares, max, encumbered, allocatable) in places {
        stakes.push(Stake {
            strategy: strategy.clone(),
            shares: answers.get(&shares)?,
            value: U256::ZERO,
            max_magnitude: answers.get(&max)?,
            encumbered: answers.get(&encumbered)?,
            allocatable: answers.get(&allocatable)?,
        });
    }
    stakes.retain(|stake| !stake.shares.is_zero() || stake.encumbered > 0 || stake.max_magnitude < super::WHOLE);
    let shares: Vec<_> = stakes.iter().map(|stake| (stake.strategy.address, stake.shares)).collect();
    for (stake, value) in stakes.iter_mut().zip(values(&core.client, block, &shares).await?) {
        stake.value = value;
    }
    Ok(stakes)
}

/// The sets it is in or has allocated to, in the contracts' order.
async fn memberships(core: &Core, strategies: &Strategies, operator: Address, block: BlockId) -> eyre::Result<Vec<Membership>> {
    let manager = core.addresses.allocation_manager;
    let mut trial = Trial::default();
    let registered = trial.call(manager, &IAllocationManager::getRegisteredSetsCall { operator });
    let allocated = trial.call(manager, &IAllocationManager::getAllocatedSetsCall { operator });
    let answers = trial.read(&core.client, block).await?;
    let registered = answers.get(&registered)?;
    let mut sets = registered.clone();
    sets.extend(answers.get(&allocated)?.into_iter().filter(|set| !registered.contains(set)));

    let mut trial = Trial::default();
    let view = |set: &OperatorSet| IAllocationManager::isOperatorSlashableCall { operator, operatorSet: set.clone() };
    let slashable: Vec<_> = sets.iter().map(|set| trial.call(manager, &view(set))).collect();
    let view = |set: &OperatorSet| IAllocationManager::getAllocatedStrategiesCall { operator, operatorSet: set.clone() };
    let listed: Vec<_> = sets.iter().map(|set| trial.call(manager, &view(set))).collect();
    let answers = trial.read(&core.client, block).await?;
    let mut memberships = Vec::new();
    for ((set, slashable), listed) in sets.into_iter().zip(&slashable).zip(&listed) {
        let allocations = allocations(core, strategies, operator, &set, answers.get(listed)?, block).await?;
        let (is_registered, is_slashable) = (registered.contains(&set), answers.get(slashable)?);
        memberships.push(Membership { set, is_registered, is_slashable, allocations });
    }
    Ok(memberships)
}

/// What an operator has allocated to a set.
async fn allocations(
    core: &Core,
    strategies: &Strategies,
    operator: Address,
    set: &OperatorSet,
    listed: Vec<Address>,
    block: BlockId,
) -> eyre::Result<Vec<Allocated>> {
    let manager = core.addresses.allocation_manager;
    let mut trial = Trial::default();
    let view = |strategy: Address| IAllocationManager::getAllocationCall { operator, operatorSet: set.clone(), strategy };
    let places: Vec<_> = listed.iter().map(|strategy| trial.call(manager, &view(*strategy))).collect();
    let stake = IAllocationManager::getAllocatedStakeCall {
        operatorSet: set.clone(),
        operators: vec![operator],
        strategies: listed.clone(),
    };
    let stake = trial.call(manager, &stake);
    let answers = trial.read(&core.client, block).await?;
    let shares = answers.get(&stake)?.into_iter().next().unwrap_or_default();
    let shares: Vec<_> = listed.iter().copied().zip(shares).collect();
    let values = values(&core.client, block, &shares).await?;
    let mut allocations = Vec::new();
    for ((strategy, place), value) in listed.into_iter().zip(&places).zip(values) {
        let allocation = answers.get(place)?;
        let target = i128::from(allocation.currentMagnitude).saturating_add(allocation.pendingDiff);
        allocations.push(Allocated {
            strategy: strategies.at(strategy),
            magnitude: allocation.currentMagnitude,
            pending: (allocation.pendingDiff != 0).then(|| (u64::try_from(target).unwrap_or_default(), allocation.effectBlock)),
            value,
        });
    }
    Ok(allocations)
}

impl Stake {
    fn as_json(&self) -> Value {
        json!({
            "strategy": self.strategy.address,
            "symbol": self.strategy.unit(),
            "shares": self.shares.to_string(),
            "value": self.value.to_string(),
            "maxMagnitude": self.max_magnitude.to_string(),
            "encumberedMagnitude": self.encumbered.to_string(),
            "allocatableMagnitude": self.allocatable.to_string(),
        })
    }
}

impl Membership {
    /// For JSON.
    pub(crate) fn as_json(&self) -> Value {
        json!({
            "avs": self.set.avs,
            "operatorSetId": self.set.id,
            "registered": self.is_registered,
            "slashable": self.is_slashable,
            "allocations": self.allocations.iter().map(Allocated::as_json).collect::<Vec<_>>(),
        })
    }
}

impl Allocated {
    fn as_json(&self) -> Value {
        json!({
            "strategy": self.strategy.address,
            "symbol": self.strategy.unit(),
            "magnitude": self.magnitude.to_string(),
            "pendingMagnitude": self.pending.map(|(magnitude, _)| magnitude.to_string()),
            "effectBlock": self.pending.map(|(_, block)| block),
            "value": self.value.to_string(),
        })
    }
}
