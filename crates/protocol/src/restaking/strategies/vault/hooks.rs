//! What a vault says when shares come and go (`beforeAddShares`, `beforeRemoveShares`).

use super::{DurationVault, VaultError, VaultState};
use crate::{
    restaking::{
        Restaking, RestakingError,
        strategies::{Strategy, StrategyError, StrategyKind},
    },
    units::StrategyShares,
};
use alloy_primitives::{Address, U256};
use std::collections::BTreeMap;

/// What vaults hold of their tokens, in base units: a fact of the tokens' contracts, brought in by the caller.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VaultBalances(BTreeMap<Address, U256>);

impl VaultBalances {
    /// Of one vault.
    #[must_use]
    pub fn of(vault: Address, balance: U256) -> Self {
        Self(BTreeMap::from([(vault, balance)]))
    }

    fn get(&self, vault: Address) -> U256 {
        self.0.get(&vault).copied().unwrap_or(U256::ZERO)
    }
}

impl FromIterator<(Address, U256)> for VaultBalances {
    fn from_iter<I: IntoIterator<Item = (Address, U256)>>(balances: I) -> Self {
        Self(balances.into_iter().collect())
    }
}

impl Restaking {
    /// Vaults among strategies: whose balances an addition of shares needs.
    pub fn vaults_among<'a>(&'a self, strategies: &'a [Address]) -> impl Iterator<Item = Address> + 'a {
        strategies.iter().copied().filter(|strategy| self.strategies.vault(*strategy).is_ok())
    }

    /// Whether a strategy lets a staker have more shares, which the operator's shares do not hold yet; only vaults have a say.
    pub(in crate::restaking) fn check_addition(
        &self,
        staker: Address,
        strategy: Address,
        shares: StrategyShares,
        balances: &VaultBalances,
    ) -> Result<(), RestakingError> {
        let Some(pool) = self.strategies.get(strategy) else {
            return Ok(());
        };
        let StrategyKind::DurationVault(vault) = pool.kind() else {
            return Ok(());
        };
        vault.check_deposits_open().map_err(StrategyError::from)?;
        if self.delegation.delegated_to(staker) != Some(strategy) {
            let vault = strategy;
            return Err(StrategyError::from(VaultError::MustBeDelegatedToVaultOperator { staker, vault }).into());
        }
        let after = self.delegation.operator_shares(strategy, strategy).try_add(shares)?;
        Ok(vault.check_caps(pool, shares, after, balances.get(strategy))?)
    }

    /// Whether a strategy lets shares go into the withdrawal queue.
    pub(in crate::restaking) fn check_removal(&self, strategy: Address) -> Result<(), RestakingError> {
        match self.strategies.vault(strategy).map(DurationVault::state) {
            Ok(VaultState::Allocations { .. }) => Err(StrategyError::from(VaultError::WithdrawalsLockedDuringAllocations).into()),
            Ok(VaultState::Deposits | VaultState::Withdrawals { .. }) | Err(_) => Ok(()),
        }
    }
}

impl DurationVault {
    /// The limits, on what shares are worth: those of one deposit, and all with them.
    fn check_caps(
        &self,
        pool: &Strategy,
        shares: StrategyShares,
        after: StrategyShares,
        balance: U256,
    ) -> Result<(), StrategyError> {
        let (amount, max) = (pool.shares_to_underlying(shares, balance)?, self.limits.max_per_deposit);
        if amount > max {
            return Err(VaultError::DepositExceedsMaxPerDeposit { amount, max }.into());
        }
        let (amount, max) = (pool.shares_to_underlying(after, balance)?, self.limits.max_total_deposits);
        if amount > max {
            return Err(VaultError::BalanceExceedsMaxTotalDeposits { amount, max }.into());
        }
        Ok(())
    }
}
