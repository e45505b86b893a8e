//! What the owner sets, and what submitters choose about the protocol's fee.

use super::{RewardsCoordinator, RewardsError, RewardsEvent};
use crate::{
    Ctx,
    effect::Effects,
    restaking::{Restaking, RestakingError},
    units::Seconds,
};
use alloy_primitives::Address;

impl RewardsCoordinator {
    /// `setActivationDelay(uint32)`: how long roots and splits wait from now on.
    ///
    /// # Errors
    /// Not the owner.
    pub fn set_activation_delay(&mut self, ctx: &Ctx, new: Seconds, fx: &mut Effects) -> Result<(), RewardsError> {
        self.owner.check(ctx.caller)?;

        let old = self.settings.activation_delay;
        self.settings.activation_delay = new;
        fx.emit(RewardsEvent::ActivationDelaySet { old, new });
        Ok(())
    }

    /// `setDefaultOperatorSplit(uint16)`, in basis points; the contract knows no bound.
    ///
    /// # Errors
    /// Not the owner.
    pub fn set_default_operator_split(&mut self, ctx: &Ctx, new: u16, fx: &mut Effects) -> Result<(), RewardsError> {
        self.owner.check(ctx.caller)?;

        let old = self.settings.default_split_bips;
        self.settings.default_split_bips = new;
        fx.emit(RewardsEvent::DefaultOperatorSplitBipsSet { old, new });
        Ok(())
    }

    /// `setRewardsUpdater(address)`: who posts roots.
    ///
    /// # Errors
    /// Not the owner.
    pub fn set_rewards_updater(&mut self, ctx: &Ctx, new: Address, fx: &mut Effects) -> Result<(), RewardsError> {
        self.owner.check(ctx.caller)?;

        let old = self.settings.rewards_updater;
        self.settings.rewards_updater = new;
        fx.emit(RewardsEvent::RewardsUpdaterSet { old, new });
        Ok(())
    }

    /// `setFeeRecipient(address)`: where the protocol's fee goes.
    ///
    /// # Errors
    /// Not the owner; `InvalidAddressZero`.
    pub fn set_fee_recipient(&mut self, ctx: &Ctx, new: Address, fx: &mut Effects) -> Result<(), RewardsError> {
        self.owner.check(ctx.caller)?;
        if new.is_zero() {
            return Err(RewardsError::InvalidAddressZero);
        }

        let old = self.settings.fee_recipient;
        self.settings.fee_recipient = new;
        fx.emit(RewardsEvent::FeeRecipientSet { old, new });
        Ok(())
    }

    /// `setRewardsForAllSubmitter(address,bool)`: who may reward everybody.
    ///
    /// # Errors
    /// Not the owner.
    pub fn set_rewards_for_all_submitter(
        &mut self,
        ctx: &Ctx,
        submitter: Address,
        new: bool,
        fx: &mut Effects,
    ) -> Result<(), RewardsError> {
        self.owner.check(ctx.caller)?;

        let old = self.is_rewards_for_all_submitter(submitter);
        set_membership(&mut self.for_all_submitters, submitter, new);
        fx.emit(RewardsEvent::RewardsForAllSubmitterSet { submitter, old, new });
        Ok(())
    }

    /// `isRewardsForAllSubmitter(address)`
    #[must_use]
    pub fn is_rewards_for_all_submitter(&self, account: Address) -> bool {
        self.for_all_submitters.contains_key(&account)
    }

    /// `isOptedInForProtocolFee(address)`
    #[must_use]
    pub fn is_opted_in_for_protocol_fee(&self, submitter: Address) -> bool {
        self.fee_payers.contains_key(&submitter)
    }
}

impl Restaking {
    /// `setOptInForProtocolFee(address,bool)`: whether a submitter pays the protocol's fee.
    ///
    /// # Errors
    /// `InvalidPermissions`.
    pub fn set_opt_in_for_protocol_fee(
        &mut self,
        this: Address,
        ctx: &Ctx,
        submitter: Address,
        new: bool,
        fx: &mut Effects,
    ) -> Result<(), RestakingError> {
        self.check_may_act_for(this, ctx, submitter)?;

        let old = self.rewards.is_opted_in_for_protocol_fee(submitter);
        set_membership(&mut self.rewards_mut().fee_payers, submitter, new);
        fx.emit(RewardsEvent::OptInForProtocolFeeSet { submitter, old, new });
        Ok(())
    }
}

fn set_membership(set: &mut imbl::OrdMap<Address, ()>, account: Address, is_in: bool) {
    if is_in {
        set.insert(account, ());
    } else {
        set.remove(&account);
    }
}
