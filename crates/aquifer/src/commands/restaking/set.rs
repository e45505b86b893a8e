//! An operator set: its rules, its operators, and how much of each strategy it may slash.

use super::strategy::values;
use super::{Core, Strategies, Strategy, Trial};
use alloy_primitives::{Address, U256};
use alloy_rpc_types_eth::BlockId;
use aquifer_contracts::interfaces::restaking::{
    IAllocationManager::{self, OperatorSet},
    IDelegationManager,
};
use serde_json::{Value, json};

/// An operator set.
#[derive(Debug, Clone)]
pub(crate) struct Set {
    pub(crate) set: OperatorSet,
    pub(crate) slasher: Address,
    /// Who will be, and from which block on.
    pub(crate) pending_slasher: Option<(Address, u32)>,
    /// Who gets what is slashed; nobody when it is burned.
    pub(crate) recipient: Option<Address>,
    pub(crate) slashes: U256,
    pub(crate) stakes: Vec<SetStake>,
    pub(crate) members: Vec<Address>,
    /// In tokens, per member and strategy.
    pub(crate) slashable_by_member: Vec<Vec<U256>>,
}

/// Of one strategy, over all operators of the set, in tokens.
#[derive(Debug, Clone)]
pub(crate) struct SetStake {
    pub(crate) strategy: Strategy,
    pub(crate) slashable: U256,
    pub(crate) delegated: U256,
}

impl Set {
    /// Reads it as of a block.
    pub(crate) async fn read(core: &Core, strategies: &Strategies, avs: Address, id: u32, block: BlockId) -> eyre::Result<Self> {
        let (manager, set) = (core.addresses.allocation_manager, OperatorSet { avs, id });
        let operator_set = || set.clone();
        let mut trial = Trial::default();
        let slasher = trial.call(manager, &IAllocationManager::getSlasherCall { operatorSet: operator_set() });
        let pending = trial.call(manager, &IAllocationManager::getPendingSlasherCall { operatorSet: operator_set() });
        let redistributes = IAllocationManager::isRedistributingOperatorSetCall { operatorSet: operator_set() };
        let redistributes = trial.call(manager, &redistributes);
        let recipient = IAllocationManager::getRedistributionRecipientCall { operatorSet: operator_set() };
        let recipient = trial.call(manager, &recipient);
        let slashes = trial.call(manager, &IAllocationManager::getSlashCountCall { operatorSet: operator_set() });
        let members = trial.call(manager, &IAllocationManager::getMembersCall { operatorSet: operator_set() });
        let listed = IAllocationManager::getStrategiesInOperatorSetCall { operatorSet: operator_set() };
        let listed = trial.call(manager, &listed);
        let answers = trial.read(&core.client, block).await?;
        let pending = answers.get(&pending)?;
        let (members, listed) = (answers.get(&members)?, answers.get(&listed)?);
        let (slashable_by_member, delegated) = stakes(core, &set, &members, &listed, block).await?;
        let sum = |rows: &[Vec<U256>], index: usize| {
            rows.iter().filter_map(|row| row.get(index)).fold(U256::ZERO, |sum, value| sum.saturating_add(*value))
        };
        let stake = |(index, strategy): (usize, &Address)| SetStake {
            strategy: strategies.at(*strategy),
            slashable: sum(&slashable_by_member, index),
            delegated: sum(&delegated, index),
        };
        Ok(Self {
            slasher: answers.get(&slasher)?,
            pending_slasher: (!pending.pendingSlasher.is_zero()).then_some((pending.pendingSlasher, pending.effectBlock)),
            recipient: if answers.get(&redistributes)? { Some(answers.get(&recipient)?) } else { None },
            slashes: answers.get(&slashes)?,
            stakes: listed.iter().enumerate().map(stake).collect(),
            members,
            slashable_by_member,
            set,
        })
    }

    /// For JSON.
    pub(crate) fn as_json(&self) -> Value {
        let stakes = self.stakes.iter().map(|stake| {
            json!({
                "strategy": stake.strategy.address,
                "symbol": stake.strategy.unit(),
                "slashable": stake.slashable.to_string(),
                "delegated": stake.delegated.to_string(),
            })
        });
        let members = self.members.iter().zip(&self.slashable_by_member).map(|(operator, slashable)| {
            let slashable: Vec<_> = slashable.iter().map(ToString::to_string).collect();
            json!({ "operator": operator, "slashable": slashable })
        });
        json!({
            "operatorSetId": self.set.id,
            "slasher": self.slasher,
            "pendingSlasher": self.pending_slasher.map(|(slasher, _)| slasher),
            "pendingSlasherBlock": self.pending_slasher.map(|(_, block)| block),
            "redistributionRecipient": self.recipient,
            "slashes": self.slashes.to_string(),
            "strategies": stakes.collect::<Vec<_>>(),
            "operators": members.collect::<Vec<_>>(),
        })
    }
}

/// What the set may slash at once, and what is delegated, per member and strategy, in tokens.
async fn stakes(
    core: &Core,
    set: &OperatorSet,
    members: &[Address],
    listed: &[Address],
    block: BlockId,
) -> eyre::Result<(Vec<Vec<U256>>, Vec<Vec<U256>>)> {
    let mut trial = Trial::default();
    let slashable = IAllocationManager::getMinimumSlashableStakeCall {
        operatorSet: set.clone(),
        operators: members.to_vec(),
        strategies: listed.to_vec(),
        futureBlock: u32::try_from(core.status.block.number).unwrap_or(u32::MAX),
    };
    let slashable = trial.call(core.addresses.allocation_manager, &slashable);
    let shares = IDelegationManager::getOperatorsSharesCall { operators: members.to_vec(), strategies: listed.to_vec() };
    let shares = trial.call(core.addresses.delegation_manager, &shares);
    let answers = trial.read(&core.client, block).await?;
    let in_tokens = async |rows: Vec<Vec<U256>>| {
        let pairs: Vec<_> = rows.iter().flat_map(|row| listed.iter().copied().zip(row.iter().copied())).collect();
        let values = values(&core.client, block, &pairs).await?;
        Ok::<_, eyre::Report>(values.chunks(listed.len().max(1)).map(<[U256]>::to_vec).collect::<Vec<_>>())
    };
    Ok((in_tokens(answers.get(&slashable)?).await?, in_tokens(answers.get(&shares)?).await?))
}
