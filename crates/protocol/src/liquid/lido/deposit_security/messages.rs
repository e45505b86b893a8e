//! What guardians sign.

use alloy_primitives::{Address, B256, Keccak256, U256, keccak256};

/// Prefixes bind a signature to a purpose, a chain and a contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MessagePrefixes {
    /// `ATTEST_MESSAGE_PREFIX`: a deposit is safe.
    pub attest: B256,
    /// `PAUSE_MESSAGE_PREFIX`: pause deposits.
    pub pause: B256,
    /// `UNVET_MESSAGE_PREFIX`: these keys must not be deposited.
    pub unvet: B256,
}

impl MessagePrefixes {
    /// Prefixes of the module at an address of a chain.
    #[must_use]
    pub fn of(chain_id: u64, this: Address) -> Self {
        let prefix = |name: &str| {
            let name = keccak256(name);
            packed(&[name.as_slice(), &U256::from(chain_id).to_be_bytes::<32>(), this.as_slice()])
        };
        Self {
            attest: prefix("lido.DepositSecurityModule.ATTEST_MESSAGE"),
            pause: prefix("lido.DepositSecurityModule.PAUSE_MESSAGE"),
            unvet: prefix("lido.DepositSecurityModule.UNVET_MESSAGE"),
        }
    }

    /// Hash a guardian signs to attest a deposit.
    #[must_use]
    pub fn attest_message(&self, block: U256, block_hash: B256, deposit_root: B256, module: U256, nonce: U256) -> B256 {
        let [block, module, nonce] = [block, module, nonce].map(|word| word.to_be_bytes::<32>());
        packed(&[self.attest.as_slice(), &block, block_hash.as_slice(), deposit_root.as_slice(), &module, &nonce])
    }

    /// Hash a guardian signs to pause deposits.
    #[must_use]
    pub fn pause_message(&self, block: U256) -> B256 {
        packed(&[self.pause.as_slice(), &block.to_be_bytes::<32>()])
    }

    /// Hash a guardian signs to take back vetted keys.
    #[must_use]
    pub fn unvet_message(
        &self,
        block: U256,
        block_hash: B256,
        module: U256,
        nonce: U256,
        operator_ids: &[u8],
        vetted_counts: &[u8],
    ) -> B256 {
        let [block, module, nonce] = [block, module, nonce].map(|word| word.to_be_bytes::<32>());
        packed(&[self.unvet.as_slice(), &block, block_hash.as_slice(), &module, &nonce, operator_ids, vetted_counts])
    }
}

/// `keccak256(abi.encodePacked(..))`
fn packed(parts: &[&[u8]]) -> B256 {
    let mut hasher = Keccak256::new();
    for part in parts {
        hasher.update(part);
    }
    hasher.finalize()
}
