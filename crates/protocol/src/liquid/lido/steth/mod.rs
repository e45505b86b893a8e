//! stETH: a rebasing token. Accounts hold shares; a balance is what they are worth now.
//!
//! This module alone knows the shares; it takes the caller from [`Ctx`](crate::Ctx) and keeps no ether: the ether it counts lies
//! on the token's address and moves by effects.
//!
//! Invariants
//! - LIQ-1  the sum of all shares is the total
//! - LIQ-2, LIQ-3  see [`Pool`]
//!
//! Deliberately absent: a `Transfer` event at a rebase or when shares are burnt.

mod allowance;
mod control;
mod error;
pub(super) mod report;
mod shares;
mod staking;
#[cfg(test)]
mod tests;

pub use error::StethError;
pub use staking::INITIAL_TOKEN_HOLDER;

use super::{
    events::StethEvent,
    pool::{CONVERSION_BOUND, Pool},
    stake_limit::StakeLimit,
};
use crate::{
    tables::{ChangeSink, Tables, value_changes},
    token::{Allowances, Balances, Eip712Domain, Nonces},
    units::{ArithError, Bips, BlockNumber, Shares, Wei},
};
use alloy_primitives::{Address, U256};
use serde::{Deserialize, Serialize};

/// The state of `Lido`, the token and pool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Steth {
    /// The token's own address: transfers to it are refused.
    pub(super) address: Address,
    pub(super) shares: Balances<Shares>,
    pub(super) allowances: Allowances<Wei>,
    pub(super) nonces: Nonces,
    pub(super) pool: Pool,
    pub(super) switches: Switches,
}

/// What administrators set, and counters nothing depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Switches {
    pub(super) stake_limit: StakeLimit,
    pub(super) is_stopped: bool,
    pub(super) max_external_ratio: Bips,
    pub(super) total_el_rewards_collected: Wei,
}

/// What `getStakeLimitFullInfo` answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StakeLimitInfo {
    /// Whether nobody may stake.
    pub is_staking_paused: bool,
    /// Whether there is a limit.
    pub is_staking_limit_set: bool,
    /// What may be staked in this block; see [`StakeLimit::current`].
    pub current_stake_limit: Wei,
    /// The stored record.
    pub stored: StakeLimit,
}

impl Steth {
    /// The token's address.
    #[must_use]
    pub const fn address(&self) -> Address {
        self.address
    }

    /// The scalars of the pool.
    #[must_use]
    pub const fn pool(&self) -> &Pool {
        &self.pool
    }

    /// Shares of an account.
    #[must_use]
    pub fn shares_of(&self, account: Address) -> Shares {
        self.shares.of(account)
    }

    /// What the shares of an account are worth, rounded down.
    ///
    /// # Errors
    /// As [`Self::pooled_eth_by_shares`].
    pub fn balance_of(&self, account: Address) -> Result<Wei, StethError> {
        self.pooled_eth_by_shares(self.shares_of(account))
    }

    /// All accounts with shares, in the order of their addresses.
    pub fn holders(&self) -> impl Iterator<Item = (Address, Shares)> + '_ {
        self.shares.iter()
    }

    /// The sum of all accounts' shares, for the check of LIQ-1.
    ///
    /// # Errors
    /// [`ArithError::Overflow`], which LIQ-1 excludes.
    pub fn sum_of_shares(&self) -> Result<Shares, ArithError> {
        self.shares.sum()
    }

    /// `getSharesByPooledEth`: shares an amount of ether is worth, rounded down.
    ///
    /// # Errors
    /// [`StethError::EthTooLarge`].
    pub fn shares_by_pooled_eth(&self, ether: Wei) -> Result<Shares, StethError> {
        if ether.get() >= CONVERSION_BOUND {
            return Err(StethError::EthTooLarge(ether));
        }
        Ok(self.pool.rate()?.shares_down(ether)?)
    }

    /// `getPooledEthByShares`: ether that shares are worth, rounded down.
    ///
    /// # Errors
    /// [`StethError::SharesTooLarge`].
    pub fn pooled_eth_by_shares(&self, shares: Shares) -> Result<Wei, StethError> {
        check_convertible(shares)?;
        Ok(self.pool.rate()?.ether_down(shares)?)
    }

    /// `getPooledEthBySharesRoundUp`: ether that pays for shares, rounded up.
    ///
    /// # Errors
    /// [`StethError::SharesTooLarge`].
    pub fn pooled_eth_by_shares_round_up(&self, shares: Shares) -> Result<Wei, StethError> {
        check_convertible(shares)?;
        Ok(self.pool.rate()?.ether_up(shares)?)
    }

    /// What `spender` may take from `owner`; 2^256 - 1 is never used up.
    #[must_use]
    pub fn allowance(&self, owner: Address, spender: Address) -> Wei {
        self.allowances.get(owner, spender)
    }

    /// Number of permits an owner has used.
    #[must_use]
    pub fn nonce_of(&self, owner: Address) -> U256 {
        self.nonces.next_of(owner)
    }

    /// The domain that permits are signed for.
    #[must_use]
    pub const fn eip712_domain(&self, chain_id: u64) -> Eip712Domain {
        Eip712Domain { name: "Liquid staked Ether 2.0", version: "2", chain_id, verifying_contract: self.address }
    }

    /// Whether transfers, mints, burns and reports are off.
    #[must_use]
    pub const fn is_stopped(&self) -> bool {
        self.switches.is_stopped
    }

    /// Whether nobody may stake.
    #[must_use]
    pub const fn is_staking_paused(&self) -> bool {
        self.switches.stake_limit.is_paused()
    }

    /// Everything about the stake limit as of `block`.
    ///
    /// # Errors
    /// As [`StakeLimit::at`].
    pub fn stake_limit_info(&self, block: BlockNumber) -> Result<StakeLimitInfo, StethError> {
        let stored = self.switches.stake_limit;
        Ok(StakeLimitInfo {
            is_staking_paused: stored.is_paused(),
            is_staking_limit_set: stored.is_limited(),
            current_stake_limit: stored.current(block)?,
            stored,
        })
    }

    /// Largest part of all shares that may be external.
    #[must_use]
    pub const fn max_external_ratio(&self) -> Bips {
        self.switches.max_external_ratio
    }

    /// Execution-layer rewards ever collected.
    #[must_use]
    pub const fn total_el_rewards_collected(&self) -> Wei {
        self.switches.total_el_rewards_collected
    }

    pub(super) const fn check_not_stopped(&self) -> Result<(), StethError> {
        if self.switches.is_stopped { Err(StethError::ContractIsStopped) } else { Ok(()) }
    }
}

fn check_convertible(shares: Shares) -> Result<(), StethError> {
    if shares.get() >= CONVERSION_BOUND { Err(StethError::SharesTooLarge(shares)) } else { Ok(()) }
}

impl Tables for Steth {
    fn changes(&self, before: Option<&Self>, sink: &mut dyn ChangeSink) {
        self.shares.changes(before.map(|before| &before.shares), "steth/shares", sink);
        self.allowances.changes(before.map(|before| &before.allowances), "steth/allowances", sink);
        self.nonces.changes(before.map(|before| &before.nonces), "steth/nonces", sink);
        value_changes("steth/address", before.map(|before| &before.address), &self.address, sink);
        value_changes("steth/pool", before.map(|before| &before.pool), &self.pool, sink);
        value_changes("steth/switches", before.map(|before| &before.switches), &self.switches, sink);
    }
}
