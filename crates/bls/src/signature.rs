//! What is signed: an object's root under a domain, and how a signature is made and checked.

use crate::aggregate_public_keys;
use alloy_primitives::{B256, FixedBytes};
use aquifer_protocol::ethereum::{BlsSignature, PublicKey};
use blst::BLST_ERROR;
use blst::min_pk;
use sha2::{Digest as _, Sha256};

/// Version of a fork: the first of the two things a domain is made of.
pub type ForkVersion = FixedBytes<4>;

/// Ciphersuite of Ethereum's signatures.
pub(crate) const CIPHERSUITE: &[u8] = b"BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_";

/// What keeps a signature for one purpose and chain from counting for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Domain(B256);

impl Domain {
    /// `DOMAIN_BEACON_PROPOSER`: blocks, by the version of the fork they are in.
    #[must_use]
    pub fn beacon_proposer(version: ForkVersion, genesis_validators_root: B256) -> Self {
        Self::of(0, version, genesis_validators_root)
    }

    /// `DOMAIN_BEACON_ATTESTER`: votes, by the version of the fork their target is in.
    #[must_use]
    pub fn beacon_attester(version: ForkVersion, genesis_validators_root: B256) -> Self {
        Self::of(1, version, genesis_validators_root)
    }

    /// `DOMAIN_DEPOSIT`: always the genesis fork version and no validators root, so that deposits outlive forks.
    #[must_use]
    pub fn deposit(genesis_fork_version: ForkVersion) -> Self {
        Self::of(3, genesis_fork_version, B256::ZERO)
    }

    /// `DOMAIN_VOLUNTARY_EXIT`: the Capella fork version for ever (EIP-7044), so that exits can be signed ahead.
    #[must_use]
    pub fn voluntary_exit(capella_fork_version: ForkVersion, genesis_validators_root: B256) -> Self {
        Self::of(4, capella_fork_version, genesis_validators_root)
    }

    /// `DOMAIN_BLS_TO_EXECUTION_CHANGE`: the genesis fork version for ever.
    #[must_use]
    pub fn bls_to_execution_change(genesis_fork_version: ForkVersion, genesis_validators_root: B256) -> Self {
        Self::of(10, genesis_fork_version, genesis_validators_root)
    }

    /// The 32 bytes: four of the kind, the first 28 of the root of `ForkData`.
    #[must_use]
    pub const fn get(self) -> B256 {
        self.0
    }

    fn of(kind: u8, version: ForkVersion, genesis_validators_root: B256) -> Self {
        let fork_data_root = hash_pair(version.as_slice(), genesis_validators_root);
        let mut domain = [0; 32];
        domain[0] = kind;
        domain[4..].copy_from_slice(&fork_data_root[..28]);
        Self(B256::new(domain))
    }
}

/// SSZ root of `SigningData`: the message that is signed.
#[must_use]
pub fn signing_root(object_root: B256, domain: Domain) -> B256 {
    hash_pair(object_root.as_slice(), domain.0)
}

/// SHA-256 of a left leaf, filled up with zeros to 32 bytes, and a right one.
pub(crate) fn hash_pair(left: &[u8], right: B256) -> B256 {
    B256::new(Sha256::new().chain_update(B256::right_padding_from(left)).chain_update(right).finalize().into())
}

/// Whether `signature` is that of `pubkey` over `message`: encodings, subgroups and the infinity key are checked.
pub(crate) fn verify(pubkey: &PublicKey, message: B256, signature: &BlsSignature) -> bool {
    let Ok(pubkey) = min_pk::PublicKey::key_validate(pubkey.as_slice()) else { return false };
    let Ok(signature) = min_pk::Signature::from_bytes(signature.as_slice()) else { return false };
    signature.verify(true, message.as_slice(), CIPHERSUITE, &[], &pubkey, false) == BLST_ERROR::BLST_SUCCESS
}

/// Whether `signature` is the sum of those of all `pubkeys` over one message: `FastAggregateVerify`. False for no keys.
pub(crate) fn verify_all(pubkeys: &[PublicKey], message: B256, signature: &BlsSignature) -> bool {
    let Ok(sum) = aggregate_public_keys(pubkeys) else { return false };
    verify(&sum, message, signature)
}
