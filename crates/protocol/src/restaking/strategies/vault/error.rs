//! Refusals of duration vaults.

use crate::{
    restaking::OperatorSet,
    units::{BlockNumber, Seconds, Timestamp},
};
use alloy_primitives::{Address, U256};

/// Why a vault refused; the names are those of the contract's errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// A vault needs somebody who locks it.
    #[error("the zero address cannot lock a vault")]
    InvalidVaultAdmin,
    /// A vault needs somebody who may end it early.
    #[error("the zero address cannot end a vault early")]
    InvalidArbitrator,
    /// A vault is locked for some time, at most two years.
    #[error("{0} is no duration of a vault")]
    InvalidDuration(Seconds),
    /// The limit of one deposit is above that of all.
    #[error("{max_per_deposit} in one deposit are more than {stake_cap} in all")]
    MaxPerDepositExceedsMax {
        /// Limit of one deposit, in base units of the token.
        max_per_deposit: U256,
        /// Limit of all deposits, likewise.
        stake_cap: U256,
    },
    /// The zero address has no operator sets.
    #[error("the zero address has no operator sets")]
    OperatorIntegrationInvalid,
    /// EIGEN and bEIGEN cannot be locked in vaults.
    #[error("{0} cannot be locked in a vault")]
    ProhibitedToken(Address),
    /// Nothing at the address is a vault: a function the strategy does not have.
    #[error("{0} is no duration vault")]
    NoVault(Address),
    /// Only the vault's admin may do this.
    #[error("{caller} is not the admin {admin}")]
    OnlyVaultAdmin {
        /// Who called.
        caller: Address,
        /// Who may.
        admin: Address,
    },
    /// Only the vault's arbitrator may do this.
    #[error("{caller} is not the arbitrator {arbitrator}")]
    OnlyArbitrator {
        /// Who called.
        caller: Address,
        /// Who may.
        arbitrator: Address,
    },
    /// A vault is locked once.
    #[error("the vault has been locked")]
    VaultAlreadyLocked,
    /// A vault that was not locked cannot be ended early.
    #[error("the vault is not locked")]
    VaultNotLocked,
    /// It is not over.
    #[error("locked until {until:?}, now is {now}")]
    DurationNotElapsed {
        /// When it is over; none when it was not locked.
        until: Option<Timestamp>,
        /// Time of the block.
        now: Timestamp,
    },
    /// It is over: anybody may say so, nobody need end it early.
    #[error("locked until {until}, now is {now}")]
    DurationAlreadyElapsed {
        /// When it was over.
        until: Timestamp,
        /// Time of the block.
        now: Timestamp,
    },
    /// The vault takes no deposits any more.
    #[error("the vault takes no deposits any more")]
    DepositsLocked,
    /// Nothing leaves a locked vault.
    #[error("nothing leaves a locked vault")]
    WithdrawalsLockedDuringAllocations,
    /// Who deposits must be delegated to the vault.
    #[error("{staker} is not delegated to the vault {vault}")]
    MustBeDelegatedToVaultOperator {
        /// Who deposits.
        staker: Address,
        /// The vault.
        vault: Address,
    },
    /// The deposit is above its limit.
    #[error("{amount} in one deposit, at most {max}")]
    DepositExceedsMaxPerDeposit {
        /// What the shares are worth, in base units of the token.
        amount: U256,
        /// The limit.
        max: U256,
    },
    /// All deposits would be above their limit.
    #[error("{amount} in all, at most {max}")]
    BalanceExceedsMaxTotalDeposits {
        /// What all shares of the vault's stakers would be worth, in base units of the token.
        amount: U256,
        /// The limit.
        max: U256,
    },
    /// The set does not use the vault.
    #[error("{0} does not use the vault")]
    StrategyNotSupportedByOperatorSet(OperatorSet),
    /// The vault's allocation is about to change already.
    #[error("an allocation changes in block {0}")]
    PendingAllocation(BlockNumber),
}
