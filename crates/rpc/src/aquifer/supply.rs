//! `aquifer_supply()`: all ether of both sides, and where it came from and went. The sums are those of invariant CHN-10.

use crate::{api::Api, args::Args, error::RpcError};
use alloy_primitives::U256;
use aquifer_chain::world::EtherTotals;
use serde::Serialize;

/// In wei.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Supply {
    /// All ether somebody can still have: accounts and consensus side, deposits counted once.
    total: U256,
    execution: U256,
    /// Kept by the deposit contract for ever: the consensus side has it.
    deposited: U256,
    validators: U256,
    pending_deposits: U256,
    genesis: U256,
    issued: U256,
    penalised: U256,
    burnt: U256,
    destroyed: U256,
    /// Deposits that credited nobody.
    lost: U256,
    /// Made and removed by development methods.
    minted: U256,
    removed: U256,
}

/// Reads every account and every validator.
pub(crate) fn supply(api: &Api, args: Args) -> Result<Supply, RpcError> {
    args.end()?;
    Ok(Supply::from(api.node.head().world.ether()))
}

impl From<EtherTotals> for Supply {
    fn from(totals: EtherTotals) -> Self {
        Self {
            total: totals.held(),
            execution: totals.execution,
            deposited: totals.deposited,
            validators: totals.validators,
            pending_deposits: totals.pending_deposits,
            genesis: totals.genesis,
            issued: totals.issued,
            penalised: totals.penalised,
            burnt: totals.burnt,
            destroyed: totals.destroyed,
            lost: totals.lost,
            minted: totals.minted,
            removed: totals.removed,
        }
    }
}
