//! What a block's body is made of.

use alloy_consensus::{Transaction as _, TxEnvelope, TxType, transaction::Recovered};
use alloy_primitives::{Address, B256, Bytes, TxKind, U256, keccak256};
use aquifer_beacon::types::{AttesterSlashing, ProposerSlashing, SignedBlsToExecutionChange, SignedVoluntaryExit};
use aquifer_protocol::{
    ethereum::{EquivocationKind, PerformanceProfile},
    units::ValidatorIndex,
};
use serde::{Deserialize, Serialize};

/// One thing that happens in a block.
#[expect(clippy::large_enum_variant, reason = "nearly all are signed transactions, the largest")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A signed transaction of type 0, 1 or 2. Its sender is stored with it, so replay recovers no signature.
    Transaction(Recovered<TxEnvelope>),
    /// A transaction of an account nobody has the key of. Development networks only.
    Impersonated(Impersonated),
    /// A change that no transaction could make. Development networks only.
    Development(DevelopmentChange),
    /// Something the consensus side is told directly.
    Consensus(ConsensusInput),
}

impl Input {
    /// Hash of the transaction in it, if it is one.
    #[must_use]
    pub fn hash(&self) -> Option<B256> {
        self.transaction().map(|tx| tx.hash())
    }

    /// The transaction in it, if it is one.
    #[must_use]
    pub const fn transaction(&self) -> Option<Transaction<'_>> {
        match self {
            Self::Transaction(tx) => Some(Transaction::Signed(tx)),
            Self::Impersonated(tx) => Some(Transaction::Impersonated(tx)),
            Self::Development(_) | Self::Consensus(_) => None,
        }
    }
}

/// A transaction without a signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Impersonated {
    /// Who sends it.
    pub from: Address,
    /// The account called; `None` creates a contract.
    pub to: Option<Address>,
    /// Nonce; must be the sender's next.
    pub nonce: u64,
    /// Ether sent along, in wei.
    pub value: U256,
    /// Calldata or init code.
    pub input: Bytes,
    /// Gas limit.
    pub gas_limit: u64,
    /// Most it pays for a unit of gas, in wei.
    pub max_fee_per_gas: u128,
    /// Most of that the proposer gets, in wei.
    pub max_priority_fee_per_gas: u128,
}

/// Separates hashes of unsigned transactions from those of signed ones: a type byte no signed transaction has.
const IMPERSONATED_TYPE: u8 = 0x7e;

impl Impersonated {
    /// What stands for it in the transactions root: a type byte of its own, then its fields.
    #[must_use]
    pub fn encoded(&self) -> Vec<u8> {
        let mut bytes = vec![IMPERSONATED_TYPE];
        bytes.extend(aquifer_protocol::tables::canonical(self));
        bytes
    }

    /// The hash it is known by.
    #[must_use]
    pub fn hash(&self) -> B256 {
        keccak256(self.encoded())
    }
}

/// A change that no transaction could make.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum DevelopmentChange {
    /// Sets the balance of an account.
    SetBalance {
        /// The account.
        account: Address,
        /// New balance in wei.
        balance: U256,
    },
    /// Sets the code of an account that is not native.
    SetCode {
        /// The account.
        account: Address,
        /// New code; empty removes it.
        code: Bytes,
    },
    /// Sets the nonce of an account that is not native.
    SetNonce {
        /// The account.
        account: Address,
        /// New nonce.
        nonce: u64,
    },
    /// Sets a storage slot of an account that is not native.
    SetStorage {
        /// The account.
        account: Address,
        /// The slot.
        slot: U256,
        /// New value.
        value: U256,
    },
    /// Says how well validators do their duties from now on.
    SetPerformance {
        /// Which.
        validators: ValidatorSelection,
        /// How well.
        profile: PerformanceProfile,
    },
    /// Slashes a validator, as if evidence against it had been included.
    SlashValidator {
        /// Which.
        validator: ValidatorIndex,
    },
    /// Has a validator sign twice in the slot of the block: the next block slashes it.
    Equivocate {
        /// Which.
        validator: ValidatorIndex,
        /// What it signs twice.
        kind: EquivocationKind,
    },
}

/// Some validators.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ValidatorSelection {
    /// Every one there is.
    All,
    /// These.
    Listed(Vec<ValidatorIndex>),
}

/// Something the consensus side is told directly: an operation of a beacon block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ConsensusInput {
    /// Two headers of one proposer for one slot.
    ProposerSlashing(Box<ProposerSlashing>),
    /// Two votes that exclude each other.
    AttesterSlashing(Box<AttesterSlashing>),
    /// A validator's signed wish to leave.
    VoluntaryExit(SignedVoluntaryExit),
    /// Credentials of a key become those of an address.
    BlsToExecutionChange(SignedBlsToExecutionChange),
}

/// A transaction of a block, whoever vouches for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transaction<'a> {
    /// Its sender signed it.
    Signed(&'a Recovered<TxEnvelope>),
    /// A development network made it up.
    Impersonated(&'a Impersonated),
}

impl Transaction<'_> {
    /// The hash it is known by.
    #[must_use]
    pub fn hash(&self) -> B256 {
        match self {
            Self::Signed(tx) => *tx.inner().tx_hash(),
            Self::Impersonated(tx) => tx.hash(),
        }
    }

    /// Who sends it.
    #[must_use]
    pub const fn sender(&self) -> Address {
        match self {
            Self::Signed(tx) => tx.signer(),
            Self::Impersonated(tx) => tx.from,
        }
    }

    /// Whom it calls.
    #[must_use]
    pub fn kind(&self) -> TxKind {
        match self {
            Self::Signed(tx) => tx.inner().kind(),
            Self::Impersonated(tx) => tx.to.into(),
        }
    }

    /// Its nonce.
    #[must_use]
    pub fn nonce(&self) -> u64 {
        match self {
            Self::Signed(tx) => tx.inner().nonce(),
            Self::Impersonated(tx) => tx.nonce,
        }
    }

    /// Gas it may use.
    #[must_use]
    pub fn gas_limit(&self) -> u64 {
        match self {
            Self::Signed(tx) => tx.inner().gas_limit(),
            Self::Impersonated(tx) => tx.gas_limit,
        }
    }

    /// Its type in receipts; an impersonated one counts as EIP-1559.
    #[must_use]
    pub fn receipt_type(&self) -> TxType {
        match self {
            Self::Signed(tx) => tx.inner().tx_type(),
            Self::Impersonated(_) => TxType::Eip1559,
        }
    }

    /// What it pays for a unit of gas in a block with this base fee, in wei.
    #[must_use]
    pub fn effective_gas_price(&self, base_fee: u64) -> u128 {
        match self {
            Self::Signed(tx) => tx.inner().effective_gas_price(Some(base_fee)),
            Self::Impersonated(tx) => {
                let tip = tx.max_priority_fee_per_gas.min(tx.max_fee_per_gas.saturating_sub(u128::from(base_fee)));
                (u128::from(base_fee) + tip).min(tx.max_fee_per_gas)
            }
        }
    }
}
