//! Events of Every strategy, and `StrategyFactory`.

/// What happened; the names are those of the contract's events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StrategyEvent {}
