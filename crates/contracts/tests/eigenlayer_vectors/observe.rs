//! The observed values of the vectors, each read through the contract's own getter.

use crate::world::World;
use alloy_primitives::U256;
use serde_json::{Map, Value, json};

/// One ether of shares, at which strategies are quoted.
const ONE: &str = "1000000000000000000";

/// Reads one value.
#[track_caller]
pub(crate) fn read(world: &mut World, key: &str) -> Value {
    let parts: Vec<&str> = key.split('.').collect();
    match parts[..] {
        ["burnableETHShares"] => world.view("EigenPodManager", "burnableETHShares()", json!([])),
        [withdrawal, "shares"] if withdrawal.starts_with("withdrawal") => {
            let root = world.withdrawal_root(withdrawal);
            world.views("DelegationManager", "getQueuedWithdrawal(bytes32)", json!([root]))[1].clone()
        }
        [set, slash, "pending"] if set.starts_with("set") => pending(world, set, slash),
        [strategy, field] if strategy.starts_with("strategy") => of_strategy(world, strategy, field),
        [account, field] => of_account(world, account, field),
        [account, "pod", "withdrawableGwei"] => {
            let pod = world.view("EigenPodManager", "getPod(address)", json!([account]));
            let pod = pod.as_str().expect("a pod's address");
            world.view(pod, "withdrawableRestakedExecutionLayerGwei()", json!([]))
        }
        [account, token, "balance"] => {
            json!(world.tokens.held(world.names.address(token), world.names.address(account)).to_string())
        }
        [operator, set, "isSlashable"] => {
            let set = world.set(set);
            world.view("AllocationManager", "isOperatorSlashable(address,(address,uint32))", json!([operator, set]))
        }
        [operator, set, "allocatedStake", strategy] => {
            let set = world.set(set);
            let function = "getAllocatedStake((address,uint32),address[],address[])";
            world.view("AllocationManager", function, json!([set, [operator], [strategy]]))[0][0].clone()
        }
        [operator, strategy, set, "allocation"] => {
            let set = world.set(set);
            let function = "getAllocation(address,(address,uint32),address)";
            let allocation = world.view("AllocationManager", function, json!([operator, set, strategy]));
            json!({ "current": allocation[0], "pendingDiff": allocation[1], "effectBlock": allocation[2] })
        }
        [account, strategy, field] => of_stake(world, account, strategy, field),
        _ => panic!("unknown observed value {key}"),
    }
}

fn of_account(world: &mut World, account: &str, field: &str) -> Value {
    match field {
        "delegatedTo" => world.view("DelegationManager", "delegatedTo(address)", json!([account])),
        "beaconChainSlashingFactor" => world.view("EigenPodManager", "beaconChainSlashingFactor(address)", json!([account])),
        "allocationDelay" => Value::Array(world.views("AllocationManager", "getAllocationDelay(address)", json!([account]))),
        _ => panic!("unknown observed value of {account}: {field}"),
    }
}

fn of_strategy(world: &mut World, strategy: &str, field: &str) -> Value {
    match field {
        "totalShares" => world.view(strategy, "totalShares()", json!([])),
        "sharesToUnderlyingView(1e18)" => world.view(strategy, "sharesToUnderlyingView(uint256)", json!([ONE])),
        "tokenBalance" => {
            let token = world.view(strategy, "underlyingToken()", json!([]));
            let token = world.names.address(token.as_str().expect("a token's address"));
            json!(world.tokens.held(token, world.names.address(strategy)).to_string())
        }
        _ => panic!("unknown observed value of {strategy}: {field}"),
    }
}

/// Of an operator or a staker in a strategy.
fn of_stake(world: &mut World, account: &str, strategy: &str, field: &str) -> Value {
    let pair = json!([account, strategy]);
    match field {
        "operatorShares" => world.view("DelegationManager", "operatorShares(address,address)", pair),
        "slashableSharesInQueue" => world.view("DelegationManager", "getSlashableSharesInQueue(address,address)", pair),
        "depositScalingFactor" => world.view("DelegationManager", "depositScalingFactor(address,address)", pair),
        "maxMagnitude" => world.view("AllocationManager", "getMaxMagnitude(address,address)", pair),
        "encumberedMagnitude" => world.view("AllocationManager", "getEncumberedMagnitude(address,address)", pair),
        "withdrawableShares" => withdrawable(world, account, strategy)[0][0].clone(),
        "depositShares" => withdrawable(world, account, strategy)[1][0].clone(),
        _ => panic!("unknown observed value of {account} in {strategy}: {field}"),
    }
}

fn withdrawable(world: &mut World, account: &str, strategy: &str) -> Vec<Value> {
    world.views("DelegationManager", "getWithdrawableShares(address,address[])", json!([account, [strategy]]))
}

/// Shares of a slash that still wait, by strategy.
fn pending(world: &mut World, set: &str, slash: &str) -> Value {
    let id: U256 = slash.strip_prefix("slash").and_then(|id| id.parse().ok()).expect("the number of a slash");
    let set = world.set(set);
    let function = "getBurnOrRedistributableShares((address,uint32),uint256)";
    let listed = world.views("StrategyManager", function, json!([set, id.to_string()]));
    let (strategies, shares) = (listed[0].as_array().expect("a list"), listed[1].as_array().expect("a list"));
    let by_strategy = strategies.iter().zip(shares);
    let fields = by_strategy.map(|(strategy, shares)| (strategy.as_str().expect("a name").to_owned(), shares.clone()));
    Value::Object(fields.collect::<Map<_, _>>())
}
