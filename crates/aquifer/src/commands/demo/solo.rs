//! The demo's solo validator: an account with 32 ETH, a key of its own, the whole life and what leaving early costs.
//!
//! Carol is new in every run, account and key, so that every wei of hers is known.

use crate::cli::{FeeArgs, NodeArgs, SendArgs};
use crate::commands::validator::{Chain, FAR, Record, Request, credentials_of, random, send_one};
use alloy_primitives::{B256, U256};
use alloy_rpc_types_eth::TransactionRequest;
use alloy_signer_local::PrivateKeySigner;
use aquifer_bls::{DepositData, Mnemonic};
use aquifer_keepers::chain::{BlockId, Client};
use aquifer_protocol::units::{Gwei, Wei};
use eyre::{WrapErr as _, eyre};
use serde_json::json;

/// What a validator needs.
const STAKE: Gwei = Gwei::new(32_000_000_000);
/// What she begins with: 32 ETH and something for gas.
pub(super) const PURSE: U256 = U256::from_limbs([13_563_255_926_290_448_384, 1, 0, 0]);

/// Carol.
pub(super) struct Solo {
    chain: Chain,
    deposit: DepositData,
    /// Gas and fees she has paid, in wei.
    spent: U256,
}

impl Solo {
    /// A new account with [`PURSE`] from another, and a new validator key that withdraws to it.
    pub(super) async fn new(node: &NodeArgs, funder: &Client) -> eyre::Result<Self> {
        let signer = PrivateKeySigner::from_bytes(&B256::new(random()?)).wrap_err("a new account")?;
        let address = signer.address();
        funder.send(TransactionRequest::default().to(address).value(PURSE)).await.wrap_err("giving Carol her ether")?;
        let chain = Chain::open_as(node, signer).await.map_err(|failure| eyre!("{failure}"))?;
        let key = Mnemonic::from_entropy(random()?).signing_key(0)?;
        let credentials = credentials_of(address, false);
        let deposit = DepositData::signed(&key, credentials, STAKE, chain.beacon.genesis_fork_version, &chain.status.network);
        Ok(Self { chain, deposit, spent: U256::ZERO })
    }

    /// Her deposit through the contract; its number there.
    pub(super) async fn deposit(&mut self) -> eyre::Result<u64> {
        let sent = send_one(&self.chain, &self.deposit).await.wrap_err("Carol depositing")?;
        self.spent += sent.gas;
        Ok(sent.index)
    }

    /// Her validator as of a block, the head when none is named; `None` while the deposit waits.
    pub(super) async fn record(&self, block: Option<u64>) -> eyre::Result<Option<Record>> {
        let filter = json!({ "pubkeys": [self.deposit.pubkey] });
        let block = block.map_or_else(|| "latest".to_owned(), |block| format!("0x{block:x}"));
        let found: Vec<Record> = self.chain.client.request("aquifer_validators", json!([filter, block])).await?;
        Ok(found.into_iter().next())
    }

    /// All she has, in wei: her account and her validator.
    pub(super) async fn worth(&self, block: Option<u64>) -> eyre::Result<U256> {
        let account = self.chain.client.balance(self.chain.client.address(), block).await?;
        let validator = self.record(block).await?.map_or(Gwei::ZERO, |record| Gwei::new(record.balance));
        Ok(account + Wei::from(validator).get())
    }

    /// What she has earned with everything, in wei.
    pub(super) async fn earned(&self) -> eyre::Result<U256> {
        let kept = PURSE - self.spent;
        let worth = self.worth(None).await?;
        worth.checked_sub(kept).ok_or_else(|| eyre!("Carol has {worth} wei of the {kept} she did not spend"))
    }

    /// Why the beacon chain would ignore her wish to leave now.
    pub(super) async fn why_not_now(&self) -> eyre::Result<Option<String>> {
        let address = self.chain.client.address();
        let wish = json!({ "withdrawal": { "sourceAddress": address, "pubkey": self.deposit.pubkey, "amount": "0" } });
        Ok(self.chain.preview(wish).await?.reason)
    }

    /// Asks to leave through the system contract of EIP-7002; her validator afterwards, and the fee in wei.
    pub(super) async fn leave(&mut self) -> eyre::Result<(Record, U256)> {
        let request = Request::Withdrawal { pubkey: self.deposit.pubkey, amount: 0 };
        let send = SendArgs { dry_run: false, force: false };
        let submitted = request.submit(&self.chain, &FeeArgs { fee: None }, send).await.map_err(|failure| eyre!("{failure}"))?;
        self.spent += submitted.gas + submitted.fee;
        let index = submitted.effect.map(|effect| effect.validator_index).unwrap_or_default();
        let after = self.chain.wait_for(index, |record| record.exit_epoch != FAR).await?;
        let after = after.ok_or_else(|| eyre!("validator {index} was told to leave and stays"))?;
        Ok((after, submitted.fee))
    }

    /// What came to her since the epoch after her exit, in wei: a validator that has left keeps its seats in the sync
    /// committees that were drawn before.
    pub(super) async fn earned_since(&self, exit_epoch: u64) -> eyre::Result<U256> {
        let status = self.chain.client.status().await?;
        // What the last epoch of duties earned is paid at the end of the next one.
        let slot = (exit_epoch + 1) * status.slots_per_epoch;
        let time = status.genesis_time + slot * status.seconds_per_slot;
        let BlockId { number, .. } = self.chain.client.block_at(time, status.seconds_per_slot, status.block).await?;
        let (then, now) = (self.worth(Some(number)).await?, self.worth(None).await?);
        now.checked_sub(then).ok_or_else(|| eyre!("Carol had {then} wei when her validator was done, and has {now} now"))
    }
}
