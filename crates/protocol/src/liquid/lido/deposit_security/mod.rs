//! The guarded entry to deposits (`DepositSecurityModule`).
//!
//! Guardians attest that no key of the next deposits was deposited before with foreign credentials: they sign the block, the
//! deposit contract's root and the module's nonce. A quorum of them opens a deposit, any single one pauses deposits or takes
//! back vetted keys. Signatures are recovered outside; here come the signers.
//!
//! Invariants
//! - LIQ-55  no account is twice a guardian, none is zero

mod deposits;
mod errors;
mod guardians;
mod messages;
mod pause;
#[cfg(test)]
mod tests;
mod unvet;

pub use deposits::{DepositAttempt, ModuleDepositState};
pub use errors::{DepositSecurityError, DepositSecurityEvent};
pub use messages::MessagePrefixes;
pub use unvet::UnvetAttempt;

use crate::invariants::BrokenInvariant;
use crate::tables::{ChangeSink, Tables, value_changes};
use crate::units::BlockNumber;
use alloy_primitives::{Address, U256};
use serde::{Deserialize, Serialize};

/// The module.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DepositSecurity {
    owner: Address,
    guardians: Vec<Address>,
    quorum: U256,
    pause_intent_validity_period_blocks: U256,
    max_operators_per_unvetting: U256,
    last_deposit_block: BlockNumber,
    is_deposits_paused: bool,
}

impl DepositSecurity {
    /// A module that has seen no deposit.
    ///
    /// # Errors
    /// `ZeroAddress`, `DuplicateAddress`, `ZeroParameter`.
    pub fn new(
        owner: Address,
        guardians: &[Address],
        quorum: U256,
        pause_intent_validity_period_blocks: U256,
        max_operators_per_unvetting: U256,
    ) -> Result<Self, DepositSecurityError> {
        errors::check_address(owner)?;
        errors::check_parameter(pause_intent_validity_period_blocks)?;
        errors::check_parameter(max_operators_per_unvetting)?;
        let mut module = Self {
            owner,
            guardians: Vec::new(),
            quorum,
            pause_intent_validity_period_blocks,
            max_operators_per_unvetting,
            last_deposit_block: BlockNumber::new(0),
            is_deposits_paused: false,
        };
        for &guardian in guardians {
            module.check_new_guardian(guardian)?;
            module.guardians.push(guardian);
        }
        Ok(module)
    }

    /// Who manages the module (`getOwner`).
    #[must_use]
    pub const fn owner(&self) -> Address {
        self.owner
    }

    /// Guardians in order (`getGuardians`).
    #[must_use]
    pub fn guardians(&self) -> &[Address] {
        &self.guardians
    }

    /// Whether an account is a guardian (`isGuardian`).
    #[must_use]
    pub fn is_guardian(&self, account: Address) -> bool {
        self.guardians.contains(&account)
    }

    /// How many must attest a deposit; more than there are is allowed and stops deposits (`getGuardianQuorum`).
    #[must_use]
    pub const fn guardian_quorum(&self) -> U256 {
        self.quorum
    }

    /// How many blocks a signature to pause is valid (`getPauseIntentValidityPeriodBlocks`).
    #[must_use]
    pub const fn pause_intent_validity_period_blocks(&self) -> U256 {
        self.pause_intent_validity_period_blocks
    }

    /// Operators of one call to unvet (`getMaxOperatorsPerUnvetting`).
    #[must_use]
    pub const fn max_operators_per_unvetting(&self) -> U256 {
        self.max_operators_per_unvetting
    }

    /// Block of the last deposit to any module (`getLastDepositBlock`).
    #[must_use]
    pub const fn last_deposit_block(&self) -> BlockNumber {
        self.last_deposit_block
    }

    /// Whether deposits are paused (`isDepositsPaused`).
    #[must_use]
    pub const fn is_deposits_paused(&self) -> bool {
        self.is_deposits_paused
    }

    /// Checks LIQ-55.
    ///
    /// # Errors
    /// The broken rule.
    pub fn check(&self) -> Result<(), BrokenInvariant> {
        let distinct: std::collections::BTreeSet<_> = self.guardians.iter().collect();
        let holds = distinct.len() == self.guardians.len() && !distinct.contains(&Address::ZERO);
        BrokenInvariant::unless(holds, "LIQ-55", || "a guardian is listed twice or is zero".into())
    }
}

impl Tables for DepositSecurity {
    fn changes(&self, before: Option<&Self>, sink: &mut dyn ChangeSink) {
        value_changes("lido.deposit_security", before, self, sink);
    }
}
