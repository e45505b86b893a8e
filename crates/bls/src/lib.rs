//! Keys and signatures of validators: deposits, exits, changes of credentials, evidence of equivocation; keys at rest.
//!
//! Keys lie in G1 (48 bytes), signatures in G2 (96 bytes), both compressed; the ciphersuite is the proof-of-possession
//! one Ethereum uses. What is signed comes as plain values or as the SSZ root of its object.

mod aggregate;
mod attestation;
mod credentials;
mod deposit;
mod deposit_data;
mod development;
mod exit;
mod header;
mod key;
mod keystore;
mod mnemonic;
mod password;
mod signature;

pub use aggregate::{AggregateError, aggregate_public_keys, aggregate_signatures};
pub use attestation::{sign_attestation, verify_attestation};
pub use credentials::{credentials_change_signing_root, sign_credentials_change, verify_credentials_change};
pub use deposit::{deposit_signing_root, sign_deposit, verify_deposit};
pub use deposit_data::{DepositData, DepositDataError};
pub use development::KeySource;
pub use exit::{exit_signing_root, sign_voluntary_exit, verify_voluntary_exit};
pub use header::{sign_block_header, verify_block_header};
pub use key::{KeyError, SecretKey};
pub use keystore::{Kdf, Keystore, KeystoreError, KeystoreSalt};
pub use mnemonic::{Mnemonic, MnemonicError};
pub use signature::{Domain, ForkVersion, signing_root};
