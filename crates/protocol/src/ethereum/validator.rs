//! A validator as a record, and the predicates over it.

use super::performance::PerformanceProfile;
use crate::units::{Epoch, Gwei, ValidatorIndex};
use alloy_primitives::{Address, B256, FixedBytes};
use serde::{Deserialize, Serialize};

/// A compressed BLS public key.
pub type PublicKey = FixedBytes<48>;
/// A compressed BLS signature.
pub type BlsSignature = FixedBytes<96>;

/// A validator of the genesis state. With 32 ETH or more it is active from epoch 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GenesisValidator {
    /// Its key, unique in the registry.
    pub pubkey: PublicKey,
    /// Withdrawal credentials: the first byte is the kind, the last 20 bytes the address.
    pub credentials: B256,
    /// Balance in Gwei.
    pub balance: Gwei,
    /// Who receives tips of the blocks it proposes.
    pub fee_recipient: Address,
    /// How well it does its duties.
    pub profile: PerformanceProfile,
}

/// What a validator that comes by deposit starts with, by the address it withdraws to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewcomerDefaults {
    /// Who receives tips of the blocks it proposes.
    pub fee_recipient: Address,
    /// How well it does its duties.
    pub profile: PerformanceProfile,
}

/// Where a validator stands, under the names of the Beacon API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ValidatorStatus {
    /// Not yet eligible.
    PendingInitialized,
    /// Eligible, not yet active.
    PendingQueued,
    /// Active.
    ActiveOngoing,
    /// Active, its exit set.
    ActiveExiting,
    /// Active, slashed.
    ActiveSlashed,
    /// Out, not yet withdrawable.
    ExitedUnslashed,
    /// Slashed and out, not yet withdrawable.
    ExitedSlashed,
    /// Withdrawable, with something to withdraw.
    WithdrawalPossible,
    /// Withdrawable, empty.
    WithdrawalDone,
}

impl ValidatorStatus {
    /// The name the Beacon API uses.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::PendingInitialized => "pending_initialized",
            Self::PendingQueued => "pending_queued",
            Self::ActiveOngoing => "active_ongoing",
            Self::ActiveExiting => "active_exiting",
            Self::ActiveSlashed => "active_slashed",
            Self::ExitedUnslashed => "exited_unslashed",
            Self::ExitedSlashed => "exited_slashed",
            Self::WithdrawalPossible => "withdrawal_possible",
            Self::WithdrawalDone => "withdrawal_done",
        }
    }
}

/// All there is about one validator; a copy, put together from the columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validator {
    /// Its key.
    pub pubkey: PublicKey,
    /// Withdrawal credentials.
    pub credentials: B256,
    /// What rewards and penalties are measured by, in Gwei.
    pub effective_balance: Gwei,
    /// Whether it was slashed.
    pub slashed: bool,
    /// When it may enter the activation queue; [`Epoch::FAR`] while not set, as the other epochs.
    pub activation_eligibility_epoch: Epoch,
    /// First epoch of duty.
    pub activation_epoch: Epoch,
    /// First epoch without duty.
    pub exit_epoch: Epoch,
    /// First epoch in which the balance may be withdrawn.
    pub withdrawable_epoch: Epoch,
    /// Balance in Gwei.
    pub balance: Gwei,
    /// Score of absence.
    pub inactivity_score: u64,
    /// Flags of the previous epoch: bit 0 source, 1 target, 2 head.
    pub previous_participation: u8,
    /// Flags of the current epoch.
    pub current_participation: u8,
    /// Who receives tips of the blocks it proposes.
    pub fee_recipient: Address,
    /// How well it does its duties.
    pub profile: PerformanceProfile,
}

impl Validator {
    /// Where it stands at an epoch.
    #[must_use]
    pub fn status_at(&self, epoch: Epoch) -> ValidatorStatus {
        if epoch < self.activation_epoch {
            return match self.activation_eligibility_epoch {
                Epoch::FAR => ValidatorStatus::PendingInitialized,
                _ => ValidatorStatus::PendingQueued,
            };
        }
        if epoch < self.exit_epoch {
            return match (self.slashed, self.exit_epoch) {
                (true, _) => ValidatorStatus::ActiveSlashed,
                (false, Epoch::FAR) => ValidatorStatus::ActiveOngoing,
                (false, _) => ValidatorStatus::ActiveExiting,
            };
        }
        if epoch < self.withdrawable_epoch {
            return if self.slashed { ValidatorStatus::ExitedSlashed } else { ValidatorStatus::ExitedUnslashed };
        }
        if self.balance.is_zero() { ValidatorStatus::WithdrawalDone } else { ValidatorStatus::WithdrawalPossible }
    }
}

/// First byte of BLS credentials: nothing can be withdrawn until they are changed.
pub(crate) const BLS_PREFIX: u8 = 0x00;
/// First byte of credentials that name an address (`ETH1_ADDRESS_WITHDRAWAL_PREFIX`).
pub(crate) const ADDRESS_PREFIX: u8 = 0x01;
/// First byte of credentials that name an address and compound (EIP-7251).
pub(crate) const COMPOUNDING_PREFIX: u8 = 0x02;

/// The kind of credentials.
pub(crate) const fn prefix(credentials: B256) -> u8 {
    let [first, ..] = credentials.0;
    first
}

/// Whether balances above 32 ETH count.
pub(crate) const fn is_compounding(credentials: B256) -> bool {
    prefix(credentials) == COMPOUNDING_PREFIX
}

/// The address withdrawals go to, when the credentials name one.
pub(crate) fn withdrawal_address(credentials: B256) -> Option<Address> {
    matches!(prefix(credentials), ADDRESS_PREFIX | COMPOUNDING_PREFIX).then(|| Address::from_word(credentials))
}

/// The same credentials with another first byte.
pub(crate) const fn with_prefix(credentials: B256, prefix: u8) -> B256 {
    let mut bytes = credentials.0;
    let [first, ..] = &mut bytes;
    *first = prefix;
    B256::new(bytes)
}

/// In duty at an epoch.
pub(crate) fn is_active(activation: Epoch, exit: Epoch, epoch: Epoch) -> bool {
    activation <= epoch && epoch < exit
}

/// Names a validator by its position.
pub(crate) fn index_of(position: usize) -> ValidatorIndex {
    ValidatorIndex::new(u64::try_from(position).unwrap_or(u64::MAX))
}
