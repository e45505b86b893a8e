//! The third act: real evidence, what a slash takes of whom, and a withdrawal that is slashed while it waits.

use super::expected::{Allocation, Shares};
use super::restaker::Queued;
use super::restaking::Restaking;
use super::{ETHER, Story, near};
use crate::output::{ether, ether_exact, grouped, say};
use alloy_primitives::U256;
use aquifer_contracts::interfaces::AttestationService::{Attested, DoubleSigned};
use aquifer_protocol::restaking::BURN_ADDRESS;
use aquifer_protocol::units::mul_wad_down;
use eyre::{WrapErr as _, ensure, eyre};

/// Seconds of a day.
const DAY: u64 = 86_400;

/// What a slash did.
struct Slash {
    before: Allocation,
    after: Allocation,
    event: DoubleSigned,
}

impl Story<'_> {
    pub(super) async fn third_act(&mut self, restaking: &Restaking) -> eyre::Result<()> {
        self.act("Third act: what it costs when an operator signs twice");
        let first = self.slashed_for_evidence(restaking).await?;
        let queued = self.alice_queues_half(restaking).await?;
        let second = self.slashed_while_queued(restaking, &queued).await?;
        self.alice_takes_her_tokens(restaking, &queued).await?;
        self.the_slashed_stake_is_burnt(restaking, &[first, second]).await
    }

    /// The operator's newest statement that it can still be slashed for; waits for one if it must.
    async fn statement(&self, restaking: &Restaking) -> eyre::Result<Attested> {
        let day = DAY / self.alice.client.status().await?.seconds_per_slot;
        for _ in 0..2 {
            if let Some(statement) = restaking.operator.newest_statement().await? {
                return Ok(statement);
            }
            self.advance(day).await?;
        }
        Err(eyre!("the operator attests nothing: see `aquifer status` for the attesters"))
    }

    /// Has the operator sign twice, waits for the watcher, and holds what follows for the operator.
    async fn slash(&self, restaking: &Restaking) -> eyre::Result<Slash> {
        let (alice, operator) = (&restaking.alice, &restaking.operator);
        let before = alice.allocation(operator.address(), &operator.set).await?;
        let shares = alice.operator_shares(operator.address()).await?;
        let wad = operator.service.wadToSlash().call().await?;
        let statement = self.statement(restaking).await?;
        let value = operator.contradict(&statement).await?;
        say!("   day {}: it signed {}, and now signs {value}", statement.height, statement.value);
        let event = operator.caught(statement.height).await?;
        say!("   {} finds both signatures and submits them; slash {}", event.submitter, event.slashId);
        let after = alice.allocation(operator.address(), &operator.set).await?;
        let expected = before.slashed(wad)?;
        ensure!(after == expected, "the slash left {after:?}, expected {expected:?}");
        say!(
            "   {} % of the {} allocated are gone: magnitude {} -> {}",
            wad / (ETHER.to::<u64>() / 100),
            ether(U256::from(before.current)),
            ether_exact(U256::from(before.max)),
            ether_exact(U256::from(after.max))
        );
        let left = alice.operator_shares(operator.address()).await?;
        let expected = before.left_of(shares, after)?;
        ensure!(left == expected, "the slash left the operator {left} of {shares} shares, expected {expected}");
        say!("   everybody behind it loses the same part: {} -> {} shares", ether(shares), ether(left));
        Ok(Slash { before, after, event })
    }

    async fn slashed_for_evidence(&mut self, restaking: &Restaking) -> eyre::Result<Slash> {
        self.say("The operator's key signs a second value for a day it has attested");
        let (alice, shares) = (&restaking.alice, restaking.alice.shares().await?);
        let slash = self.slash(restaking).await?;
        let (before, after) = (shares.withdrawable(slash.before.max)?, restaking.hold_shares(shares).await?);
        let pot = alice.pot().await?;
        say!("   Alice: {} -> {} stETH", ether(pot.tokens_for(before)?), ether(pot.tokens_for(after)?));
        ensure!(after < before, "Alice lost nothing");
        Ok(slash)
    }

    async fn alice_queues_half(&mut self, restaking: &Restaking) -> eyre::Result<Queued> {
        self.say("She queues the withdrawal of half her deposit");
        let (alice, shares) = (&restaking.alice, restaking.alice.shares().await?);
        let magnitude = alice.max_magnitude(restaking.operator.address()).await?;
        let half = shares.deposited / U256::from(2);
        let queued = alice.queue(half).await?;
        let expected = mul_wad_down(shares.scaled(half)?, U256::from(magnitude))?;
        ensure!(queued.shares == expected, "queued were {} shares, expected {expected}", queued.shares);
        restaking.hold_shares(Shares { deposited: shares.deposited - half, ..shares }).await?;
        let delay = alice.delegation.minWithdrawalDelayBlocks().call().await?;
        say!(
            "   {} deposit shares at {} of magnitude are {} stETH today",
            ether(half),
            ether(U256::from(magnitude)),
            ether(alice.pot().await?.tokens_for(queued.shares)?)
        );
        say!("   they wait {} blocks, and can be slashed all the while", grouped(delay));
        Ok(queued)
    }

    async fn slashed_while_queued(&mut self, restaking: &Restaking, queued: &Queued) -> eyre::Result<Slash> {
        self.say("Two days later the operator signs twice again");
        let (alice, shares) = (&restaking.alice, restaking.alice.shares().await?);
        self.advance(2 * DAY / self.alice.client.status().await?.seconds_per_slot).await?;
        let slash = self.slash(restaking).await?;
        let scaled = queued.withdrawal.scaledShares.first().copied().unwrap_or_default();
        let (left, expected) = (alice.queued_shares(queued).await?, mul_wad_down(scaled, U256::from(slash.after.max))?);
        ensure!(left == expected, "the queued shares are worth {left} now, expected {expected}");
        ensure!(left < queued.shares, "what was queued lost nothing");
        let (pot, rest) = (alice.pot().await?, restaking.hold_shares(shares).await?);
        say!("   what Alice has queued: {} -> {} stETH", ether(pot.tokens_for(queued.shares)?), ether(pot.tokens_for(left)?));
        say!("   what she has not: {} stETH, the same: leaving is no way around a slash", ether(pot.tokens_for(rest)?));
        Ok(slash)
    }

    async fn alice_takes_her_tokens(&mut self, restaking: &Restaking, queued: &Queued) -> eyre::Result<()> {
        self.say("She withdraws, as early as she may");
        let alice = &restaking.alice;
        let early = alice.delegation.completeQueuedWithdrawal(queued.withdrawal.clone(), vec![*alice.token.address()], true);
        let refusal = early.from(alice.address()).call().await.err().ok_or_else(|| eyre!("she may withdraw before the delay"))?;
        say!("   today: {}", aquifer_keepers::chain::reason(&refusal.into()));
        let delay = u64::from(alice.delegation.minWithdrawalDelayBlocks().call().await?);
        let head = self.alice.client.status().await?.block.number;
        let first = u64::from(queued.withdrawal.startBlock) + delay;
        self.advance(first.saturating_sub(head)).await?;
        let (shares, pot, before) = (alice.queued_shares(queued).await?, alice.pot().await?, self.alice.steth().await?);
        alice.complete(queued).await?;
        let paid = self.alice.steth().await? - before;
        say!("   {} shares x {} stETH / {} shares:", ether(shares), ether(pot.balance), ether(pot.total_shares));
        say!("   {} stETH are hers; while they waited they were restaked, and rebased", ether_exact(paid));
        near(paid, pot.tokens_for(shares)?, "stETH for her shares")
    }

    async fn the_slashed_stake_is_burnt(&mut self, restaking: &Restaking, slashes: &[Slash]) -> eyre::Result<()> {
        self.say("Anybody may now send off what was slashed: to the address that nobody has the key of");
        let (alice, set) = (&restaking.alice, &restaking.operator.set);
        for slash in slashes {
            let manager = alice.strategies.clone();
            let set = aquifer_contracts::interfaces::restaking::IStrategyManager::OperatorSet { avs: set.avs, id: set.id };
            let before = alice.token.balanceOf(BURN_ADDRESS).call().await?;
            let (strategy, id) = (*alice.strategy.address(), slash.event.slashId);
            let shares = manager.getBurnOrRedistributableShares_1(set.clone(), id, strategy).call().await?;
            let worth = alice.pot().await?.tokens_for(shares)?;
            let call = manager.clearBurnOrRedistributableSharesByStrategy(set, id, strategy);
            alice.client.send(call.into_transaction_request()).await.wrap_err_with(|| format!("burning slash {id}"))?;
            let burnt = alice.token.balanceOf(BURN_ADDRESS).call().await? - before;
            say!("   slash {id}: {} shares, {} stETH of all who delegate to the operator", ether(shares), ether(burnt));
            near(burnt, worth, "stETH burnt")?;
        }
        Ok(())
    }
}
