//! Modules of the staking router: only holders of its roles add and change them.

use crate::{
    Ctx, Effects, Protocol,
    governance::Role,
    liquid::lido::{
        LidoError, StakingRouter,
        staking_router::{
            MANAGE_WITHDRAWAL_CREDENTIALS_ROLE, ModuleId, ModuleTerms, STAKING_MODULE_MANAGE_ROLE, StakingModuleStatus,
        },
    },
};
use alloy_primitives::{Address, B256, U256};
use std::sync::Arc;

impl Protocol {
    /// `addStakingModule`; the terms are the words of [`ModuleTerms::from_words`].
    ///
    /// # Errors
    /// A missing `STAKING_MODULE_MANAGE_ROLE`; those of the router.
    pub fn add_staking_module(
        &mut self,
        ctx: &Ctx,
        name: String,
        address: Address,
        terms: [U256; 6],
        effects: &mut Effects,
    ) -> Result<(), LidoError> {
        self.check_router_role(ctx, STAKING_MODULE_MANAGE_ROLE)?;
        let terms = ModuleTerms::from_words(terms)?;
        self.router_mut().add_staking_module(ctx, name, address, terms, effects)?;
        Ok(())
    }

    /// `updateStakingModule`; the terms are the words of [`ModuleTerms::from_words`].
    ///
    /// # Errors
    /// A missing `STAKING_MODULE_MANAGE_ROLE`; those of the router.
    pub fn update_staking_module(
        &mut self,
        ctx: &Ctx,
        id: U256,
        terms: [U256; 6],
        effects: &mut Effects,
    ) -> Result<(), LidoError> {
        self.check_router_role(ctx, STAKING_MODULE_MANAGE_ROLE)?;
        let id = self.lido.router.module(ModuleId::from_word(id)?)?.id;
        let terms = ModuleTerms::from_words(terms)?;
        Ok(self.router_mut().update_staking_module(ctx, id, terms, effects)?)
    }

    /// `setStakingModuleStatus`.
    ///
    /// # Errors
    /// A missing `STAKING_MODULE_MANAGE_ROLE`; those of the router.
    pub fn set_staking_module_status(
        &mut self,
        ctx: &Ctx,
        id: U256,
        status: StakingModuleStatus,
        effects: &mut Effects,
    ) -> Result<(), LidoError> {
        self.check_router_role(ctx, STAKING_MODULE_MANAGE_ROLE)?;
        let id = ModuleId::from_word(id)?;
        Ok(self.router_mut().set_staking_module_status(ctx, id, status, effects)?)
    }

    /// `setWithdrawalCredentials`: keys signed for the old ones are dropped.
    ///
    /// # Errors
    /// A missing `MANAGE_WITHDRAWAL_CREDENTIALS_ROLE`.
    pub fn set_withdrawal_credentials(&mut self, ctx: &Ctx, credentials: B256, effects: &mut Effects) -> Result<(), LidoError> {
        self.check_router_role(ctx, MANAGE_WITHDRAWAL_CREDENTIALS_ROLE)?;
        let modules = Arc::make_mut(&mut self.lido.node_operators);
        Arc::make_mut(&mut self.lido.router).set_withdrawal_credentials(ctx, credentials, modules, effects);
        Ok(())
    }

    fn router_mut(&mut self) -> &mut StakingRouter {
        Arc::make_mut(&mut self.lido.router)
    }

    fn check_router_role(&self, ctx: &Ctx, role: Role) -> Result<(), LidoError> {
        Ok(self.governance.check_role(self.addresses.staking_router, role.id(), ctx.caller)?)
    }
}
