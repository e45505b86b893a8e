//! The reference service's keepers: operators who sign, a watcher who looks for contradictions, and who pays for it all.

mod attesters;
mod payer;
mod watcher;

pub(crate) use attesters::Attesters;
pub(crate) use payer::Payer;
pub(crate) use watcher::Watcher;

use crate::chain::{Client, Provider};
use alloy_primitives::{Address, Bytes, U256};
use alloy_signer::SignerSync as _;
use alloy_signer_local::PrivateKeySigner;
use aquifer_contracts::interfaces::{AttestationService, restaking::IAllocationManager};
use eyre::WrapErr as _;

/// Who keeps the service going.
#[derive(Debug, Clone)]
pub struct ServiceKeepers {
    /// Where the service is.
    pub service: Address,
    /// Where rewards are submitted.
    pub rewards_coordinator: Address,
    /// Members of its operator set, who attest with their own accounts.
    pub operators: Vec<PrivateKeySigner>,
    /// Submits evidence.
    pub watcher: PrivateKeySigner,
    /// Submits rewards in the name of the service, and what; nobody does for one that does not pay.
    pub payer: Option<(PrivateKeySigner, WeeklyReward)>,
}

/// What the operators and their stakers earn together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WeeklyReward {
    /// An ERC-20 token of which the payer has a stock.
    pub token: Address,
    /// How much of it a week, in its smallest unit.
    pub amount: U256,
}

/// An operator's signature of a statement, as the service takes it.
///
/// # Errors
/// The signer's, which a key in memory has none of.
pub fn sign_statement(
    key: &PrivateKeySigner,
    statement: &AttestationService::Statement,
    chain_id: u64,
    service: Address,
) -> eyre::Result<Bytes> {
    Ok(Bytes::from(key.sign_hash_sync(&statement.digest(chain_id, service))?.as_bytes()))
}

/// The service and the contract that keeps its set.
#[derive(Debug)]
pub(crate) struct ServiceContracts {
    pub(crate) service: AttestationService::AttestationServiceInstance<Provider>,
    pub(crate) allocation: IAllocationManager::IAllocationManagerInstance<Provider>,
    pub(crate) set: IAllocationManager::OperatorSet,
}

impl ServiceContracts {
    async fn find(client: &Client, service: Address) -> eyre::Result<Self> {
        let service = AttestationService::new(service, client.provider());
        let asked = "asking the service for its AllocationManager";
        let allocation = IAllocationManager::new(service.allocationManager().call().await.wrap_err(asked)?, client.provider());
        let id = service.OPERATOR_SET_ID().call().await?;
        let set = IAllocationManager::OperatorSet { avs: *service.address(), id };
        Ok(Self { service, allocation, set })
    }
}

/// The contracts, found at first use and then kept.
async fn contracts<'a>(
    known: &'a mut Option<ServiceContracts>,
    client: &Client,
    service: Address,
) -> eyre::Result<&'a ServiceContracts> {
    if known.is_none() {
        *known = Some(ServiceContracts::find(client, service).await?);
    }
    known.as_ref().ok_or_else(|| eyre::eyre!("the contracts were just found"))
}
