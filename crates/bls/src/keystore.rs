//! Keystores: a key in a file, locked with a password (EIP-2335, version 4).

use crate::password::normalised;
use crate::{KeyError, SecretKey};
use aes::Aes128;
use alloy_primitives::{B256, FixedBytes, hex};
use aquifer_protocol::ethereum::PublicKey;
use ctr::cipher::{KeyIvInit as _, StreamCipher as _};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

/// The only version there is.
const VERSION: u64 = 4;
/// Bytes both functions derive: 16 encrypt, 16 go into the checksum.
const DERIVED_BYTES: u32 = 32;
/// What a file may ask for at most, so that opening a foreign one ends: 2^20 rounds of scrypt take 1 GiB.
const SCRYPT_N_MAX: u64 = 1 << 20;
const PBKDF2_ROUNDS_MAX: u32 = 1 << 26;
/// As the staking deposit tool: 2^18.
const ROUNDS: u32 = 1 << 18;

/// Why a keystore does not open.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeystoreError {
    /// The checksum fits another password.
    #[error("wrong password")]
    WrongPassword,
    /// A version other than 4.
    #[error("keystore version {version}, expected {VERSION}")]
    UnknownVersion {
        /// What it says.
        version: u64,
    },
    /// A function that EIP-2335 does not know, or not for this purpose.
    #[error("keystore function `{function}` is unknown, expected {expected}")]
    UnknownFunction {
        /// Its name.
        function: String,
        /// Names that are known.
        expected: &'static str,
    },
    /// A parameter that cannot be, or would take very long.
    #[error("keystore parameter {name} cannot be {value}")]
    BadParameter {
        /// Its name.
        name: &'static str,
        /// Its value.
        value: String,
    },
    /// What is inside is no secret key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// What is inside is another key than the file says.
    #[error("the keystore says it holds the key of {named}, but holds that of {held}")]
    OtherKey {
        /// What the file says.
        named: PublicKey,
        /// What it holds.
        held: PublicKey,
    },
}

/// How a password becomes a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kdf {
    /// scrypt with n = 2^18, r = 8, p = 1: about a second and 256 MiB.
    Scrypt,
    /// PBKDF2 with HMAC-SHA256, 2^18 rounds.
    Pbkdf2,
}

/// What must be random in a keystore.
#[derive(Debug, Clone, Copy)]
pub struct KeystoreSalt {
    /// Salt of the password.
    pub salt: [u8; 32],
    /// Start of the cipher's counter.
    pub iv: [u8; 16],
    /// What the file's UUID is made of.
    pub uuid: [u8; 16],
}

/// A keystore as it is written to its file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Keystore {
    crypto: Crypto,
    #[serde(default)]
    description: String,
    /// Hexadecimal without `0x`; optional by the EIP.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pubkey: String,
    path: String,
    uuid: String,
    version: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Crypto {
    kdf: Module<KdfParams>,
    checksum: Module<NoParams>,
    cipher: Module<CipherParams>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Module<P> {
    function: String,
    params: P,
    message: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
enum KdfParams {
    Scrypt { dklen: u32, n: u64, p: u32, r: u32, salt: String },
    Pbkdf2 { dklen: u32, c: u32, prf: String, salt: String },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct NoParams {}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct CipherParams {
    iv: String,
}

impl Keystore {
    /// Locks a key that was derived along `path`.
    ///
    /// # Errors
    /// Never with the parameters used here.
    pub fn lock(key: &SecretKey, password: &str, path: &str, kdf: Kdf, random: KeystoreSalt) -> Result<Self, KeystoreError> {
        let kdf = KdfParams::new(kdf, &random.salt);
        let derived = kdf.derive(&normalised(password))?;
        let mut message = key.to_bytes();
        apply_cipher(&derived, &random.iv, &mut *message);
        Ok(Self {
            crypto: Crypto {
                kdf: Module { function: kdf.function().to_owned(), params: kdf, message: String::new() },
                checksum: Module {
                    function: "sha256".to_owned(),
                    params: NoParams {},
                    message: hex::encode(checksum(&derived, &*message)),
                },
                cipher: Module {
                    function: "aes-128-ctr".to_owned(),
                    params: CipherParams { iv: hex::encode(random.iv) },
                    message: hex::encode(*message),
                },
            },
            description: String::new(),
            pubkey: hex::encode(key.public_key()),
            path: path.to_owned(),
            uuid: uuid(random.uuid),
            version: VERSION,
        })
    }

    /// The key inside.
    ///
    /// # Errors
    /// [`KeystoreError`].
    pub fn unlock(&self, password: &str) -> Result<SecretKey, KeystoreError> {
        self.check_functions()?;
        let derived = self.crypto.kdf.params.derive(&normalised(password))?;
        let mut message = Zeroizing::new(bytes::<32>("cipher.message", &self.crypto.cipher.message)?.0);
        if checksum(&derived, &*message) != bytes::<32>("checksum.message", &self.crypto.checksum.message)? {
            return Err(KeystoreError::WrongPassword);
        }
        let iv = bytes::<16>("iv", &self.crypto.cipher.params.iv)?;
        apply_cipher(&derived, &iv, &mut *message);
        let key = SecretKey::from_bytes(B256::new(*message))?;
        let held = key.public_key();
        match self.public_key()? {
            Some(named) if named != held => Err(KeystoreError::OtherKey { named, held }),
            _ => Ok(key),
        }
    }

    /// The public key the file says it holds, if it says so.
    ///
    /// # Errors
    /// [`KeystoreError::BadParameter`] when that is no public key in hexadecimal.
    pub fn public_key(&self) -> Result<Option<PublicKey>, KeystoreError> {
        if self.pubkey.is_empty() { Ok(None) } else { bytes("pubkey", &self.pubkey).map(Some) }
    }

    /// The path the key was derived along.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    fn check_functions(&self) -> Result<(), KeystoreError> {
        if self.version != VERSION {
            return Err(KeystoreError::UnknownVersion { version: self.version });
        }
        let crypto = &self.crypto;
        let unknown = |function: &String, expected| KeystoreError::UnknownFunction { function: function.clone(), expected };
        if crypto.kdf.function != crypto.kdf.params.function() {
            return Err(unknown(&crypto.kdf.function, "scrypt or pbkdf2 with its parameters"));
        }
        if crypto.checksum.function != "sha256" {
            return Err(unknown(&crypto.checksum.function, "sha256"));
        }
        if crypto.cipher.function != "aes-128-ctr" {
            return Err(unknown(&crypto.cipher.function, "aes-128-ctr"));
        }
        Ok(())
    }
}

impl KdfParams {
    fn new(kdf: Kdf, salt: &[u8; 32]) -> Self {
        let salt = hex::encode(salt);
        match kdf {
            Kdf::Scrypt => Self::Scrypt { dklen: DERIVED_BYTES, n: ROUNDS.into(), p: 1, r: 8, salt },
            Kdf::Pbkdf2 => Self::Pbkdf2 { dklen: DERIVED_BYTES, c: ROUNDS, prf: "hmac-sha256".to_owned(), salt },
        }
    }

    const fn function(&self) -> &'static str {
        match self {
            Self::Scrypt { .. } => "scrypt",
            Self::Pbkdf2 { .. } => "pbkdf2",
        }
    }

    fn derive(&self, password: &[u8]) -> Result<Zeroizing<[u8; 32]>, KeystoreError> {
        let (Self::Scrypt { dklen, salt, .. } | Self::Pbkdf2 { dklen, salt, .. }) = self;
        if *dklen != DERIVED_BYTES {
            return Err(bad("dklen", dklen));
        }
        let salt = hex::decode(salt).map_err(|_| bad("salt", salt))?;
        let mut derived = Zeroizing::new([0; 32]);
        match self {
            Self::Scrypt { n, p, r, .. } => {
                let params = scrypt_params(*n, *r, *p)?;
                scrypt::scrypt(password, &salt, &params, &mut *derived).map_err(|_| bad("dklen", dklen))?;
            }
            Self::Pbkdf2 { c, prf, .. } => {
                if prf != "hmac-sha256" {
                    return Err(bad("prf", prf));
                }
                if *c == 0 || *c > PBKDF2_ROUNDS_MAX {
                    return Err(bad("c", c));
                }
                pbkdf2::pbkdf2_hmac::<Sha256>(password, &salt, *c, &mut *derived);
            }
        }
        Ok(derived)
    }
}

fn scrypt_params(n: u64, r: u32, p: u32) -> Result<scrypt::Params, KeystoreError> {
    if !n.is_power_of_two() || n > SCRYPT_N_MAX {
        return Err(bad("n", n));
    }
    if r == 0 || r > 64 {
        return Err(bad("r", r));
    }
    if p == 0 || p > 64 {
        return Err(bad("p", p));
    }
    // Below 64, so one byte holds it.
    let log_n = u8::try_from(n.trailing_zeros()).map_err(|_| bad("n", n))?;
    scrypt::Params::new(log_n, r, p, scrypt::Params::RECOMMENDED_LEN).map_err(|_| bad("n", n))
}

/// Encrypts and decrypts alike: AES-128 in counter mode under the first half of the derived key.
fn apply_cipher(derived: &[u8; 32], iv: &[u8; 16], message: &mut [u8]) {
    let (key, _) = derived.split_at(16);
    ctr::Ctr128BE::<Aes128>::new(key.into(), iv.into()).apply_keystream(message);
}

/// SHA-256 of the second half of the derived key and the encrypted message.
fn checksum(derived: &[u8; 32], message: &[u8]) -> FixedBytes<32> {
    let (_, second) = derived.split_at(16);
    FixedBytes::new(Sha256::new().chain_update(second).chain_update(message).finalize().into())
}

fn bytes<const N: usize>(name: &'static str, text: &str) -> Result<FixedBytes<N>, KeystoreError> {
    hex::decode_to_array(text).map(FixedBytes::new).map_err(|_| bad(name, text))
}

fn bad(name: &'static str, value: impl ToString) -> KeystoreError {
    KeystoreError::BadParameter { name, value: value.to_string() }
}

/// A UUID of version 4, variant 1 (RFC 9562), of 16 random bytes.
fn uuid(mut random: [u8; 16]) -> String {
    random[6] = random[6] & 0x0f | 0x40;
    random[8] = random[8] & 0x3f | 0x80;
    let digits = hex::encode(random);
    [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]].join("-")
}
