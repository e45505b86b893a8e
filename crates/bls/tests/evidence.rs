//! Signatures under headers, votes and changes of credentials: good for their object, key, fork and chain only.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use alloy_primitives::{Address, B256};
use aquifer_bls::{
    AggregateError, DepositData, DepositDataError, Domain, ForkVersion, SecretKey, aggregate_public_keys, aggregate_signatures,
    credentials_change_signing_root, sign_attestation, sign_block_header, sign_credentials_change, signing_root,
    verify_attestation, verify_block_header, verify_credentials_change,
};
use aquifer_protocol::ethereum::{BlsSignature, PublicKey};
use aquifer_protocol::units::{Gwei, ValidatorIndex};
use sha2::{Digest as _, Sha256};

const VERSION: ForkVersion = ForkVersion::new([0x60, 0, 0, 0x38]);
const ROOT: B256 = B256::repeat_byte(5);
const OBJECT: B256 = B256::repeat_byte(7);

fn key(number: u64) -> SecretKey {
    SecretKey::development(B256::ZERO, number)
}

#[test]
fn a_header_is_signed_for_its_root_key_fork_and_chain() {
    let signature = sign_block_header(&key(1), OBJECT, VERSION, ROOT);
    let verifies =
        |who: u64, object, version, root| verify_block_header(&key(who).public_key(), object, &signature, version, root);
    assert!(verifies(1, OBJECT, VERSION, ROOT));
    assert!(!verifies(2, OBJECT, VERSION, ROOT));
    assert!(!verifies(1, ROOT, VERSION, ROOT));
    assert!(!verifies(1, OBJECT, ForkVersion::ZERO, ROOT));
    assert!(!verifies(1, OBJECT, VERSION, OBJECT));
    assert!(!verify_attestation(&[key(1).public_key()], OBJECT, &signature, VERSION, ROOT), "a header is no vote");
}

#[test]
fn a_vote_of_many_verifies_with_all_their_keys_only() {
    let signatures: Vec<_> = (0..3).map(|number| sign_attestation(&key(number), OBJECT, VERSION, ROOT)).collect();
    let pubkeys: Vec<_> = (0..3).map(|number| key(number).public_key()).collect();
    let signature = aggregate_signatures(&signatures).unwrap();
    assert!(verify_attestation(&pubkeys, OBJECT, &signature, VERSION, ROOT));
    assert!(!verify_attestation(&pubkeys[..2], OBJECT, &signature, VERSION, ROOT));
    assert!(!verify_attestation(&[], OBJECT, &signature, VERSION, ROOT));
    assert!(!verify_attestation(&pubkeys, ROOT, &signature, VERSION, ROOT));
    assert!(verify_attestation(&pubkeys[..1], OBJECT, &signatures[0], VERSION, ROOT), "one is as good as many");
}

#[test]
fn sums_are_made_of_valid_points_only() {
    assert_eq!(aggregate_public_keys(&[]), Err(AggregateError::Empty));
    assert_eq!(aggregate_signatures(&[]), Err(AggregateError::Empty));
    let one = key(1).public_key();
    assert_eq!(aggregate_public_keys(&[one]), Ok(one));
    assert_ne!(aggregate_public_keys(&[one, one]), Ok(one), "a key counts as often as it occurs");
    let mut infinity = PublicKey::ZERO;
    infinity[0] = 0xc0;
    assert_eq!(aggregate_public_keys(&[one, infinity]), Err(AggregateError::Invalid { position: 1 }));
    assert_eq!(aggregate_public_keys(&[PublicKey::ZERO]), Err(AggregateError::Invalid { position: 0 }));
    assert_eq!(aggregate_signatures(&[BlsSignature::ZERO]), Err(AggregateError::Invalid { position: 0 }));
}

#[test]
fn a_change_of_credentials_is_signed_by_the_key_they_commit_to() {
    let (withdrawal, other) = (key(1), key(2));
    let (index, address) = (ValidatorIndex::new(9), Address::repeat_byte(3));
    let signature = sign_credentials_change(&withdrawal, index, address, VERSION, ROOT);
    let credentials = withdrawal.bls_credentials();
    let verifies = |credentials, index, address, version| {
        verify_credentials_change(credentials, index, &withdrawal.public_key(), address, &signature, version, ROOT)
    };
    assert!(verifies(credentials, index, address, VERSION));
    assert!(!verifies(other.bls_credentials(), index, address, VERSION));
    assert!(!verifies(credentials, ValidatorIndex::new(8), address, VERSION));
    assert!(!verifies(credentials, index, Address::ZERO, VERSION));
    assert!(!verifies(credentials, index, address, ForkVersion::ZERO));
    let mut changed = credentials;
    changed[0] = 1;
    assert!(!verifies(changed, index, address, VERSION), "only 0x00 credentials name a key");
}

#[test]
fn the_root_of_a_change_is_that_of_index_key_and_address() {
    let hash = |left: B256, right: B256| B256::new(Sha256::new().chain_update(left).chain_update(right).finalize().into());
    let (index, address, pubkey) = (3_u64, Address::repeat_byte(8), key(1).public_key());
    let key_root = B256::new(Sha256::new().chain_update(pubkey).chain_update([0; 16]).finalize().into());
    let left = hash(B256::right_padding_from(&index.to_le_bytes()), key_root);
    let object = hash(left, hash(B256::right_padding_from(address.as_slice()), B256::ZERO));
    let domain = Domain::bls_to_execution_change(VERSION, ROOT);
    let root = credentials_change_signing_root(ValidatorIndex::new(index), &pubkey, address, VERSION, ROOT);
    assert_eq!((root, domain.get()[0]), (signing_root(object, domain), 0x0a));
}

#[test]
fn deposit_data_says_which_of_its_parts_is_wrong() {
    let (version, amount) = (ForkVersion::new([0x10, 0, 0, 0x38]), Gwei::new(32_000_000_000));
    let good = DepositData::signed(&key(1), B256::repeat_byte(1), amount, version, "devnet");
    assert_eq!(good.check(), Ok(()));
    let message = DepositData { amount: Gwei::new(1), ..good.clone() };
    assert!(matches!(message.check(), Err(DepositDataError::MessageRoot { .. })));
    let data = DepositData { deposit_data_root: B256::ZERO, ..good.clone() };
    assert!(matches!(data.check(), Err(DepositDataError::DataRoot { .. })));
    let network = DepositData { fork_version: ForkVersion::ZERO, ..good.clone() };
    assert!(matches!(network.check(), Err(DepositDataError::Signature { .. })));
    let mut text = serde_json::to_value(&good).unwrap();
    text["pubkey"] = format!("0x{}", text["pubkey"].as_str().unwrap()).into();
    assert_eq!(serde_json::from_value::<DepositData>(text.clone()).unwrap(), good, "0x is read too");
    text["signature"] = "00".into();
    assert!(serde_json::from_value::<DepositData>(text).unwrap_err().to_string().contains("expected 96 bytes"));
}
