//! Refusals of `DelegationManager`.

/// Why a call was refused; the names are those of the contract's errors.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DelegationError {}
