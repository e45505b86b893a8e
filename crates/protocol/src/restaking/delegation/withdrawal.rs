//! A queued withdrawal and its name.

use crate::units::{BlockNumber, ScaledShares};
use alloy_primitives::{Address, B256, U256, keccak256};
use serde::{Deserialize, Serialize};

/// A queued withdrawal, as its owner hands it in again to complete it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawal {
    /// Whose shares.
    pub staker: Address,
    /// The operator whose slashes still count; zero for none.
    pub delegated_to: Address,
    /// Who completes it: the staker.
    pub withdrawer: Address,
    /// How many the staker had queued before.
    pub nonce: U256,
    /// The block it was queued in.
    pub start_block: BlockNumber,
    /// Strategies.
    pub strategies: Vec<Address>,
    /// Scaled shares of each.
    pub scaled_shares: Vec<ScaledShares>,
}

/// Bytes of the seven words before the lists.
const HEAD: U256 = U256::from_limbs([7 * 32, 0, 0, 0]);

impl Withdrawal {
    /// `calculateWithdrawalRoot`: `keccak256(abi.encode(withdrawal))`.
    #[must_use]
    pub fn root(&self) -> B256 {
        keccak256(self.words().concat())
    }

    fn words(&self) -> Vec<B256> {
        let number = |value: U256| B256::from(value);
        // A list takes a word for its length and one for each entry; no list in memory is near 2^64.
        let list_bytes = U256::from(self.strategies.len()).saturating_add(U256::ONE).saturating_mul(U256::from(32));
        let mut words = vec![
            number(U256::from(32)),
            self.staker.into_word(),
            self.delegated_to.into_word(),
            self.withdrawer.into_word(),
            number(self.nonce),
            number(U256::from(self.start_block.get())),
            number(HEAD),
            number(HEAD.saturating_add(list_bytes)),
            number(U256::from(self.strategies.len())),
        ];
        words.extend(self.strategies.iter().map(Address::into_word));
        words.push(number(U256::from(self.scaled_shares.len())));
        words.extend(self.scaled_shares.iter().map(|shares| number(shares.get())));
        words
    }
}
