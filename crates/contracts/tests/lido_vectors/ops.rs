//! The operations of the vectors as transactions and views.

use crate::{
    fields::{Fields, number},
    world::World,
};
use alloy_primitives::{Bytes, U256};
use alloy_sol_types::SolCall;
use aquifer_contracts::{
    NativeOutcome,
    interfaces::{IBurner, ILido, IOracleReportSanityChecker, IStakingRouter, IWithdrawalQueue, IWstETH},
};
use serde_json::{Value, json};

/// What an operation did.
pub(crate) struct Done {
    /// How it ended.
    pub(crate) outcome: NativeOutcome,
    /// Which function answered, for its return values; none for plain ether and stand-ins.
    pub(crate) function: Option<(&'static str, &'static str)>,
}

/// A transaction to be sent.
struct Transaction<'a> {
    from: &'a str,
    to: &'static str,
    value: U256,
    input: Vec<u8>,
    function: Option<(&'static str, &'static str)>,
}

/// Calldata of a function and its name in the published list.
fn calldata<C: SolCall>(contract: &'static str, call: &C) -> (Vec<u8>, Option<(&'static str, &'static str)>) {
    let name = C::SIGNATURE.split_once('(').map_or(C::SIGNATURE, |(name, _)| name);
    (call.abi_encode(), Some((contract, name)))
}

/// Performs an operation; `None` for one that is not a call (`fund`, `mine`, `oracleReport`, iterated views).
pub(crate) fn perform(world: &mut World, op: &Fields<'_>) -> Option<Done> {
    let name = op.text("op");
    if let Some(view) = name.strip_prefix("view.") {
        let (to, (input, function)) = view_call(op, view)?;
        let outcome = world.host.view(world.actors.address("u0"), world.actors.address(to), &input);
        return Some(Done { outcome, function });
    }
    let transaction = token_call(world, op, name)
        .or_else(|| queue_call(world, op, name))
        .or_else(|| control_call(op, name))
        .or_else(|| hub_call(world, op, name))?;
    let outcome = world.send(transaction.from, transaction.to, transaction.value, &transaction.input);
    Some(Done { outcome, function: transaction.function })
}

fn sent<'a>(
    op: &Fields<'a>,
    to: &'static str,
    (input, function): (Vec<u8>, Option<(&'static str, &'static str)>),
) -> Transaction<'a> {
    Transaction { from: op.text("from"), to, value: U256::ZERO, input, function }
}

/// The token an operation is about; stETH where none is named.
fn token<'a>(op: &Fields<'a>) -> &'a str {
    match op.get("token").map(|token| token.as_str()) {
        None | Some(Some("steth")) => "steth",
        Some(Some("wsteth")) => "wsteth",
        Some(other) => panic!("unknown token {other:?}"),
    }
}

fn token_call<'a>(world: &World, op: &Fields<'a>, name: &str) -> Option<Transaction<'a>> {
    let account = |field: &str| world.actors.address(op.text(field));
    Some(match name {
        "submit" => Transaction {
            value: op.number("value"),
            ..sent(op, "steth", calldata("steth", &ILido::submitCall { referral: account("referral") }))
        },
        "submitFallback" => Transaction { value: op.number("value"), ..sent(op, "steth", (Vec::new(), None)) },
        "wstethReceive" => Transaction { value: op.number("value"), ..sent(op, "wsteth", (Vec::new(), None)) },
        "transfer" => {
            let (recipient, amount) = (account("to"), op.number("amount"));
            match token(op) {
                "wsteth" => sent(op, "wsteth", calldata("wsteth", &IWstETH::transferCall { recipient, amount })),
                _ => sent(op, "steth", calldata("steth", &ILido::transferCall { recipient, amount })),
            }
        }
        "transferShares" => {
            assert_eq!(token(op), "steth", "wstETH has no shares of its own");
            let (recipient, shares) = (account("to"), op.number("shares"));
            sent(op, "steth", calldata("steth", &ILido::transferSharesCall { recipient, sharesAmount: shares }))
        }
        "transferFrom" => {
            let (sender, recipient, amount) = (account("owner"), account("to"), op.number("amount"));
            match token(op) {
                "wsteth" => sent(op, "wsteth", calldata("wsteth", &IWstETH::transferFromCall { sender, recipient, amount })),
                _ => sent(op, "steth", calldata("steth", &ILido::transferFromCall { sender, recipient, amount })),
            }
        }
        "transferSharesFrom" => {
            assert_eq!(token(op), "steth", "wstETH has no shares of its own");
            let (sender, recipient, shares) = (account("owner"), account("to"), op.number("shares"));
            let call = ILido::transferSharesFromCall { sender, recipient, sharesAmount: shares };
            sent(op, "steth", calldata("steth", &call))
        }
        "approve" => {
            let (spender, amount) = (account("spender"), op.number("amount"));
            match token(op) {
                "wsteth" => sent(op, "wsteth", calldata("wsteth", &IWstETH::approveCall { spender, amount })),
                _ => sent(op, "steth", calldata("steth", &ILido::approveCall { spender, amount })),
            }
        }
        "wrap" => sent(op, "wsteth", calldata("wsteth", &IWstETH::wrapCall { stETHAmount: op.number("amount") })),
        "unwrap" => sent(op, "wsteth", calldata("wsteth", &IWstETH::unwrapCall { wstETHAmount: op.number("amount") })),
        _ => return None,
    })
}

fn queue_call<'a>(world: &World, op: &Fields<'a>, name: &str) -> Option<Transaction<'a>> {
    let account = |field: &str| world.actors.address(op.text(field));
    Some(match name {
        "requestWithdrawals" => {
            let call = IWithdrawalQueue::requestWithdrawalsCall { amounts: op.numbers("amounts"), owner: account("owner") };
            sent(op, "wq", calldata("wq", &call))
        }
        "requestWithdrawalsWstETH" => {
            let call = IWithdrawalQueue::requestWithdrawalsWstETHCall { amounts: op.numbers("amounts"), owner: account("owner") };
            sent(op, "wq", calldata("wq", &call))
        }
        "claimWithdrawal" => {
            sent(op, "wq", calldata("wq", &IWithdrawalQueue::claimWithdrawalCall { requestId: op.number("id") }))
        }
        "claimWithdrawals" => {
            let call = IWithdrawalQueue::claimWithdrawalsCall { requestIds: op.numbers("ids"), hints: op.numbers("hints") };
            sent(op, "wq", calldata("wq", &call))
        }
        "claimWithdrawalsTo" => {
            let (ids, hints, recipient) = (op.numbers("ids"), op.numbers("hints"), account("recipient"));
            let call = IWithdrawalQueue::claimWithdrawalsToCall { requestIds: ids, hints, recipient };
            sent(op, "wq", calldata("wq", &call))
        }
        "unstethTransferFrom" => {
            let (from, to, id) = (account("from"), account("to"), op.number("id"));
            let call = IWithdrawalQueue::transferFromCall { from, to, requestId: id };
            sent(op, "wq", calldata("wq", &call))
        }
        _ => return None,
    })
}

fn control_call<'a>(op: &Fields<'a>, name: &str) -> Option<Transaction<'a>> {
    let arg = |index: usize| number(&op.need("args")[index]);
    Some(match name {
        "beaconDeposit" => {
            let (count, module) = (op.number("maxCount"), op.number("moduleId"));
            let call = ILido::depositCall { maxDepositsCount: count, stakingModuleId: module, depositCalldata: Bytes::new() };
            sent(op, "steth", calldata("steth", &call))
        }
        "setStakingLimit" => {
            let call = ILido::setStakingLimitCall { maxStakeLimit: arg(0), stakeLimitIncreasePerBlock: arg(1) };
            sent(op, "steth", calldata("steth", &call))
        }
        "removeStakingLimit" => without_args(op, calldata("steth", &ILido::removeStakingLimitCall {})),
        "pauseStaking" => without_args(op, calldata("steth", &ILido::pauseStakingCall {})),
        "resumeStaking" => without_args(op, calldata("steth", &ILido::resumeStakingCall {})),
        "setMaxExternalRatioBP" => {
            let call = ILido::setMaxExternalRatioBPCall { maxExternalRatioBP: arg(0) };
            sent(op, "steth", calldata("steth", &call))
        }
        "setMaxPositiveTokenRebase" => {
            let limit = op.number("value1e9");
            let call = IOracleReportSanityChecker::setMaxPositiveTokenRebaseCall { maxPositiveTokenRebase: limit };
            sent(op, "sanity", calldata("sanity", &call))
        }
        "setStakingModuleStatus" => {
            let (module, status) = (op.number("moduleId"), op.number("status").to::<u8>());
            let call = IStakingRouter::setStakingModuleStatusCall { stakingModuleId: module, status };
            sent(op, "sr", calldata("sr", &call))
        }
        "requestBurnMyStETH" => {
            let call = IBurner::requestBurnMyStETHCall { stETHAmountToBurn: op.number("amount") };
            sent(op, "burner", calldata("burner", &call))
        }
        "requestBurnMyStETHForCover" => {
            let call = IBurner::requestBurnMyStETHForCoverCall { stETHAmountToBurn: op.number("amount") };
            sent(op, "burner", calldata("burner", &call))
        }
        "requestBurnMyShares" => {
            let call = IBurner::requestBurnMySharesCall { sharesAmountToBurn: op.number("amount") };
            sent(op, "burner", calldata("burner", &call))
        }
        _ => return None,
    })
}

fn hub_call<'a>(world: &World, op: &Fields<'a>, name: &str) -> Option<Transaction<'a>> {
    let arg = |index: usize| number(&op.need("args")[index]);
    Some(match name {
        "mintExt" => {
            let recipient = world.actors.address(op.need("args")[0].as_str().expect("an actor"));
            by_hub(op, calldata("steth", &ILido::mintExternalSharesCall { recipient, amountOfShares: arg(1) }))
        }
        "burnExt" => by_hub(op, calldata("steth", &ILido::burnExternalSharesCall { amountOfShares: arg(0) })),
        "rebalance" => by_hub(op, calldata("steth", &ILido::rebalanceExternalEtherToInternalCall { amountOfShares: arg(0) })),
        _ => return None,
    })
}

fn without_args<'a>(op: &Fields<'a>, call: (Vec<u8>, Option<(&'static str, &'static str)>)) -> Transaction<'a> {
    assert_eq!(op.get("args").unwrap_or(&json!([])), &json!([]), "arguments to a function that takes none");
    sent(op, "steth", call)
}

/// The vault hub's stand-in passes the call and its ether on.
fn by_hub<'a>(op: &Fields<'a>, (input, function): (Vec<u8>, Option<(&'static str, &'static str)>)) -> Transaction<'a> {
    assert_eq!(op.text("from"), "admin", "only the administrator asks the hub");
    Transaction { from: "hub", to: "steth", value: op.number("value"), input, function }
}

type View = (&'static str, (Vec<u8>, Option<(&'static str, &'static str)>));

fn view_call(op: &Fields<'_>, view: &str) -> Option<View> {
    let amount = || op.number("amount");
    Some(match view {
        "getSharesByPooledEth" => ("steth", calldata("steth", &ILido::getSharesByPooledEthCall { ethAmount: amount() })),
        "getPooledEthByShares" => ("steth", calldata("steth", &ILido::getPooledEthBySharesCall { sharesAmount: amount() })),
        "getPooledEthBySharesRoundUp" => {
            ("steth", calldata("steth", &ILido::getPooledEthBySharesRoundUpCall { sharesAmount: amount() }))
        }
        "findCheckpointHints" => {
            let (first, last) = (op.number("firstIndex"), op.number("lastIndex"));
            let call =
                IWithdrawalQueue::findCheckpointHintsCall { requestIds: op.numbers("ids"), firstIndex: first, lastIndex: last };
            ("wq", calldata("wq", &call))
        }
        "getClaimableEther" => {
            let call = IWithdrawalQueue::getClaimableEtherCall { requestIds: op.numbers("ids"), hints: op.numbers("hints") };
            ("wq", calldata("wq", &call))
        }
        "prefinalize" => {
            let call =
                IWithdrawalQueue::prefinalizeCall { batches: op.numbers("batches"), maxShareRate: op.number("maxShareRate") };
            ("wq", calldata("wq", &call))
        }
        _ => return None,
    })
}

/// `calculateFinalizationBatches`, called until it is finished: the state after each call, and how one was refused.
pub(crate) fn batch_steps(world: &mut World, op: &Fields<'_>) -> Result<Value, (Value, NativeOutcome)> {
    let mut state = IWithdrawalQueue::BatchesCalculationState {
        remainingEthBudget: op.number("ethBudget"),
        finished: false,
        batches: [U256::ZERO; 36],
        batchesLength: U256::ZERO,
    };
    let mut steps = Vec::new();
    while !state.finished {
        assert!(steps.len() < 10_000, "the calculation does not end");
        let call = IWithdrawalQueue::calculateFinalizationBatchesCall {
            maxShareRate: op.number("maxShareRate"),
            maxTimestamp: op.number("maxTimestamp"),
            maxRequestsPerCall: op.number("maxRequestsPerCall"),
            state,
        };
        state = match world.try_view("wq", &call) {
            Ok(state) => state,
            Err(outcome) => return Err((Value::Array(steps), outcome)),
        };
        let length = state.batchesLength.to::<usize>();
        let batches: Vec<String> = state.batches[..length].iter().map(ToString::to_string).collect();
        steps.push(json!([state.remainingEthBudget.to_string(), state.finished, batches]));
    }
    Ok(Value::Array(steps))
}
