//! A call to a native contract: the same steps revm takes for a call, with Rust instead of bytecode.

use super::{AqEvm, EvmContext, host::FrameHost};
use alloy_primitives::Bytes;
use alloy_sol_types::{Revert, SolError};
use aquifer_contracts::{NativeCall, NativeOutcome, dispatch};
use revm::{
    Inspector,
    context::JournalTr,
    handler::{FrameResult, evm::ContextDbError},
    interpreter::{
        CallInputs, CallOutcome, CallScheme, CallValue, FrameInput, Gas, InstructionResult, InterpreterResult,
        interpreter::EthInterpreter, interpreter_action::FrameInit,
    },
    primitives::constants::CALL_STACK_LIMIT,
};

/// Said to a contract that borrows native code for its own storage.
const BORROWED_CODE: &str = "native contract: its code cannot be borrowed by DELEGATECALL or CALLCODE";

impl<INSP: Inspector<EvmContext, EthInterpreter>> AqEvm<INSP> {
    /// Serves a call whose code is native. Changes nothing unless it returns successfully.
    pub(super) fn native_frame(&mut self, init: FrameInit) -> Result<FrameResult, ContextDbError<EvmContext>> {
        let FrameInit { depth, memory, frame_input: FrameInput::Call(call) } = init else {
            return Err(ContextDbError::<EvmContext>::Custom("only calls reach native contracts".to_owned()));
        };
        let mut gas = Gas::new_with_regular_gas_and_reservoir(call.gas_limit, call.reservoir);
        if depth > CALL_STACK_LIMIT as usize {
            return Ok(frame_result(&call, InstructionResult::CallTooDeep, Bytes::new(), gas));
        }
        if borrows_code(&call) {
            return Ok(frame_result(&call, InstructionResult::Revert, Revert::from(BORROWED_CODE).abi_encode().into(), gas));
        }
        let checkpoint = self.inner.ctx.journaled_state.checkpoint();
        if let CallValue::Transfer(value) = call.value
            && let Some(error) = self.inner.ctx.journaled_state.transfer_loaded(call.caller, call.target_address, value)
        {
            self.inner.ctx.journaled_state.checkpoint_revert(checkpoint);
            return Ok(frame_result(&call, error.into(), Bytes::new(), gas));
        }
        if !call.is_static {
            self.marks.fix(&self.protocol);
        }
        let (outcome, fatal) = self.serve(&call, FrameInit { depth, memory, frame_input: FrameInput::Empty }, &mut gas);
        let (result, output) = settle(outcome, &mut gas);
        if result.is_ok() {
            self.inner.ctx.journaled_state.checkpoint_commit();
        } else {
            self.inner.ctx.journaled_state.checkpoint_revert(checkpoint);
        }
        match fatal {
            Some(error) => Err(ContextDbError::<EvmContext>::Custom(error)),
            None => Ok(frame_result(&call, result, output, gas)),
        }
    }

    /// Runs the contract. The second value is an error that ends the whole transaction.
    fn serve(&mut self, call: &CallInputs, at: FrameInit, gas: &mut Gas) -> (NativeOutcome, Option<String>) {
        let Some(kind) = self.native_kind(call.bytecode_address) else {
            return (NativeOutcome::Revert(Bytes::new()), None);
        };
        let input = call.input.bytes(&self.inner.ctx);
        let native_call = NativeCall {
            this: call.target_address,
            caller: call.caller,
            value: call.value.get(),
            input: &input,
            is_static: call.is_static,
        };
        let mut host = FrameHost::new(self, gas, at.memory, at.depth, call.is_static);
        let outcome = dispatch(&mut host, kind, &native_call);
        (outcome, host.into_fatal())
    }
}

fn borrows_code(call: &CallInputs) -> bool {
    call.target_address != call.bytecode_address || matches!(call.scheme, CallScheme::DelegateCall | CallScheme::CallCode)
}

/// Gas left over goes back after a return or a revert; anything else takes all of it.
fn settle(outcome: NativeOutcome, gas: &mut Gas) -> (InstructionResult, Bytes) {
    match outcome {
        NativeOutcome::Return(output) => (InstructionResult::Return, output),
        NativeOutcome::Revert(output) => (InstructionResult::Revert, output),
        NativeOutcome::OutOfGas => {
            gas.spend_all();
            (InstructionResult::OutOfGas, Bytes::new())
        }
        NativeOutcome::StaticViolation => {
            gas.spend_all();
            (InstructionResult::StateChangeDuringStaticCall, Bytes::new())
        }
    }
}

fn frame_result(call: &CallInputs, result: InstructionResult, output: Bytes, gas: Gas) -> FrameResult {
    FrameResult::Call(CallOutcome {
        result: InterpreterResult::new(result, output, gas),
        memory_offset: call.return_memory_offset.clone(),
        was_precompile_called: true,
        precompile_call_logs: Vec::new(),
        charged_new_account_state_gas: call.charged_new_account_state_gas,
    })
}
