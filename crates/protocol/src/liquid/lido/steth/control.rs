//! What administrators switch. Who may is asked before; see `Protocol`.

use super::{Steth, StethError, StethEvent};
use crate::{
    Effects,
    liquid::lido::pool::Pool,
    units::{ArithError, Bips, BlockNumber, Wei},
};
use alloy_primitives::U256;

impl Steth {
    /// `stop`: transfers, mints, burns and reports are off, and so is staking.
    ///
    /// # Errors
    /// [`StethError::ContractIsStopped`].
    pub fn stop(&mut self, effects: &mut Effects) -> Result<(), StethError> {
        self.check_not_stopped()?;
        self.switches.is_stopped = true;
        self.switches.stake_limit = self.switches.stake_limit.paused();
        effects.emit(StethEvent::Stopped);
        effects.emit(StethEvent::StakingPaused);
        Ok(())
    }

    /// `resume`: everything is on again, staking too.
    ///
    /// # Errors
    /// [`StethError::ContractIsActive`].
    pub fn resume(&mut self, block: BlockNumber, effects: &mut Effects) -> Result<(), StethError> {
        if !self.switches.is_stopped {
            return Err(StethError::ContractIsActive);
        }
        self.switches.is_stopped = false;
        self.switches.stake_limit = self.switches.stake_limit.resumed(block);
        effects.emit(StethEvent::Resumed);
        effects.emit(StethEvent::StakingResumed);
        Ok(())
    }

    /// `pauseStaking`.
    ///
    /// # Errors
    /// [`StethError::AlreadyPaused`].
    pub fn pause_staking(&mut self, effects: &mut Effects) -> Result<(), StethError> {
        if self.is_staking_paused() {
            return Err(StethError::AlreadyPaused);
        }
        self.switches.stake_limit = self.switches.stake_limit.paused();
        effects.emit(StethEvent::StakingPaused);
        Ok(())
    }

    /// `resumeStaking`.
    ///
    /// # Errors
    /// [`StethError::ContractIsStopped`], [`StethError::AlreadyResumed`].
    pub fn resume_staking(&mut self, block: BlockNumber, effects: &mut Effects) -> Result<(), StethError> {
        self.check_not_stopped()?;
        if !self.is_staking_paused() {
            return Err(StethError::AlreadyResumed);
        }
        self.switches.stake_limit = self.switches.stake_limit.resumed(block);
        effects.emit(StethEvent::StakingResumed);
        Ok(())
    }

    /// `setStakingLimit`: a maximum that refills by `step` a block.
    ///
    /// # Errors
    /// [`StethError::Limit`].
    pub fn set_staking_limit(
        &mut self,
        max: Wei,
        step: Wei,
        block: BlockNumber,
        effects: &mut Effects,
    ) -> Result<(), StethError> {
        self.switches.stake_limit = self.switches.stake_limit.with_maximum(max, step, block)?;
        effects.emit(StethEvent::StakingLimitSet { max_stake_limit: max, stake_limit_increase_per_block: step });
        Ok(())
    }

    /// `removeStakingLimit`.
    pub fn remove_staking_limit(&mut self, effects: &mut Effects) {
        self.switches.stake_limit = self.switches.stake_limit.without_maximum();
        effects.emit(StethEvent::StakingLimitRemoved);
    }

    /// `setMaxExternalRatioBP`: the largest part of all shares that may be external.
    ///
    /// # Errors
    /// [`StethError::InvalidMaxExternalRatio`] above 10,000 basis points.
    pub fn set_max_external_ratio_bp(&mut self, ratio_bp: U256, effects: &mut Effects) -> Result<(), StethError> {
        let ratio = u16::try_from(ratio_bp).ok().and_then(Bips::new);
        let ratio = ratio.ok_or(StethError::InvalidMaxExternalRatio(ratio_bp))?;
        self.switches.max_external_ratio = ratio;
        effects.emit(StethEvent::MaxExternalRatioBPSet { max_external_ratio_bp: ratio.get() });
        Ok(())
    }

    /// `unsafeChangeDepositedValidators`.
    ///
    /// # Errors
    /// [`StethError::Arith`] below the validators already on the consensus layer: LIQ-2 would not hold.
    pub(in crate::liquid::lido) fn change_deposited_validators(
        &mut self,
        deposited_validators: u64,
        effects: &mut Effects,
    ) -> Result<(), StethError> {
        if deposited_validators < self.pool.cl_validators {
            return Err(ArithError::Underflow.into());
        }
        self.pool.deposited_validators = deposited_validators;
        effects.emit(StethEvent::DepositedValidatorsChanged { deposited_validators });
        Ok(())
    }

    /// Takes the ether of `count` deposits out of the buffer.
    ///
    /// # Errors
    /// [`StethError::Arith`] when the buffer holds less.
    pub(in crate::liquid::lido) fn unbuffer_deposits(&mut self, count: u64, effects: &mut Effects) -> Result<Wei, StethError> {
        let amount = Pool::deposits(count)?;
        let buffered_ether = self.pool.buffered_ether.try_sub(amount)?;
        let deposited_validators = self.pool.deposited_validators.checked_add(count).ok_or(ArithError::Overflow)?;

        self.pool.buffered_ether = buffered_ether;
        self.pool.deposited_validators = deposited_validators;
        effects.emit(StethEvent::Unbuffered { amount });
        effects.emit(StethEvent::DepositedValidatorsChanged { deposited_validators });
        Ok(amount)
    }
}
