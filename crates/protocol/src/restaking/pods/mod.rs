//! Native restaking: `EigenPodManager` and the pods.

mod error;
mod events;
mod tables;

pub use error::PodError;
pub use events::PodEvent;

use alloy_primitives::Address;
use serde::{Deserialize, Serialize};

/// `EigenPodManager` and every `EigenPod`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EigenPodManager {}

impl EigenPodManager {
    /// Whether a pod lives at the address.
    #[must_use]
    pub fn contains(&self, _address: Address) -> bool {
        false
    }
}
