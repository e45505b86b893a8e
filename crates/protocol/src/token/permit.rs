//! EIP-2612: an allowance given by signature.
//!
//! Here are the nonces and the digest that is signed. Whether a signature is the owner's is asked outside: by
//! recovering a key, or by calling the owner's contract (ERC-1271).

use crate::tables::{ChangeSink, map_changes};
use crate::units::Timestamp;
use alloy_primitives::{Address, B256, U256, keccak256};
use imbl::OrdMap;
use serde::{Deserialize, Serialize};

const DOMAIN_TYPE: &[u8] = b"EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)";
const PERMIT_TYPE: &[u8] = b"Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)";

/// What ties a signature to one contract on one chain (EIP-712).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Eip712Domain {
    /// Name of the signing domain.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
    /// EIP-155 chain id.
    pub chain_id: u64,
    /// The contract that will check.
    pub verifying_contract: Address,
}

impl Eip712Domain {
    /// `DOMAIN_SEPARATOR()`.
    #[must_use]
    pub fn separator(&self) -> B256 {
        hash_words(&[
            keccak256(DOMAIN_TYPE),
            keccak256(self.name),
            keccak256(self.version),
            B256::from(U256::from(self.chain_id)),
            self.verifying_contract.into_word(),
        ])
    }

    /// What the owner of a permit signs.
    #[must_use]
    pub fn digest(&self, permit: &Permit) -> B256 {
        self.signable(permit.hash())
    }

    /// What is signed for a message of this domain, given the hash of the message (`hashStruct`).
    #[must_use]
    pub fn signable(&self, message_hash: B256) -> B256 {
        let mut message = [0; 66];
        message[..2].copy_from_slice(&[0x19, 0x01]);
        message[2..34].copy_from_slice(self.separator().as_slice());
        message[34..].copy_from_slice(message_hash.as_slice());
        keccak256(message)
    }
}

/// The message of a permit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Permit {
    /// Who allows.
    pub owner: Address,
    /// Who may spend.
    pub spender: Address,
    /// How much, in base units of the token.
    pub value: U256,
    /// The owner's nonce.
    pub nonce: U256,
    /// Last second at which it may be used, since 1970.
    pub deadline: U256,
}

impl Permit {
    /// Whether it is too late to use it.
    #[must_use]
    pub fn is_expired_at(&self, now: Timestamp) -> bool {
        U256::from(now.get()) > self.deadline
    }

    fn hash(&self) -> B256 {
        hash_words(&[
            keccak256(PERMIT_TYPE),
            self.owner.into_word(),
            self.spender.into_word(),
            B256::from(self.value),
            B256::from(self.nonce),
            B256::from(self.deadline),
        ])
    }
}

/// `hashStruct` of a message whose members are one word each; the first word is the hash of its type.
#[must_use]
pub fn hash_words(words: &[B256]) -> B256 {
    keccak256(words.concat())
}

/// How many permits each owner has used.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Nonces {
    used: OrdMap<Address, u64>,
}

impl Nonces {
    /// The nonce the owner's next permit must carry.
    #[must_use]
    pub fn next_of(&self, owner: Address) -> U256 {
        U256::from(self.used.get(&owner).copied().unwrap_or_default())
    }

    /// Uses up the owner's nonce.
    pub fn advance(&mut self, owner: Address) {
        let used = self.used.get(&owner).copied().unwrap_or_default();
        // It cannot saturate: every step is a permit taken in a call of its own, and a million of them a second would take
        // 580,000 years to reach 2^64.
        self.used.insert(owner, used.saturating_add(1));
    }

    /// Reports changed entries, one per owner.
    pub fn changes(&self, before: Option<&Self>, table: &'static str, sink: &mut dyn ChangeSink) {
        map_changes(table, before.map(|before| &before.used), &self.used, sink);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::{address, b256};

    #[test]
    fn the_separator_of_wsteth_on_mainnet_is_the_one_wallets_see() {
        let domain = Eip712Domain {
            name: "Wrapped liquid staked Ether 2.0",
            version: "1",
            chain_id: 1,
            verifying_contract: address!("7f39C581F595B53c5cb19bD0b3f8dA6c935E2Ca0"),
        };
        assert_eq!(domain.separator(), b256!("d4a8ff90a402dc7d4fcbf60f5488291263c743ccff180e139f47d139cedfd5fe"));
    }

    #[test]
    fn a_nonce_is_used_once() {
        let owner = Address::repeat_byte(1);
        let mut nonces = Nonces::default();
        assert_eq!(nonces.next_of(owner), U256::ZERO);
        nonces.advance(owner);
        assert_eq!(nonces.next_of(owner), U256::ONE);
        assert_eq!(nonces.next_of(Address::ZERO), U256::ZERO);
    }
}
