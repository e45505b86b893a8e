//! Requests to the beacon chain through its system contracts: withdrawals (EIP-7002) and consolidations (EIP-7251).
//!
//! The beacon chain ignores a request that breaks a rule, keeps the fee and tells nobody. So the node is asked first what the
//! request would do.

use super::record::{Chain, Effect, Preview};
use crate::cli::{FeeArgs, SendArgs};
use crate::failure::Failure;
use alloy_eips::{eip7002::WITHDRAWAL_REQUEST_PREDEPLOY_ADDRESS, eip7251::CONSOLIDATION_REQUEST_PREDEPLOY_ADDRESS};
use alloy_primitives::{Address, B256, Bytes, U256};
use alloy_rpc_types_eth::{TransactionReceipt, TransactionRequest};
use aquifer_keepers::chain::Client;
use aquifer_protocol::ethereum::PublicKey;
use eyre::{WrapErr as _, eyre};
use serde_json::{Value, json};

/// What is asked of the beacon chain.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Request {
    /// A part of a balance in Gwei; zero asks for everything.
    Withdrawal { pubkey: PublicKey, amount: u64 },
    /// All of a validator for another; the same twice asks for compounding.
    Consolidation { source: PublicKey, target: PublicKey },
}

/// What became of it.
#[derive(Debug)]
pub(crate) struct Submitted {
    /// What the node says it does; `None` when it is ignored and was sent all the same.
    pub(crate) effect: Option<Effect>,
    /// Paid to the system contract, in wei.
    pub(crate) fee: U256,
    /// Where it is, when it was sent.
    pub(crate) transaction: Option<B256>,
    /// Paid for gas, in wei.
    pub(crate) gas: U256,
}

impl Request {
    const fn contract(&self) -> Address {
        match self {
            Self::Withdrawal { .. } => WITHDRAWAL_REQUEST_PREDEPLOY_ADDRESS,
            Self::Consolidation { .. } => CONSOLIDATION_REQUEST_PREDEPLOY_ADDRESS,
        }
    }

    /// Key and big-endian amount, or both keys.
    fn calldata(&self) -> Bytes {
        match self {
            Self::Withdrawal { pubkey, amount } => [pubkey.as_slice(), &amount.to_be_bytes()].concat().into(),
            Self::Consolidation { source, target } => [source.as_slice(), target.as_slice()].concat().into(),
        }
    }

    fn as_json(&self, sender: Address) -> Value {
        match self {
            Self::Withdrawal { pubkey, amount } => {
                json!({ "withdrawal": { "sourceAddress": sender, "pubkey": pubkey, "amount": amount.to_string() } })
            }
            Self::Consolidation { source, target } => {
                json!({ "consolidation": { "sourceAddress": sender, "sourcePubkey": source, "targetPubkey": target } })
            }
        }
    }

    /// Checks the request, pays the fee and sends it.
    pub(crate) async fn submit(&self, chain: &Chain, fee: &FeeArgs, send: SendArgs) -> Result<Submitted, Failure> {
        let preview: Preview = chain.preview(self.as_json(chain.client.address())).await?;
        if !preview.accepted && !send.force {
            let reason = preview.reason.unwrap_or_default();
            return Err(Failure::Refused(eyre!(
                "nothing was sent: the beacon chain would ignore the request and keep its fee: {reason}"
            )));
        }
        let asked = self.asked_fee(&chain.client).await?;
        let fee = fee.fee.unwrap_or(asked);
        if fee < asked && !send.force {
            return Err(Failure::Refused(eyre!("nothing was sent: the fee is {asked} wei now, and {fee} wei are too little")));
        }
        let mut submitted = Submitted { effect: preview.effect, fee, transaction: None, gas: U256::ZERO };
        if !send.dry_run {
            let receipt = self.send(&chain.client, fee).await?;
            submitted.transaction = Some(receipt.transaction_hash);
            submitted.gas = gas_paid(&receipt);
        }
        Ok(submitted)
    }

    /// The fee the system contract asks for the next request, in wei. Whatever is paid beyond it is lost.
    async fn asked_fee(&self, client: &Client) -> eyre::Result<U256> {
        let call = json!([{ "to": self.contract() }, "latest"]);
        let answer: Bytes = client
            .request("eth_call", call)
            .await
            .wrap_err("asking the system contract for its fee, which it knows after the first block")?;
        U256::try_from_be_slice(&answer)
            .filter(|_| answer.len() == 32)
            .ok_or_else(|| eyre!("there is no system contract at {}: the chain takes no such requests", self.contract()))
    }

    async fn send(&self, client: &Client, fee: U256) -> eyre::Result<TransactionReceipt> {
        client.send(TransactionRequest::default().to(self.contract()).value(fee).input(self.calldata().into())).await
    }
}

/// What a transaction paid for gas, in wei.
pub(super) fn gas_paid(receipt: &TransactionReceipt) -> U256 {
    U256::from(receipt.gas_used) * U256::from(receipt.effective_gas_price)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calldata_is_what_the_system_contracts_read() {
        let (source, target) = (PublicKey::repeat_byte(1), PublicKey::repeat_byte(2));
        let withdrawal = Request::Withdrawal { pubkey: source, amount: 0x0102 }.calldata();
        assert_eq!((withdrawal.len(), &withdrawal[46..]), (56, &[1, 1, 0, 0, 0, 0, 0, 0, 1, 2][..]));
        let consolidation = Request::Consolidation { source, target }.calldata();
        assert_eq!((consolidation.len(), consolidation[47], consolidation[48]), (96, 1, 2));
    }
}
