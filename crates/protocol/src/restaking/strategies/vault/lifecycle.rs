//! A vault is locked, and is over; in between its admin describes it.

use super::{DurationVault, VaultError, VaultState, creation::check_limits};
use crate::{
    Ctx, Effects,
    address_book::RestakingAddresses,
    restaking::{
        Restaking, RestakingError, RestakingEvent,
        allocation::AllocationChange,
        strategies::{DepositLimits, StrategyError, StrategyEvent},
    },
    units::Magnitude,
};
use alloy_primitives::Address;
use std::sync::Arc;

impl Restaking {
    /// `lock()` by the admin: no more deposits, nothing leaves, and the set gets the vault's whole magnitude.
    ///
    /// # Errors
    /// [`VaultError::OnlyVaultAdmin`], [`VaultError::VaultAlreadyLocked`],
    /// [`VaultError::StrategyNotSupportedByOperatorSet`], [`VaultError::PendingAllocation`], and those of
    /// [`Restaking::modify_allocations`].
    pub fn lock_vault(
        &mut self,
        book: &RestakingAddresses,
        ctx: &Ctx,
        address: Address,
        fx: &mut Effects,
    ) -> Result<(), RestakingError> {
        let vault = self.vault_of_admin(ctx, address)?;
        if vault.state != VaultState::Deposits {
            return Err(StrategyError::from(VaultError::VaultAlreadyLocked).into());
        }
        let (locked_at, set) = (ctx.timestamp, vault.set);
        let unlock_at = locked_at.after(vault.duration)?;
        if !self.allocation.strategies_in(set).contains(&address) {
            return Err(StrategyError::from(VaultError::StrategyNotSupportedByOperatorSet(set)).into());
        }
        if let Some(pending) = self.allocation.allocation(address, set, address, ctx.block).pending {
            return Err(StrategyError::from(VaultError::PendingAllocation(pending.effect_block)).into());
        }
        self.attempt(|restaking| {
            restaking.edit_vault(address)?.state = VaultState::Allocations { locked_at, unlock_at };
            fx.emit(RestakingEvent::Strategy(address, StrategyEvent::VaultLocked { locked_at, unlock_at }));
            restaking.allocate_all(book, ctx, address, Magnitude::WHOLE, fx)
        })
    }

    /// `markMatured()` by anyone once the duration is over; by anyone again, to try once more to leave the set. The vault
    /// takes its magnitude back as far as it is let; whether it can deregister is tried by the caller, because the set's
    /// registrar has a word.
    ///
    /// # Errors
    /// [`VaultError::DurationNotElapsed`].
    pub fn mark_matured(
        &mut self,
        book: &RestakingAddresses,
        ctx: &Ctx,
        address: Address,
        fx: &mut Effects,
    ) -> Result<(), RestakingError> {
        let now = ctx.timestamp;
        match self.strategies.vault(address).map_err(StrategyError::from)?.state {
            VaultState::Withdrawals { .. } => {}
            VaultState::Allocations { locked_at, unlock_at } if now >= unlock_at => {
                self.end_vault(address, (locked_at, unlock_at), ctx, fx)?;
            }
            state @ (VaultState::Deposits | VaultState::Allocations { .. }) => {
                let until = state.lock().map(|(_, until)| until);
                return Err(StrategyError::from(VaultError::DurationNotElapsed { until, now }).into());
            }
        }
        self.try_to_deallocate(book, ctx, address, fx);
        Ok(())
    }

    /// `advanceToWithdrawals()` by the arbitrator while the vault is locked; again, to try once more to leave the set.
    ///
    /// # Errors
    /// [`VaultError::OnlyArbitrator`], [`VaultError::VaultNotLocked`], [`VaultError::DurationAlreadyElapsed`].
    pub fn advance_to_withdrawals(
        &mut self,
        book: &RestakingAddresses,
        ctx: &Ctx,
        address: Address,
        fx: &mut Effects,
    ) -> Result<(), RestakingError> {
        let vault = self.strategies.vault(address).map_err(StrategyError::from)?;
        let (arbitrator, caller, now) = (vault.arbitrator, ctx.caller, ctx.timestamp);
        if caller != arbitrator {
            return Err(StrategyError::from(VaultError::OnlyArbitrator { caller, arbitrator }).into());
        }
        match vault.state {
            VaultState::Deposits => return Err(StrategyError::from(VaultError::VaultNotLocked).into()),
            VaultState::Allocations { unlock_at: until, .. } if now >= until => {
                return Err(StrategyError::from(VaultError::DurationAlreadyElapsed { until, now }).into());
            }
            VaultState::Allocations { locked_at, unlock_at } => {
                self.end_vault(address, (locked_at, unlock_at), ctx, fx)?;
                let event = StrategyEvent::VaultAdvancedToWithdrawals { arbitrator, matured_at: now };
                fx.emit(RestakingEvent::Strategy(address, event));
            }
            VaultState::Withdrawals { .. } => {}
        }
        self.try_to_deallocate(book, ctx, address, fx);
        Ok(())
    }

    /// `updateTVLLimits(uint256,uint256)` by the admin, while the vault takes deposits.
    ///
    /// # Errors
    /// [`VaultError::OnlyVaultAdmin`], [`VaultError::DepositsLocked`], [`VaultError::MaxPerDepositExceedsMax`].
    pub fn update_vault_limits(
        &mut self,
        ctx: &Ctx,
        address: Address,
        limits: DepositLimits,
        fx: &mut Effects,
    ) -> Result<(), RestakingError> {
        self.vault_of_admin(ctx, address)?;
        Ok(Arc::make_mut(&mut self.strategies).set_vault_limits(address, limits, fx)?)
    }

    /// `updateMetadataURI(string)` by the admin.
    ///
    /// # Errors
    /// [`VaultError::OnlyVaultAdmin`].
    pub fn update_vault_metadata(
        &mut self,
        ctx: &Ctx,
        address: Address,
        uri: String,
        fx: &mut Effects,
    ) -> Result<(), RestakingError> {
        self.vault_of_admin(ctx, address)?;
        self.edit_vault(address)?.metadata_uri.clone_from(&uri);
        fx.emit(RestakingEvent::Strategy(address, StrategyEvent::MetadataUriUpdated { uri }));
        Ok(())
    }

    /// The vault, for a call of its admin.
    ///
    /// # Errors
    /// [`VaultError::NoVault`], [`VaultError::OnlyVaultAdmin`].
    pub fn vault_of_admin(&self, ctx: &Ctx, address: Address) -> Result<&DurationVault, RestakingError> {
        let vault = self.strategies.vault(address).map_err(StrategyError::from)?;
        let (caller, admin) = (ctx.caller, vault.admin);
        if caller == admin { Ok(vault) } else { Err(StrategyError::from(VaultError::OnlyVaultAdmin { caller, admin }).into()) }
    }

    fn edit_vault(&mut self, address: Address) -> Result<&mut DurationVault, RestakingError> {
        Ok(Arc::make_mut(&mut self.strategies).vault_mut(address).map_err(StrategyError::from)?)
    }

    fn end_vault(
        &mut self,
        address: Address,
        (locked_at, unlock_at): (crate::units::Timestamp, crate::units::Timestamp),
        ctx: &Ctx,
        fx: &mut Effects,
    ) -> Result<(), RestakingError> {
        let matured_at = ctx.timestamp;
        self.edit_vault(address)?.state = VaultState::Withdrawals { locked_at, unlock_at, matured_at };
        fx.emit(RestakingEvent::Strategy(address, StrategyEvent::VaultMatured { matured_at }));
        Ok(())
    }

    /// Takes the magnitude back, best effort: a refusal must not keep stakers from leaving.
    fn try_to_deallocate(&mut self, book: &RestakingAddresses, ctx: &Ctx, address: Address, fx: &mut Effects) {
        let mut events = Effects::new();
        let done = self.allocate_all(book, ctx, address, Magnitude::ZERO, &mut events);
        if done.is_ok() {
            fx.append(events);
        }
        fx.emit(RestakingEvent::Strategy(address, StrategyEvent::DeallocateAttempted { success: done.is_ok() }));
    }

    /// Sets what the vault has allocated to its set.
    fn allocate_all(
        &mut self,
        book: &RestakingAddresses,
        ctx: &Ctx,
        address: Address,
        magnitude: Magnitude,
        fx: &mut Effects,
    ) -> Result<(), RestakingError> {
        let set = self.strategies.vault(address).map_err(StrategyError::from)?.set;
        let change = AllocationChange { set, strategies: vec![address], new_magnitudes: vec![magnitude] };
        self.modify_allocations(book, &ctx.called_by(address), address, &[change], fx)
    }
}

impl super::Strategies {
    /// Sets a vault's limits while it takes deposits.
    pub(in crate::restaking::strategies) fn set_vault_limits(
        &mut self,
        address: Address,
        limits: DepositLimits,
        fx: &mut Effects,
    ) -> Result<(), StrategyError> {
        let before = {
            let vault = self.vault(address)?;
            vault.check_deposits_open()?;
            vault.limits
        };
        check_limits(limits)?;

        self.vault_mut(address)?.limits = limits;
        for event in StrategyEvent::limits_updated(before, limits) {
            fx.emit(RestakingEvent::Strategy(address, event));
        }
        Ok(())
    }
}
