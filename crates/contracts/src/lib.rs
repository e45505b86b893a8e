//! ABI to protocol: interfaces, dispatch, effects, events, errors, addresses. No rule lives here.

pub mod host;

pub use host::{CallAnswer, Host, NativeCall, NativeOutcome, OutsideCall};
