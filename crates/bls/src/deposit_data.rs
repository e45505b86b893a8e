//! The deposit data of the staking deposit tool: what it writes to `deposit_data-*.json`, and what launchpads check.

use crate::deposit::{sign_deposit, verify_deposit};
use crate::{ForkVersion, SecretKey};
use alloy_primitives::{B256, FixedBytes, hex};
use aquifer_protocol::ethereum::{BlsSignature, PublicKey, deposit_data_root, deposit_message_root};
use aquifer_protocol::units::Gwei;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The version of the tool whose form this is; launchpads ask for a recent one.
const TOOL_VERSION: &str = "2.7.0";

/// One deposit. Bytes are hexadecimal without `0x` (accepted with it), the amount is a number of Gwei.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DepositData {
    /// Key of the validator.
    #[serde(serialize_with = "write", deserialize_with = "read")]
    pub pubkey: PublicKey,
    /// Its withdrawal credentials.
    #[serde(serialize_with = "write", deserialize_with = "read")]
    pub withdrawal_credentials: B256,
    /// Amount in Gwei.
    #[serde(with = "gwei")]
    pub amount: Gwei,
    /// Proof of possession.
    #[serde(serialize_with = "write", deserialize_with = "read")]
    pub signature: BlsSignature,
    /// Root of key, credentials and amount.
    #[serde(serialize_with = "write", deserialize_with = "read")]
    pub deposit_message_root: B256,
    /// Root of all of it: the last argument of the contract's `deposit`.
    #[serde(serialize_with = "write", deserialize_with = "read")]
    pub deposit_data_root: B256,
    /// Genesis fork version of the network it is signed for.
    #[serde(serialize_with = "write", deserialize_with = "read")]
    pub fork_version: ForkVersion,
    /// Name of that network.
    pub network_name: String,
    /// Version of the tool that made it.
    pub deposit_cli_version: String,
}

/// What is wrong with deposit data by itself, whatever the chain.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DepositDataError {
    /// The message root is not that of key, credentials and amount.
    #[error("deposit_message_root is {given}, but that of its key, credentials and amount is {expected}")]
    MessageRoot {
        /// What it says.
        given: B256,
        /// What it should be.
        expected: B256,
    },
    /// The data root is not that of the deposit: the contract would revert.
    #[error("deposit_data_root is {given}, but that of its key, credentials, amount and signature is {expected}")]
    DataRoot {
        /// What it says.
        given: B256,
        /// What it should be.
        expected: B256,
    },
    /// The signature does not prove possession of the key on the network of `fork_version`.
    #[error("the signature is not that of key {pubkey} over this deposit for fork version {fork_version}")]
    Signature {
        /// The key.
        pubkey: PublicKey,
        /// The network's genesis fork version.
        fork_version: ForkVersion,
    },
}

impl DepositData {
    /// Signs a deposit.
    #[must_use]
    pub fn signed(key: &SecretKey, credentials: B256, amount: Gwei, fork_version: ForkVersion, network_name: &str) -> Self {
        let (pubkey, signature) = (key.public_key(), sign_deposit(key, credentials, amount, fork_version));
        Self {
            pubkey,
            withdrawal_credentials: credentials,
            amount,
            signature,
            deposit_message_root: deposit_message_root(&pubkey, credentials, amount),
            deposit_data_root: deposit_data_root(&pubkey, credentials, amount, &signature),
            fork_version,
            network_name: network_name.to_owned(),
            deposit_cli_version: TOOL_VERSION.to_owned(),
        }
    }

    /// Whether both roots and the signature are right for the network it names.
    ///
    /// # Errors
    /// [`DepositDataError`], the first that holds.
    pub fn check(&self) -> Result<(), DepositDataError> {
        let Self { pubkey, withdrawal_credentials: credentials, amount, signature, fork_version, .. } = self;
        let expected = deposit_message_root(pubkey, *credentials, *amount);
        if self.deposit_message_root != expected {
            return Err(DepositDataError::MessageRoot { given: self.deposit_message_root, expected });
        }
        let expected = deposit_data_root(pubkey, *credentials, *amount, signature);
        if self.deposit_data_root != expected {
            return Err(DepositDataError::DataRoot { given: self.deposit_data_root, expected });
        }
        if !verify_deposit(pubkey, *credentials, *amount, signature, *fork_version) {
            return Err(DepositDataError::Signature { pubkey: *pubkey, fork_version: *fork_version });
        }
        Ok(())
    }
}

fn write<S: Serializer, const N: usize>(bytes: &FixedBytes<N>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&hex::encode(bytes))
}

fn read<'de, D: Deserializer<'de>, const N: usize>(deserializer: D) -> Result<FixedBytes<N>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let bytes = hex::decode(&text).map_err(|error| de::Error::custom(format!("`{text}`: {error}")))?;
    FixedBytes::try_from(bytes.as_slice())
        .map_err(|_| de::Error::custom(format!("expected {N} bytes in hexadecimal, got {} bytes: `{text}`", bytes.len())))
}

mod gwei {
    use super::{Deserialize, Deserializer, Gwei, Serializer};

    pub(super) fn serialize<S: Serializer>(amount: &Gwei, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(amount.get())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Gwei, D::Error> {
        u64::deserialize(deserializer).map(Gwei::new)
    }
}
