//! A call to a native contract: decode, one call of the protocol, perform its effects, encode.

use crate::{Host, NativeCall, NativeKind, NativeOutcome};
use alloy_primitives::Bytes;

/// Serves a call to the native contract `kind`.
///
/// When the outcome is not [`NativeOutcome::Return`], `host.protocol()` is what it was before the call.
pub fn dispatch(_host: &mut dyn Host, _kind: NativeKind, _call: &NativeCall<'_>) -> NativeOutcome {
    NativeOutcome::Revert(Bytes::new())
}
