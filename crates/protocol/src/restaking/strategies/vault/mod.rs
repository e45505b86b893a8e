//! Duration vaults: strategies that are their own operators and lock what they hold for a set, once.
//!
//! ```text
//! Deposits --lock, by the admin--> Allocations --mark_matured, when over; advance_to_withdrawals, by the arbitrator before--> Withdrawals
//! ```
//!
//! While locked the whole magnitude is allocated to the set and nothing enters the withdrawal queue. What was queued before
//! the lock cannot be slashed by it: the vault's allocation delay is one block longer than the withdrawal delay. What a
//! vault does as an operator goes through the other contracts as anybody's calls.
//!
//! Invariants
//! - RST-85  a vault only moves forward: deposits, allocations, withdrawals
//! - RST-86  every vault is an operator

mod creation;
mod error;
mod hooks;
mod lifecycle;

pub use creation::VaultConfig;
pub use error::VaultError;
pub use hooks::VaultBalances;

use super::{DepositLimits, Strategies, Strategy, StrategyKind};
use crate::{
    restaking::OperatorSet,
    units::{Seconds, Timestamp},
};
use alloy_primitives::Address;
use serde::{Deserialize, Serialize};

/// `MAX_DURATION`: two years of 365 days.
pub const MAX_DURATION: Seconds = Seconds::new(63_072_000);

/// What a strategy is beyond a strategy when it is a duration vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DurationVault {
    pub(super) admin: Address,
    pub(super) arbitrator: Address,
    pub(super) duration: Seconds,
    pub(super) limits: DepositLimits,
    pub(super) metadata_uri: String,
    pub(super) set: OperatorSet,
    pub(super) state: VaultState,
}

/// Where a vault stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum VaultState {
    /// It takes deposits and gives withdrawals.
    Deposits,
    /// It is locked.
    Allocations {
        /// Since when.
        locked_at: Timestamp,
        /// Until when.
        unlock_at: Timestamp,
    },
    /// It is over: withdrawals only.
    Withdrawals {
        /// When it was locked.
        locked_at: Timestamp,
        /// Until when it was to be.
        unlock_at: Timestamp,
        /// When it was declared to be over.
        matured_at: Timestamp,
    },
}

impl VaultState {
    /// The contract's number of the state; 0 is a vault that is not initialised.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Deposits => 1,
            Self::Allocations { .. } => 2,
            Self::Withdrawals { .. } => 3,
        }
    }

    /// Since when and until when it was locked, if it ever was.
    #[must_use]
    pub const fn lock(self) -> Option<(Timestamp, Timestamp)> {
        match self {
            Self::Deposits => None,
            Self::Allocations { locked_at, unlock_at } | Self::Withdrawals { locked_at, unlock_at, .. } => {
                Some((locked_at, unlock_at))
            }
        }
    }

    /// When it was declared to be over, if it was.
    #[must_use]
    pub const fn matured_at(self) -> Option<Timestamp> {
        match self {
            Self::Deposits | Self::Allocations { .. } => None,
            Self::Withdrawals { matured_at, .. } => Some(matured_at),
        }
    }
}

impl DurationVault {
    /// Who locks it and describes it.
    #[must_use]
    pub const fn admin(&self) -> Address {
        self.admin
    }

    /// Who may end it early.
    #[must_use]
    pub const fn arbitrator(&self) -> Address {
        self.arbitrator
    }

    /// How long it is locked.
    #[must_use]
    pub const fn duration(&self) -> Seconds {
        self.duration
    }

    /// Limits of one deposit and of all (`stakeCap`).
    #[must_use]
    pub const fn limits(&self) -> DepositLimits {
        self.limits
    }

    /// Where it is described.
    #[must_use]
    pub fn metadata_uri(&self) -> &str {
        &self.metadata_uri
    }

    /// The set it serves.
    #[must_use]
    pub const fn set(&self) -> OperatorSet {
        self.set
    }

    /// Where it stands.
    #[must_use]
    pub const fn state(&self) -> VaultState {
        self.state
    }

    fn check_deposits_open(&self) -> Result<(), VaultError> {
        if self.state == VaultState::Deposits { Ok(()) } else { Err(VaultError::DepositsLocked) }
    }
}

impl Strategies {
    /// The vault at an address.
    ///
    /// # Errors
    /// [`VaultError::NoVault`].
    pub fn vault(&self, address: Address) -> Result<&DurationVault, VaultError> {
        match self.get(address).map(Strategy::kind) {
            Some(StrategyKind::DurationVault(vault)) => Ok(vault),
            Some(StrategyKind::Base | StrategyKind::TvlLimited(_) | StrategyKind::Eigen { .. }) | None => {
                Err(VaultError::NoVault(address))
            }
        }
    }

    /// Vaults in the order of their addresses.
    pub fn vaults(&self) -> impl Iterator<Item = (Address, &DurationVault)> {
        self.iter().filter_map(|(address, _)| Some((address, self.vault(address).ok()?)))
    }

    fn vault_mut(&mut self, address: Address) -> Result<&mut DurationVault, VaultError> {
        match self.by_address.get_mut(&address).map(|strategy| &mut strategy.kind) {
            Some(StrategyKind::DurationVault(vault)) => Ok(vault),
            Some(StrategyKind::Base | StrategyKind::TvlLimited(_) | StrategyKind::Eigen { .. }) | None => {
                Err(VaultError::NoVault(address))
            }
        }
    }
}
