//! What queued withdrawals are worth, and what to queue for an amount.

use super::{DelegationError, Withdrawal, scaling};
use crate::{
    restaking::Restaking,
    units::{ArithError, BlockNumber, StrategyShares},
};
use alloy_primitives::Address;

impl Restaking {
    /// `getQueuedWithdrawal(bytes32)`: what each strategy of a withdrawal is worth as of `block`. Until its delay is over a
    /// slash can still lower it.
    ///
    /// # Errors
    /// [`DelegationError::Arith`], which no queued withdrawal reaches.
    pub fn queued_shares(&self, withdrawal: &Withdrawal, block: BlockNumber) -> Result<Vec<StrategyShares>, DelegationError> {
        let at = self.slashable_until(withdrawal)?.min(block);
        Ok(self.worth_at(withdrawal, at)?.into_iter().map(|(_, shares)| shares).collect())
    }

    /// `convertToDepositShares(address,address[],uint256[])`: deposit shares to queue for so many withdrawable ones,
    /// rounded down.
    ///
    /// # Errors
    /// [`ArithError::DivisionByZero`] when everything is slashed.
    pub fn deposit_shares_for(
        &self,
        staker: Address,
        strategy: Address,
        withdrawable: StrategyShares,
    ) -> Result<StrategyShares, ArithError> {
        let slashing = self.slashing_factor(staker, self.delegation.delegated_to(staker), strategy)?;
        scaling::deposit_shares_for(withdrawable, self.delegation.scaling_factor(staker, strategy), slashing)
    }
}
