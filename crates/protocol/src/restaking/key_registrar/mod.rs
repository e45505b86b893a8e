//! `KeyRegistrar`: the signing keys of operators in their sets.

mod error;
mod events;
mod tables;

pub use error::KeyRegistrarError;
pub use events::KeyRegistrarEvent;

use serde::{Deserialize, Serialize};

/// `KeyRegistrar`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyRegistrar {}
