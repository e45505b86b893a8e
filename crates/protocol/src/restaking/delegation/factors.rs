//! How much of a staker's shares slashing has left.

use crate::{
    restaking::{BEACON_CHAIN_ETH, Restaking},
    units::{ArithError, BlockNumber, Magnitude, StrategyShares},
};
use alloy_primitives::Address;

use super::scaling;

impl Restaking {
    /// The slashing factor of a staker's shares: its operator's maximum magnitude; of native stake times what the beacon
    /// chain has left of its pod, rounded down.
    ///
    /// # Errors
    /// None for magnitudes up to the whole.
    pub fn slashing_factor(
        &self,
        staker: Address,
        operator: Option<Address>,
        strategy: Address,
    ) -> Result<Magnitude, ArithError> {
        let magnitude = operator.map_or(Magnitude::WHOLE, |operator| self.allocation.max_magnitude(operator, strategy));
        self.with_beacon_chain(staker, strategy, magnitude)
    }

    /// The same with the operator's maximum magnitude as it was at the end of a block; the pod's part is always today's.
    ///
    /// # Errors
    /// None for magnitudes up to the whole.
    pub(super) fn slashing_factor_at(
        &self,
        staker: Address,
        operator: Option<Address>,
        strategy: Address,
        block: BlockNumber,
    ) -> Result<Magnitude, ArithError> {
        let at = |operator| self.allocation.max_magnitude_at(operator, strategy, block);
        self.with_beacon_chain(staker, strategy, operator.map_or(Magnitude::WHOLE, at))
    }

    fn with_beacon_chain(&self, staker: Address, strategy: Address, magnitude: Magnitude) -> Result<Magnitude, ArithError> {
        if strategy == BEACON_CHAIN_ETH { magnitude.mul_down(self.pods.slashing_factor(staker)) } else { Ok(magnitude) }
    }

    /// Deposit shares of a strategy, native stake included.
    #[must_use]
    pub fn deposit_shares(&self, staker: Address, strategy: Address) -> StrategyShares {
        if strategy == BEACON_CHAIN_ETH {
            self.pods.deposit_shares(staker)
        } else {
            self.strategy_manager.deposit_shares(staker, strategy)
        }
    }

    /// `getDepositedShares(address)`: a staker's strategies in the order of its list, native stake last.
    #[must_use]
    pub fn deposited_shares(&self, staker: Address) -> Vec<(Address, StrategyShares)> {
        let native = self.pods.deposit_shares(staker);
        let mut deposits: Vec<_> = self.strategy_manager.deposits(staker).collect();
        if !native.is_zero() {
            deposits.push((BEACON_CHAIN_ETH, native));
        }
        deposits
    }

    /// What a staker could withdraw of a strategy now (`getWithdrawableShares`), rounded down.
    ///
    /// # Errors
    /// [`ArithError::Overflow`], which no deposit reaches.
    pub fn withdrawable_shares(&self, staker: Address, strategy: Address) -> Result<StrategyShares, ArithError> {
        let slashing = self.slashing_factor(staker, self.delegation.delegated_to(staker), strategy)?;
        let factor = self.delegation.scaling_factor(staker, strategy);
        scaling::withdrawable(self.deposit_shares(staker, strategy), factor, slashing)
    }
}
