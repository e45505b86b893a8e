//! Calls that touch several of Lido's contracts, as methods of [`Protocol`](crate::Protocol).
//!
//! On `Err` the protocol is as it was, and the effects gathered so far mean nothing: drop them.

mod burning;
mod committee;
mod control;
mod deposits;
mod external;
mod fee_views;
mod guardians;
mod operators_control;
mod oracle;
mod queue_control;
mod reporting;
mod requests;
mod router_control;
mod sanity_control;
mod wrapping;

pub use burning::{REQUEST_BURN_MY_STETH_ROLE, REQUEST_BURN_SHARES_ROLE};
pub use control::{PAUSE_ROLE, RESUME_ROLE, STAKING_CONTROL_ROLE, STAKING_PAUSE_ROLE, UNSAFE_CHANGE_DEPOSITED_VALIDATORS_ROLE};
pub use guardians::{DepositRequest, UnvetRequest};
