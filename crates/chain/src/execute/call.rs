//! Calls that leave no trace: `eth_call`, gas estimates, traces. Any thread with a big stack may run them on any state.

use crate::{
    db::WorldDb,
    evm::{AqEvm, EvmContext, EvmError},
    spec::ChainSpec,
    world::World,
};
use alloy_consensus::Header;
use alloy_primitives::{Address, Bytes, Log, TxKind, U256};
use revm::{
    Inspector,
    context::{
        BlockEnv, CfgEnv, TxEnv,
        result::{ExecutionResult, HaltReason, InvalidTransaction},
    },
    context_interface::{
        block::BlobExcessGasAndPrice,
        transaction::{AccessList, TransactionType},
    },
    inspector::NoOpInspector,
    interpreter::interpreter::EthInterpreter,
    primitives::{eip4844::BLOB_BASE_FEE_UPDATE_FRACTION_PRAGUE, eip7825::TX_GAS_LIMIT_CAP},
};

/// Most gas a call may use; transactions are held to less (EIP-7825).
pub const CALL_GAS_MAX: u64 = 50_000_000;
/// An estimate may lie this many thousandths above the least that suffices.
const ESTIMATE_SLACK: u64 = 15;

/// A call, as JSON-RPC describes it. What is left out takes the value that restricts least.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CallRequest {
    /// Who calls; the zero address by default.
    pub from: Address,
    /// Whom; `None` creates a contract.
    pub to: Option<Address>,
    /// Ether sent along, in wei.
    pub value: U256,
    /// Calldata or init code.
    pub input: Bytes,
    /// Gas it may use, at most [`CALL_GAS_MAX`].
    pub gas: Option<u64>,
    /// Most it pays for a unit of gas, in wei; without, gas costs nothing.
    pub max_fee_per_gas: Option<u128>,
    /// Most of that the proposer gets, in wei.
    pub max_priority_fee_per_gas: Option<u128>,
    /// What it promises to touch (EIP-2930).
    pub access_list: AccessList,
}

/// How a call ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallStatus {
    /// It returned.
    Success,
    /// It reverted; the output says why.
    Revert,
    /// It halted, and took all its gas.
    Halt(HaltReason),
}

/// What a call gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallOutcome {
    /// How it ended.
    pub status: CallStatus,
    /// Gas used, refunds taken off.
    pub gas_used: u64,
    /// Return data, revert data, or the code of a created contract.
    pub output: Bytes,
    /// Logs it would have left.
    pub logs: Vec<Log>,
}

/// Why a call did not run, or why no amount of gas makes it succeed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// A rule of transactions.
    #[error(transparent)]
    Transaction(InvalidTransaction),
    /// It fails with all the gas it may have.
    #[error("the call fails: {:?}", .0.status)]
    Fails(Box<CallOutcome>),
    /// revm gave up.
    #[error("the EVM failed: {0}")]
    Evm(String),
}

/// The environment a block's transactions saw.
#[must_use]
pub fn block_env(header: &Header) -> BlockEnv {
    BlockEnv {
        number: U256::from(header.number),
        beneficiary: header.beneficiary,
        timestamp: U256::from(header.timestamp),
        gas_limit: header.gas_limit,
        basefee: header.base_fee_per_gas.unwrap_or_default(),
        difficulty: U256::ZERO,
        prevrandao: Some(header.mix_hash),
        blob_excess_gas_and_price: Some(BlobExcessGasAndPrice::new(
            header.excess_blob_gas.unwrap_or_default(),
            BLOB_BASE_FEE_UPDATE_FRACTION_PRAGUE,
        )),
        slot_num: 0,
    }
}

/// Runs a call on a state and forgets what it did.
///
/// # Errors
/// [`CallError::Transaction`] when the caller cannot pay, or the gas does not even cover the calldata.
pub fn call(spec: &ChainSpec, world: &World, env: BlockEnv, request: &CallRequest) -> Result<CallOutcome, CallError> {
    check_funds(world, request)?;
    let mut evm = evm(spec, world, env, request, NoOpInspector);
    outcome(evm.transact(tx_env(spec, request, request_gas(request))))
}

/// Runs a call while an inspector watches; returns it with what it saw.
///
/// # Errors
/// As [`call`].
pub fn trace<INSP: Inspector<EvmContext, EthInterpreter>>(
    spec: &ChainSpec,
    world: &World,
    env: BlockEnv,
    request: &CallRequest,
    inspector: INSP,
) -> Result<(CallOutcome, INSP), CallError> {
    check_funds(world, request)?;
    let mut evm = evm(spec, world, env, request, inspector);
    let outcome = outcome(evm.inspect(tx_env(spec, request, request_gas(request))))?;
    Ok((outcome, evm.into_inspector()))
}

/// The gas limit a transaction needs to succeed: enough, found by running, and at most 1.5 % above the least.
///
/// # Errors
/// [`CallError::Fails`] when it fails with the most gas a transaction may have.
pub fn estimate_gas(spec: &ChainSpec, world: &World, env: BlockEnv, request: &CallRequest) -> Result<u64, CallError> {
    check_funds(world, request)?;
    let run = |gas: u64| {
        let mut evm = evm(spec, world, env.clone(), request, NoOpInspector);
        outcome(evm.transact(tx_env(spec, request, gas)))
    };
    let mut high = most_gas(world, &env, request);
    let first = run(high)?;
    if first.status != CallStatus::Success {
        return Err(CallError::Fails(Box::new(first)));
    }
    let mut low = first.gas_used.saturating_sub(1);
    // What it used, and a 64th more for what calls may not take along (EIP-150), nearly always suffices. Both divisions round
    // down: they only choose what is tried next.
    let mut probe = first.gas_used + first.gas_used / 63 + 2300;
    while high - low > 1 && (high - low) * 1000 > high * ESTIMATE_SLACK {
        let gas = probe.clamp(low + 1, high - 1);
        if run(gas).is_ok_and(|outcome| outcome.status == CallStatus::Success) {
            high = gas;
        } else {
            low = gas;
        }
        probe = low + (high - low) / 2;
    }
    Ok(high)
}

/// The most gas the transaction may ask for: its own limit, the cap on transactions, and what the sender can pay.
fn most_gas(world: &World, env: &BlockEnv, request: &CallRequest) -> u64 {
    let limit = request.gas.unwrap_or(u64::MAX).min(TX_GAS_LIMIT_CAP).min(env.gas_limit);
    match request.max_fee_per_gas.filter(|price| *price > 0) {
        None => limit,
        Some(price) => {
            let affordable = world.balance(&request.from).saturating_sub(request.value) / U256::from(price);
            limit.min(affordable.saturating_to())
        }
    }
}

fn check_funds(world: &World, request: &CallRequest) -> Result<(), CallError> {
    let balance = world.balance(&request.from);
    if balance >= request.value {
        return Ok(());
    }
    let (fee, balance) = (Box::new(request.value), Box::new(balance));
    Err(CallError::Transaction(InvalidTransaction::LackOfFundForMaxFee { fee, balance }))
}

fn request_gas(request: &CallRequest) -> u64 {
    request.gas.unwrap_or(CALL_GAS_MAX).min(CALL_GAS_MAX)
}

fn evm<INSP>(spec: &ChainSpec, world: &World, env: BlockEnv, request: &CallRequest, inspector: INSP) -> AqEvm<INSP> {
    let cfg = call_cfg(spec, request);
    AqEvm::new(WorldDb::new(world), cfg, env, world.protocol.clone(), world.natives.clone(), inspector)
}

/// Calls may come from contracts, at any nonce, above block and transaction limits, and free when they name no price.
fn call_cfg(spec: &ChainSpec, request: &CallRequest) -> CfgEnv {
    let mut cfg = spec.cfg();
    let is_free = request.max_fee_per_gas.unwrap_or_default() == 0;
    cfg.tx_gas_limit_cap = Some(u64::MAX);
    cfg.disable_block_gas_limit = true;
    cfg.disable_nonce_check = true;
    cfg.disable_eip3607 = true;
    cfg.disable_base_fee = is_free;
    cfg.disable_fee_charge = is_free;
    cfg
}

fn tx_env(spec: &ChainSpec, request: &CallRequest, gas_limit: u64) -> TxEnv {
    TxEnv {
        tx_type: TransactionType::Eip1559 as u8,
        caller: request.from,
        gas_limit,
        gas_price: request.max_fee_per_gas.unwrap_or_default(),
        kind: TxKind::from(request.to),
        value: request.value,
        data: request.input.clone(),
        nonce: 0,
        chain_id: Some(spec.chain_id),
        access_list: request.access_list.clone(),
        gas_priority_fee: Some(request.max_priority_fee_per_gas.unwrap_or_default()),
        blob_hashes: Vec::new(),
        max_fee_per_blob_gas: 0,
        authorization_list: Vec::new(),
    }
}

fn outcome(result: Result<ExecutionResult, EvmError>) -> Result<CallOutcome, CallError> {
    let result = result.map_err(|error| match error {
        EvmError::Transaction(error) => CallError::Transaction(error),
        error => CallError::Evm(error.to_string()),
    })?;
    let gas_used = result.tx_gas_used();
    Ok(match result {
        ExecutionResult::Success { logs, output, .. } => {
            CallOutcome { status: CallStatus::Success, gas_used, output: output.into_data(), logs }
        }
        ExecutionResult::Revert { output, .. } => CallOutcome { status: CallStatus::Revert, gas_used, output, logs: Vec::new() },
        ExecutionResult::Halt { reason, .. } => {
            CallOutcome { status: CallStatus::Halt(reason), gas_used, output: Bytes::new(), logs: Vec::new() }
        }
    })
}
