//! The payer: submits each week's reward for the stake that the service alone can slash (`createUniqueStakeRewardsSubmission`).
//!
//! Weeks are those of Unix time, which the RewardsCoordinator's days fit into. A week is paid for when it begins, or as
//! soon as the keeper runs; one that went by is not made up for. What was paid is read from events, so nothing is paid
//! twice after a restart.

use super::{ServiceContracts, WeeklyReward, contracts};
use crate::Health;
use crate::chain::{Client, Head, Provider};
use crate::runner::{Done, Keeper};
use alloy_primitives::aliases::U96;
use alloy_primitives::{Address, U256};
use alloy_provider::Provider as _;
use alloy_rpc_types_eth::Filter;
use alloy_sol_types::SolEvent as _;
use aquifer_contracts::interfaces::IERC20;
use aquifer_contracts::interfaces::restaking::IRewardsCoordinator::{
    self, IRewardsCoordinatorInstance, OperatorSet, RewardsSubmission, StrategyAndMultiplier, UniqueStakeRewardsSubmissionCreated,
};
use eyre::WrapErr as _;
use tracing::info;

/// Seconds of a week.
const WEEK: u64 = 604_800;
/// Shares of every strategy count the same: 10^18.
const MULTIPLIER: U96 = U96::from_limbs([1_000_000_000_000_000_000, 0]);

/// Pays the service's operators and their stakers.
pub(crate) struct Payer {
    client: Client,
    service: Address,
    rewards: IRewardsCoordinatorInstance<Provider>,
    reward: WeeklyReward,
    contracts: Option<ServiceContracts>,
    /// The week paid last, and the head at which that was seen.
    paid: Option<(u64, u64)>,
}

impl Payer {
    pub(crate) fn new(client: Client, service: Address, rewards_coordinator: Address, reward: WeeklyReward) -> Self {
        let rewards = IRewardsCoordinator::new(rewards_coordinator, client.provider());
        Self { client, service, rewards, reward, contracts: None, paid: None }
    }

    /// Whether this account has submitted for a week that has begun.
    async fn has_paid(&self, start: u64, seconds_per_slot: u64, head: Head) -> eyre::Result<bool> {
        // It may have begun before the chain did.
        let slots = head.timestamp.saturating_sub(start).div_ceil(seconds_per_slot);
        let filter = Filter::new()
            .address(*self.rewards.address())
            .event_signature(UniqueStakeRewardsSubmissionCreated::SIGNATURE_HASH)
            .topic1(self.client.address().into_word())
            .from_block(head.number.saturating_sub(slots))
            .to_block(head.number);
        for log in self.client.provider().get_logs(&filter).await.wrap_err("reading what was paid")? {
            let created = UniqueStakeRewardsSubmissionCreated::decode_log(&log.inner)?.data;
            let submission = created.rewardsSubmission;
            if created.operatorSet.avs == self.service && u64::from(submission.startTimestamp) == start {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// What the payer lacks, if it does.
    async fn shortage(&self) -> eyre::Result<Option<U256>> {
        let token = IERC20::new(self.reward.token, self.client.provider());
        let held = token.balanceOf(self.client.address()).call().await.wrap_err("reading the payer's stock")?;
        Ok((held < self.reward.amount).then_some(self.reward.amount - held))
    }

    /// Lets the RewardsCoordinator take the reward, now and in all weeks to come.
    async fn approve(&self) -> eyre::Result<()> {
        let token = IERC20::new(self.reward.token, self.client.provider());
        let spender = *self.rewards.address();
        if token.allowance(self.client.address(), spender).call().await? < self.reward.amount {
            let call = token.approve(spender, U256::MAX);
            self.client.send(call.into_transaction_request()).await.wrap_err("approving the reward token")?;
        }
        Ok(())
    }

    async fn pay(&mut self, start: u64) -> eyre::Result<()> {
        self.approve().await?;
        let contracts = contracts(&mut self.contracts, &self.client, self.service).await?;
        let mut strategies = contracts.allocation.getStrategiesInOperatorSet(contracts.set.clone()).call().await?;
        strategies.sort_unstable();
        let weigh = |strategy: &Address| StrategyAndMultiplier { strategy: *strategy, multiplier: MULTIPLIER };
        let submission = RewardsSubmission {
            strategiesAndMultipliers: strategies.iter().map(weigh).collect(),
            token: self.reward.token,
            amount: self.reward.amount,
            startTimestamp: u32::try_from(start).wrap_err("the contract counts seconds in 32 bits")?,
            duration: WEEK as u32,
        };
        let set = OperatorSet { avs: contracts.set.avs, id: contracts.set.id };
        let call = self.rewards.createUniqueStakeRewardsSubmission(set, vec![submission]);
        self.client.send(call.into_transaction_request()).await.wrap_err("submitting the week's reward")?;
        Ok(())
    }
}

impl Keeper for Payer {
    fn client(&self) -> &Client {
        &self.client
    }

    async fn act(&mut self, head: Head, health: &mut Health) -> eyre::Result<Done> {
        let week = head.timestamp / WEEK;
        let start = week * WEEK;
        if let Some((paid, at)) = self.paid
            && paid == week
            && at <= head.number
        {
            return Ok(Done { next_due: health.next_due_slot, note: health.note.clone() });
        }
        let status = self.client.status().await?;
        let next = (start + WEEK - status.genesis_time).div_ceil(status.seconds_per_slot);
        if !self.has_paid(start, status.seconds_per_slot, head).await? {
            if let Some(lacking) = self.shortage().await? {
                return Ok(Done::until(
                    next,
                    format!("the week is not paid for: {lacking} units of {} are missing", self.reward.token),
                ));
            }
            self.pay(start).await?;
            info!(start, amount = %self.reward.amount, "week paid");
        }
        self.paid = Some((week, head.number));
        Ok(Done::until(next, format!("paid {} units of {} for the week from {start}", self.reward.amount, self.reward.token)))
    }
}
