//! Withdrawals that wait, with what they are worth now.
//!
//! The contracts keep scaled shares, which nobody can spend. What counts is what completing would pay: the scaled shares
//! times the slashing factor of the operator that was left, of the last block of the delay at the latest.

use super::strategy::values;
use super::{Core, Place, Strategies, Strategy, Trial};
use crate::output::grouped;
use alloy_primitives::{Address, B256, Bytes, U256, keccak256};
use alloy_rpc_types_eth::{BlockId, Filter, Log};
use alloy_sol_types::{SolEvent as _, SolValue as _};
use aquifer_contracts::interfaces::restaking::IDelegationManager::{
    self, Withdrawal, getQueuedWithdrawalsCall, getQueuedWithdrawalsReturn,
};
use serde_json::{Value, json};

/// A withdrawal that waits.
#[derive(Debug, Clone)]
pub(crate) struct Queued {
    pub(crate) root: B256,
    pub(crate) withdrawal: Withdrawal,
    /// The first block it can be completed in.
    pub(crate) completable_block: u64,
    pub(crate) parts: Vec<Part>,
}

/// What it pays of one strategy.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    pub(crate) strategy: Strategy,
    /// As stored: before any slashing factor.
    pub(crate) scaled_shares: U256,
    /// Paid if it were completed now.
    pub(crate) shares: U256,
    /// The same in tokens.
    pub(crate) value: U256,
}

/// The withdrawals of some stakers as of a block, in the order of the contract.
pub(crate) async fn queued_of(
    core: &Core,
    strategies: &Strategies,
    stakers: &[Address],
    block: BlockId,
) -> eyre::Result<Vec<Queued>> {
    let mut trial = Trial::default();
    let places: Vec<_> = stakers.iter().map(|staker| waiting(&mut trial, core, *staker)).collect();
    let answers = trial.read(&core.client, block).await?;
    let waiting = places.iter().map(|place| answers.get(place)).collect::<eyre::Result<Vec<_>>>()?;
    valued(core, strategies, waiting, block).await
}

/// Adds the view of a staker's withdrawals to a trial.
pub(crate) fn waiting(trial: &mut Trial, core: &Core, staker: Address) -> Place<getQueuedWithdrawalsCall> {
    trial.call(core.addresses.delegation_manager, &getQueuedWithdrawalsCall { staker })
}

/// Withdrawals as the view gives them, with what they are worth at a block's rates.
pub(crate) async fn valued(
    core: &Core,
    strategies: &Strategies,
    waiting: Vec<getQueuedWithdrawalsReturn>,
    block: BlockId,
) -> eyre::Result<Vec<Queued>> {
    let delay = core.withdrawal_delay().await?;
    let mut queued = Vec::new();
    for waiting in waiting {
        let pairs = waiting.withdrawals.into_iter().zip(waiting.shares);
        queued.extend(pairs.map(|(withdrawal, shares)| Queued::new(withdrawal, &shares, delay, strategies)));
    }
    with_values(core, block, queued).await
}

async fn with_values(core: &Core, block: BlockId, mut queued: Vec<Queued>) -> eyre::Result<Vec<Queued>> {
    let parts = queued.iter().flat_map(|queued| &queued.parts);
    let shares: Vec<_> = parts.map(|part| (part.strategy.address, part.shares)).collect();
    let values = values(&core.client, block, &shares).await?;
    for (part, value) in queued.iter_mut().flat_map(|queued| &mut queued.parts).zip(values) {
        part.value = value;
    }
    Ok(queued)
}

impl Queued {
    fn new(withdrawal: Withdrawal, shares: &[U256], delay: u64, strategies: &Strategies) -> Self {
        let parts = withdrawal.strategies.iter().zip(&withdrawal.scaledShares).zip(shares);
        let part = |((strategy, scaled), shares): ((&Address, &U256), &U256)| Part {
            strategy: strategies.at(*strategy),
            scaled_shares: *scaled,
            shares: *shares,
            value: U256::ZERO,
        };
        Self {
            root: keccak256(withdrawal.abi_encode()),
            completable_block: u64::from(withdrawal.startBlock) + delay + 1,
            parts: parts.map(part).collect(),
            withdrawal,
        }
    }

    /// Whether the next block after `head` may complete it.
    pub(crate) const fn is_completable(&self, head: u64) -> bool {
        head + 1 >= self.completable_block
    }

    /// When it can be completed, seen from `head`.
    pub(crate) fn when(&self, head: u64) -> String {
        match self.completable_block.saturating_sub(head + 1) {
            0 => "now".to_owned(),
            1 => format!("in block {}, 1 block after the next", grouped(self.completable_block)),
            blocks => format!("in block {}, {} blocks after the next", grouped(self.completable_block), grouped(blocks)),
        }
    }

    /// What it was worth when it was queued, in shares, strategy by strategy: the event of that block says so. Withdrawals of
    /// genesis have none.
    pub(crate) async fn queued_shares(&self, core: &Core) -> eyre::Result<Option<Vec<U256>>> {
        let block = u64::from(self.withdrawal.startBlock);
        let topic = IDelegationManager::SlashingWithdrawalQueued::SIGNATURE_HASH;
        let filter = Filter::new().select(block..=block).address(core.addresses.delegation_manager).event_signature(topic);
        let logs: Vec<Log> = core.client.request("eth_getLogs", (filter,)).await?;
        let events = logs.iter().filter_map(|log| IDelegationManager::SlashingWithdrawalQueued::decode_log(&log.inner).ok());
        Ok(events.map(|event| event.data).find(|event| event.withdrawalRoot == self.root).map(|event| event.sharesToWithdraw))
    }

    /// For JSON.
    pub(crate) fn as_json(&self, head: u64) -> Value {
        let withdrawal = &self.withdrawal;
        let parts = self.parts.iter().map(|part| {
            json!({
                "strategy": part.strategy.address,
                "symbol": part.strategy.unit(),
                "scaledShares": part.scaled_shares.to_string(),
                "shares": part.shares.to_string(),
                "value": part.value.to_string(),
            })
        });
        json!({
            "root": self.root,
            "staker": withdrawal.staker,
            "delegatedTo": withdrawal.delegatedTo,
            "nonce": withdrawal.nonce.to_string(),
            "startBlock": withdrawal.startBlock,
            "completableBlock": self.completable_block,
            "isCompletable": self.is_completable(head),
            "encoded": Bytes::from(withdrawal.abi_encode()),
            "strategies": parts.collect::<Vec<_>>(),
        })
    }
}
