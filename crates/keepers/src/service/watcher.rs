//! The watcher: reads every statement that is published, and submits two that contradict each other as evidence.
//!
//! It keeps nothing but how far it has read. Whatever it needs is in the contract and its events, so it may be stopped
//! and started, run twice, or see the chain taken back.

use super::{ServiceContracts, contracts};
use crate::Health;
use crate::chain::{Client, Head};
use crate::runner::{Done, Keeper};
use alloy_primitives::{Address, B256, U256};
use alloy_provider::Provider as _;
use alloy_rpc_types_eth::{Filter, Log};
use alloy_sol_types::SolEvent as _;
use aquifer_contracts::interfaces::AttestationService::{Attested, DoubleSigned, Statement};
use eyre::{WrapErr as _, eyre};
use tracing::{info, warn};

/// Blocks read at once: a month, in which five operators make 150 statements.
const PIECE: u64 = 216_000;

/// Looks for contradictions.
pub(crate) struct Watcher {
    client: Client,
    service: Address,
    contracts: Option<ServiceContracts>,
    /// Number and hash of the last block that was read.
    read: Option<(u64, B256)>,
}

/// What became of a contradiction.
enum Outcome {
    Slashed(U256),
    /// Submitted before, by whomever.
    Known,
    /// The operator left longer ago than it can be slashed for.
    Gone,
}

impl Watcher {
    pub(crate) fn new(client: Client, service: Address) -> Self {
        Self { client, service, contracts: None, read: None }
    }

    /// The first block not read yet: block 0 when the one read last is no longer part of the chain.
    async fn unread(&self, head: Head) -> eyre::Result<u64> {
        match self.read {
            Some((number, hash)) if number <= head.number && self.client.block(number).await?.hash == hash => Ok(number + 1),
            _ => Ok(0),
        }
    }

    /// Statements published in a range of blocks.
    async fn published(&self, filter: Filter, from: u64, to: u64) -> eyre::Result<Vec<Attested>> {
        let filter = filter.address(self.service).event_signature(Attested::SIGNATURE_HASH).from_block(from).to_block(to);
        let logs = self.client.provider().get_logs(&filter).await.wrap_err("reading statements")?;
        logs.iter().map(|log: &Log| Ok(Attested::decode_log(&log.inner)?.data)).collect()
    }

    /// Checks one statement against the first its operator made at that height, and submits both when they differ.
    async fn check(&mut self, statement: &Attested, head: Head) -> eyre::Result<Option<Outcome>> {
        let Attested { operator, height, .. } = *statement;
        let contracts = contracts(&mut self.contracts, &self.client, self.service).await?;
        let first = contracts.service.valueAt(operator, height).call().await?;
        if first == statement.value {
            return Ok(None);
        }
        if contracts.service.isSlashedFor(operator, height).call().await? {
            return Ok(Some(Outcome::Known));
        }
        if !contracts.allocation.isOperatorSlashable(operator, contracts.set.clone()).call().await? {
            return Ok(Some(Outcome::Gone));
        }
        match self.publication(operator, height, first, head.number).await? {
            Some(first) => self.submit(&first, statement).await.map(Some),
            // Taken back since it was asked for.
            None => Ok(None),
        }
    }

    /// The statement of an operator by its value, the newest blocks first.
    async fn publication(&self, operator: Address, height: u64, value: B256, head: u64) -> eyre::Result<Option<Attested>> {
        let mut above = head + 1;
        while above > 0 {
            let from = above.saturating_sub(PIECE);
            let of_height = Filter::new().topic1(operator.into_word()).topic2(B256::from(U256::from(height)));
            let published = self.published(of_height, from, above - 1).await?;
            if let Some(found) = published.into_iter().find(|statement| statement.value == value) {
                return Ok(Some(found));
            }
            above = from;
        }
        Ok(None)
    }

    async fn submit(&mut self, first: &Attested, second: &Attested) -> eyre::Result<Outcome> {
        let contracts = contracts(&mut self.contracts, &self.client, self.service).await?;
        let of = |published: &Attested| Statement { height: published.height, value: published.value };
        let (operator, height) = (first.operator, first.height);
        let call =
            contracts.service.submitEvidence(operator, of(first), first.signature.clone(), of(second), second.signature.clone());
        let receipt = self
            .client
            .send(call.into_transaction_request())
            .await
            .wrap_err_with(|| format!("submitting evidence against operator {operator} at height {height}"))?;
        let slash = receipt.decoded_log::<DoubleSigned>().ok_or_else(|| eyre!("the receipt has no DoubleSigned event"))?;
        info!(%operator, height, slash_id = %slash.slashId, "evidence submitted");
        Ok(Outcome::Slashed(slash.slashId))
    }
}

impl Keeper for Watcher {
    fn client(&self) -> &Client {
        &self.client
    }

    async fn act(&mut self, head: Head, health: &mut Health) -> eyre::Result<Done> {
        let mut from = self.unread(head).await?;
        let mut note = health.note.clone();
        while from <= head.number {
            let to = head.number.min(from + PIECE - 1);
            for statement in self.published(Filter::new(), from, to).await? {
                let (operator, height) = (statement.operator, statement.height);
                match self.check(&statement, head).await? {
                    None => {}
                    Some(Outcome::Slashed(id)) => {
                        note = format!("slash {id}: operator {operator} signed twice at height {height}")
                    }
                    Some(Outcome::Known) => note = format!("operator {operator} was slashed for height {height} already"),
                    Some(Outcome::Gone) => {
                        note = format!("operator {operator} signed twice at height {height}, and can no longer be slashed");
                        warn!(%operator, height, "too late to slash");
                    }
                }
            }
            from = to + 1;
        }
        self.read = Some((head.number, head.hash));
        Ok(Done::idle(if note == "starting" { "no contradictions so far".to_owned() } else { note }))
    }
}
