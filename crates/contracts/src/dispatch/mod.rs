//! A call to a native contract: decode, one call of the protocol, perform its effects, encode.

mod lido_locator;

use crate::{
    Host, NativeCall, NativeKind, NativeOutcome,
    frame::{Frame, Served, Stop},
    table::{self, Function},
};

/// Serves a call to the native contract `kind`.
///
/// When the outcome is not [`NativeOutcome::Return`], `host.protocol()` is what it was before the call.
pub fn dispatch(host: &mut dyn Host, kind: NativeKind, call: &NativeCall<'_>) -> NativeOutcome {
    match serve(&mut Frame { host, call }, kind) {
        Ok(output) => NativeOutcome::Return(output),
        Err(Stop::Revert(data)) => NativeOutcome::Revert(data),
        Err(Stop::OutOfGas) => NativeOutcome::OutOfGas,
        Err(Stop::StaticViolation) => NativeOutcome::StaticViolation,
    }
}

fn serve(frame: &mut Frame<'_>, kind: NativeKind) -> Served {
    if let Some(function) = find(table::functions(kind), frame.call.input) {
        frame.admit(function)?;
        return serve_function(frame, kind);
    }
    Err(Stop::empty())
}

/// The function calldata asks for.
fn find(functions: &'static [Function], input: &[u8]) -> Option<&'static Function> {
    let selector = input.first_chunk::<4>()?;
    functions.iter().find(|function| function.selector == *selector)
}

fn serve_function(frame: &mut Frame<'_>, kind: NativeKind) -> Served {
    match kind {
        NativeKind::LidoLocator => lido_locator::serve(frame),
        _ => Err(Stop::empty()),
    }
}
