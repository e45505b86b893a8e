//! The node beside the SDK: receipts, stake, time.

use alloy::primitives::{Address, B256, U256};
use alloy::providers::{Provider, ProviderBuilder};
use alloy::rpc::types::TransactionRequest;
use eigensdk::common::{SdkSigner, get_signer};
use eyre::{Result, ensure, eyre};
use serde_json::{Value, json};
use std::time::Duration;

/// Looks for a receipt, a tenth of a second apart.
const LOOKS: u32 = 300;

/// A running node.
pub(crate) struct Chain {
    url: String,
}

/// Says that a part of the conformance holds.
pub(crate) fn held(what: &str) {
    println!("ok  {what}");
}

impl Chain {
    pub(crate) const fn new(url: String) -> Self {
        Self { url }
    }

    /// A provider of the SDK's own that signs.
    pub(crate) fn signer(&self, key: &str) -> SdkSigner {
        get_signer(key, &self.url)
    }

    /// Waits until a transaction is in a block; an error when it failed there.
    pub(crate) async fn succeeded(&self, hash: B256) -> Result<()> {
        let provider = ProviderBuilder::new().connect_http(self.url.parse()?);
        for _ in 0..LOOKS {
            if let Some(receipt) = provider.get_transaction_receipt(hash).await? {
                ensure!(receipt.status(), "transaction {hash} failed");
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Err(eyre!("transaction {hash} is in no block"))
    }

    /// Sends ether to a token that takes it for shares.
    pub(crate) async fn stake(&self, key: &str, token: Address, wei: u128) -> Result<()> {
        let request = TransactionRequest::default().to(token).value(U256::from(wei));
        let sent = self.signer(key).send_transaction(request).await?;
        self.succeeded(*sent.tx_hash()).await
    }

    /// Sends as an account whose key nobody has here.
    pub(crate) async fn send_as(&self, from: Address, request: TransactionRequest) -> Result<()> {
        let funds = U256::from(10).pow(U256::from(18));
        self.call("anvil_setBalance", json!([from, funds])).await?;
        self.call("anvil_impersonateAccount", json!([from])).await?;
        let hash = self.call("eth_sendTransaction", json!([request.from(from)])).await?;
        self.succeeded(serde_json::from_value(hash)?).await
    }

    /// Time of the head, in seconds since 1970.
    pub(crate) async fn now(&self) -> Result<u64> {
        let block = self.call("eth_getBlockByNumber", json!(["latest", false])).await?;
        let time: U256 = serde_json::from_value(block["timestamp"].clone())?;
        Ok(time.to())
    }

    /// Moves time on, and makes a block.
    pub(crate) async fn pass(&self, seconds: u64) -> Result<()> {
        self.call("evm_increaseTime", json!([seconds])).await?;
        self.call("evm_mine", json!([])).await?;
        Ok(())
    }

    async fn call(&self, method: &'static str, params: Value) -> Result<Value> {
        let provider = ProviderBuilder::new().connect_http(self.url.parse()?);
        Ok(provider.raw_request(method.into(), params).await?)
    }
}
