//! The approver of an operator signs for its stakers.
//!
//! Here are the salts and the digest. Whether a signature is the approver's is asked outside: by recovering a key, or by
//! calling the approver's contract (ERC-1271).

use super::{DelegationError, DelegationManager};
use crate::{Ctx, address_book::RestakingAddresses, restaking::eigenlayer_domain, token::hash_words};
use alloy_primitives::{Address, B256, U256, keccak256};

const APPROVAL_TYPE: &[u8] =
    b"DelegationApproval(address delegationApprover,address staker,address operator,bytes32 salt,uint256 expiry)";

/// What an approver signs for one staker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DelegationApproval {
    /// Who signs.
    pub approver: Address,
    /// Who is to be delegated.
    pub staker: Address,
    /// To whom.
    pub operator: Address,
    /// Good once.
    pub salt: B256,
    /// Last second at which it may be used, since 1970.
    pub expiry: U256,
}

impl DelegationApproval {
    /// `DELEGATION_APPROVAL_TYPEHASH`
    #[must_use]
    pub fn type_hash() -> B256 {
        keccak256(APPROVAL_TYPE)
    }

    /// `calculateDelegationApprovalDigestHash`
    #[must_use]
    pub fn digest(&self, chain_id: u64, book: &RestakingAddresses) -> B256 {
        let message = hash_words(&[
            Self::type_hash(),
            self.approver.into_word(),
            self.staker.into_word(),
            self.operator.into_word(),
            self.salt,
            B256::from(self.expiry),
        ]);
        eigenlayer_domain(chain_id, book.delegation_manager).signable(message)
    }
}

impl DelegationManager {
    /// Whose signature under what `delegateTo` by the caller needs: none for an operator without an approver. The approver
    /// itself needs one too.
    ///
    /// # Errors
    /// [`DelegationError::ActivelyDelegated`], [`DelegationError::OperatorNotRegistered`], [`DelegationError::SaltSpent`],
    /// [`DelegationError::SignatureExpired`].
    pub fn approval_needed(
        &self,
        ctx: &Ctx,
        operator: Address,
        (salt, expiry): (B256, U256),
    ) -> Result<Option<DelegationApproval>, DelegationError> {
        self.check_can_delegate(ctx.caller, operator)?;
        let Some(approver) = self.approver(operator) else {
            return Ok(None);
        };
        self.check_salt(approver, salt)?;
        let now = ctx.timestamp;
        if expiry < U256::from(now.get()) {
            return Err(DelegationError::SignatureExpired { expiry, now });
        }
        Ok(Some(DelegationApproval { approver, staker: ctx.caller, operator, salt, expiry }))
    }

    /// The staker is free, the operator is one.
    pub(super) fn check_can_delegate(&self, staker: Address, operator: Address) -> Result<(), DelegationError> {
        if let Some(operator) = self.delegated_to(staker) {
            return Err(DelegationError::ActivelyDelegated { staker, operator });
        }
        self.check_operator(operator)
    }

    /// Marks the salt of an approval as spent, where the operator has an approver.
    pub(super) fn spend_salt(&mut self, operator: Address, salt: B256) -> Result<(), DelegationError> {
        let Some(approver) = self.approver(operator) else {
            return Ok(());
        };
        self.check_salt(approver, salt)?;
        self.spent_salts.insert((approver, salt), ());
        Ok(())
    }

    fn check_salt(&self, approver: Address, salt: B256) -> Result<(), DelegationError> {
        if self.is_salt_spent(approver, salt) { Err(DelegationError::SaltSpent { approver, salt }) } else { Ok(()) }
    }
}
