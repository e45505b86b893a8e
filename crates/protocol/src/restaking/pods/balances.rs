//! What a pod reports becomes its owner's stake (`EigenPodManager.recordBeaconChainETHBalanceUpdate`).
//!
//! A gain is a deposit: shares, and operator shares with them. A loss touches no share: it lowers the owner's slashing
//! factor by the part of the stake that was lost, rounded down.

use super::{EigenPodManager, PodError, PodEvent};
use crate::{
    Ctx, Effects,
    restaking::{BEACON_CHAIN_ETH, Restaking, RestakingError},
    units::{Magnitude, StrategyShares, Wei, mul_div_down},
};
use alloy_primitives::{Address, I256, U256};
use std::sync::Arc;

impl Restaking {
    /// `recordBeaconChainETHBalanceUpdate`, for the owner's pod: `previous` is the stake the change `delta` (in wei) is
    /// measured against.
    ///
    /// # Errors
    /// [`PodError::OnlyEigenPod`], [`PodError::Reentrant`], [`PodError::SharesNotMultipleOfGwei`], [`PodError::Arith`] for a loss of more than there
    /// was, those of the delegation.
    pub fn record_beacon_chain_eth_balance_update(
        &mut self,
        ctx: &Ctx,
        owner: Address,
        previous: Wei,
        delta: I256,
        fx: &mut Effects,
    ) -> Result<(), RestakingError> {
        if self.pods.pod_of(owner) != Some(ctx.caller) {
            return Err(PodError::OnlyEigenPod { caller: ctx.caller, owner }.into());
        }
        self.attempt(|restaking| restaking.update_balance(owner, previous, delta, fx))
    }

    /// The same, for the pod itself.
    pub(super) fn update_balance(
        &mut self,
        owner: Address,
        previous: Wei,
        delta: I256,
        fx: &mut Effects,
    ) -> Result<(), RestakingError> {
        self.pods.check_not_entered()?;
        let change = delta.unsigned_abs();
        if !is_whole_gwei(change) {
            return Err(PodError::SharesNotMultipleOfGwei(change).into());
        }
        let pods = Arc::make_mut(&mut self.pods);
        if delta.is_positive() {
            let added = StrategyShares::new(change);
            let (before, _) = pods.add_shares(owner, added, fx)?;
            self.increase_delegated_shares(owner, BEACON_CHAIN_ETH, before, added, fx)
        } else if delta.is_negative() {
            let lost = pods.reduce_slashing_factor(owner, previous, Wei::new(change), fx)?;
            let shares = pods.deposit_shares(owner);
            self.decrease_delegated_shares(owner, shares, lost, fx)
        } else {
            Ok(())
        }
    }
}

impl EigenPodManager {
    /// `_reduceSlashingFactor`: `floor(factor * (previous - lost) / previous)`. Returns by how much it fell.
    fn reduce_slashing_factor(
        &mut self,
        owner: Address,
        previous: Wei,
        lost: Wei,
        fx: &mut Effects,
    ) -> Result<Magnitude, PodError> {
        let left = previous.try_sub(lost)?;
        let before = self.slashing_factor(owner);
        let new = mul_div_down(before.wide(), left.get(), previous.get())?;
        // At most what it was, as the stake left is at most what was there.
        let new = Magnitude::new(new.saturating_to());
        let decrease = before.try_sub(new)?;

        self.slashing_factors.insert(owner, new);
        fx.emit(PodEvent::BeaconChainSlashingFactorDecreased { staker: owner, previous: before, new });
        Ok(decrease)
    }
}

/// Whether an amount of wei is a whole number of Gwei.
fn is_whole_gwei(wei: U256) -> bool {
    wei.wrapping_rem(U256::from_limbs([1_000_000_000, 0, 0, 0])).is_zero()
}
