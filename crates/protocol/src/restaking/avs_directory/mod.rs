//! `AVSDirectory`: registration of operators with services as it was before operator sets.
//!
//! A service registers an operator who signed for it, and deregisters it. It has no bearing on stake or slashing; dashboards
//! and old services read it. Each signature has a salt of the operator's choice that is good once.

mod error;
mod events;
mod registration;
mod tables;

pub use error::AvsDirectoryError;
pub use events::AvsDirectoryEvent;
pub use registration::AvsRegistration;

use crate::governance::{Owner, PauseBits};
use alloy_primitives::{Address, B256};
use imbl::OrdMap;
use serde::{Deserialize, Serialize};

/// Pause bit of registering operators and deregistering them.
pub const PAUSED_OPERATOR_REGISTER_DEREGISTER_TO_AVS: u8 = 0;

/// `AVSDirectory`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AvsDirectory {
    owner: Owner,
    paused: PauseBits,
    /// By service and operator.
    registered: OrdMap<(Address, Address), ()>,
    /// By operator.
    spent_salts: OrdMap<(Address, B256), ()>,
}

impl AvsDirectory {
    /// A directory without entries.
    #[must_use]
    pub fn genesis(owner: Address) -> Self {
        Self { owner: Owner::new(owner), ..Self::default() }
    }

    /// Who owns it.
    #[must_use]
    pub const fn owner(&self) -> Owner {
        self.owner
    }

    /// The same, to change it.
    pub const fn owner_mut(&mut self) -> &mut Owner {
        &mut self.owner
    }

    /// Which functions are paused.
    #[must_use]
    pub const fn pause_bits(&self) -> PauseBits {
        self.paused
    }

    /// The same, to change it.
    pub const fn pause_bits_mut(&mut self) -> &mut PauseBits {
        &mut self.paused
    }

    /// Whether a service has registered an operator (`avsOperatorStatus`).
    #[must_use]
    pub fn is_registered(&self, avs: Address, operator: Address) -> bool {
        self.registered.contains_key(&(avs, operator))
    }

    /// Every registration, as service and operator.
    pub fn registrations(&self) -> impl Iterator<Item = (Address, Address)> + '_ {
        self.registered.keys().copied()
    }

    /// Whether a salt of an operator is used up (`operatorSaltIsSpent`).
    #[must_use]
    pub fn is_salt_spent(&self, operator: Address, salt: B256) -> bool {
        self.spent_salts.contains_key(&(operator, salt))
    }
}
