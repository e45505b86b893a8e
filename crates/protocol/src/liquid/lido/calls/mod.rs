//! Calls that touch several of Lido's contracts, as methods of [`Protocol`](crate::Protocol).
//!
//! On `Err` the protocol is as it was, and the effects gathered so far mean nothing: drop them.

mod wrapping;
