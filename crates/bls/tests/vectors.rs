//! Keys, signatures and roots against the vectors of two independent BLS libraries.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use alloy_primitives::{B256, hex};
use aquifer_bls::{
    DepositData, Domain, ForkVersion, KeyError, Mnemonic, SecretKey, deposit_signing_root, sign_deposit, verify_deposit,
};
use aquifer_protocol::ethereum::{BlsSignature, PublicKey, deposit_data_root, deposit_message_root};
use aquifer_protocol::units::Gwei;
use serde_json::{Map, Value};
use std::path::Path;

/// An object whose fields are taken one by one; what is left nobody looked at.
struct Fields(Map<String, Value>);

impl Fields {
    fn of(value: &Value) -> Self {
        Self(value.as_object().unwrap().clone())
    }

    fn take(&mut self, name: &str) -> Value {
        self.0.remove(name).unwrap_or_else(|| panic!("field {name} is missing"))
    }

    fn text(&mut self, name: &str) -> String {
        self.take(name).as_str().unwrap().to_owned()
    }

    fn bytes<const N: usize>(&mut self, name: &str) -> [u8; N] {
        hex::decode_to_array(self.text(name)).unwrap()
    }

    fn done(self) {
        assert!(self.0.is_empty(), "unknown fields {:?}", self.0.keys().collect::<Vec<_>>());
    }
}

/// Networks the vectors name, with the version their deposits are signed for.
const NETWORKS: [(&str, [u8; 4]); 3] = [("mainnet", [0; 4]), ("hoodi", [0x10, 0, 0x09, 0x10]), ("own", [0, 0x0a, 0x9e, 0x10])];

/// The file `beacon-roots/deposits.json`: in `AQUIFER_VECTORS`, or the project's own copy when there is none. And whether it is the
/// project's own.
fn vectors() -> (Fields, bool) {
    const FILE: &str = "beacon-roots/deposits.json";
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors").join(FILE);
    let named = std::env::var_os("AQUIFER_VECTORS").map(|root| Path::new(&root).join(FILE));
    let named = named.filter(|path| path.is_file());
    let is_own = named.is_none();
    let path = named.unwrap_or(own);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut fields = Fields::of(&serde_json::from_str(&text).unwrap());
    assert_eq!(fields.text("name"), "deposits");
    fields.text("about");
    (fields, is_own)
}

/// A network the project knows has the version the vectors give it; others are only names.
fn check_network(name: &str, version: ForkVersion) {
    if let Some((_, expected)) = NETWORKS.iter().find(|(known, _)| *known == name) {
        assert_eq!(version, ForkVersion::new(*expected), "{name}");
    }
}

#[test]
fn beacon_roots_deposits_keys_signatures_and_roots_are_those_of_the_vectors() {
    let (mut file, is_own) = vectors();
    let seed: [u8; 64] = file.bytes("seed");
    let mnemonic = Mnemonic::new(&file.text("mnemonic")).unwrap();
    let first = mnemonic.signing_key(0).unwrap().public_key();
    assert_eq!(first, SecretKey::from_seed(&seed, 0).unwrap().public_key(), "the phrase stands for the seed");
    let keys = file.take("keys");
    for (index, key) in (0..).zip(keys.as_array().unwrap()) {
        check_key(&seed, index, Fields::of(key));
    }
    let cases = file.take("cases");
    let mut valid = 0;
    for case in cases.as_array().unwrap() {
        valid += usize::from(check_case(Fields::of(case)));
    }
    let files = file.take("deposit_cli_json");
    let deposits: Vec<&Value> = files.as_array().unwrap().iter().flat_map(|file| file.as_array().unwrap()).collect();
    for deposit in &deposits {
        check_deposit_data(deposit);
    }
    file.done();
    let (keys, cases) = (keys.as_array().unwrap().len(), cases.as_array().unwrap().len());
    println!("beacon-roots/deposits: {keys} keys, {cases} deposits ({valid} valid), {} of the staking CLI", deposits.len());
    assert!(keys > 0 && valid > 0 && cases > valid && !deposits.is_empty(), "the vectors leave something out");
    if is_own {
        assert_eq!((cases, valid), (33, 15));
    }
}

fn check_key(seed: &[u8], index: u32, mut fields: Fields) {
    assert_eq!(fields.text("path"), format!("m/12381/3600/{index}/0/0"));
    assert_eq!(fields.text("withdrawal_path"), format!("m/12381/3600/{index}/0"));
    let key = SecretKey::from_seed(seed, index).unwrap();
    let pubkey = PublicKey::new(fields.bytes("pubkey"));
    assert_eq!(key.public_key(), pubkey);
    assert_eq!(SecretKey::from_bytes(B256::new(fields.bytes("secret"))).unwrap().public_key(), pubkey);
    let withdrawal = SecretKey::withdrawal_from_seed(seed, index).unwrap();
    assert_eq!(withdrawal.public_key(), PublicKey::new(fields.bytes("withdrawal_pubkey")));
    fields.done();
}

fn check_case(mut fields: Fields) -> bool {
    let what = fields.text("what");
    let version = ForkVersion::new(fields.bytes("fork_version"));
    check_network(&fields.text("network"), version);
    let (pubkey, credentials) = (PublicKey::new(fields.bytes("pubkey")), B256::new(fields.bytes("withdrawal_credentials")));
    let amount = Gwei::new(fields.text("amount").parse().unwrap());
    let signature = BlsSignature::new(fields.bytes("signature"));
    assert_eq!(Domain::deposit(version).get(), B256::new(fields.bytes("domain")), "{what}");
    assert_eq!(deposit_message_root(&pubkey, credentials, amount), B256::new(fields.bytes("deposit_message_root")), "{what}");
    assert_eq!(deposit_signing_root(&pubkey, credentials, amount, version), B256::new(fields.bytes("signing_root")), "{what}");
    let data_root = B256::new(fields.bytes("deposit_data_root"));
    assert_eq!(deposit_data_root(&pubkey, credentials, amount, &signature), data_root, "{what}");
    let valid = fields.take("signature_valid").as_bool().unwrap();
    assert_eq!(verify_deposit(&pubkey, credentials, amount, &signature, version), valid, "{what}");
    fields.done();
    valid
}

/// The tool's own file is read, holds, and is written again as it was.
fn check_deposit_data(value: &Value) {
    let data: DepositData = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(data.check(), Ok(()));
    check_network(&data.network_name, data.fork_version);
    assert_eq!(&serde_json::to_value(&data).unwrap(), value);
}

#[test]
fn a_deposit_signed_with_a_derived_key_verifies_on_its_own_network_only() {
    let key = SecretKey::development(B256::repeat_byte(3), 12);
    let (credentials, amount) = (B256::repeat_byte(1), Gwei::new(32_000_000_000));
    let (own, other) = (ForkVersion::new([0x10, 0, 9, 0x10]), ForkVersion::ZERO);
    let signature = sign_deposit(&key, credentials, amount, own);
    assert!(verify_deposit(&key.public_key(), credentials, amount, &signature, own));
    assert!(!verify_deposit(&key.public_key(), credentials, amount, &signature, other));
    assert!(!verify_deposit(&key.public_key(), credentials, Gwei::new(1), &signature, own));
}

#[test]
fn keys_that_cannot_be_are_refused() {
    assert_eq!(SecretKey::from_seed(&[1; 31], 0).unwrap_err(), KeyError::SeedTooShort { length: 31 });
    assert_eq!(SecretKey::from_bytes(B256::ZERO).unwrap_err(), KeyError::OutOfRange);
    assert_eq!(SecretKey::from_bytes(B256::repeat_byte(0xff)).unwrap_err(), KeyError::OutOfRange);
}

#[test]
fn development_keys_differ_by_seed_and_index_and_print_no_secret() {
    let key = |seed, index| SecretKey::development(B256::repeat_byte(seed), index).public_key();
    assert_eq!(key(1, 1), key(1, 1));
    assert!(key(1, 1) != key(1, 2) && key(1, 1) != key(2, 1));
    let secret = SecretKey::from_bytes(B256::with_last_byte(5)).unwrap();
    assert_eq!(format!("{secret:?}"), format!("SecretKey({:?})", secret.public_key()));
}
