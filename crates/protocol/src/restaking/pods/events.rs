//! Events of `EigenPodManager` and every `EigenPod`.

/// What happened; the names are those of the contract's events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PodEvent {}
