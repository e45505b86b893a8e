//! Events of the registries, named as the contract names them.

use super::{OperatorId, RewardDistributionState};
use crate::liquid::lido::staking_router::ModuleId;
use crate::units::Shares;
use alloy_primitives::{Address, FixedBytes};

/// An event of one module's contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StakingModuleEvent {
    /// Whose contract emits it.
    pub module: ModuleId,
    /// What happened.
    pub event: NodeOperatorsEvent,
}

/// What a registry tells the world.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "fields carry the names and meanings of the real contract's events")]
pub enum NodeOperatorsEvent {
    /// An operator was added.
    NodeOperatorAdded { operator: OperatorId, name: String, reward_address: Address, staking_limit: u64 },
    /// It may, or may not, take deposits.
    NodeOperatorActiveSet { operator: OperatorId, active: bool },
    /// It was renamed.
    NodeOperatorNameSet { operator: OperatorId, name: String },
    /// Its rewards go elsewhere.
    NodeOperatorRewardAddressSet { operator: OperatorId, reward_address: Address },
    /// Keys that may be deposited.
    VettedSigningKeysCountChanged { operator: OperatorId, count: u64 },
    /// Keys that were deposited.
    DepositedSigningKeysCountChanged { operator: OperatorId, count: u64 },
    /// Validators that exited.
    ExitedSigningKeysCountChanged { operator: OperatorId, count: u64 },
    /// Keys there are.
    TotalSigningKeysCountChanged { operator: OperatorId, count: u64 },
    /// Unused keys were dropped because credentials changed.
    NodeOperatorTotalKeysTrimmed { operator: OperatorId, trimmed: u64 },
    /// A key was added.
    SigningKeyAdded { operator: OperatorId, pubkey: FixedBytes<48> },
    /// A key was removed.
    SigningKeyRemoved { operator: OperatorId, pubkey: FixedBytes<48> },
    /// The older name of [`Self::NonceChanged`], always beside it.
    KeysOpIndexSet { keys_op_index: u64 },
    /// Keys changed.
    NonceChanged { nonce: u64 },
    /// Rewards moved on.
    RewardDistributionStateChanged { state: RewardDistributionState },
    /// An operator got its part.
    RewardsDistributed { reward_address: Address, shares_amount: Shares },
}
