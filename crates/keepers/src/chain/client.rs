//! One JSON-RPC connection, with or without a key.

use super::{BeaconState, Head, Status, ValidatorView, explain};
use alloy_network::{Ethereum, EthereumWallet, TransactionBuilder};
use alloy_primitives::{Address, B256, U256};
use alloy_provider::{DynProvider, Provider as _, ProviderBuilder};
use alloy_rpc_types_eth::{TransactionReceipt, TransactionRequest};
use alloy_signer_local::PrivateKeySigner;
use eyre::{WrapErr, eyre};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::json;
use std::{borrow::Cow, time::Duration};

/// The provider that the contracts' bindings take.
pub type Provider = DynProvider<Ethereum>;

/// First pause before a receipt is asked for again; it doubles up to [`RECEIPT_PAUSE_MAX`].
const RECEIPT_PAUSE: Duration = Duration::from_millis(1);
const RECEIPT_PAUSE_MAX: Duration = Duration::from_millis(250);
/// With blocks every 12 seconds a transaction is in the next one or the one after.
const RECEIPT_DEADLINE: Duration = Duration::from_secs(60);

/// A node, and perhaps a key to sign with.
#[derive(Debug, Clone)]
pub struct Client {
    provider: Provider,
    address: Address,
}

impl Client {
    /// A connection that only reads.
    ///
    /// # Errors
    /// When `url` is no HTTP address.
    pub fn reader(url: &str) -> eyre::Result<Self> {
        let url = url
            .parse()
            .wrap_err_with(|| format!("`{url}` is no address of a JSON-RPC server, expected e.g. http://127.0.0.1:8545"))?;
        let provider = ProviderBuilder::default().connect_http(url).erased();
        Ok(Self { provider, address: Address::ZERO })
    }

    /// A connection that signs with `key`. Nonce and fees are asked for with every transaction, so that a revert of the
    /// chain or a second user of the key does no harm.
    ///
    /// # Errors
    /// When `url` is no HTTP address.
    pub fn with_key(url: &str, chain_id: u64, key: PrivateKeySigner) -> eyre::Result<Self> {
        let url = url
            .parse()
            .wrap_err_with(|| format!("`{url}` is no address of a JSON-RPC server, expected e.g. http://127.0.0.1:8545"))?;
        let address = key.address();
        let provider = ProviderBuilder::default()
            .with_gas_estimation()
            .with_simple_nonce_management()
            .with_chain_id(chain_id)
            .wallet(EthereumWallet::new(key))
            .connect_http(url)
            .erased();
        Ok(Self { provider, address })
    }

    /// What contract bindings are made with.
    #[must_use]
    pub fn provider(&self) -> Provider {
        self.provider.clone()
    }

    /// The account of the key; zero without one.
    #[must_use]
    pub const fn address(&self) -> Address {
        self.address
    }

    /// Any method.
    ///
    /// # Errors
    /// When the node is away, refuses, or answers something else.
    pub async fn request<
        P: Serialize + Send + Sync + Clone + std::fmt::Debug + Unpin + 'static,
        R: DeserializeOwned + std::fmt::Debug + Send + Sync + Unpin + 'static,
    >(
        &self,
        method: &'static str,
        params: P,
    ) -> eyre::Result<R> {
        self.provider.raw_request(Cow::Borrowed(method), params).await.map_err(|error| eyre!("{method}: {}", explain(&error)))
    }

    /// `aquifer_status`
    ///
    /// # Errors
    /// As [`Client::request`].
    pub async fn status(&self) -> eyre::Result<Status> {
        self.request("aquifer_status", ()).await
    }

    /// `aquifer_beaconState` of a block.
    ///
    /// # Errors
    /// As [`Client::request`].
    pub async fn beacon_state(&self, block: u64) -> eyre::Result<BeaconState> {
        self.request("aquifer_beaconState", json!([hex(block)])).await
    }

    /// The validators that withdraw to `credentials`, as of a block.
    ///
    /// # Errors
    /// As [`Client::request`].
    pub async fn validators(&self, credentials: B256, block: u64) -> eyre::Result<Vec<ValidatorView>> {
        self.request("aquifer_validators", json!([{ "withdrawalCredentials": credentials }, hex(block)])).await
    }

    /// The head, as soon as its number is at least `number`, or as it is after `patience`.
    ///
    /// # Errors
    /// As [`Client::request`].
    pub async fn wait_for_block(&self, number: u64, patience: Duration) -> eyre::Result<Head> {
        self.request("aquifer_waitForBlock", json!([number, patience.as_millis()])).await
    }

    /// Ether of an account, in wei, as of a block.
    ///
    /// # Errors
    /// As [`Client::request`].
    pub async fn balance(&self, account: Address, block: Option<u64>) -> eyre::Result<U256> {
        let block = block.map_or_else(|| "latest".to_owned(), hex);
        self.request("eth_getBalance", json!([account, block])).await
    }

    /// Sends a transaction and waits for its receipt; an error when it failed.
    ///
    /// # Errors
    /// When it is refused, reverts, or is in no block within a minute.
    pub async fn send(&self, request: TransactionRequest) -> eyre::Result<TransactionReceipt> {
        let request = request.with_from(self.address);
        let pending = self.provider.send_transaction(request).await.map_err(|error| eyre!("{}", explain(&error)))?;
        let receipt = self.receipt(*pending.tx_hash()).await?;
        if receipt.status() { Ok(receipt) } else { Err(eyre!("transaction {} was mined and reverted", receipt.transaction_hash)) }
    }

    /// Waits for a receipt, first by the millisecond: with mining on demand it is there at once.
    async fn receipt(&self, hash: B256) -> eyre::Result<TransactionReceipt> {
        let deadline = tokio::time::Instant::now() + RECEIPT_DEADLINE;
        let mut pause = RECEIPT_PAUSE;
        loop {
            let receipt: Option<TransactionReceipt> = self.request("eth_getTransactionReceipt", (hash,)).await?;
            if let Some(receipt) = receipt {
                return Ok(receipt);
            }
            if tokio::time::Instant::now() > deadline {
                return Err(eyre!("transaction {hash} is in no block after {} seconds", RECEIPT_DEADLINE.as_secs()));
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(RECEIPT_PAUSE_MAX);
        }
    }
}

/// A block number as JSON-RPC writes it.
fn hex(number: u64) -> String {
    format!("0x{number:x}")
}
