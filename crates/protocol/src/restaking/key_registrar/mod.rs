//! `KeyRegistrar`: the keys with which operators sign for operator sets (section 9 of the restaking specification).
//!
//! A service chooses the curve of each of its sets once. An operator has at most one key a set, proves that it has the secret,
//! and can take the key back only when the set cannot slash it. A key is good once, for one operator, for ever: also after it
//! was taken back. Pairings are computed outside: a rule here sees whether a signature held.
//!
//! Invariants
//! - RST-32  every key is of its set's curve and known by its hash

mod error;
mod events;
mod key;
mod registration;
mod tables;
mod views;

pub use error::KeyRegistrarError;
pub use events::KeyRegistrarEvent;
pub use key::{Bn254Key, Curve, Key};
pub use registration::KeyClaim;

use crate::{BrokenInvariant, restaking::OperatorSet};
use alloy_primitives::{Address, B256};
use imbl::OrdMap;
use serde::{Deserialize, Serialize};

/// `KeyRegistrar`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyRegistrar {
    curves: OrdMap<OperatorSet, Curve>,
    /// Key data as it was registered, by set and operator.
    keys: OrdMap<(OperatorSet, Address), Vec<u8>>,
    /// Who registered a key, by its hash; entries stay for ever.
    operator_of: OrdMap<B256, Address>,
}

impl KeyRegistrar {
    /// Checks RST-32.
    ///
    /// # Errors
    /// The broken rule.
    pub fn check(&self) -> Result<(), BrokenInvariant> {
        for ((set, operator), data) in &self.keys {
            let key = self.curves.get(set).and_then(|curve| Key::decode(*curve, data).ok());
            let known = key.is_some_and(|key| self.operator_of.get(&key.hash()) == Some(operator));
            BrokenInvariant::unless(known, "RST-32", || format!("the key of {operator} for {set} is unknown"))?;
        }
        Ok(())
    }
}
