//! What a staker has: in strategies, in the queue, and with whom.

use super::strategy::values;
use super::{Core, Queued, Strategies, Strategy, Trial, queued_of};
use alloy_primitives::{Address, U256};
use alloy_rpc_types_eth::BlockId;
use aquifer_contracts::interfaces::restaking::IDelegationManager;
use serde_json::{Value, json};

/// A staker.
#[derive(Debug, Clone)]
pub(crate) struct Position {
    pub(crate) staker: Address,
    pub(crate) operator: Option<Address>,
    pub(crate) holdings: Vec<Holding>,
    pub(crate) queued: Vec<Queued>,
}

/// What a staker has in a strategy.
#[derive(Debug, Clone)]
pub(crate) struct Holding {
    pub(crate) strategy: Strategy,
    /// Never reduced by slashing.
    pub(crate) deposit_shares: U256,
    /// What is left of them after slashing.
    pub(crate) withdrawable_shares: U256,
    /// The deposit shares in tokens: what there would be had nothing been slashed.
    pub(crate) deposited: U256,
    /// The withdrawable shares in tokens: what can be withdrawn.
    pub(crate) withdrawable: U256,
}

impl Position {
    /// Reads it as of a block.
    pub(crate) async fn read(core: &Core, strategies: &Strategies, staker: Address, block: BlockId) -> eyre::Result<Self> {
        let manager = core.addresses.delegation_manager;
        let mut trial = Trial::default();
        let operator = trial.call(manager, &IDelegationManager::delegatedToCall { staker });
        let deposited = trial.call(manager, &IDelegationManager::getDepositedSharesCall { staker });
        let answers = trial.read(&core.client, block).await?;
        let operator = Some(answers.get(&operator)?).filter(|operator| !operator.is_zero());
        let listed = answers.get(&deposited)?._0;
        let holdings = holdings(core, strategies, staker, listed, block).await?;
        let queued = queued_of(core, strategies, &[staker], block).await?;
        Ok(Self { staker, operator, holdings, queued })
    }

    /// What it has in a strategy, if anything.
    pub(crate) fn holding(&self, strategy: &Strategy) -> Option<&Holding> {
        self.holdings.iter().find(|holding| holding.strategy.address == strategy.address)
    }

    /// For JSON.
    pub(crate) fn as_json(&self, head: u64) -> Value {
        json!({
            "staker": self.staker,
            "operator": self.operator,
            "positions": self.holdings.iter().map(Holding::as_json).collect::<Vec<_>>(),
            "queued": self.queued.iter().map(|queued| queued.as_json(head)).collect::<Vec<_>>(),
        })
    }
}

async fn holdings(
    core: &Core,
    strategies: &Strategies,
    staker: Address,
    listed: Vec<Address>,
    block: BlockId,
) -> eyre::Result<Vec<Holding>> {
    let mut trial = Trial::default();
    let view = IDelegationManager::getWithdrawableSharesCall { staker, strategies: listed.clone() };
    let place = trial.call(core.addresses.delegation_manager, &view);
    let shares = trial.read(&core.client, block).await?.get(&place)?;
    let deposits: Vec<_> = listed.iter().copied().zip(shares.depositShares).collect();
    let withdrawables: Vec<_> = listed.into_iter().zip(shares.withdrawableShares).collect();
    let deposited = values(&core.client, block, &deposits).await?;
    let withdrawable = values(&core.client, block, &withdrawables).await?;
    let rows = deposits.into_iter().zip(withdrawables).zip(deposited.into_iter().zip(withdrawable));
    let holding = |(((strategy, deposit_shares), (_, withdrawable_shares)), (deposited, withdrawable))| Holding {
        strategy: strategies.at(strategy),
        deposit_shares,
        withdrawable_shares,
        deposited,
        withdrawable,
    };
    Ok(rows.map(holding).collect())
}

impl Holding {
    fn as_json(&self) -> Value {
        json!({
            "strategy": self.strategy.address,
            "token": self.strategy.token,
            "symbol": self.strategy.unit(),
            "depositShares": self.deposit_shares.to_string(),
            "withdrawableShares": self.withdrawable_shares.to_string(),
            "deposited": self.deposited.to_string(),
            "withdrawable": self.withdrawable.to_string(),
        })
    }
}
