//! One owner, as OpenZeppelin's `Ownable` (4.x) has it.

use alloy_primitives::Address;
use serde::{Deserialize, Serialize};

/// Who owns a contract; the zero address when it was renounced.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Owner(Address);

/// Refusals of an owned contract: revert strings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OwnableError {
    /// `Ownable: caller is not the owner`
    #[error("{caller} is not the owner {owner}")]
    NotOwner {
        /// Who called.
        caller: Address,
        /// Who may.
        owner: Address,
    },
    /// `Ownable: new owner is the zero address`
    #[error("the zero address cannot own anything")]
    NewOwnerIsZero,
}

/// `OwnershipTransferred(address indexed previousOwner, address indexed newOwner)`; the contract that emits it wraps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwnershipTransferred {
    /// Owner before.
    pub previous_owner: Address,
    /// Owner now.
    pub new_owner: Address,
}

impl Owner {
    /// Owned by `account` from the start.
    #[must_use]
    pub const fn new(account: Address) -> Self {
        Self(account)
    }

    /// `owner()`
    #[must_use]
    pub const fn get(self) -> Address {
        self.0
    }

    /// Refuses everybody but the owner.
    ///
    /// # Errors
    /// [`OwnableError::NotOwner`].
    pub fn check(self, caller: Address) -> Result<(), OwnableError> {
        if caller == self.0 { Ok(()) } else { Err(OwnableError::NotOwner { caller, owner: self.0 }) }
    }

    /// `transferOwnership(address)`
    ///
    /// # Errors
    /// [`OwnableError`].
    pub fn transfer(&mut self, caller: Address, to: Address) -> Result<OwnershipTransferred, OwnableError> {
        self.check(caller)?;
        if to.is_zero() {
            return Err(OwnableError::NewOwnerIsZero);
        }
        Ok(self.set(to))
    }

    /// `renounceOwnership()`: nobody owns it any more.
    ///
    /// # Errors
    /// [`OwnableError::NotOwner`].
    pub fn renounce(&mut self, caller: Address) -> Result<OwnershipTransferred, OwnableError> {
        self.check(caller)?;
        Ok(self.set(Address::ZERO))
    }

    const fn set(&mut self, to: Address) -> OwnershipTransferred {
        let event = OwnershipTransferred { previous_owner: self.0, new_owner: to };
        self.0 = to;
        event
    }
}
