//! Guarded deposits: `DepositSecurityModule` looks at the deposit contract and the router before it lets Lido deposit.

use crate::{
    Ctx, Effects, Protocol,
    liquid::lido::{
        LidoError,
        deposit_security::{DepositAttempt, DepositSecurity, DepositSecurityError, ModuleDepositState, UnvetAttempt},
        staking_router::{ModuleId, STAKING_MODULE_UNVETTING_ROLE, StakingModuleStatus, StakingModules as _},
    },
};
use alloy_primitives::{Address, B256, U256};
use std::sync::Arc;

/// What `depositBufferedEther` is called with, beside signatures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DepositRequest {
    /// Hash of the block the guardians looked at.
    pub block_hash: B256,
    /// Hash of the block of that number now, zero when it is too old.
    pub actual_block_hash: B256,
    /// Root of the deposit contract they saw.
    pub deposit_root: B256,
    /// The module to deposit to.
    pub module: ModuleId,
    /// Nonce of the module they saw.
    pub nonce: U256,
}

/// What `unvetSigningKeys` is called with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnvetRequest<'a> {
    /// Hash of the block the guardian looked at.
    pub block_hash: B256,
    /// Hash of the block of that number now, zero when it is too old.
    pub actual_block_hash: B256,
    /// The module whose keys are bad.
    pub module: ModuleId,
    /// Nonce of the module the guardian saw.
    pub nonce: U256,
    /// Operators, 8 bytes each.
    pub operator_ids: &'a [u8],
    /// Vetted keys from now on, 16 bytes each.
    pub vetted_counts: &'a [u8],
    /// Who signed, when the caller is no guardian.
    pub signer: Option<Address>,
}

impl Protocol {
    /// `DepositSecurityModule.depositBufferedEther`. `signers` are the accounts recovered from the signatures, in their order, the
    /// zero address for one that cannot be recovered.
    ///
    /// # Errors
    /// `DepositRootChanged`, `StakingModuleUnregistered`, the rest of [`DepositSecurity::check_deposit`],
    /// [`DepositSecurity::check_signers`]; those of Lido's `deposit`.
    pub fn deposit_buffered_ether(
        &mut self,
        ctx: &Ctx,
        request: &DepositRequest,
        signers: &[Address],
        effects: &mut Effects,
    ) -> Result<(), LidoError> {
        self.check_deposit_request(ctx, request, signers.len())?;
        self.lido.deposit_security.check_signers(signers)?;
        let max_count = self.lido.router.module(request.module)?.terms.max_deposits_per_block;
        let guarded = ctx.called_by(self.addresses.deposit_security_module);
        self.attempt(|protocol| {
            protocol.deposit(&guarded, max_count, request.module, effects)?;
            protocol.deposit_security_mut().note_deposit(ctx, effects);
            Ok(())
        })
    }

    /// `DepositSecurityModule.unvetSigningKeys`: a guardian takes back vetted keys.
    ///
    /// # Errors
    /// `StakingModuleUnregistered`; those of [`DepositSecurity::check_unvet`]; what the module refuses.
    pub fn unvet_signing_keys(&mut self, ctx: &Ctx, request: &UnvetRequest<'_>, effects: &mut Effects) -> Result<(), LidoError> {
        let attempt = UnvetAttempt {
            block_hash: request.block_hash,
            actual_block_hash: request.actual_block_hash,
            nonce: request.nonce,
            actual_nonce: self.module_deposit_state(request.module)?.nonce,
            operator_ids: request.operator_ids,
            vetted_counts: request.vetted_counts,
            signer: request.signer,
        };
        let counts = self.lido.deposit_security.check_unvet(ctx, &attempt)?;
        let (router, guard) = (self.addresses.staking_router, self.addresses.deposit_security_module);
        self.governance.check_role(router, STAKING_MODULE_UNVETTING_ROLE.id(), guard)?;
        let modules = Arc::make_mut(&mut self.lido.node_operators);
        Ok(self.lido.router.decrease_vetted_keys_count_by_node_operator(request.module, &counts, modules, effects)?)
    }

    /// `DepositSecurityModule.canDeposit`: whether a deposit to a module may be made now, were it attested.
    #[must_use]
    pub fn can_deposit_to(&self, ctx: &Ctx, module: ModuleId) -> bool {
        self.module_deposit_state(module)
            .is_ok_and(|state| self.lido.deposit_security.can_deposit(ctx, &state, self.can_deposit()))
    }

    /// `DepositSecurityModule.isMinDepositDistancePassed`: whether enough blocks passed since the last deposit.
    ///
    /// # Errors
    /// `StakingModuleUnregistered`.
    pub fn is_min_deposit_distance_passed(&self, ctx: &Ctx, module: ModuleId) -> Result<bool, LidoError> {
        let state = self.module_deposit_state(module)?;
        Ok(self.lido.deposit_security.is_min_deposit_distance_passed(ctx, &state))
    }

    /// The guard itself, for pauses and what its owner sets; it checks who calls.
    pub fn deposit_security_mut(&mut self) -> &mut DepositSecurity {
        Arc::make_mut(&mut self.lido.deposit_security)
    }

    fn check_deposit_request(&self, ctx: &Ctx, request: &DepositRequest, signatures: usize) -> Result<(), LidoError> {
        let actual_deposit_root = self.deposit_contract.root();
        // Before the module is looked up: the contract asks for the root first.
        if request.deposit_root != actual_deposit_root {
            return Err(DepositSecurityError::DepositRootChanged.into());
        }
        let attempt = DepositAttempt {
            block_hash: request.block_hash,
            actual_block_hash: request.actual_block_hash,
            deposit_root: request.deposit_root,
            actual_deposit_root,
            nonce: request.nonce,
            module: self.module_deposit_state(request.module)?,
            signatures,
        };
        Ok(self.lido.deposit_security.check_deposit(ctx, &attempt)?)
    }

    fn module_deposit_state(&self, id: ModuleId) -> Result<ModuleDepositState, LidoError> {
        let module = self.lido.router.module(id)?;
        Ok(ModuleDepositState {
            is_active: module.status == StakingModuleStatus::Active,
            nonce: self.lido.node_operators.nonce(id),
            last_deposit_block: module.last_deposit_block,
            min_deposit_block_distance: module.terms.min_deposit_block_distance,
        })
    }
}
