//! The chain as validators' commands see it: where it stands, and the records of validators.

use crate::cli::{NodeArgs, ValidatorId};
use crate::failure::Failure;
use alloy_primitives::{Address, B256};
use alloy_signer_local::PrivateKeySigner;
use aquifer_keepers::chain::{BeaconState, Client, Status, quantity};
use aquifer_protocol::ethereum::PublicKey;
use eyre::eyre;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::time::Duration;

/// An epoch that is not set.
pub(crate) const FAR: u64 = u64::MAX;

/// The least the deposit contract takes, in Gwei.
pub(crate) const DEPOSIT_MIN: u64 = 1_000_000_000;
/// The effective balance that activates, and the most that earns without compounding, in Gwei.
pub(crate) const ACTIVATION_BALANCE: u64 = 32_000_000_000;
/// The most that earns with compounding, in Gwei.
pub(crate) const COMPOUNDING_MAX: u64 = 2_048_000_000_000;
/// Between two looks at a validator: with blocks on demand the next one is there at once.
const PAUSE: Duration = Duration::from_millis(20);

/// A validator as `aquifer_validators` describes it; amounts in Gwei.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Record {
    #[serde(deserialize_with = "quantity")]
    pub(crate) index: u64,
    pub(crate) pubkey: PublicKey,
    pub(crate) withdrawal_credentials: B256,
    pub(crate) status: String,
    #[serde(deserialize_with = "quantity")]
    pub(crate) balance: u64,
    #[serde(deserialize_with = "quantity")]
    pub(crate) effective_balance: u64,
    pub(crate) slashed: bool,
    #[serde(deserialize_with = "quantity")]
    pub(crate) activation_eligibility_epoch: u64,
    #[serde(deserialize_with = "quantity")]
    pub(crate) activation_epoch: u64,
    #[serde(deserialize_with = "quantity")]
    pub(crate) exit_epoch: u64,
    #[serde(deserialize_with = "quantity")]
    pub(crate) withdrawable_epoch: u64,
}

impl Record {
    /// The address its credentials name, if they name one.
    pub(crate) fn withdrawal_address(&self) -> Option<Address> {
        withdrawal_address(self.withdrawal_credentials)
    }
}

/// The address that credentials of prefix 0x01 or 0x02 name.
pub(crate) fn withdrawal_address(credentials: B256) -> Option<Address> {
    matches!(credentials[0], 1 | 2).then(|| Address::from_word(credentials))
}

/// A deposit that waits, as `aquifer_pendingDeposits` describes it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Waiting {
    pub(crate) pubkey: PublicKey,
    pub(crate) withdrawal_credentials: B256,
    /// In Gwei.
    #[serde(deserialize_with = "quantity")]
    pub(crate) amount: u64,
    pub(crate) slot: u64,
}

/// What a request would do, as `aquifer_previewRequest` says.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Preview {
    pub(crate) accepted: bool,
    pub(crate) reason: Option<String>,
    pub(crate) effect: Option<Effect>,
}

/// Its effect.
#[derive(Debug, Clone, Copy, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Effect {
    pub(crate) validator_index: u64,
    pub(crate) exit_epoch: Option<u64>,
    pub(crate) withdrawable_epoch: Option<u64>,
    /// In Gwei.
    #[serde(deserialize_with = "quantity")]
    pub(crate) amount: u64,
}

/// A node, and where its chain stands.
pub(crate) struct Chain {
    pub(crate) client: Client,
    pub(crate) status: Status,
    pub(crate) beacon: BeaconState,
}

impl Chain {
    /// Connects to only read.
    pub(crate) async fn open(node: &NodeArgs) -> Result<Self, Failure> {
        let client = Client::reader(&node.rpc_url).map_err(|error| Failure::Usage(format!("{error:#}")))?;
        let status = client.status().await.map_err(|error| Failure::no_node(&node.rpc_url, &error))?;
        let beacon = client.beacon_state(status.block.number).await?;
        Ok(Self { client, status, beacon })
    }

    /// Connects to send as `signer`.
    pub(crate) async fn open_as(node: &NodeArgs, signer: PrivateKeySigner) -> Result<Self, Failure> {
        let chain = Self::open(node).await?;
        let client = Client::with_key(&node.rpc_url, chain.status.chain_id, signer)?;
        Ok(Self { client, ..chain })
    }

    /// The validators for which all of a filter of `aquifer_validators` holds.
    pub(crate) async fn records(&self, filter: Value) -> eyre::Result<Vec<Record>> {
        self.client.request("aquifer_validators", json!([filter, "latest"])).await
    }

    /// A validator.
    pub(crate) async fn record(&self, id: ValidatorId) -> eyre::Result<Record> {
        let filter = match id {
            ValidatorId::Index(index) => json!({ "indices": [index] }),
            ValidatorId::Key(key) => json!({ "pubkeys": [key] }),
        };
        self.records(filter).await?.pop().ok_or_else(|| eyre!("there is no {id}: see `aquifer validator list`"))
    }

    /// The deposits that wait, in their order.
    pub(crate) async fn waiting(&self) -> eyre::Result<Vec<Waiting>> {
        self.client.request("aquifer_pendingDeposits", json!(["latest"])).await
    }

    /// What a request would do now.
    pub(crate) async fn preview(&self, request: Value) -> eyre::Result<Preview> {
        self.client.request("aquifer_previewRequest", json!([request])).await
    }

    /// The record of a validator as soon as something holds for it; `None` when it does not within two slots.
    pub(crate) async fn wait_for(&self, index: u64, holds: impl Fn(&Record) -> bool) -> eyre::Result<Option<Record>> {
        let patience = Duration::from_secs(self.status.seconds_per_slot.saturating_mul(2));
        let deadline = tokio::time::Instant::now() + patience;
        loop {
            let record = self.record(ValidatorId::Index(index)).await?;
            if holds(&record) {
                return Ok(Some(record));
            }
            if tokio::time::Instant::now() > deadline {
                return Ok(None);
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// What a validator of this effective balance earns an epoch when all goes well, on average, in Gwei: its base reward.
    pub(crate) fn reward_an_epoch(&self, effective_balance: u64) -> u64 {
        (effective_balance / 1_000_000_000).saturating_mul(self.beacon.base_reward_per_increment)
    }
}
