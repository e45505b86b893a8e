//! A node and its contracts of restaking.

use crate::cli::ClientArgs;
use crate::failure::Failure;
use alloy_primitives::Address;
use alloy_rpc_types_eth::BlockId;
use alloy_signer_local::PrivateKeySigner;
use aquifer_contracts::interfaces::restaking::IDelegationManager;
use aquifer_keepers::chain::{Client, Status};
use serde::Deserialize;
use serde_json::json;

use super::{Strategies, Trial};

/// Where the contracts are, as `aquifer_addresses` says.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Addresses {
    pub(crate) delegation_manager: Address,
    pub(crate) strategy_manager: Address,
    pub(crate) allocation_manager: Address,
    pub(crate) eigen_pod_manager: Address,
    pub(crate) rewards_coordinator: Address,
}

/// An operator of the list.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Operators {
    pub(crate) operator: Address,
    pub(crate) name: Option<String>,
    pub(crate) stakers: u64,
}

/// Who shares an operator's fate.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Stakers {
    /// Who delegates to it.
    pub(crate) delegated: Vec<Address>,
    /// Who has withdrawals in the queue that were delegated to it.
    pub(crate) leaving: Vec<Address>,
}

/// A service of the list.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Service {
    pub(crate) avs: Address,
    pub(crate) name: Option<String>,
    pub(crate) registrar: Address,
    pub(crate) operator_sets: Vec<u32>,
}

/// A node and its contracts.
pub(crate) struct Core {
    pub(crate) client: Client,
    pub(crate) status: Status,
    pub(crate) addresses: Addresses,
}

impl Core {
    /// Connects to only read.
    pub(crate) async fn open(args: &ClientArgs) -> Result<Self, Failure> {
        let url = &args.node.rpc_url;
        let client = Client::reader(url).map_err(|error| Failure::Usage(format!("{error:#}")))?;
        let status = client.status().await.map_err(|error| Failure::no_node(url, &error))?;
        let addresses = client.request("aquifer_addresses", ()).await?;
        Ok(Self { client, status, addresses })
    }

    /// Connects to send as `signer`.
    pub(crate) async fn open_as(args: &ClientArgs, signer: PrivateKeySigner) -> Result<Self, Failure> {
        let core = Self::open(args).await?;
        let client = Client::with_key(&args.node.rpc_url, core.status.chain_id, signer)?;
        Ok(Self { client, ..core })
    }

    /// The account that sends.
    pub(crate) const fn sender(&self) -> Address {
        self.client.address()
    }

    /// The block that was the head when the command began.
    pub(crate) fn head(&self) -> BlockId {
        BlockId::number(self.status.block.number)
    }

    /// All strategies at the head, with their tokens.
    pub(crate) async fn strategies(&self) -> eyre::Result<Strategies> {
        Strategies::read(&self.client, self.head()).await
    }

    /// All operators, by address.
    pub(crate) async fn operators(&self) -> eyre::Result<Vec<Operators>> {
        self.client.request("aquifer_restakingOperators", json!([self.head()])).await
    }

    /// All services, by address.
    pub(crate) async fn services(&self) -> eyre::Result<Vec<Service>> {
        self.client.request("aquifer_restakingServices", json!([self.head()])).await
    }

    /// Who delegates to an operator, and who leaves it.
    pub(crate) async fn stakers(&self, operator: Address) -> eyre::Result<Stakers> {
        self.client.request("aquifer_restakingStakers", json!([operator, self.head()])).await
    }

    /// Blocks from queueing a withdrawal to its completion.
    pub(crate) async fn withdrawal_delay(&self) -> eyre::Result<u64> {
        let mut trial = Trial::default();
        let delay = trial.call(self.addresses.delegation_manager, &IDelegationManager::minWithdrawalDelayBlocksCall {});
        Ok(trial.read(&self.client, self.head()).await?.get(&delay)?.into())
    }
}
