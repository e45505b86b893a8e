//! The operators, and which key belongs to which validator.

use alloy_signer_local::PrivateKeySigner;

/// What the keeper of one operator needs.
#[derive(Debug, Clone)]
pub struct OperatorKeys {
    /// Its number in its module's registry.
    pub id: u64,
    /// The staking module it belongs to.
    pub module: u64,
    /// The account that adds its keys.
    pub account: PrivateKeySigner,
}
