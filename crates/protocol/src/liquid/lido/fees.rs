//! The protocol fee of a report, paid in new shares.
//!
//! Rewards `R` of a report raise internal ether to `I'`. The fee `f = R * fee / precision` is not taken from the pool;
//! instead shares `m` are minted so that they are worth `f` at the rate after: with `J` shares before,
//! `m / (J + m) = f / I'`, hence `m = f * J / (I' - f)`, rounded down: holders never pay more than the fee.

use super::staking_router::ModuleId;
use crate::units::{ArithError, Shares, Wei, mul_div_down};
use alloy_primitives::{Address, U256};

/// How rewards are split between modules and treasury, as the staking router says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RewardsDistribution {
    /// Modules with active validators, in the order of their ids.
    pub modules: Vec<ModuleFee>,
    /// Fee of all modules and the treasury together, of [`Self::precision`].
    pub total_fee: U256,
    /// What the fees are parts of: 10^20.
    pub precision: U256,
}

/// A module's part of the rewards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ModuleFee {
    /// Id of the module.
    pub module_id: ModuleId,
    /// Where its shares go.
    pub recipient: Address,
    /// Its fee, of [`RewardsDistribution::precision`].
    pub fee: U256,
}

/// Who gets which part of the minted fee.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FeeDistribution {
    /// Modules in the order of their ids.
    pub modules: Vec<ModuleShares>,
    /// The rest, remainders of the divisions included.
    pub treasury_shares_to_mint: Shares,
}

/// A module's part of the minted fee.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ModuleShares {
    /// Id of the module.
    pub module_id: ModuleId,
    /// Where the shares go.
    pub recipient: Address,
    /// How many.
    pub shares: Shares,
}

impl RewardsDistribution {
    /// Shares to mint so that they are worth the fee of `rewards` after the report, rounded down twice.
    ///
    /// # Errors
    /// [`ArithError::Underflow`] when the fee is more than all ether.
    pub fn shares_for(&self, rewards: Wei, shares_before_fees: Shares, internal_ether: Wei) -> Result<Shares, ArithError> {
        if rewards.is_zero() {
            return Ok(Shares::ZERO);
        }
        let fee_ether = rewards.mul_div_down(self.total_fee, self.precision)?;
        let rest = internal_ether.try_sub(fee_ether)?;
        mul_div_down(fee_ether.get(), shares_before_fees.get(), rest.get()).map(Shares::new)
    }

    /// Splits minted shares: each module's part rounded down, the treasury gets what is left. Nothing is split into nothing.
    ///
    /// # Errors
    /// [`ArithError::DivisionByZero`] when shares are minted without a fee.
    pub fn split(&self, minted: Shares) -> Result<FeeDistribution, ArithError> {
        if minted.is_zero() {
            return Ok(FeeDistribution::default());
        }
        let mut rest = minted;
        let mut modules = Vec::with_capacity(self.modules.len());
        for &ModuleFee { module_id, recipient, fee } in &self.modules {
            let shares = mul_div_down(minted.get(), fee, self.total_fee).map(Shares::new)?;
            rest = rest.try_sub(shares)?;
            modules.push(ModuleShares { module_id, recipient, shares });
        }
        Ok(FeeDistribution { modules, treasury_shares_to_mint: rest })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ten_percent(modules: &[u64]) -> RewardsDistribution {
        let module = |(id, fee): (usize, &u64)| ModuleFee {
            module_id: ModuleId::new(id as u32),
            recipient: Address::with_last_byte(id as u8),
            fee: U256::from(*fee),
        };
        RewardsDistribution {
            modules: modules.iter().enumerate().map(module).collect(),
            total_fee: U256::from(10),
            precision: U256::from(100),
        }
    }

    fn wei(amount: u64) -> Wei {
        Wei::new(U256::from(amount))
    }

    fn shares(amount: u64) -> Shares {
        Shares::new(U256::from(amount))
    }

    #[test]
    fn the_minted_shares_are_worth_the_fee_and_not_more() {
        //                    rewards, shares before, ether after
        let minted = ten_percent(&[]).shares_for(wei(100), shares(1_000), wei(1_100)).unwrap();
        assert_eq!(minted, shares(9)); // 10 * 1000 / 1090, rounded down
        assert_eq!(ten_percent(&[]).shares_for(wei(9), shares(1_000), wei(1_009)), Ok(Shares::ZERO));
    }

    #[test]
    fn the_treasury_gets_what_the_modules_do_not() {
        let split = ten_percent(&[3, 3]).split(shares(99)).unwrap();
        assert_eq!(split.modules.iter().map(|module| module.shares).collect::<Vec<_>>(), [shares(29), shares(29)]);
        assert_eq!(split.treasury_shares_to_mint, shares(41));
        assert_eq!(ten_percent(&[3]).split(Shares::ZERO), Ok(FeeDistribution::default()));
    }
}
