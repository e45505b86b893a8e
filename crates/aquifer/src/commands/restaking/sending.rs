//! Transactions of a command: all are tried in a row first, and nothing is sent unless all would succeed.

use super::trial::Outcome;
use super::{Core, Trial};
use crate::failure::Failure;
use crate::output::say;
use alloy_primitives::{Address, B256, Bytes, TxKind, U256};
use alloy_rpc_types_eth::{BlockId, TransactionRequest};
use alloy_sol_types::SolCall;
use aquifer_contracts::interfaces::IERC20;
use eyre::{WrapErr as _, eyre};
use serde::Serialize;

/// A transaction to be sent.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    /// What it does, in words that follow "to".
    what: String,
    /// Nothing when it makes a contract.
    to: Option<Address>,
    data: Bytes,
}

/// A transaction that was sent.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Sent {
    pub(crate) what: String,
    pub(crate) transaction: B256,
    pub(crate) block: u64,
    pub(crate) gas: u64,
    /// What was made, if anything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) contract: Option<Address>,
}

/// The transactions of a command.
pub(crate) struct Sending<'a> {
    core: &'a Core,
    calls: Vec<Call>,
}

impl Call {
    /// A call of a contract.
    pub(crate) fn new<C: SolCall>(what: impl Into<String>, to: Address, call: &C) -> Self {
        Self { what: what.into(), to: Some(to), data: call.abi_encode().into() }
    }

    /// The creation of a contract.
    pub(crate) fn create(what: impl Into<String>, code: &'static [u8]) -> Self {
        Self { what: what.into(), to: None, data: Bytes::from_static(code) }
    }
}

impl<'a> Sending<'a> {
    /// No transaction yet.
    pub(crate) const fn new(core: &'a Core) -> Self {
        Self { core, calls: Vec::new() }
    }

    /// Where they go.
    pub(crate) const fn core(&self) -> &'a Core {
        self.core
    }

    /// Adds one.
    pub(crate) fn push(&mut self, call: Call) {
        self.calls.push(call);
    }

    /// Adds the approval that `spender` needs to take `amount`, if it has not got it.
    pub(crate) async fn approve(&mut self, token: Address, symbol: &str, spender: Address, amount: U256) -> eyre::Result<()> {
        let mut trial = Trial::default();
        let place = trial.call(token, &IERC20::allowanceCall { owner: self.core.sender(), spender });
        let allowance = trial.read(&self.core.client, BlockId::latest()).await?.get(&place)?;
        if allowance < amount {
            let what = format!("approve {} {symbol} for {spender}", super::token(amount));
            self.push(Call::new(what, token, &IERC20::approveCall { spender, amount }));
        }
        Ok(())
    }

    /// A trial that begins with these calls; views of what they do may be added.
    pub(crate) fn trial(&self) -> Trial {
        let mut trial = Trial::default();
        for call in &self.calls {
            trial.step(call.to, &call.data);
        }
        trial
    }

    /// Tries the calls, and what was added behind them, as the sender in the next block.
    pub(crate) async fn tried(&self, trial: &Trial) -> Result<Outcome, Failure> {
        let outcome = trial.try_as(&self.core.client, self.core.sender(), BlockId::pending()).await?;
        for (index, call) in self.calls.iter().enumerate() {
            if let Err(reason) = outcome.succeeded(index) {
                return Err(Failure::Refused(eyre!("nothing was sent: to {} is refused: {reason}", call.what)));
            }
        }
        Ok(outcome)
    }

    /// Sends them one after another, each when the one before is in a block; none of them in a dry run.
    pub(crate) async fn send(&self, dry_run: bool) -> eyre::Result<Vec<Sent>> {
        let mut sent = Vec::new();
        for call in self.calls.iter().filter(|_| !dry_run) {
            let receipt = self.core.client.send(call.request()).await.wrap_err_with(|| format!("to {}", call.what))?;
            sent.push(Sent {
                what: call.what.clone(),
                transaction: receipt.transaction_hash,
                block: receipt.block_number.unwrap_or_default(),
                gas: receipt.gas_used,
                contract: receipt.contract_address,
            });
        }
        Ok(sent)
    }

    /// Says what was sent, or would be.
    pub(crate) fn print(&self, sent: &[Sent]) {
        if sent.is_empty() {
            for call in &self.calls {
                say!("would {} (--dry-run: nothing was sent)", call.what);
            }
        }
        for sent in sent {
            say!("{}: transaction {} in block {}, {} gas", sent.what, sent.transaction, sent.block, sent.gas);
        }
    }
}

impl Call {
    fn request(&self) -> TransactionRequest {
        let kind = self.to.map_or(TxKind::Create, TxKind::Call);
        TransactionRequest { to: Some(kind), ..TransactionRequest::default() }.input(self.data.clone().into())
    }
}
