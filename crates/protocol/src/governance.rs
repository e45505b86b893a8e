//! Roles and pauses: one store for all contracts.
