//! An operator of the reference service whose key signs twice: what the demo does to be slashed for real.

use super::restaker::event;
use alloy_primitives::{Address, B256, U256, keccak256};
use alloy_rpc_types_eth::{Filter, Log};
use alloy_signer_local::PrivateKeySigner;
use alloy_sol_types::SolEvent as _;
use aquifer_contracts::interfaces::AttestationService::{self, Attested, DoubleSigned, Statement};
use aquifer_contracts::interfaces::restaking::IAllocationManager::OperatorSet;
use aquifer_keepers::chain::{Client, Provider};
use aquifer_keepers::sign_statement;
use eyre::{WrapErr as _, ensure, eyre};
use std::time::{Duration, Instant};

/// How long the watcher is waited for: it acts on the block in which it sees a contradiction.
const PATIENCE: Duration = Duration::from_secs(30);
const LOOK: Duration = Duration::from_millis(50);

/// An operator with its key, which signs whatever the demo wants.
pub(super) struct Offender {
    key: PrivateKeySigner,
    client: Client,
    chain_id: u64,
    pub(super) service: AttestationService::AttestationServiceInstance<Provider>,
    pub(super) set: OperatorSet,
}

impl Offender {
    pub(super) async fn new(url: &str, chain_id: u64, service: Address, key: PrivateKeySigner) -> eyre::Result<Self> {
        let client = Client::with_key(url, chain_id, key.clone())?;
        let service = AttestationService::new(service, client.provider());
        let set = OperatorSet { avs: *service.address(), id: service.OPERATOR_SET_ID().call().await? };
        Ok(Self { key, client, chain_id, service, set })
    }

    pub(super) fn address(&self) -> Address {
        self.key.address()
    }

    /// Its newest statement for which it was not slashed yet.
    pub(super) async fn newest_statement(&self) -> eyre::Result<Option<Attested>> {
        let filter = Filter::new()
            .address(*self.service.address())
            .event_signature(Attested::SIGNATURE_HASH)
            .topic1(self.address().into_word())
            .from_block(0);
        let logs: Vec<Log> = self.client.request("eth_getLogs", (filter,)).await.wrap_err("reading its statements")?;
        for log in logs.iter().rev() {
            let statement = Attested::decode_log(&log.inner)?.data;
            if !self.service.isSlashedFor(self.address(), statement.height).call().await? {
                return Ok(Some(statement));
            }
        }
        Ok(None)
    }

    /// Publishes another value for the height of an earlier statement, as a second machine with the same key might.
    pub(super) async fn contradict(&self, earlier: &Attested) -> eyre::Result<B256> {
        let statement = Statement { height: earlier.height, value: keccak256(earlier.value) };
        let signature = sign_statement(&self.key, &statement, self.chain_id, *self.service.address())?;
        let call = self.service.attest(self.address(), statement.clone(), signature);
        let receipt = self.client.send(call.into_transaction_request()).await.wrap_err("attesting a second value")?;
        let published: Attested = event(&receipt)?;
        ensure!(published.value == statement.value, "published was {}", published.value);
        Ok(statement.value)
    }

    /// Waits until somebody has submitted the evidence; what the contract says of it.
    pub(super) async fn caught(&self, height: u64) -> eyre::Result<DoubleSigned> {
        let deadline = Instant::now() + PATIENCE;
        while !self.service.isSlashedFor(self.address(), height).call().await? {
            ensure!(Instant::now() < deadline, "nobody has submitted the evidence: see `aquifer status` for the watcher");
            tokio::time::sleep(LOOK).await;
        }
        let filter = Filter::new()
            .address(*self.service.address())
            .event_signature(DoubleSigned::SIGNATURE_HASH)
            .topic1(self.address().into_word())
            .topic2(B256::from(U256::from(height)))
            .from_block(0);
        let logs: Vec<Log> = self.client.request("eth_getLogs", (filter,)).await.wrap_err("reading the slash")?;
        let log = logs.last().ok_or_else(|| eyre!("the service has no DoubleSigned event for height {height}"))?;
        Ok(DoubleSigned::decode_log(&log.inner)?.data)
    }
}
