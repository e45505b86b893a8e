//! Keystores against the two test vectors of EIP-2335, and phrases.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use alloy_primitives::{B256, b256, fixed_bytes};
use aquifer_bls::{Kdf, Keystore, KeystoreError, KeystoreSalt, Mnemonic, MnemonicError, SecretKey};
use aquifer_protocol::ethereum::PublicKey;
use serde_json::{Value, json};

/// "testpassword🔑" in mathematical letters: normalisation makes plain ones of them.
const PASSWORD: &str =
    "\u{1d531}\u{1d522}\u{1d530}\u{1d531}\u{1d52d}\u{1d51e}\u{1d530}\u{1d530}\u{1d534}\u{1d52c}\u{1d52f}\u{1d521}\u{1f511}";
const SECRET: B256 = b256!("0x000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f");
const PUBKEY: PublicKey =
    fixed_bytes!("0x9612d7a727c9d0a22e185a1c768478dfe919cada9266988cb32359c11f2b7b27f4ae4040902382ae2910c15e2b420d07");
const SALT: &str = "d4e56740f876aef8c010b86a40d5f56745a118d0906a34e69aec8c0db1cb8fa3";

fn scrypt() -> Value {
    json!({
        "crypto": {
            "kdf": {"function": "scrypt", "params": {"dklen": 32, "n": 262_144, "p": 1, "r": 8, "salt": SALT}, "message": ""},
            "checksum": {"function": "sha256", "params": {}, "message": "d2217fe5f3e9a1e34581ef8a78f7c9928e436d36dacc5e846690a5581e8ea484"},
            "cipher": {
                "function": "aes-128-ctr",
                "params": {"iv": "264daa3f303d7259501c93d997d84fe6"},
                "message": "06ae90d55fe0a6e9c5c3bc5b170827b2e5cce3929ed3f116c2811e6366dfe20f"
            }
        },
        "description": "This is a test keystore that uses scrypt to secure the secret.",
        "pubkey": "9612d7a727c9d0a22e185a1c768478dfe919cada9266988cb32359c11f2b7b27f4ae4040902382ae2910c15e2b420d07",
        "path": "m/12381/60/3141592653/589793238",
        "uuid": "1d85ae20-35c5-4611-98e8-aa14a633906f",
        "version": 4
    })
}

fn pbkdf2() -> Value {
    let mut keystore = scrypt();
    keystore["crypto"]["kdf"] =
        json!({"function": "pbkdf2", "params": {"dklen": 32, "c": 262_144, "prf": "hmac-sha256", "salt": SALT}, "message": ""});
    keystore["crypto"]["checksum"]["message"] = "8a9f5d9912ed7e75ea794bc5a89bca5f193721d30868ade6f73043c6ea6febf1".into();
    keystore["crypto"]["cipher"]["message"] = "cee03fde2af33149775b7223e7845e4fb2c8ae1792e5f99fe9ecf474cc8c16ad".into();
    keystore
}

fn keystore(value: Value) -> Keystore {
    serde_json::from_value(value).unwrap()
}

/// The keystore of PBKDF2, which is quick, with one value changed.
fn changed(pointer: &str, to: Value) -> Keystore {
    let mut value = pbkdf2();
    *value.pointer_mut(pointer).unwrap() = to;
    keystore(value)
}

#[test]
fn both_keystores_of_the_eip_open_with_its_password() {
    for value in [scrypt(), pbkdf2()] {
        let key = keystore(value).unlock(PASSWORD).unwrap();
        assert_eq!(key.public_key(), PUBKEY);
        assert_eq!(key.public_key(), SecretKey::from_bytes(SECRET).unwrap().public_key());
    }
}

#[test]
fn a_locked_key_opens_with_its_password_only_and_is_the_eips_form() {
    let random = KeystoreSalt { salt: [1; 32], iv: [2; 16], uuid: [0xff; 16] };
    let key = SecretKey::from_bytes(SECRET).unwrap();
    for kdf in [Kdf::Scrypt, Kdf::Pbkdf2] {
        let locked = Keystore::lock(&key, PASSWORD, "m/12381/3600/0/0/0", kdf, random).unwrap();
        let text = serde_json::to_string(&locked).unwrap();
        let read: Keystore = serde_json::from_str(&text).unwrap();
        assert_eq!(read.unlock("testpassword🔑").unwrap().public_key(), PUBKEY);
        assert_eq!(read.unlock("testpassword").unwrap_err(), KeystoreError::WrongPassword);
        let value: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value["uuid"], "ffffffff-ffff-4fff-bfff-ffffffffffff");
        assert_eq!((&value["version"], &value["path"]), (&json!(4), &json!("m/12381/3600/0/0/0")));
    }
}

#[test]
fn keystores_that_cannot_be_are_refused() {
    let refused = |pointer, to| changed(pointer, to).unlock(PASSWORD).unwrap_err();
    assert_eq!(refused("/version", json!(3)), KeystoreError::UnknownVersion { version: 3 });
    assert!(matches!(refused("/crypto/kdf/function", json!("scrypt")), KeystoreError::UnknownFunction { .. }));
    assert!(matches!(refused("/crypto/cipher/function", json!("aes-256-cbc")), KeystoreError::UnknownFunction { .. }));
    assert!(matches!(refused("/crypto/checksum/function", json!("md5")), KeystoreError::UnknownFunction { .. }));
    for (pointer, name, to) in [
        ("/crypto/kdf/params/c", "c", json!(0)),
        ("/crypto/kdf/params/c", "c", json!(u32::MAX)),
        ("/crypto/kdf/params/dklen", "dklen", json!(16)),
        ("/crypto/kdf/params/prf", "prf", json!("hmac-sha512")),
        ("/crypto/kdf/params/salt", "salt", json!("zz")),
        ("/crypto/cipher/message", "cipher.message", json!("00")),
        ("/crypto/cipher/params/iv", "iv", json!("00")),
        ("/pubkey", "pubkey", json!("00")),
    ] {
        assert!(matches!(refused(pointer, to), KeystoreError::BadParameter { name: got, .. } if got == name), "{pointer}");
    }
    let other = SecretKey::from_bytes(B256::with_last_byte(1)).unwrap().public_key();
    let named = json!(alloy_primitives::hex::encode(other));
    assert_eq!(refused("/pubkey", named), KeystoreError::OtherKey { named: other, held: PUBKEY });
    assert_eq!(refused("/crypto/checksum/message", json!("00".repeat(32))), KeystoreError::WrongPassword);
}

#[test]
fn scrypt_parameters_that_would_never_end_are_refused() {
    for (name, to) in [("n", json!(3)), ("n", json!(1_u64 << 40)), ("r", json!(0)), ("p", json!(1_000))] {
        let mut value = scrypt();
        value["crypto"]["kdf"]["params"][name] = to;
        let error = keystore(value).unlock(PASSWORD).unwrap_err();
        assert!(matches!(error, KeystoreError::BadParameter { name: got, .. } if got == name), "{name}: {error}");
    }
}

#[test]
fn phrases_are_read_by_their_words_and_checked() {
    let phrase = "test test test test test test test test test test test junk";
    let spread = format!("  {}\n", phrase.replace(' ', "\t "));
    assert_eq!(*Mnemonic::new(&spread).unwrap().phrase(), phrase);
    for wrong in ["", "test", "test test test test test test test test test test test test", "tset ".repeat(12).as_str()] {
        assert_eq!(Mnemonic::new(wrong).unwrap_err(), MnemonicError::NotAPhrase, "{wrong}");
    }
    let zeros = Mnemonic::from_entropy([0; 32]);
    assert!(zeros.phrase().starts_with("abandon abandon") && zeros.phrase().ends_with(" art"));
    assert_eq!(format!("{zeros:?}"), "Mnemonic");
    assert!(zeros.signing_key(0).unwrap().public_key() != zeros.withdrawal_key(0).unwrap().public_key());
}
