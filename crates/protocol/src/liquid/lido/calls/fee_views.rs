//! The protocol fee in basis points, as the older views of `StakingRouter` and `Lido` round it.

use crate::{
    Protocol,
    liquid::lido::{LidoError, staking_router::FEE_PRECISION_POINTS},
    units::{ArithError, mul_div_down},
};
use alloy_primitives::U256;

/// Basis points of the whole.
const TOTAL_BASIS_POINTS: U256 = U256::from_limbs([10_000, 0, 0, 0]);

impl Protocol {
    /// `getTotalFeeE4Precision`: the whole fee in basis points of the rewards, rounded down.
    ///
    /// # Errors
    /// Those of the router.
    pub fn total_fee_bips(&self) -> Result<u16, LidoError> {
        Ok(bips(self.lido.router.rewards_distribution(&*self.lido.node_operators)?.total_fee)?)
    }

    /// `getStakingFeeAggregateDistributionE4Precision`: what all modules and the treasury get, in basis points of the
    /// rewards, each rounded down.
    ///
    /// # Errors
    /// Those of the router.
    pub fn aggregate_fee_bips(&self) -> Result<(u16, u16), LidoError> {
        let (modules, treasury) = self.lido.router.fee_aggregate_distribution(&*self.lido.node_operators)?;
        Ok((bips(modules)?, bips(treasury)?))
    }

    /// `Lido.getFeeDistribution`: the two parts in basis points of the fee, each rounded down again. The real contract
    /// takes the router's pair in the other order, so what it calls the treasury's is the modules' part; so does this.
    ///
    /// # Errors
    /// Those of the router; [`ArithError::DivisionByZero`] when there is no fee.
    pub fn fee_distribution_bips(&self) -> Result<(u16, u16), LidoError> {
        let total = U256::from(self.total_fee_bips()?);
        let (modules, treasury) = self.aggregate_fee_bips()?;
        let of_total = |part: u16| mul_div_down(U256::from(part), TOTAL_BASIS_POINTS, total).and_then(to_u16);
        Ok((of_total(modules)?, of_total(treasury)?))
    }
}

fn bips(fee: U256) -> Result<u16, ArithError> {
    mul_div_down(fee, TOTAL_BASIS_POINTS, FEE_PRECISION_POINTS).and_then(to_u16)
}

fn to_u16(value: U256) -> Result<u16, ArithError> {
    u16::try_from(value).map_err(|_| ArithError::Overflow)
}
