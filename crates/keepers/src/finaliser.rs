//! The finaliser: sees to it that whoever waits in the withdrawal queue is paid.
//!
//! A request is finalised inside a report, as far as there is ether. When buffer, vaults and leaving validators do not
//! cover the queue, the finaliser exits validators: the operators' keys sign, the oldest leave first. It then watches
//! that the queue moves.

use crate::Health;
use crate::chain::{Client, Contracts, Head, ValidatorView, ether};
use crate::exits::{Demand, plan};
use crate::registry::Registry;
use crate::runner::{Done, Keeper, contracts};
use alloy_primitives::{Address, U256, hex};
use aquifer_bls::{KeySource, sign_voluntary_exit};
use aquifer_protocol::units::{Epoch, ValidatorIndex};
use eyre::{WrapErr, eyre};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tracing::info;

/// Slots after which an exit that did not happen is sent again.
const TOLD_SLOTS: u64 = 64;

/// Plans exits and watches the queue.
pub(crate) struct Finaliser {
    client: Client,
    locator: Address,
    keys: KeySource,
    contracts: Option<Contracts>,
    registry: Registry,
    /// Validators told to leave, and the slot at which they were: the chain may take a few slots to know.
    told: BTreeMap<u64, u64>,
}

impl Finaliser {
    pub(crate) fn new(client: Client, locator: Address, keys: KeySource) -> Self {
        Self { client, locator, keys, contracts: None, registry: Registry::default(), told: BTreeMap::new() }
    }

    /// Counts validators told to leave a moment ago as leaving.
    fn mark_told(&mut self, validators: &mut [ValidatorView], head: Head) {
        self.told.retain(|_, slot| (*slot..*slot + TOLD_SLOTS).contains(&head.slot));
        for validator in validators.iter_mut().filter(|validator| self.told.contains_key(&validator.index)) {
            validator.exit_epoch = validator.exit_epoch.min(u64::MAX - 1);
        }
    }

    /// Ether that the next report can use.
    async fn at_hand(&mut self) -> eyre::Result<U256> {
        let contracts = contracts(&mut self.contracts, &self.client, self.locator).await?;
        let (withdrawals, rewards) = tokio::try_join!(
            self.client.balance(contracts.withdrawal_vault, None),
            self.client.balance(contracts.el_rewards_vault, None)
        )?;
        Ok(contracts.lido.getBufferedEther().call().await? + withdrawals + rewards)
    }

    /// Signs and submits the exit of one validator.
    async fn exit(&mut self, validator: &ValidatorView, head: Head) -> eyre::Result<()> {
        let contracts = contracts(&mut self.contracts, &self.client, self.locator).await?;
        self.registry.learn(contracts, std::iter::once(&validator.pubkey)).await?;
        let place = self
            .registry
            .place_of(&validator.pubkey)
            .ok_or_else(|| eyre!("validator {} is in no staking module", validator.index))?;
        let key = self.keys.lido(place.module, place.operator, place.number);
        if key.public_key().as_slice() != validator.pubkey.as_ref() {
            return Err(eyre!("the key of validator {} is not one of this network's development keys", validator.index));
        }
        let state = self.client.beacon_state(head.number).await?;
        let signature = sign_voluntary_exit(
            &key,
            ValidatorIndex::new(validator.index),
            Epoch::new(state.epoch),
            state.exit_fork_version,
            state.genesis_validators_root,
        );
        let message = json!({ "epoch": state.epoch.to_string(), "validatorIndex": validator.index.to_string() });
        let exit = json!([{ "message": message, "signature": hex::encode_prefixed(signature.as_slice()) }]);
        self.client.request::<_, Value>("aquifer_submitVoluntaryExit", exit).await?;
        info!(validator = validator.index, operator = place.operator, "exit sent");
        Ok(())
    }
}

impl Keeper for Finaliser {
    fn client(&self) -> &Client {
        &self.client
    }

    async fn act(&mut self, head: Head, health: &mut Health) -> eyre::Result<Done> {
        let contracts = contracts(&mut self.contracts, &self.client, self.locator).await?;
        health.last_frame = Some(contracts.oracle.getLastProcessingRefSlot().call().await?.saturating_to());
        let unfinalised = contracts.queue.unfinalizedStETH().call().await?;
        if unfinalised.is_zero() {
            return Ok(Done::idle("nobody waits in the queue"));
        }
        let requests = contracts.queue.unfinalizedRequestNumber().call().await?;
        let slots_per_epoch: u64 = contracts.consensus.getChainConfig().call().await?.slotsPerEpoch.saturating_to();
        let credentials = contracts.lido.getWithdrawalCredentials().call().await?;
        let demand = Demand { unfinalised, at_hand: self.at_hand().await? };
        let mut validators = self.client.validators(credentials, head.number).await?;
        self.mark_told(&mut validators, head);
        let state = self.client.beacon_state(head.number).await?;
        let plan = plan(demand, &validators, state.epoch, state.shard_committee_period);
        for index in &plan.exits {
            let validator = validators.iter().find(|validator| validator.index == *index);
            let validator = validator.ok_or_else(|| eyre!("validator {index} was just listed"))?;
            self.exit(validator, head).await.wrap_err_with(|| format!("exiting validator {index}"))?;
            self.told.insert(*index, head.slot);
        }
        let exits =
            if plan.exits.is_empty() { String::new() } else { format!(", {} validators told to leave", plan.exits.len()) };
        let note = format!(
            "{requests} requests wait for {} ETH: {} at hand, {} from leaving validators{exits}",
            ether(unfinalised),
            ether(demand.at_hand),
            ether(plan.leaving),
        );
        Ok(Done { next_due: plan.next_eligible.map(|epoch| epoch * slots_per_epoch), note })
    }
}
