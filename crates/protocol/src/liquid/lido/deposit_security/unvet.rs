//! Taking back vetted keys.

use super::{DepositSecurity, DepositSecurityError};
use crate::Ctx;
use crate::liquid::lido::node_operators::OperatorId;
use alloy_primitives::{Address, B256, U256};

/// What a guardian asks, beside what really is (`unvetSigningKeys`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnvetAttempt<'a> {
    /// Hash of the block the guardian looked at.
    pub block_hash: B256,
    /// Hash of the block of that number now, zero when it is too old.
    pub actual_block_hash: B256,
    /// Nonce of the module the guardian saw.
    pub nonce: U256,
    /// Nonce now.
    pub actual_nonce: u64,
    /// Operators, 8 bytes each.
    pub operator_ids: &'a [u8],
    /// Vetted keys from now on, 16 bytes each.
    pub vetted_counts: &'a [u8],
    /// Who signed, needed when the caller is no guardian.
    pub signer: Option<Address>,
}

impl DepositSecurity {
    /// Checks the wish of a guardian to take back vetted keys; the caller passes the counts on to the router.
    ///
    /// # Errors
    /// In this order: `ModuleNonceChanged`, `UnvetPayloadInvalid`, `InvalidSignature`, `UnvetUnexpectedBlockHash`.
    pub fn check_unvet(&self, ctx: &Ctx, attempt: &UnvetAttempt<'_>) -> Result<Vec<(OperatorId, u64)>, DepositSecurityError> {
        if attempt.nonce != U256::from(attempt.actual_nonce) {
            return Err(DepositSecurityError::ModuleNonceChanged);
        }
        let counts = self.split_counts(attempt)?;
        if !self.is_guardian(ctx.caller) && !attempt.signer.is_some_and(|signer| self.is_guardian(signer)) {
            return Err(DepositSecurityError::InvalidSignature);
        }
        if attempt.block_hash.is_zero() || attempt.block_hash != attempt.actual_block_hash {
            return Err(DepositSecurityError::UnvetUnexpectedBlockHash);
        }
        Ok(counts)
    }

    fn split_counts(&self, attempt: &UnvetAttempt<'_>) -> Result<Vec<(OperatorId, u64)>, DepositSecurityError> {
        let (ids, ids_rest) = attempt.operator_ids.as_chunks::<8>();
        let (counts, counts_rest) = attempt.vetted_counts.as_chunks::<16>();
        let is_whole = ids_rest.is_empty() && counts_rest.is_empty() && ids.len() == counts.len();
        if !is_whole || U256::from(ids.len()) > self.max_operators_per_unvetting {
            return Err(DepositSecurityError::UnvetPayloadInvalid);
        }
        let pair = |(id, count): (&[u8; 8], &[u8; 16])| {
            let count = u64::try_from(u128::from_be_bytes(*count)).map_err(|_| DepositSecurityError::UnvetPayloadInvalid)?;
            Ok((OperatorId::new(u64::from_be_bytes(*id)), count))
        };
        ids.iter().zip(counts).map(pair).collect()
    }
}
