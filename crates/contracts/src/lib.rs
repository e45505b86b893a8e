//! ABI to protocol: interfaces, dispatch, effects, events, errors, addresses. No rule lives here.

pub mod addresses;
pub mod dispatch;
pub mod host;
pub mod interfaces;
mod kind;

pub use dispatch::dispatch;
pub use host::{CallAnswer, Host, NativeCall, NativeOutcome, OutsideCall};
pub use kind::NativeKind;
