//! What restaking earns: the service's weekly reward, by what it alone can slash, and the tokens' own growth.

use super::restaking::Restaking;
use super::{ETHER, Story};
use crate::output::{ether, ether_exact, grouped, say};
use alloy_primitives::{B256, U256};
use aquifer_contracts::interfaces::IERC20;
use aquifer_contracts::interfaces::restaking::IRewardsCoordinator::{DistributionRoot, OperatorSet};
use aquifer_keepers::chain::merkle_claim;
use aquifer_protocol::restaking::rewards::tree::DistributionTree;
use aquifer_protocol::units::mul_div_down;
use eyre::{WrapErr as _, ensure, eyre};

/// Seconds of a day, and days of a week.
const DAY: u64 = 86_400;
const WEEK_DAYS: u64 = 7;
/// The whole in basis points.
const FULL_BIPS: u64 = 10_000;
/// How exactly the demo foretells a reward: shares of all stakers are rounded on the way, to 15 decimals.
const EXACT: U256 = U256::from_limbs([1_000_000_000, 0, 0, 0]);
/// Longest until a reward can be claimed: a day to earn, a night to be posted, and mainnet's seven days to be disputed.
const PATIENCE_DAYS: u64 = 12;

/// What Alice had earned up to a day.
#[derive(Debug, Clone, Copy, Default)]
struct Earned {
    /// Of the reward token, since ever.
    cumulative: U256,
    /// When the last day that counts began.
    until: u64,
}

impl Restaking {
    async fn tree(&self, root: B256) -> eyre::Result<DistributionTree> {
        let tree = self.alice.client.rewards_tree(root).await?;
        tree.ok_or_else(|| eyre!("the tree of root {root} is not published: see `aquifer status` for the rewards keeper"))
    }

    /// What Alice had earned by a root.
    async fn earned_by(&self, root: &DistributionRoot) -> eyre::Result<Earned> {
        let tree = self.tree(root.root).await?;
        let mine = tree.earned_by(self.alice.address()).iter().find(|earned| earned.token == self.reward.token);
        let cumulative = mine.map_or(U256::ZERO, |earned| earned.cumulative);
        Ok(Earned { cumulative, until: root.rewardsCalculationEndTimestamp.into() })
    }

    /// By the newest root, active or not; nothing before the first one.
    async fn earned_so_far(&self, now: u64) -> eyre::Result<Earned> {
        if self.alice.rewards.getDistributionRootsLength().call().await?.is_zero() {
            return Ok(Earned { cumulative: U256::ZERO, until: now });
        }
        self.earned_by(&self.alice.rewards.getCurrentDistributionRoot().call().await?).await
    }

    /// What a day brings her: her part of all stake that only this service can slash, without her operator's split.
    async fn daily_reward(&self) -> eyre::Result<U256> {
        let (set, operator) = (&self.operator.set, self.operator.address());
        let operators = self.alice.allocation.getMembers(set.clone()).call().await?;
        let strategies = self.alice.allocation.getStrategiesInOperatorSet(set.clone()).call().await?;
        let stakes = self.alice.allocation.getAllocatedStake(set.clone(), operators, strategies).call().await?;
        let all: U256 = stakes.iter().flatten().copied().sum();
        let hers = self.slashable(self.alice.withdrawable().await?).await?;
        let of_set = OperatorSet { avs: set.avs, id: set.id };
        let split = u64::from(self.alice.rewards.getOperatorSetSplit(operator, of_set).call().await?);
        let a_day = self.reward.amount / U256::from(WEEK_DAYS);
        say!(
            "   {} wstETH a week are {} a day, for {} shares that only it can slash;",
            ether(self.reward.amount),
            ether_exact(a_day),
            ether(all)
        );
        say!("   {} of them are Alice's, and {} % of what they earn her operator's", ether(hers), split * 100 / FULL_BIPS);
        let before_split = mul_div_down(a_day, hers, all)?;
        Ok(mul_div_down(before_split, U256::from(FULL_BIPS - split), U256::from(FULL_BIPS))?)
    }
}

impl Story<'_> {
    pub(super) async fn the_service_pays(&mut self, restaking: &Restaking) -> eyre::Result<()> {
        self.say("The service pays for its security, and a keeper works out whom");
        let alice = &restaking.alice;
        let status = self.alice.client.status().await?;
        let (worth, so_far) = (self.restaked(restaking).await?, restaking.earned_so_far(status.block.timestamp).await?);
        let daily = restaking.daily_reward().await?;
        let root = self.claimable(restaking, so_far).await?;
        let earned = restaking.earned_by(&root).await?;
        let days = (earned.until / DAY).saturating_sub(so_far.until / DAY);
        let reward = earned.cumulative - so_far.cumulative;
        let expected = daily * U256::from(days);
        say!("   days earned: {}, at {} each: {} wstETH", grouped(days), ether_exact(daily), ether_exact(reward));
        ensure!(
            reward.abs_diff(expected) <= expected / EXACT + U256::from(days),
            "Alice earned {reward} in {days} days, expected {expected}"
        );
        self.alice_claims_rewards(restaking, root.root, earned).await?;
        let grown = self.restaked(restaking).await?;
        say!("   and restaked stETH rebases like any other: {} -> {}", ether(worth), ether(grown));
        ensure!(grown > worth, "what Alice restaked did not grow");
        ensure!(alice.max_magnitude(restaking.operator.address()).await? <= ETHER.to::<u64>(), "a magnitude of more than one");
        Ok(())
    }

    /// What Alice could withdraw, in stETH.
    async fn restaked(&self, restaking: &Restaking) -> eyre::Result<U256> {
        Ok(restaking.alice.pot().await?.tokens_for(restaking.alice.withdrawable().await?)?)
    }

    /// Waits, day by day, for a root that Alice has earned something new by and that can be claimed.
    async fn claimable(&self, restaking: &Restaking, so_far: Earned) -> eyre::Result<DistributionRoot> {
        let mut status = self.alice.client.status().await?;
        let start = status.block.timestamp;
        loop {
            let root = restaking.alice.rewards.getCurrentClaimableDistributionRoot().call().await?;
            if root.root != B256::ZERO && u64::from(root.rewardsCalculationEndTimestamp) > so_far.until {
                return Ok(root);
            }
            let days = (status.block.timestamp - start) / DAY;
            ensure!(
                days < PATIENCE_DAYS,
                "nothing can be claimed after {days} days: see `aquifer status` for the rewards keeper"
            );
            status = self.advance(DAY / status.seconds_per_slot).await?;
        }
    }

    async fn alice_claims_rewards(&self, restaking: &Restaking, root: B256, earned: Earned) -> eyre::Result<()> {
        let (alice, token) = (&restaking.alice, restaking.reward.token);
        let claimed = alice.rewards.cumulativeClaimed(alice.address(), token).call().await?;
        let held = IERC20::new(token, alice.client.provider());
        let before = held.balanceOf(alice.address()).call().await?;
        let index = alice.rewards.getRootIndexFromHash(root).call().await?;
        let claim = restaking.tree(root).await?.claim(index, alice.address(), &[token])?;
        let call = alice.rewards.processClaim(merkle_claim(claim), alice.address());
        alice.client.send(call.into_transaction_request()).await.wrap_err("claiming rewards")?;
        let paid = held.balanceOf(alice.address()).call().await? - before;
        let expected = earned.cumulative.checked_sub(claimed).ok_or_else(|| eyre!("Alice has claimed more than she earned"))?;
        say!("   she claims with a Merkle proof against root {root}: {} wstETH", ether_exact(paid));
        ensure!(paid == expected, "the claim paid {paid}, her leaf says {expected}");
        Ok(())
    }
}
