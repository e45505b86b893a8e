//! Voluntary exits.

use alloy_primitives::{B256, b256};
use aquifer_bls::{Domain, ForkVersion, SecretKey, exit_signing_root, sign_voluntary_exit, signing_root, verify_voluntary_exit};
use aquifer_protocol::units::{Epoch, ValidatorIndex};
use sha2::{Digest as _, Sha256};

#[test]
fn an_exit_verifies_for_its_validator_epoch_and_chain_only() {
    let key = SecretKey::development(B256::ZERO, 0);
    let (index, epoch) = (ValidatorIndex::new(7), Epoch::new(9));
    let (version, root) = (ForkVersion::new([4, 0, 0, 1]), B256::repeat_byte(5));
    let signature = sign_voluntary_exit(&key, index, epoch, version, root);
    let verifies =
        |index, epoch, version, root| verify_voluntary_exit(&key.public_key(), index, epoch, &signature, version, root);
    assert!(verifies(index, epoch, version, root));
    assert!(!verifies(ValidatorIndex::new(8), epoch, version, root));
    assert!(!verifies(index, Epoch::new(10), version, root));
    assert!(!verifies(index, epoch, ForkVersion::ZERO, root));
    assert!(!verifies(index, epoch, version, B256::ZERO));
    let other = SecretKey::development(B256::ZERO, 1).public_key();
    assert!(!verify_voluntary_exit(&other, index, epoch, &signature, version, root));
}

#[test]
fn the_signed_root_is_that_of_epoch_then_index() {
    let leaf = |number: u64| B256::right_padding_from(&number.to_le_bytes());
    let hash = |left: B256, right: B256| B256::new(Sha256::new().chain_update(left).chain_update(right).finalize().into());
    let version = ForkVersion::new([3, 0, 0, 0]);
    let domain = Domain::voluntary_exit(version, B256::repeat_byte(9));
    let expected = signing_root(hash(leaf(2), leaf(1)), domain);
    assert_eq!(exit_signing_root(ValidatorIndex::new(1), Epoch::new(2), version, B256::repeat_byte(9)), expected);
    assert_eq!(domain.get()[..4], [4, 0, 0, 0]);
}

#[test]
fn the_deposit_domains_of_mainnet_and_hoodi_are_the_published_ones() {
    let domain = |version: [u8; 4]| Domain::deposit(ForkVersion::new(version)).get();
    let mainnet = b256!("0x03000000f5a5fd42d16a20302798ef6ed309979b43003d2320d9f0e8ea9831a9");
    let hoodi = b256!("0x03000000719103511efa4f1362ff2a50996cccf329cc84cb410c5e5c7d351d03");
    assert_eq!((domain([0, 0, 0, 0]), domain([0x10, 0, 9, 0x10])), (mainnet, hoodi));
}
