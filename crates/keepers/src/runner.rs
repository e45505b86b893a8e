//! Runs the keepers: each in its own task, woken by every new head, none ever ending on an error.

use crate::chain::{Client, Contracts, Head, Heads, watch_heads};
use crate::depositor::Depositor;
use crate::finaliser::Finaliser;
use crate::operators::Operators;
use crate::reporter::Reporter;
use crate::rewards::Rewards;
use crate::service::{Attesters, Payer, ServiceKeepers, Watcher};
use crate::{Health, OperatorKeys, State};
use alloy_primitives::{Address, U256};
use alloy_signer_local::PrivateKeySigner;
use aquifer_bls::KeySource;
use serde_json::Value;
use std::time::Duration;
use tokio::{sync::watch, task::JoinSet, time};
use tracing::{debug, info, warn};

/// Below this a keeper's balance is low: 0.1 ether, a few hundred reports.
const LOW_BALANCE: U256 = U256::from_limbs([100_000_000_000_000_000, 0, 0, 0]);
/// A busy keeper looks again after this time even when no block came.
const BUSY_PAUSE: Duration = Duration::from_millis(500);
/// Pauses between attempts that fail.
const RETRY: Duration = Duration::from_millis(100);
const RETRY_MAX: Duration = Duration::from_secs(10);

/// Who keeps what, and where.
#[derive(Debug, Clone)]
pub struct KeepersConfig {
    /// The node's JSON-RPC address.
    pub rpc_url: String,
    /// EIP-155 chain id.
    pub chain_id: u64,
    /// Lido's address book.
    pub locator: Address,
    /// Members of the oracle committee.
    pub reporters: Vec<PrivateKeySigner>,
    /// Guardians of the deposit security module; they sign for the depositor.
    pub guardians: Vec<PrivateKeySigner>,
    /// Sends deposits.
    pub depositor: PrivateKeySigner,
    /// Plans exits.
    pub finaliser: PrivateKeySigner,
    /// Vets the keys that operators add.
    pub key_vetter: PrivateKeySigner,
    /// Who adds keys.
    pub operators: Vec<OperatorKeys>,
    /// Who keeps the reference service going, on a network that has it.
    pub service: Option<ServiceKeepers>,
    /// Where validators' keys come from.
    pub keys: KeySource,
    /// Posts the roots of restaking rewards; `None` when nobody does.
    pub rewards: Option<RewardsKeeper>,
}

/// Who posts the roots of restaking rewards, and where.
#[derive(Debug, Clone)]
pub struct RewardsKeeper {
    /// The account that `RewardsCoordinator` takes roots from.
    pub account: PrivateKeySigner,
    /// `RewardsCoordinator`.
    pub coordinator: Address,
}

/// What a keeper did at a head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Done {
    /// Slot of its next duty; a slot that has begun means that it is not done yet.
    pub(crate) next_due: Option<u64>,
    /// What it did or waits for.
    pub(crate) note: String,
}

impl Done {
    /// Nothing to do until somebody else acts.
    pub(crate) fn idle(note: impl Into<String>) -> Self {
        Self { next_due: None, note: note.into() }
    }

    /// Nothing to do before a slot.
    pub(crate) fn until(slot: u64, note: impl Into<String>) -> Self {
        Self { next_due: Some(slot), note: note.into() }
    }
}

/// A duty, seen from one head.
pub(crate) trait Keeper: Send + 'static {
    /// The connection it signs with.
    fn client(&self) -> &Client;

    /// Looks at the chain and does what is due. Called again at the next head, also after an error.
    fn act(&mut self, head: Head, health: &mut Health) -> impl Future<Output = eyre::Result<Done>> + Send;
}

/// Keepers at work.
#[derive(Debug)]
pub struct Keepers {
    tasks: JoinSet<()>,
}

impl Keepers {
    /// Starts them all, and returns when the node knows of each: who advances time right after that waits for them.
    ///
    /// # Errors
    /// When the address of the node is none, or the node does not answer.
    pub async fn start(config: KeepersConfig) -> eyre::Result<Self> {
        let (sender, heads) = watch::channel(None);
        let mut keepers = Self { tasks: JoinSet::new() };
        let client = |key: &PrivateKeySigner| Client::with_key(&config.rpc_url, config.chain_id, key.clone());
        for (place, key) in config.reporters.iter().enumerate() {
            keepers.spawn(format!("reporter-{}", place + 1), &heads, Reporter::new(client(key)?, config.locator)).await?;
        }
        let depositor = Depositor::new(client(&config.depositor)?, config.locator, config.guardians.clone());
        keepers.spawn("depositor".into(), &heads, depositor).await?;
        let finaliser = Finaliser::new(client(&config.finaliser)?, config.locator, config.keys);
        keepers.spawn("finaliser".into(), &heads, finaliser).await?;
        let accounts = config
            .operators
            .iter()
            .map(|operator| Ok((operator.clone(), client(&operator.account)?)))
            .collect::<eyre::Result<_>>()?;
        let operators = Operators::new(client(&config.key_vetter)?, config.locator, config.keys, accounts);
        keepers.spawn("operators".into(), &heads, operators).await?;
        if let Some(rewards) = &config.rewards {
            let keeper = Rewards::new(client(&rewards.account)?, rewards.coordinator);
            keepers.spawn("rewards".into(), &heads, keeper).await?;
        }
        if let Some(service) = &config.service {
            keepers.spawn_service(&config, service, &heads).await?;
        }
        keepers.tasks.spawn(watch_heads(Client::reader(&config.rpc_url)?, sender));
        Ok(keepers)
    }

    /// The keepers of the reference service.
    async fn spawn_service(&mut self, config: &KeepersConfig, keepers: &ServiceKeepers, heads: &Heads) -> eyre::Result<()> {
        let client = |key: &PrivateKeySigner| Client::with_key(&config.rpc_url, config.chain_id, key.clone());
        let accounts: Vec<_> =
            keepers.operators.iter().map(|key| Ok((key.clone(), client(key)?))).collect::<eyre::Result<_>>()?;
        if let Some((_, first)) = accounts.first() {
            let attesters = Attesters::new(first.clone(), config.chain_id, keepers.service, accounts);
            self.spawn("attesters".into(), heads, attesters).await?;
        }
        self.spawn("watcher".into(), heads, Watcher::new(client(&keepers.watcher)?, keepers.service)).await?;
        if let Some((key, reward)) = &keepers.payer {
            let payer = Payer::new(client(key)?, keepers.service, keepers.rewards_coordinator, *reward);
            self.spawn("payer".into(), heads, payer).await?;
        }
        Ok(())
    }

    async fn spawn(&mut self, name: String, heads: &Heads, keeper: impl Keeper) -> eyre::Result<()> {
        let health = Health::new(name, keeper.client().address());
        keeper.client().request::<_, Value>("aquifer_keeperReport", (health.clone(),)).await?;
        self.tasks.spawn(run(keeper, health, heads.clone()));
        Ok(())
    }

    /// Ends them; what they were about to send is not sent.
    pub async fn stop(mut self) {
        self.tasks.shutdown().await;
    }
}

/// The life of a keeper: wait for a head, act, say how it went.
async fn run(mut keeper: impl Keeper, mut health: Health, mut heads: Heads) {
    let mut pause = RETRY;
    info!(keeper = health.name, address = %health.address, "started");
    loop {
        let Some(head) = *heads.borrow_and_update() else {
            if heads.changed().await.is_err() {
                return;
            }
            continue;
        };
        let mut next = health.clone();
        match keeper.act(head, &mut next).await {
            Ok(done) => {
                pause = RETRY;
                settle(&mut next, head, done);
            }
            Err(error) => {
                let reason = crate::chain::reason(&error);
                warn!(keeper = next.name, slot = head.slot, %reason, "failed, trying again");
                next.state = State::Failing;
                next.note = reason;
                next.next_due_slot = Some(head.slot);
                next.processed = head.number;
            }
        }
        publish(keeper.client(), &mut next, &health).await;
        health = next;
        let patience = match health.state {
            State::Idle => Duration::MAX,
            State::Busy => BUSY_PAUSE,
            State::Failing => {
                pause = (pause * 2).min(RETRY_MAX);
                pause
            }
        };
        // A new head, or time to look again; an error means that the watcher has ended.
        if let Ok(Err(_)) = time::timeout(patience, heads.changed()).await {
            return;
        }
    }
}

/// Writes the outcome of an act into the keeper's health.
fn settle(health: &mut Health, head: Head, done: Done) {
    let is_busy = done.next_due.is_some_and(|due| due <= head.slot);
    health.state = if is_busy { State::Busy } else { State::Idle };
    if health.note != done.note {
        debug!(keeper = health.name, slot = head.slot, note = done.note);
    }
    health.note = done.note;
    health.next_due_slot = done.next_due;
    health.processed = head.number;
}

/// Tells the node, with the balance read anew when a note shows that something was done.
async fn publish(client: &Client, health: &mut Health, before: &Health) {
    let has_acted = before.balance.is_zero() || health.note != before.note;
    if has_acted && let Ok(balance) = client.balance(health.address, None).await {
        health.balance = balance;
        health.low_balance = balance < LOW_BALANCE;
    }
    if let Err(error) = client.request::<_, Value>("aquifer_keeperReport", (health.clone(),)).await {
        debug!(keeper = health.name, %error, "could not report health");
    }
}

/// The contracts, found at first use and then kept.
pub(crate) async fn contracts<'a>(
    known: &'a mut Option<Contracts>,
    client: &Client,
    locator: Address,
) -> eyre::Result<&'a Contracts> {
    if known.is_none() {
        *known = Some(Contracts::find(client, locator).await?);
    }
    known.as_ref().ok_or_else(|| eyre::eyre!("the contracts were just found"))
}
