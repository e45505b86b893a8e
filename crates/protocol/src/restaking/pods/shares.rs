//! Shares of native stake, and the factor that losses on the beacon chain leave behind (`EigenPodManager`).

use super::{EigenPodEvent, EigenPodManager, PodError, PodEvent};
use crate::{
    Effects,
    units::{ArithError, Magnitude, StrategyShares, Wei},
};
use alloy_primitives::{Address, I256};

impl EigenPodManager {
    /// Deposit shares of an owner in beacon-chain ETH (`podOwnerDepositShares`).
    #[must_use]
    pub fn deposit_shares(&self, owner: Address) -> StrategyShares {
        self.deposit_shares.get(&owner).copied().unwrap_or(StrategyShares::ZERO)
    }

    /// Everybody with deposit shares in beacon-chain ETH, in the order of addresses.
    pub fn depositors(&self) -> impl Iterator<Item = (Address, StrategyShares)> {
        self.deposit_shares.iter().map(|(owner, shares)| (*owner, *shares))
    }

    /// What losses on the beacon chain left of an owner's shares (`beaconChainSlashingFactor`). Never rises.
    #[must_use]
    pub fn slashing_factor(&self, owner: Address) -> Magnitude {
        self.slashing_factors.get(&owner).copied().unwrap_or(Magnitude::WHOLE)
    }

    /// Native shares that services slashed (`burnableETHShares`).
    #[must_use]
    pub const fn burnable_shares(&self) -> StrategyShares {
        self.burnable_shares
    }

    /// `addShares`: gives deposit shares to an owner. Returns what there was before and what there is now.
    ///
    /// # Errors
    /// [`PodError::InputAddressZero`], [`PodError::SharesNegative`] from 2^255 on, [`PodError::Arith`].
    pub fn add_shares(
        &mut self,
        owner: Address,
        shares: StrategyShares,
        fx: &mut Effects,
    ) -> Result<(StrategyShares, StrategyShares), PodError> {
        if owner.is_zero() {
            return Err(PodError::InputAddressZero);
        }
        let delta = signed(shares)?;
        let before = self.deposit_shares(owner);
        let now = before.try_add(shares)?;

        self.set_deposit_shares(owner, now);
        fx.emit(PodEvent::PodSharesUpdated { owner, delta });
        fx.emit(PodEvent::NewTotalShares { owner, total: now });
        Ok((before, now))
    }

    /// `removeDepositShares`: takes deposit shares from an owner. Returns what is left.
    ///
    /// # Errors
    /// [`PodError::SharesNegative`] when the owner has fewer.
    pub fn remove_deposit_shares(
        &mut self,
        owner: Address,
        shares: StrategyShares,
        fx: &mut Effects,
    ) -> Result<StrategyShares, PodError> {
        let left = self.deposit_shares(owner).try_sub(shares);
        let left = left.map_err(|_| PodError::SharesNegative { shares: shares.get() })?;

        self.set_deposit_shares(owner, left);
        fx.emit(PodEvent::NewTotalShares { owner, total: left });
        Ok(left)
    }

    /// `increaseBurnOrRedistributableShares`: counts native shares that a service slashed. Nothing else happens to them.
    ///
    /// # Errors
    /// [`PodError::Arith`] when the sum does not fit.
    pub fn increase_burnable_shares(&mut self, shares: StrategyShares, fx: &mut Effects) -> Result<(), PodError> {
        self.burnable_shares = self.burnable_shares.try_add(shares)?;
        fx.emit(PodEvent::BurnableEthSharesIncreased { shares });
        Ok(())
    }

    /// `withdrawSharesAsTokens` of a completed withdrawal: the owner's pod pays the owner 1 wei a share, rounded down to
    /// Gwei. What is below a Gwei is gone, share and all.
    ///
    /// # Errors
    /// [`PodError::InputAddressZero`], [`PodError::SharesNegative`] for no shares, [`PodError::NoPod`],
    /// [`PodError::InsufficientWithdrawableBalance`].
    pub fn withdraw_shares_as_ether(&mut self, owner: Address, shares: StrategyShares, fx: &mut Effects) -> Result<(), PodError> {
        if owner.is_zero() {
            return Err(PodError::InputAddressZero);
        }
        if shares.is_zero() || signed(shares).is_err() {
            return Err(PodError::SharesNegative { shares: shares.get() });
        }
        let pod = self.pod_of(owner).ok_or(PodError::NoPod(Address::ZERO))?;
        self.withdraw_restaked_ether(pod, owner, Wei::new(shares.get()), fx)
    }

    /// `EigenPod.withdrawRestakedBeaconChainETH`, for the manager.
    ///
    /// # Errors
    /// [`PodError::NoPod`], [`PodError::InsufficientWithdrawableBalance`].
    pub fn withdraw_restaked_ether(
        &mut self,
        pod: Address,
        recipient: Address,
        amount: Wei,
        fx: &mut Effects,
    ) -> Result<(), PodError> {
        let restaked = self.pod(pod)?.restaked_execution_layer;
        let refusal = |_: ArithError| PodError::InsufficientWithdrawableBalance { asked: amount, restaked };
        let (gwei, _) = amount.to_gwei_floor().map_err(refusal)?;
        let left = restaked.try_sub(gwei).map_err(refusal)?;

        self.pod_mut(pod)?.restaked_execution_layer = left;
        let amount = Wei::from(gwei);
        EigenPodEvent::RestakedBeaconChainEthWithdrawn { recipient, amount }.emit_from(pod, fx);
        fx.send_value(pod, recipient, amount);
        Ok(())
    }

    fn set_deposit_shares(&mut self, owner: Address, shares: StrategyShares) {
        if shares.is_zero() {
            self.deposit_shares.remove(&owner);
        } else {
            self.deposit_shares.insert(owner, shares);
        }
    }
}

/// Shares as a signed number of 256 bits, as the contract keeps them.
fn signed(shares: StrategyShares) -> Result<I256, PodError> {
    I256::try_from(shares.get()).map_err(|_| PodError::SharesNegative { shares: shares.get() })
}
