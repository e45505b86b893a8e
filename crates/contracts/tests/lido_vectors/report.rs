//! The oracle report: what the accounting oracle's stand-in does, and the calculation behind it.

use crate::{abi::Abi, fields::Fields, replay::Check, world::World};
use alloy_primitives::U256;
use alloy_sol_types::SolCall as _;
use aquifer_contracts::{
    NativeOutcome,
    interfaces::{IAccounting, IWithdrawalQueue},
};
use serde_json::{Map, Value, json};

fn values(op: &Fields<'_>) -> IAccounting::ReportValues {
    IAccounting::ReportValues {
        timestamp: op.number("timestamp"),
        timeElapsed: op.number("timeElapsed"),
        clValidators: op.number("clValidators"),
        clBalance: op.number("clBalance"),
        withdrawalVaultBalance: op.number("withdrawalVaultBalance"),
        elRewardsVaultBalance: op.number("elRewardsVaultBalance"),
        sharesRequestedToBurn: op.number("sharesRequestedToBurn"),
        withdrawalFinalizationBatches: op.numbers("finalizationBatches"),
        simulatedShareRate: op.number("simulatedShareRate"),
    }
}

/// Compares what the simulation answers with the recorded calculation, or its refusal with the recorded one.
pub(crate) fn compare_calculation(check: &mut Check<'_>, abi: &Abi, world: &mut World, op: &Fields<'_>) {
    let simulated = world.try_view("accounting", &IAccounting::simulateOracleReportCall { report: values(op) });
    match simulated {
        Ok(update) => check.same("calc", &calculation(&update), op.need("calc")),
        Err(NativeOutcome::Revert(data)) => {
            check.same("calcError", &abi.error(&data, &world.actors), op.need("calcError"));
        }
        Err(outcome) => panic!("the simulation ended with {outcome:?}"),
    }
}

/// The calculation in the words of the vectors.
fn calculation(update: &IAccounting::CalculatedValues) -> Value {
    let mut fields = Map::new();
    let mut put = |name: &str, value: U256| fields.insert(name.to_owned(), json!(value.to_string()));
    put("withdrawalsVaultTransfer", update.withdrawalsVaultTransfer);
    put("elRewardsVaultTransfer", update.elRewardsVaultTransfer);
    put("etherToFinalizeWQ", update.etherToFinalizeWQ);
    put("sharesToFinalizeWQ", update.sharesToFinalizeWQ);
    put("sharesToBurnForWithdrawals", update.sharesToBurnForWithdrawals);
    put("totalSharesToBurn", update.totalSharesToBurn);
    put("sharesToMintAsFees", update.sharesToMintAsFees);
    put("principalClBalance", update.principalClBalance);
    put("preTotalShares", update.preTotalShares);
    put("preTotalPooledEther", update.preTotalPooledEther);
    put("postInternalShares", update.postInternalShares);
    put("postInternalEther", update.postInternalEther);
    put("postTotalShares", update.postTotalShares);
    put("postTotalPooledEther", update.postTotalPooledEther);
    put("treasurySharesToMint", update.feeDistribution.treasurySharesToMint);
    let list = |values: &[U256]| json!(values.iter().map(ToString::to_string).collect::<Vec<_>>());
    fields.insert("moduleIds".to_owned(), list(&update.feeDistribution.moduleIds));
    fields.insert("moduleSharesToMint".to_owned(), list(&update.feeDistribution.moduleSharesToMint));
    Value::Object(fields)
}

/// The stand-in's one call: the queue hears of the report, then `Accounting` applies it. Nothing stays when either fails.
pub(crate) fn submit(world: &mut World, op: &Fields<'_>) -> NativeOutcome {
    let _ = (op.text("kind"), op.get("bunker"));
    let queue = IWithdrawalQueue::onOracleReportCall {
        isBunkerModeNow: op.flag("bunker"),
        bunkerStartTimestamp: world.time_of(op.number("prevRefSlot")),
        currentReportTimestamp: world.time_of(op.number("refSlot")),
    };
    let accounting = IAccounting::handleOracleReportCall { report: values(op) };
    world.as_oracle([("wq", queue.abi_encode()), ("accounting", accounting.abi_encode())])
}
