//! Keys and signatures of validators: deposits and voluntary exits.
//!
//! Keys lie in G1 (48 bytes), signatures in G2 (96 bytes), both compressed; the ciphersuite is the proof-of-possession
//! one Ethereum uses.

mod deposit;
mod development;
mod exit;
mod key;
mod signature;

pub use deposit::{deposit_signing_root, sign_deposit, verify_deposit};
pub use development::KeySource;
pub use exit::{exit_signing_root, sign_voluntary_exit, verify_voluntary_exit};
pub use key::{KeyError, SecretKey};
pub use signature::{Domain, ForkVersion, signing_root};
