//! The rewards keeper: once a day it works out what everybody has earned, posts the root and publishes the tree.
//!
//! What was submitted it reads from the contract's events, the state of a day from the last block before 00:00 UTC; the
//! calculation is the protocol's own, so anybody can check a root. It keeps days in memory only: after a restart, or when
//! the chain went back, it reads them anew.

mod events;
mod snapshot;

use crate::Health;
use crate::chain::{Client, Head, Provider};
use crate::runner::{Done, Keeper};
use alloy_primitives::{Address, B256};
use aquifer_contracts::interfaces::restaking::IRewardsCoordinator::IRewardsCoordinatorInstance;
use aquifer_protocol::{
    restaking::rewards::{
        calculation::{DAY, Day, Recorded, calculate, needed_days},
        tree::{DistributionTree, Earnings},
    },
    units::Timestamp,
};
use eyre::WrapErr;
use std::{collections::BTreeMap, sync::Arc};
use tracing::info;

/// Posts roots and publishes trees.
pub(crate) struct Rewards {
    client: Client,
    coordinator: IRewardsCoordinatorInstance<Provider>,
    grid: Option<Grid>,
    seen: Seen,
}

/// When slots are.
#[derive(Debug, Clone, Copy)]
struct Grid {
    genesis_time: u64,
    seconds_per_slot: u64,
}

/// What was read of the chain so far.
#[derive(Debug, Default)]
struct Seen {
    /// The head up to which events were read.
    head: Option<Head>,
    /// Submissions, in their order.
    recorded: Vec<Recorded>,
    /// States of days.
    days: BTreeMap<Timestamp, Arc<Day>>,
    /// The day until which earnings were calculated last.
    cutoff: Option<Timestamp>,
    /// The posted root whose tree is known to be published.
    published: Option<B256>,
}

impl Rewards {
    pub(crate) fn new(client: Client, coordinator: Address) -> Self {
        let coordinator = IRewardsCoordinatorInstance::new(coordinator, client.provider());
        Self { client, coordinator, grid: None, seen: Seen::default() }
    }

    async fn grid(&mut self) -> eyre::Result<Grid> {
        if let Some(grid) = self.grid {
            return Ok(grid);
        }
        let status = self.client.status().await?;
        let grid = Grid { genesis_time: status.genesis_time, seconds_per_slot: status.seconds_per_slot };
        Ok(*self.grid.insert(grid))
    }

    /// Reads what was submitted since the last look. A chain that went back is read anew.
    async fn look(&mut self, head: Head) -> eyre::Result<()> {
        if let Some(last) = self.seen.head {
            let is_same = last.number <= head.number && self.client.block(last.number).await?.hash == last.hash;
            if !is_same {
                self.seen = Seen::default();
            }
        }
        let from = self.seen.head.map_or(0, |last| last.number + 1);
        if from <= head.number {
            let recorded = events::read(&self.client, *self.coordinator.address(), from, head.number).await?;
            self.seen.recorded.extend(recorded);
            self.seen.head = Some(head);
        }
        Ok(())
    }

    /// What everybody has earned until a day.
    async fn earnings(&mut self, cutoff: Timestamp, head: Head) -> eyre::Result<Earnings> {
        let grid = self.grid().await?;
        for day in needed_days(&self.seen.recorded, cutoff)? {
            if !self.seen.days.contains_key(&day) {
                let state = snapshot::of_day(&self.client, day, grid, head).await;
                let state = state.wrap_err_with(|| format!("reading the state of the day that begins at {day}"))?;
                self.seen.days.insert(day, Arc::new(state));
            }
        }
        Ok(calculate(&self.seen.recorded, &self.seen.days, cutoff)?)
    }

    /// Publishes the tree of the last posted root, if it is not: somebody else may have posted it, or this keeper right before
    /// it was stopped.
    async fn publish_last(&mut self, head: Head) -> eyre::Result<Option<B256>> {
        let count = self.coordinator.getDistributionRootsLength().call().await?;
        if count.is_zero() {
            return Ok(None);
        }
        let last = self.coordinator.getCurrentDistributionRoot().call().await?;
        if self.seen.published != Some(last.root) {
            if self.client.rewards_tree(last.root).await?.is_none() {
                let earnings = self.earnings(Timestamp::new(last.rewardsCalculationEndTimestamp.into()), head).await?;
                self.client.publish_rewards(last.root, &earnings).await?;
                info!(root = %last.root, earners = earnings.len(), "tree of rewards published");
            }
            self.seen.published = Some(last.root);
        }
        Ok(Some(last.root))
    }

    /// Posts the root of a day and publishes its tree, when anybody has earned anything since the last root.
    async fn post(&mut self, cutoff: Timestamp, last: Option<B256>, head: Head) -> eyre::Result<String> {
        let earnings = self.earnings(cutoff, head).await?;
        if earnings.is_empty() {
            return Ok("nobody has earned anything yet".to_owned());
        }
        let root = DistributionTree::new(&earnings)?.root();
        if last == Some(root) {
            return Ok(format!("nothing was earned since root {root}"));
        }
        let end = u32::try_from(cutoff.get()).wrap_err("the contract counts time until 2106")?;
        self.client.send(self.coordinator.submitRoot(root, end).into_transaction_request()).await.wrap_err("posting a root")?;
        info!(%root, %end, earners = earnings.len(), "root of rewards posted");
        self.client.publish_rewards(root, &earnings).await?;
        self.seen.published = Some(root);
        Ok(format!("posted root {root} of {} earners until {cutoff}", earnings.len()))
    }

    /// The slot of the next 00:00 UTC, while any submission pays for days to come.
    async fn next_due(&mut self, cutoff: Timestamp, head: Head) -> eyre::Result<Option<u64>> {
        let grid = self.grid().await?;
        let next = Timestamp::new(cutoff.get().saturating_add(DAY.get()));
        let is_paid = needed_days(&self.seen.recorded, Timestamp::new(u64::MAX))?.last().is_some_and(|day| *day >= next);
        let seconds = next.get().saturating_sub(head.timestamp);
        Ok(is_paid.then(|| head.slot + seconds.div_ceil(grid.seconds_per_slot) + 1))
    }
}

impl Keeper for Rewards {
    fn client(&self) -> &Client {
        &self.client
    }

    async fn act(&mut self, head: Head, health: &mut Health) -> eyre::Result<Done> {
        self.look(head).await?;
        let last = self.publish_last(head).await?;
        let cutoff = Timestamp::new(head.timestamp - head.timestamp % DAY.get());
        let posted = Timestamp::new(self.coordinator.currRewardsCalculationEndTimestamp().call().await?.into());
        let mut note = health.note.clone();
        if cutoff > posted && self.seen.cutoff != Some(cutoff) {
            note = self.post(cutoff, last, head).await?;
            self.seen.cutoff = Some(cutoff);
        }
        if note.is_empty() {
            note = format!("rewards are calculated until {posted}");
        }
        Ok(Done { next_due: self.next_due(cutoff, head).await?, note })
    }
}
