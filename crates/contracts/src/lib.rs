//! ABI to protocol: interfaces, dispatch, effects, events, errors, addresses. No rule lives here.
//!
//! | module | what it holds |
//! |---|---|
//! | [`interfaces`] | the real contracts' functions, events and errors |
//! | [`dispatch`](mod@dispatch) | a call: decode, one call of the protocol, perform its effects, encode |
//! | [`table`] | mutability and gas of every function |
//! | `events`, `errors` | the protocol's events as logs, its refusals as revert data |
//! | [`host`] | what a native contract asks of its surroundings; [`mock`] is one without a chain |
//! | [`addresses`] | where the contracts live |

pub mod addresses;
mod bn254;
pub mod dispatch;
mod errors;
mod events;
mod frame;
pub mod host;
pub mod interfaces;
mod kind;
pub mod mock;
mod perform;
mod signature;
pub mod table;
mod tokens;

pub use dispatch::dispatch;
pub use host::{CallAnswer, Host, NativeCall, NativeOutcome, OutsideCall};
pub use kind::{NativeKind, RestakingKind};
