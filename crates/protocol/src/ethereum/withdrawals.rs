//! Withdrawals.
use crate::units::{Gwei, ValidatorIndex};
use alloy_primitives::Address;
use serde::{Deserialize, Serialize};

/// Ether that leaves the beacon chain in a block (EIP-4895).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawal {
    /// Running number over all withdrawals.
    pub index: u64,
    /// Whose balance it leaves.
    pub validator: ValidatorIndex,
    /// Who is credited on the execution side.
    pub address: Address,
    /// Amount in Gwei.
    pub amount: Gwei,
}
