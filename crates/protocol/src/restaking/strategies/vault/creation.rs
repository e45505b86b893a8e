//! A new vault: made by the factory, an operator from the start.
//!
//! Its registration for the set and its splits are calls to contracts that may ask outside code (the set's registrar), so
//! the caller has them made between [`Restaking::create_duration_vault`] and [`Restaking::open_duration_vault`].

use super::{DurationVault, MAX_DURATION, VaultError, VaultState};
use crate::{
    Ctx, Effects,
    address_book::RestakingAddresses,
    restaking::{
        OperatorSet, Restaking, RestakingError, RestakingEvent,
        strategies::{DepositLimits, Strategy, StrategyError, StrategyEvent, StrategyKind, factory::FactoryEvent},
    },
    units::{ArithError, Blocks, Seconds},
};
use alloy_primitives::{Address, Bytes};
use std::sync::Arc;

/// `VaultConfig`: what a vault is made with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VaultConfig {
    /// What it takes.
    pub token: Address,
    /// Who locks it.
    pub admin: Address,
    /// Who may end it early.
    pub arbitrator: Address,
    /// How long it is locked.
    pub duration: Seconds,
    /// Limits of one deposit and of all.
    pub limits: DepositLimits,
    /// Where it is described.
    pub metadata_uri: String,
    /// The set it serves.
    pub set: OperatorSet,
    /// What the set's registrar is told.
    pub registration_data: Bytes,
    /// Who must sign for new stakers; zero for nobody.
    pub delegation_approver: Address,
    /// Where it is described as an operator.
    pub operator_metadata_uri: String,
}

impl VaultConfig {
    fn check(&self) -> Result<(), VaultError> {
        if self.admin.is_zero() {
            return Err(VaultError::InvalidVaultAdmin);
        }
        if self.arbitrator.is_zero() {
            return Err(VaultError::InvalidArbitrator);
        }
        if self.duration == Seconds::new(0) || self.duration > MAX_DURATION {
            return Err(VaultError::InvalidDuration(self.duration));
        }
        check_limits(self.limits)?;
        if self.set.avs.is_zero() { Err(VaultError::OperatorIntegrationInvalid) } else { Ok(()) }
    }

    fn build(&self) -> Strategy {
        let vault = DurationVault {
            admin: self.admin,
            arbitrator: self.arbitrator,
            duration: self.duration,
            limits: self.limits,
            metadata_uri: self.metadata_uri.clone(),
            set: self.set,
            state: VaultState::Deposits,
        };
        Strategy::new(self.token, StrategyKind::DurationVault(Box::new(vault)))
    }
}

/// Refuses a limit of one deposit above that of all.
pub(super) fn check_limits(limits: DepositLimits) -> Result<(), VaultError> {
    let (max_per_deposit, stake_cap) = (limits.max_per_deposit, limits.max_total_deposits);
    if max_per_deposit > stake_cap {
        return Err(VaultError::MaxPerDepositExceedsMax { max_per_deposit, stake_cap });
    }
    Ok(())
}

impl Restaking {
    /// Refuses a vault that cannot be: what is asked before the token is looked at.
    ///
    /// # Errors
    /// [`FactoryError`](crate::restaking::strategies::factory::FactoryError), [`VaultError::ProhibitedToken`], and what is wrong with the configuration.
    pub fn check_new_vault(&self, book: &RestakingAddresses, config: &VaultConfig) -> Result<(), RestakingError> {
        self.strategies.factory.check_new_vault(config.token)?;
        if config.token == book.eigen || config.token == book.backing_eigen {
            return Err(StrategyError::from(VaultError::ProhibitedToken(config.token)).into());
        }
        Ok(config.check().map_err(StrategyError::from)?)
    }

    /// The first half of `deployDurationVaultStrategy`: the vault is there and is an operator, with an allocation delay one
    /// block longer than the withdrawal delay. `decimals` is what the token said. Returns its address.
    ///
    /// # Errors
    /// As [`Self::check_new_vault`]; [`ArithError`] for a delay that does not fit.
    pub fn create_duration_vault(
        &mut self,
        book: &RestakingAddresses,
        ctx: &Ctx,
        config: &VaultConfig,
        decimals: u8,
        fx: &mut Effects,
    ) -> Result<Address, RestakingError> {
        self.check_new_vault(book, config)?;
        let delay = self.config.delays.withdrawal.get().checked_add(1).ok_or(ArithError::Overflow)?;
        self.attempt(|restaking| {
            let strategies = Arc::make_mut(&mut restaking.strategies);
            let vault = strategies.create_by_factory(book, config.build(), book.duration_vault_beacon, fx);
            for event in StrategyEvent::limits_updated(DepositLimits::default(), config.limits) {
                fx.emit(RestakingEvent::Strategy(vault, event));
            }
            let token_set = StrategyEvent::StrategyTokenSet { token: config.token, decimals };
            fx.emit(RestakingEvent::Strategy(vault, token_set));
            let (approver, uri) = (config.delegation_approver, config.operator_metadata_uri.clone());
            restaking.register_as_operator(&ctx.called_by(vault), approver, Blocks::new(delay), uri, fx)?;
            Ok(vault)
        })
    }

    /// The second half: the vault is initialised, listed and takes deposits.
    ///
    /// # Errors
    /// [`OnlyStrategyWhitelister`](crate::restaking::strategy_manager::StrategyManagerError::OnlyStrategyWhitelister) where
    /// another account than the factory whitelists.
    pub fn open_duration_vault(
        &mut self,
        book: &RestakingAddresses,
        ctx: &Ctx,
        vault: Address,
        config: &VaultConfig,
        fx: &mut Effects,
    ) -> Result<(), RestakingError> {
        self.attempt(|restaking| {
            let VaultConfig { token, admin, arbitrator, duration, limits, .. } = *config;
            let metadata_uri = config.metadata_uri.clone();
            let initialised = StrategyEvent::VaultInitialized { admin, arbitrator, token, duration, limits, metadata_uri };
            fx.emit(RestakingEvent::Strategy(vault, initialised));
            fx.emit(RestakingEvent::Strategy(vault, StrategyEvent::Initialized));
            Arc::make_mut(&mut restaking.strategies).factory.list_vault(token, vault);
            restaking.whitelist_by_factory(book, ctx, &[vault], fx)?;
            fx.emit(RestakingEvent::StrategyFactory(FactoryEvent::DurationVaultDeployed {
                vault,
                token,
                admin,
                duration,
                max_per_deposit: limits.max_per_deposit,
                stake_cap: limits.max_total_deposits,
                metadata_uri: config.metadata_uri.clone(),
                set: config.set,
            }));
            Ok(())
        })
    }
}
