//! Tracing: inspectors see native calls as frames, with their logs, and the frames they call back into.

use super::{AqEvm, EvmContext, Frame};
use revm::{
    Inspector,
    context::FrameStack,
    handler::{
        EthPrecompiles, EvmTr, ItemOrResult,
        evm::{ContextDbError, FrameInitResult},
        instructions::EthInstructions,
    },
    inspector::{
        InspectorEvmTr,
        handler::{frame_end, frame_start},
    },
    interpreter::{interpreter::EthInterpreter, interpreter_action::FrameInit},
};

type Instructions = EthInstructions<EthInterpreter, EvmContext>;

impl<INSP: Inspector<EvmContext, EthInterpreter>> InspectorEvmTr for AqEvm<INSP> {
    type Inspector = INSP;

    fn all_inspector(&self) -> (&EvmContext, &Instructions, &EthPrecompiles, &FrameStack<Frame>, &INSP) {
        let inner = &self.inner;
        (&inner.ctx, &inner.instruction, &inner.precompiles, &inner.frame_stack, &inner.inspector)
    }

    fn all_mut_inspector(
        &mut self,
    ) -> (&mut EvmContext, &mut Instructions, &mut EthPrecompiles, &mut FrameStack<Frame>, &mut INSP) {
        let inner = &mut self.inner;
        (&mut inner.ctx, &mut inner.instruction, &mut inner.precompiles, &mut inner.frame_stack, &mut inner.inspector)
    }

    /// As revm's own, except that a native frame reports its logs itself, when they happen: those of the frames it
    /// calls back into have been reported by then.
    fn inspect_frame_init(&mut self, mut init: FrameInit) -> Result<FrameInitResult<'_, Frame>, ContextDbError<EvmContext>> {
        if !self.is_native(&init.frame_input) {
            return inspect_bytecode_frame(self, init);
        }
        let (ctx, inspector) = self.ctx_inspector();
        if let Some(mut output) = frame_start(ctx, inspector, &mut init.frame_input) {
            frame_end(ctx, inspector, &init.frame_input, &mut output);
            return Ok(ItemOrResult::Result(output));
        }
        let input = init.frame_input.clone();
        let mut output = self.native_frame(init)?;
        let (ctx, inspector) = self.ctx_inspector();
        frame_end(ctx, inspector, &input, &mut output);
        Ok(ItemOrResult::Result(output))
    }
}

/// revm's default for bytecode, precompiles and creations.
fn inspect_bytecode_frame<INSP: Inspector<EvmContext, EthInterpreter>>(
    evm: &mut AqEvm<INSP>,
    mut init: FrameInit,
) -> Result<FrameInitResult<'_, Frame>, ContextDbError<EvmContext>> {
    let (ctx, inspector) = evm.ctx_inspector();
    if let Some(mut output) = frame_start(ctx, inspector, &mut init.frame_input) {
        frame_end(ctx, inspector, &init.frame_input, &mut output);
        return Ok(ItemOrResult::Result(output));
    }
    let input = init.frame_input.clone();
    if let ItemOrResult::Result(mut output) = evm.frame_init(init)? {
        let (ctx, inspector) = evm.ctx_inspector();
        frame_end(ctx, inspector, &input, &mut output);
        return Ok(ItemOrResult::Result(output));
    }
    let (ctx, inspector, frame) = evm.ctx_inspector_frame();
    inspector.initialize_interp(&mut frame.interpreter, ctx);
    Ok(ItemOrResult::Item(frame))
}
