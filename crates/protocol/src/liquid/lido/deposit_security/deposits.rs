//! When a deposit may be made.

use super::{DepositSecurity, DepositSecurityError, DepositSecurityEvent};
use crate::Ctx;
use crate::effect::Effects;
use crate::units::BlockNumber;
use alloy_primitives::{Address, B256, U256};

/// What the router says of the module that is to get deposits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ModuleDepositState {
    /// Whether it takes deposits.
    pub is_active: bool,
    /// Number of changes of its keys.
    pub nonce: u64,
    /// Block of its last deposit.
    pub last_deposit_block: BlockNumber,
    /// Blocks between two blocks with deposits.
    pub min_deposit_block_distance: u64,
}

/// What the guardians attested, beside what really is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DepositAttempt {
    /// Hash of the block they looked at.
    pub block_hash: B256,
    /// Hash of the block of that number now, zero when it is too old.
    pub actual_block_hash: B256,
    /// Root of the deposit contract they saw.
    pub deposit_root: B256,
    /// Root now.
    pub actual_deposit_root: B256,
    /// Nonce of the module they saw.
    pub nonce: U256,
    /// The module now.
    pub module: ModuleDepositState,
    /// How many signatures came along.
    pub signatures: usize,
}

impl DepositSecurity {
    /// What must hold before signatures are looked at, in the order of `depositBufferedEther`.
    ///
    /// # Errors
    /// In this order: `DepositRootChanged`, `ModuleNonceChanged`, `DepositNoQuorum`, `DepositInactiveModule`,
    /// `DepositTooFrequent`, `DepositUnexpectedBlockHash`, `DepositsArePaused`.
    pub fn check_deposit(&self, ctx: &Ctx, attempt: &DepositAttempt) -> Result<(), DepositSecurityError> {
        if attempt.deposit_root != attempt.actual_deposit_root {
            return Err(DepositSecurityError::DepositRootChanged);
        }
        if attempt.nonce != U256::from(attempt.module.nonce) {
            return Err(DepositSecurityError::ModuleNonceChanged);
        }
        if self.quorum.is_zero() || U256::from(attempt.signatures) < self.quorum {
            return Err(DepositSecurityError::DepositNoQuorum);
        }
        if !attempt.module.is_active {
            return Err(DepositSecurityError::DepositInactiveModule);
        }
        if !self.is_min_deposit_distance_passed(ctx, &attempt.module) {
            return Err(DepositSecurityError::DepositTooFrequent);
        }
        if attempt.block_hash.is_zero() || attempt.block_hash != attempt.actual_block_hash {
            return Err(DepositSecurityError::DepositUnexpectedBlockHash);
        }
        if self.is_deposits_paused {
            return Err(DepositSecurityError::DepositsArePaused);
        }
        Ok(())
    }

    /// Refuses signers that are no guardians or do not ascend, one by one.
    ///
    /// # Errors
    /// `InvalidSignature`, `SignaturesNotSorted`.
    pub fn check_signers(&self, signers: &[Address]) -> Result<(), DepositSecurityError> {
        let mut previous = Address::ZERO;
        for &signer in signers {
            if !self.is_guardian(signer) {
                return Err(DepositSecurityError::InvalidSignature);
            }
            if signer <= previous {
                return Err(DepositSecurityError::SignaturesNotSorted);
            }
            previous = signer;
        }
        Ok(())
    }

    /// Notes that a deposit was made in this block, as the last step of `depositBufferedEther`.
    pub fn note_deposit(&mut self, ctx: &Ctx, effects: &mut Effects) {
        self.last_deposit_block = ctx.block;
        effects.emit(DepositSecurityEvent::LastDepositBlockChanged { new_value: ctx.block });
    }

    /// Whether a deposit may be made now, were it attested (`canDeposit`). `can_lido_deposit` is Lido's own answer.
    #[must_use]
    pub fn can_deposit(&self, ctx: &Ctx, module: &ModuleDepositState, can_lido_deposit: bool) -> bool {
        !self.is_deposits_paused
            && module.is_active
            && !self.quorum.is_zero()
            && self.is_min_deposit_distance_passed(ctx, module)
            && can_lido_deposit
    }

    /// Whether enough blocks passed since the last deposit to this module or to any (`isMinDepositDistancePassed`).
    #[must_use]
    pub fn is_min_deposit_distance_passed(&self, ctx: &Ctx, module: &ModuleDepositState) -> bool {
        let last = module.last_deposit_block.max(self.last_deposit_block);
        ctx.block.since(last).is_ok_and(|blocks| blocks.get() >= module.min_deposit_block_distance)
    }
}
