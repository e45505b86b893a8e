//! What a native contract sees of the EVM around it.

use super::{AqEvm, CALLBACK_DEPTH_MAX, EvmContext, EvmError, Frame, stub};
use alloy_primitives::{Address, B256, Bytes, Log, U256};
use aquifer_contracts::{CallAnswer, Host, OutsideCall};
use aquifer_protocol::{
    Protocol,
    units::{BlockNumber, Timestamp, Wei},
};
use revm::{
    Database, Inspector,
    bytecode::Bytecode,
    context::{FrameStack, JournalTr, journaled_state::account::JournaledAccountTr as _},
    handler::{FrameResult, Handler, MainnetHandler},
    inspector::InspectorHandler,
    interpreter::{
        CallInput, CallInputs, CallScheme, CallValue, FrameInput, Gas, SharedMemory, interpreter::EthInterpreter,
        interpreter_action::FrameInit,
    },
};

/// EVM price of reaching an account for the first time in a transaction (EIP-2929).
const COLD_ACCOUNT_ACCESS: u64 = 2600;
/// EVM price of reaching it again.
const WARM_ACCOUNT_ACCESS: u64 = 100;
/// EVM price of sending ether along.
const CALL_VALUE: u64 = 9000;
/// Gas the callee gets on top when ether comes along.
const CALL_STIPEND: u64 = 2300;
/// EVM price of bringing an account into being.
const NEW_ACCOUNT: u64 = 25_000;

/// One native frame. Gas is that of the frame; logs and ether go through the journal, so they vanish with it.
pub(super) struct FrameHost<'a, INSP> {
    evm: &'a mut AqEvm<INSP>,
    gas: &'a mut Gas,
    memory: SharedMemory,
    depth: usize,
    is_static: bool,
    fatal: Option<String>,
}

/// An account about to be called.
struct Callee {
    code: (B256, Bytecode),
    access_gas: u64,
    is_empty: bool,
}

impl<'a, INSP: Inspector<EvmContext, EthInterpreter>> FrameHost<'a, INSP> {
    pub(super) const fn new(
        evm: &'a mut AqEvm<INSP>,
        gas: &'a mut Gas,
        memory: SharedMemory,
        depth: usize,
        is_static: bool,
    ) -> Self {
        Self { evm, gas, memory, depth, is_static, fatal: None }
    }

    /// The error that ends the whole transaction, if one came up.
    pub(super) fn into_fatal(self) -> Option<String> {
        self.fatal
    }

    fn load_callee(&mut self, to: Address) -> Callee {
        let journal = &mut self.evm.inner.ctx.journaled_state;
        let Ok(account) = journal.load_account_with_code(to);
        let is_empty = account.info.is_empty();
        let mut access_gas = access_gas(account.is_cold);
        let mut code = (account.info.code_hash, account.info.code.clone().unwrap_or_default());
        if let Some(delegate) = code.1.eip7702_address() {
            let Ok(account) = journal.load_account_with_code(delegate);
            access_gas += self::access_gas(account.is_cold);
            code = (account.info.code_hash, account.info.code.clone().unwrap_or_default());
        }
        Callee { code, access_gas, is_empty }
    }

    /// Takes the EVM's price of the call itself; what the callee may spend, or `None` when there is not enough.
    fn pay_for_call(&mut self, callee: &Callee, value: U256) -> Option<u64> {
        let (mut price, mut stipend) = (callee.access_gas, 0);
        if !value.is_zero() {
            price += CALL_VALUE;
            stipend = CALL_STIPEND;
            price += if callee.is_empty { NEW_ACCOUNT } else { 0 };
        }
        if !self.gas.record_regular_cost(price) {
            self.gas.spend_all();
            return None;
        }
        // EIP-150: a 64th stays here, rounded down.
        let forwarded = self.gas.remaining() - self.gas.remaining() / 64;
        self.gas.record_regular_cost(forwarded).then_some(forwarded + stipend)
    }

    fn inputs(&self, call: OutsideCall, callee: Callee, gas_limit: u64) -> CallInputs {
        let is_static = self.is_static || call.is_static;
        CallInputs {
            input: CallInput::Bytes(call.input),
            return_memory_offset: 0..0,
            gas_limit,
            reservoir: 0,
            bytecode_address: call.to,
            known_bytecode: callee.code,
            target_address: call.to,
            caller: call.from,
            value: CallValue::Transfer(call.value.get()),
            scheme: if is_static { CallScheme::StaticCall } else { CallScheme::Call },
            is_static,
            charged_new_account_state_gas: false,
        }
    }

    /// Runs the call in an execution loop of its own, on a frame stack of its own, above the memory in use.
    fn run(&mut self, inputs: CallInputs) -> Result<FrameResult, EvmError> {
        let stack = self.evm.spare_stacks.pop().unwrap_or_else(|| FrameStack::new_prealloc(2));
        let saved = std::mem::replace(&mut self.evm.inner.frame_stack, stack);
        let init = FrameInit {
            depth: self.depth + 1,
            memory: self.memory.new_child_context(),
            frame_input: FrameInput::Call(Box::new(inputs)),
        };
        self.evm.callbacks += 1;
        let mut handler = MainnetHandler::<AqEvm<INSP>, EvmError, Frame>::default();
        let result = if self.evm.inspecting {
            handler.inspect_run_exec_loop(self.evm, init)
        } else {
            handler.run_exec_loop(self.evm, init)
        };
        self.evm.callbacks -= 1;
        self.memory.free_child_context();
        let mut used = std::mem::replace(&mut self.evm.inner.frame_stack, saved);
        used.clear();
        self.evm.spare_stacks.push(used);
        result
    }

    /// Unspent gas comes back after a return or a revert.
    fn answer(&mut self, result: &FrameResult) -> CallAnswer {
        let outcome = result.interpreter_result();
        if outcome.result.is_ok_or_revert() {
            self.gas.erase_cost(outcome.gas.remaining());
        }
        if outcome.result.is_ok() {
            self.gas.record_refund(outcome.gas.refunded());
        }
        CallAnswer { success: outcome.result.is_ok(), output: outcome.output.clone() }
    }
}

const fn access_gas(is_cold: bool) -> u64 {
    if is_cold { COLD_ACCOUNT_ACCESS } else { WARM_ACCOUNT_ACCESS }
}

/// The answer of a call that was not made.
const fn refused() -> CallAnswer {
    CallAnswer { success: false, output: Bytes::new() }
}

impl<INSP: Inspector<EvmContext, EthInterpreter>> Host for FrameHost<'_, INSP> {
    fn protocol(&self) -> &Protocol {
        &self.evm.protocol
    }

    fn protocol_mut(&mut self) -> &mut Protocol {
        &mut self.evm.protocol
    }

    fn block_number(&self) -> BlockNumber {
        BlockNumber::new(self.evm.inner.ctx.block.number.saturating_to())
    }

    fn timestamp(&self) -> Timestamp {
        Timestamp::new(self.evm.inner.ctx.block.timestamp.saturating_to())
    }

    fn chain_id(&self) -> u64 {
        self.evm.inner.ctx.cfg.chain_id
    }

    fn block_hash(&mut self, number: u64) -> B256 {
        let Ok(hash) = self.evm.inner.ctx.journaled_state.database.block_hash(number);
        hash
    }

    fn balance(&mut self, account: Address) -> Wei {
        let Ok(account) = self.evm.inner.ctx.journaled_state.load_account(account);
        Wei::new(account.info.balance)
    }

    fn has_code(&mut self, account: Address) -> bool {
        let Ok(account) = self.evm.inner.ctx.journaled_state.load_account_with_code(account);
        !account.info.is_empty_code_hash()
    }

    fn charge(&mut self, gas: u64) -> bool {
        self.gas.record_regular_cost(gas)
    }

    fn log(&mut self, log: Log) {
        if self.evm.inspecting {
            let inner = &mut self.evm.inner;
            inner.inspector.log(&mut inner.ctx, log.clone());
        }
        self.evm.inner.ctx.journaled_state.log(log);
    }

    fn transfer(&mut self, from: Address, to: Address, amount: Wei) -> bool {
        let Ok(failure) = self.evm.inner.ctx.journaled_state.transfer(from, to, amount.get());
        failure.is_none()
    }

    fn deploy(&mut self, address: Address) {
        let journal = &mut self.evm.inner.ctx.journaled_state;
        let Ok(mut account) = journal.load_account_mut(address);
        account.data.bump_nonce();
        account.data.set_code(stub::code_hash(), stub::code().bytecode().clone());
    }

    fn call(&mut self, call: OutsideCall) -> CallAnswer {
        let value = call.value.get();
        let writes_in_static = self.is_static && !value.is_zero();
        if self.fatal.is_some() || writes_in_static || self.evm.callbacks >= CALLBACK_DEPTH_MAX {
            return refused();
        }
        // revm moves value between accounts it has loaded.
        let Ok(_) = self.evm.inner.ctx.journaled_state.load_account(call.from);
        let callee = self.load_callee(call.to);
        let Some(gas_limit) = self.pay_for_call(&callee, value) else { return refused() };
        let inputs = self.inputs(call, callee, gas_limit);
        match self.run(inputs) {
            Ok(result) => self.answer(&result),
            Err(error) => {
                self.fatal = Some(error.to_string());
                refused()
            }
        }
    }
}
