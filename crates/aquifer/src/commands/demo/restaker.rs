//! A player who restakes: EigenLayer's contracts as one staker with one strategy and one operator sees them.

use super::expected::{Allocation, Pot, Shares};
use alloy_primitives::{Address, B256, Bytes, U256};
use alloy_rpc_types_eth::TransactionReceipt;
use alloy_sol_types::SolEvent;
use aquifer_contracts::interfaces::IERC20;
use aquifer_contracts::interfaces::restaking::{
    IAllocationManager, IDelegationManager, IRewardsCoordinator, IStrategy, IStrategyManager,
};
use aquifer_keepers::chain::{Client, Provider};
use eyre::{WrapErr as _, eyre};
use serde::Deserialize;

/// Where EigenLayer's contracts are: a part of `aquifer_addresses`.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Addresses {
    delegation_manager: Address,
    strategy_manager: Address,
    allocation_manager: Address,
    rewards_coordinator: Address,
}

/// An account that restakes one token.
pub(super) struct Restaker {
    pub(super) client: Client,
    pub(super) token: IERC20::IERC20Instance<Provider>,
    pub(super) strategy: IStrategy::IStrategyInstance<Provider>,
    pub(super) delegation: IDelegationManager::IDelegationManagerInstance<Provider>,
    pub(super) strategies: IStrategyManager::IStrategyManagerInstance<Provider>,
    pub(super) allocation: IAllocationManager::IAllocationManagerInstance<Provider>,
    pub(super) rewards: IRewardsCoordinator::IRewardsCoordinatorInstance<Provider>,
}

/// A withdrawal that waits, and where it waits.
#[derive(Debug, Clone)]
pub(super) struct Queued {
    pub(super) root: B256,
    pub(super) withdrawal: IDelegationManager::Withdrawal,
    /// What it was worth when it was queued, in shares.
    pub(super) shares: U256,
}

impl Restaker {
    /// The account of `client` and the strategy of a token among those of a set.
    pub(super) async fn new(client: Client, token: Address, set: IAllocationManager::OperatorSet) -> eyre::Result<Self> {
        let addresses: Addresses = client.request("aquifer_addresses", ()).await?;
        let provider = client.provider();
        let allocation = IAllocationManager::new(addresses.allocation_manager, provider.clone());
        let strategy = strategy_of(&allocation, set, token).await?;
        Ok(Self {
            token: IERC20::new(token, provider.clone()),
            strategy: IStrategy::new(strategy, provider.clone()),
            delegation: IDelegationManager::new(addresses.delegation_manager, provider.clone()),
            strategies: IStrategyManager::new(addresses.strategy_manager, provider.clone()),
            rewards: IRewardsCoordinator::new(addresses.rewards_coordinator, provider),
            allocation,
            client,
        })
    }

    pub(super) fn address(&self) -> Address {
        self.client.address()
    }

    /// What the strategy holds.
    pub(super) async fn pot(&self) -> eyre::Result<Pot> {
        Ok(Pot {
            total_shares: self.strategy.totalShares().call().await?,
            balance: self.token.balanceOf(*self.strategy.address()).call().await?,
        })
    }

    /// Her shares.
    pub(super) async fn shares(&self) -> eyre::Result<Shares> {
        let (staker, strategy) = (self.address(), *self.strategy.address());
        Ok(Shares {
            deposited: self.strategies.stakerDepositShares(staker, strategy).call().await?,
            factor: self.delegation.depositScalingFactor(staker, strategy).call().await?,
        })
    }

    /// What the contracts say she can withdraw, in shares.
    pub(super) async fn withdrawable(&self) -> eyre::Result<U256> {
        let view = self.delegation.getWithdrawableShares(self.address(), vec![*self.strategy.address()]);
        let shares = view.call().await?.withdrawableShares;
        shares.first().copied().ok_or_else(|| eyre!("asked for one strategy, got the shares of none"))
    }

    /// An operator's shares in her strategy.
    pub(super) async fn operator_shares(&self, operator: Address) -> eyre::Result<U256> {
        Ok(self.delegation.operatorShares(operator, *self.strategy.address()).call().await?)
    }

    /// What a set may slash of an operator in her strategy.
    pub(super) async fn allocation(&self, operator: Address, set: &IAllocationManager::OperatorSet) -> eyre::Result<Allocation> {
        let strategy = *self.strategy.address();
        let current = self.allocation.getAllocation(operator, set.clone(), strategy).call().await?.currentMagnitude;
        Ok(Allocation { current, max: self.max_magnitude(operator).await? })
    }

    /// What is left of an operator's magnitude in her strategy.
    pub(super) async fn max_magnitude(&self, operator: Address) -> eyre::Result<u64> {
        Ok(self.allocation.getMaxMagnitude(operator, *self.strategy.address()).call().await?)
    }

    /// Deposits tokens; the shares they became.
    pub(super) async fn deposit(&self, amount: U256) -> eyre::Result<U256> {
        let manager = *self.strategies.address();
        self.client.send(self.token.approve(manager, amount).into_transaction_request()).await.wrap_err("approving")?;
        let call = self.strategies.depositIntoStrategy(*self.strategy.address(), *self.token.address(), amount);
        let receipt = self.client.send(call.into_transaction_request()).await.wrap_err("depositing")?;
        Ok(event::<IStrategyManager::Deposit>(&receipt)?.shares)
    }

    /// Delegates to an operator that asks nobody's approval.
    pub(super) async fn delegate(&self, operator: Address) -> eyre::Result<()> {
        let nobody = IDelegationManager::SignatureWithExpiry { signature: Bytes::new(), expiry: U256::ZERO };
        let call = self.delegation.delegateTo(operator, nobody, B256::ZERO);
        self.client.send(call.into_transaction_request()).await.wrap_err_with(|| format!("delegating to {operator}"))?;
        Ok(())
    }

    /// Queues the withdrawal of some of her deposit shares.
    pub(super) async fn queue(&self, deposit_shares: U256) -> eyre::Result<Queued> {
        let params = IDelegationManager::QueuedWithdrawalParams {
            strategies: vec![*self.strategy.address()],
            depositShares: vec![deposit_shares],
            __deprecated_withdrawer: Address::ZERO,
        };
        let call = self.delegation.queueWithdrawals(vec![params]);
        let receipt = self.client.send(call.into_transaction_request()).await.wrap_err("queueing a withdrawal")?;
        let event: IDelegationManager::SlashingWithdrawalQueued = event(&receipt)?;
        let shares = event.sharesToWithdraw.first().copied();
        let shares = shares.ok_or_else(|| eyre!("one strategy was queued, the event tells of none"))?;
        Ok(Queued { root: event.withdrawalRoot, withdrawal: event.withdrawal, shares })
    }

    /// What a queued withdrawal is worth now, in shares.
    pub(super) async fn queued_shares(&self, queued: &Queued) -> eyre::Result<U256> {
        let shares = self.delegation.getQueuedWithdrawal(queued.root).call().await?.shares;
        shares.first().copied().ok_or_else(|| eyre!("withdrawal {} is not in the queue", queued.root))
    }

    /// Takes a withdrawal as tokens.
    pub(super) async fn complete(&self, queued: &Queued) -> eyre::Result<TransactionReceipt> {
        let call = self.delegation.completeQueuedWithdrawal(queued.withdrawal.clone(), vec![*self.token.address()], true);
        self.client.send(call.into_transaction_request()).await.wrap_err("completing the withdrawal")
    }
}

/// The strategy of a set that takes a token.
async fn strategy_of(
    allocation: &IAllocationManager::IAllocationManagerInstance<Provider>,
    set: IAllocationManager::OperatorSet,
    token: Address,
) -> eyre::Result<Address> {
    for strategy in allocation.getStrategiesInOperatorSet(set).call().await? {
        // Native stake has no contract.
        let underlying = IStrategy::new(strategy, allocation.provider().clone()).underlyingToken().call().await;
        if underlying.is_ok_and(|underlying| underlying == token) {
            return Ok(strategy);
        }
    }
    Err(eyre!("the service has no strategy for token {token}"))
}

/// The first event of a kind in a receipt.
pub(super) fn event<E: SolEvent>(receipt: &TransactionReceipt) -> eyre::Result<E> {
    receipt
        .decoded_log::<E>()
        .map(|log| log.data)
        .ok_or_else(|| eyre!("the receipt of {} has no {}", receipt.transaction_hash, E::SIGNATURE))
}
