//! A pause with one bit a function, as EigenLayer's `Pausable` has it.

use alloy_primitives::{Address, U256};
use serde::{Deserialize, Serialize};

/// Which functions of a contract are paused: bit `i` of the word stands for the contract's function group `i`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PauseBits(U256);

/// Why a change of the pause was refused, or a call because of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PauseBitsError {
    /// The function is paused.
    #[error("bit {bit} of the pause is set")]
    CurrentlyPaused {
        /// The bit of the function.
        bit: u8,
    },
    /// Only a pauser may pause.
    #[error("{0} is no pauser")]
    OnlyPauser(Address),
    /// Only the unpauser may clear bits.
    #[error("{0} is not the unpauser")]
    OnlyUnpauser(Address),
    /// `pause` may only set bits, `unpause` only clear them.
    #[error("the status {to} does not follow {from} in this direction")]
    InvalidNewPausedStatus {
        /// The word as it is.
        from: U256,
        /// The word asked for.
        to: U256,
    },
}

/// Events of a contract with a pause; the contract that emits them wraps them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PauseBitsEvent {
    /// `Paused(address indexed account, uint256 newPausedStatus)`
    Paused {
        /// Who paused.
        account: Address,
        /// The whole word.
        status: U256,
    },
    /// `Unpaused(address indexed account, uint256 newPausedStatus)`
    Unpaused {
        /// Who cleared bits.
        account: Address,
        /// The whole word.
        status: U256,
    },
}

/// Who may pause and unpause: `PauserRegistry` says so for every contract.
pub trait Pausers {
    /// Whether the account may set bits.
    fn is_pauser(&self, account: Address) -> bool;
    /// The one account that may clear bits.
    fn unpauser(&self) -> Address;
}

impl PauseBits {
    /// The word (`paused()`).
    #[must_use]
    pub const fn get(self) -> U256 {
        self.0
    }

    /// Whether a function group is paused (`paused(uint8)`).
    #[must_use]
    pub fn is_paused(self, bit: u8) -> bool {
        self.0.bit(usize::from(bit))
    }

    /// Refuses a call of a paused function.
    ///
    /// # Errors
    /// [`PauseBitsError::CurrentlyPaused`].
    pub fn check(self, bit: u8) -> Result<(), PauseBitsError> {
        if self.is_paused(bit) { Err(PauseBitsError::CurrentlyPaused { bit }) } else { Ok(()) }
    }

    /// `pause(uint256)`: sets bits, clears none. `pauseAll()` is `pause(2^256 - 1)`.
    ///
    /// # Errors
    /// [`PauseBitsError::OnlyPauser`], [`PauseBitsError::InvalidNewPausedStatus`].
    pub fn pause(&mut self, caller: Address, to: U256, pausers: &dyn Pausers) -> Result<PauseBitsEvent, PauseBitsError> {
        if !pausers.is_pauser(caller) {
            return Err(PauseBitsError::OnlyPauser(caller));
        }
        if self.0 & to != self.0 {
            return Err(PauseBitsError::InvalidNewPausedStatus { from: self.0, to });
        }

        self.0 = to;
        Ok(PauseBitsEvent::Paused { account: caller, status: to })
    }

    /// `unpause(uint256)`: clears bits, sets none.
    ///
    /// # Errors
    /// [`PauseBitsError::OnlyUnpauser`], [`PauseBitsError::InvalidNewPausedStatus`].
    pub fn unpause(&mut self, caller: Address, to: U256, pausers: &dyn Pausers) -> Result<PauseBitsEvent, PauseBitsError> {
        if caller != pausers.unpauser() {
            return Err(PauseBitsError::OnlyUnpauser(caller));
        }
        if !self.0 & !to != !self.0 {
            return Err(PauseBitsError::InvalidNewPausedStatus { from: self.0, to });
        }

        self.0 = to;
        Ok(PauseBitsEvent::Unpaused { account: caller, status: to })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAUSER: Address = Address::repeat_byte(1);
    const UNPAUSER: Address = Address::repeat_byte(2);

    struct Two;

    impl Pausers for Two {
        fn is_pauser(&self, account: Address) -> bool {
            account == PAUSER
        }

        fn unpauser(&self) -> Address {
            UNPAUSER
        }
    }

    #[test]
    fn a_pauser_only_sets_bits_and_the_unpauser_only_clears_them() {
        let word = U256::from;
        let mut pause = PauseBits::default();
        assert_eq!(pause.pause(UNPAUSER, word(1), &Two), Err(PauseBitsError::OnlyPauser(UNPAUSER)));
        pause.pause(PAUSER, word(5), &Two).unwrap();
        assert_eq!(pause.check(2), Err(PauseBitsError::CurrentlyPaused { bit: 2 }));
        assert_eq!(pause.check(1), Ok(()));
        let refused = PauseBitsError::InvalidNewPausedStatus { from: word(5), to: word(4) };
        assert_eq!(pause.pause(PAUSER, word(4), &Two), Err(refused));
        assert_eq!(pause.unpause(PAUSER, word(4), &Two), Err(PauseBitsError::OnlyUnpauser(PAUSER)));
        let refused = PauseBitsError::InvalidNewPausedStatus { from: word(5), to: word(7) };
        assert_eq!(pause.unpause(UNPAUSER, word(7), &Two), Err(refused));
        pause.unpause(UNPAUSER, word(4), &Two).unwrap();
        assert_eq!(pause.get(), word(4));
    }
}
