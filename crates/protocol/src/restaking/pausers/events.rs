//! Events of `PauserRegistry`.

use alloy_primitives::Address;

/// What happened; the names are those of the contract's events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PauserEvent {
    /// `PauserStatusChanged(address pauser, bool canPause)`
    PauserStatusChanged {
        /// The account.
        pauser: Address,
        /// Whether it may pause now.
        can_pause: bool,
    },
    /// `UnpauserChanged(address previousUnpauser, address newUnpauser)`
    UnpauserChanged {
        /// Who was it.
        previous: Address,
        /// Who is it.
        unpauser: Address,
    },
}
