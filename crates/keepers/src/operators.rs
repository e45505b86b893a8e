//! The node operators' keeper: keeps signed, vetted deposit keys in stock, and has rewards paid out.
//!
//! Each operator's own account adds its keys; the account that may set staking limits vets them. A module's part of the
//! fees lies with the module until somebody, anybody, has it distributed after a report.

use crate::chain::{Client, Contracts, Head};
use crate::runner::{Done, Keeper, contracts};
use crate::{Health, OperatorKeys};
use alloy_primitives::{Address, Bytes, FixedBytes, U256};
use aquifer_bls::{KeySource, sign_deposit};
use aquifer_protocol::units::Gwei;
use eyre::{WrapErr, eyre};
use tracing::info;

/// With fewer keys than this in stock an operator adds new ones.
const STOCK_MIN: u64 = 10;
/// How many it adds at once.
const BATCH: u64 = 20;
/// What a deposit signature is made for: 32 ETH.
const DEPOSIT_GWEI: Gwei = Gwei::new(32_000_000_000);

/// All operators of the network.
pub(crate) struct Operators {
    /// The account that vets keys.
    client: Client,
    locator: Address,
    keys: KeySource,
    accounts: Vec<(OperatorKeys, Client)>,
    contracts: Option<Contracts>,
    seen: Option<Seen>,
}

/// What was there at the last look: only a deposit uses keys up, only a report brings rewards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Seen {
    deposited: U256,
    report: U256,
    is_report_complete: bool,
}

/// `ReadyForDistribution` of `getRewardDistributionState`.
const READY: u8 = 1;

impl Operators {
    pub(crate) fn new(client: Client, locator: Address, keys: KeySource, accounts: Vec<(OperatorKeys, Client)>) -> Self {
        Self { client, locator, keys, accounts, contracts: None, seen: None }
    }

    /// Adds and vets keys for every operator whose stock is low; how many keys came in.
    async fn restock(&mut self, head: Head) -> eyre::Result<u64> {
        let contracts = contracts(&mut self.contracts, &self.client, self.locator).await?;
        let modules = contracts.router.getStakingModules().call().await?;
        let credentials = contracts.lido.getWithdrawalCredentials().call().await?;
        let mut version: Option<FixedBytes<4>> = None;
        let mut added = 0;
        for (operator, account) in &self.accounts {
            let module = modules.iter().find(|module| module.id.to::<u64>() == operator.module);
            let address = module
                .map(|module| module.stakingModuleAddress)
                .ok_or_else(|| eyre!("there is no staking module {}", operator.module))?;
            let registry = contracts.registry(address);
            let id = U256::from(operator.id);
            let known = registry.getNodeOperator(id, false).call().await?;
            if !known.active || known.totalVettedValidators - known.totalDepositedValidators >= STOCK_MIN {
                continue;
            }
            let version = match version {
                Some(version) => version,
                None => *version.insert(self.client.beacon_state(head.number).await?.genesis_fork_version),
            };
            let (mut pubkeys, mut signatures) = (Vec::new(), Vec::new());
            for number in known.totalAddedValidators..known.totalAddedValidators + BATCH {
                let key = self.keys.lido(operator.module, operator.id, number);
                pubkeys.extend_from_slice(key.public_key().as_slice());
                signatures.extend_from_slice(sign_deposit(&key, credentials, DEPOSIT_GWEI, version).as_slice());
            }
            let add = registry.addSigningKeys(id, U256::from(BATCH), Bytes::from(pubkeys), Bytes::from(signatures));
            account
                .send(add.into_transaction_request())
                .await
                .wrap_err_with(|| format!("operator {} adding keys", operator.id))?;
            let vet = registry.setNodeOperatorStakingLimit(id, known.totalAddedValidators + BATCH);
            self.client
                .send(vet.into_transaction_request())
                .await
                .wrap_err_with(|| format!("vetting the keys of operator {}", operator.id))?;
            info!(operator = operator.id, keys = BATCH, "keys added and vetted");
            added += BATCH;
        }
        Ok(added)
    }

    /// Has every module that may do so pay its operators; how many did.
    async fn distribute(&mut self) -> eyre::Result<u64> {
        let contracts = contracts(&mut self.contracts, &self.client, self.locator).await?;
        let mut distributed = 0;
        for module in contracts.router.getStakingModules().call().await? {
            let registry = contracts.registry(module.stakingModuleAddress);
            if registry.getNodeOperatorsCount().call().await?.is_zero()
                || registry.getRewardDistributionState().call().await? != READY
            {
                continue;
            }
            let call = registry.distributeReward();
            self.client
                .send(call.into_transaction_request())
                .await
                .wrap_err_with(|| format!("distributing the rewards of module {}", module.id))?;
            distributed += 1;
        }
        Ok(distributed)
    }
}

impl Keeper for Operators {
    fn client(&self) -> &Client {
        &self.client
    }

    async fn act(&mut self, head: Head, health: &mut Health) -> eyre::Result<Done> {
        let contracts = contracts(&mut self.contracts, &self.client, self.locator).await?;
        let report = contracts.oracle.getLastProcessingRefSlot().call().await?;
        let now = Seen {
            deposited: contracts.lido.getBeaconStat().call().await?.depositedValidators,
            report,
            // Before the first frame the oracle has no state to tell.
            is_report_complete: !report.is_zero() && contracts.oracle.getProcessingState().call().await?.extraDataSubmitted,
        };
        if self.seen == Some(now) {
            return Ok(Done::idle(health.note.clone()));
        }
        let added = self.restock(head).await?;
        let distributed = self.distribute().await?;
        self.seen = Some(now);
        Ok(Done::idle(match (added, distributed) {
            (0, 0) => "every operator has keys in stock".to_owned(),
            (0, modules) => format!("had rewards distributed, modules: {modules}"),
            (keys, _) => format!("added keys: {keys}"),
        }))
    }
}
