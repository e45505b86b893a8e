//! Deposits by signature: the caller pays, the one who signs gets the shares.
//!
//! Here are the nonces and the digest. Whether a signature is the staker's is asked outside: by recovering a key, or by
//! calling the staker's contract (ERC-1271).

use super::{StrategyManager, StrategyManagerError};
use crate::{Ctx, address_book::RestakingAddresses, restaking::eigenlayer_domain, token::hash_words};
use alloy_primitives::{Address, B256, U256, keccak256};

const DEPOSIT_TYPE: &[u8] = b"Deposit(address staker,address strategy,address token,uint256 amount,uint256 nonce,uint256 expiry)";

/// What a staker signs so that somebody else may deposit for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DepositApproval {
    /// Who gets the shares.
    pub staker: Address,
    /// Of which strategy.
    pub strategy: Address,
    /// The token.
    pub token: Address,
    /// How much of it, in base units.
    pub amount: U256,
    /// The staker's nonce.
    pub nonce: U256,
    /// Last second at which it may be used, since 1970.
    pub expiry: U256,
}

impl DepositApproval {
    /// `DEPOSIT_TYPEHASH`
    #[must_use]
    pub fn type_hash() -> B256 {
        keccak256(DEPOSIT_TYPE)
    }

    /// `calculateStrategyDepositDigestHash`
    #[must_use]
    pub fn digest(&self, chain_id: u64, book: &RestakingAddresses) -> B256 {
        let message = hash_words(&[
            Self::type_hash(),
            self.staker.into_word(),
            self.strategy.into_word(),
            self.token.into_word(),
            B256::from(self.amount),
            B256::from(self.nonce),
            B256::from(self.expiry),
        ]);
        eigenlayer_domain(chain_id, book.strategy_manager).signable(message)
    }
}

impl StrategyManager {
    /// Refuses a signature that is too old; the rest of it is checked outside.
    ///
    /// # Errors
    /// [`StrategyManagerError::SignatureExpired`].
    pub fn check_signature_time(&self, ctx: &Ctx, expiry: U256) -> Result<(), StrategyManagerError> {
        let now = ctx.timestamp;
        if expiry < U256::from(now.get()) { Err(StrategyManagerError::SignatureExpired { expiry, now }) } else { Ok(()) }
    }

    /// Uses up the staker's nonce, once its signature was found to be its own.
    pub fn use_nonce(&mut self, staker: Address) {
        self.nonces.advance(staker);
    }
}
