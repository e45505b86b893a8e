//! Calls of the withdrawal queue that only holders of a role may make.

use crate::{
    Ctx, Effects, Protocol,
    governance::Role,
    liquid::lido::{
        LidoError,
        withdrawal_queue::{FINALIZE_ROLE, MANAGE_TOKEN_URI_ROLE, ORACLE_ROLE, PAUSE_ROLE, RESUME_ROLE},
    },
    units::{Ray, RequestId, Timestamp},
};
use alloy_primitives::{Address, U256};

impl Protocol {
    /// `pauseFor`: no new requests and no finalisation for `duration` seconds.
    ///
    /// # Errors
    /// A missing `PAUSE_ROLE`; those of the pause.
    pub fn pause_queue_for(&mut self, ctx: &Ctx, duration: U256, effects: &mut Effects) -> Result<(), LidoError> {
        self.check_queue_role(ctx, PAUSE_ROLE)?;
        Ok(self.queue_mut().pause_for(ctx, duration, effects)?)
    }

    /// `pauseUntil`: the same up to and including a second.
    ///
    /// # Errors
    /// A missing `PAUSE_ROLE`; those of the pause.
    pub fn pause_queue_until(&mut self, ctx: &Ctx, until: U256, effects: &mut Effects) -> Result<(), LidoError> {
        self.check_queue_role(ctx, PAUSE_ROLE)?;
        Ok(self.queue_mut().pause_until(ctx, until, effects)?)
    }

    /// `resume`: ends the pause.
    ///
    /// # Errors
    /// A missing `RESUME_ROLE`; when the queue is not paused.
    pub fn resume_queue(&mut self, ctx: &Ctx, effects: &mut Effects) -> Result<(), LidoError> {
        self.check_queue_role(ctx, RESUME_ROLE)?;
        Ok(self.queue_mut().resume(ctx, effects)?)
    }

    /// `setBaseURI`: what the URI of every token begins with.
    ///
    /// # Errors
    /// A missing `MANAGE_TOKEN_URI_ROLE`.
    pub fn set_base_uri(&mut self, ctx: &Ctx, base_uri: String, effects: &mut Effects) -> Result<(), LidoError> {
        self.check_queue_role(ctx, MANAGE_TOKEN_URI_ROLE)?;
        self.queue_mut().set_base_uri(base_uri, effects);
        Ok(())
    }

    /// `setNFTDescriptorAddress`: who speaks for the tokens instead of the base URI.
    ///
    /// # Errors
    /// A missing `MANAGE_TOKEN_URI_ROLE`.
    pub fn set_nft_descriptor(&mut self, ctx: &Ctx, descriptor: Address, effects: &mut Effects) -> Result<(), LidoError> {
        self.check_queue_role(ctx, MANAGE_TOKEN_URI_ROLE)?;
        self.queue_mut().set_nft_descriptor(descriptor, effects);
        Ok(())
    }

    /// `finalize`: locks the ether that came with the call for requests up to `last`.
    ///
    /// # Errors
    /// While paused; a missing `FINALIZE_ROLE`; those of the finalisation.
    pub fn finalize_withdrawals(
        &mut self,
        ctx: &Ctx,
        last: RequestId,
        max_share_rate: Ray,
        effects: &mut Effects,
    ) -> Result<(), LidoError> {
        self.lido.queue.check_resumed(ctx)?;
        self.check_queue_role(ctx, FINALIZE_ROLE)?;
        Ok(self.queue_mut().finalize(ctx, last, max_share_rate, ctx.value, effects)?)
    }

    /// `onOracleReport`: the time of a report, and whether large losses are expected.
    ///
    /// # Errors
    /// A missing `ORACLE_ROLE`; a report from the future.
    pub fn on_oracle_report(
        &mut self,
        ctx: &Ctx,
        is_bunker: bool,
        bunker_start: Timestamp,
        report: Timestamp,
        effects: &mut Effects,
    ) -> Result<(), LidoError> {
        self.check_queue_role(ctx, ORACLE_ROLE)?;
        Ok(self.queue_mut().on_oracle_report(ctx, is_bunker, bunker_start, report, effects)?)
    }

    fn check_queue_role(&self, ctx: &Ctx, role: Role) -> Result<(), LidoError> {
        Ok(self.governance.check_role(self.addresses.withdrawal_queue, role.id(), ctx.caller)?)
    }
}
