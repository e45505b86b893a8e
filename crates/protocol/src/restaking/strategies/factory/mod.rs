//! `StrategyFactory`: anybody makes the one strategy of a token, and as many duration vaults of it as wanted.
//!
//! New strategies live where the real factory's proxies would: at the addresses of its first, second, .. creation (CREATE).
//! The factory is the whitelister of `StrategyManager`, so a new strategy takes deposits at once.
//!
//! Invariant
//! - RST-84  every strategy of a token, and every vault, is a strategy of that token

mod error;
mod events;

pub use error::FactoryError;
pub use events::FactoryEvent;

use super::{Strategies, Strategy, StrategyEvent, StrategyKind};
use crate::{
    Ctx, Effects,
    address_book::RestakingAddresses,
    governance::{Owner, PauseBits},
    invariants::BrokenInvariant,
    restaking::{Restaking, RestakingError, RestakingEvent},
    tables::{ChangeSink, Tables, map_changes, value_changes},
};
use alloy_primitives::Address;
use imbl::{OrdMap, Vector};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Bit of the pause: new strategies and vaults (`PAUSED_NEW_STRATEGIES`).
pub const PAUSED_NEW_STRATEGIES: u8 = 0;

/// `StrategyFactory`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StrategyFactory {
    owner: Owner,
    paused: PauseBits,
    deployed: OrdMap<Address, Address>,
    blacklist: OrdMap<Address, ()>,
    vaults: OrdMap<Address, Vector<Address>>,
    /// Contracts created so far; the next one's nonce is one more.
    created: u64,
}

impl StrategyFactory {
    /// A factory that has made nothing yet.
    #[must_use]
    pub fn new(owner: Address) -> Self {
        Self { owner: Owner::new(owner), ..Self::default() }
    }

    /// Who owns it.
    #[must_use]
    pub const fn owner(&self) -> Owner {
        self.owner
    }

    /// The same, to change it.
    pub const fn owner_mut(&mut self) -> &mut Owner {
        &mut self.owner
    }

    /// What is paused.
    #[must_use]
    pub const fn pause_bits(&self) -> PauseBits {
        self.paused
    }

    /// What is paused, to change it.
    pub const fn pause_bits_mut(&mut self) -> &mut PauseBits {
        &mut self.paused
    }

    /// `deployedStrategies(address)`: the strategy that was made for a token.
    #[must_use]
    pub fn deployed(&self, token: Address) -> Option<Address> {
        self.deployed.get(&token).copied()
    }

    /// `isBlacklisted(address)`
    #[must_use]
    pub fn is_blacklisted(&self, token: Address) -> bool {
        self.blacklist.contains_key(&token)
    }

    /// `getDurationVaults(address)`: vaults of a token, first to last.
    pub fn vaults(&self, token: Address) -> impl Iterator<Item = Address> + '_ {
        self.vaults.get(&token).into_iter().flatten().copied()
    }

    /// Refuses a token that gets no strategy: what is asked before the token is looked at.
    ///
    /// # Errors
    /// [`FactoryError::Paused`], [`FactoryError::BlacklistedToken`], [`FactoryError::StrategyAlreadyExists`].
    pub fn check_new_strategy(&self, token: Address) -> Result<(), FactoryError> {
        self.check_new_vault(token)?;
        match self.deployed(token) {
            Some(strategy) => Err(FactoryError::StrategyAlreadyExists { token, strategy }),
            None => Ok(()),
        }
    }

    /// Refuses a token that gets no vault.
    ///
    /// # Errors
    /// [`FactoryError::Paused`], [`FactoryError::BlacklistedToken`].
    pub fn check_new_vault(&self, token: Address) -> Result<(), FactoryError> {
        self.paused.check(PAUSED_NEW_STRATEGIES)?;
        if self.is_blacklisted(token) { Err(FactoryError::BlacklistedToken(token)) } else { Ok(()) }
    }

    /// Where the next contract of a factory at `factory` will live (CREATE).
    fn next_address(&self, factory: Address) -> Address {
        // Nonces of contracts begin with 1 (EIP-161). It cannot saturate: each is a call of its own.
        factory.create(self.created.saturating_add(1))
    }

    pub(super) fn list_vault(&mut self, token: Address, vault: Address) {
        self.vaults.entry(token).or_default().push_back(vault);
    }

    /// Puts the tokens on the blacklist. Returns the strategies that were made for them.
    fn blacklist(&mut self, tokens: &[Address], fx: &mut Effects) -> Result<Vec<Address>, FactoryError> {
        let mut strategies = Vec::new();
        for token in tokens {
            if self.blacklist.insert(*token, ()).is_some() {
                return Err(FactoryError::AlreadyBlacklisted(*token));
            }
            fx.emit(RestakingEvent::StrategyFactory(FactoryEvent::TokenBlacklisted { token: *token }));
            strategies.extend(self.deployed(*token));
        }
        Ok(strategies)
    }
}

impl Strategies {
    /// Makes a contract of the factory: a proxy of `beacon` in front of a strategy. Returns its address.
    pub(super) fn create_by_factory(
        &mut self,
        book: &RestakingAddresses,
        strategy: Strategy,
        beacon: Address,
        fx: &mut Effects,
    ) -> Address {
        let address = self.factory.next_address(book.strategy_factory);
        self.factory.created = self.factory.created.saturating_add(1);
        self.create(address, strategy);
        fx.deploy(address);
        fx.emit(RestakingEvent::Strategy(address, StrategyEvent::BeaconUpgraded { beacon }));
        address
    }

    /// Checks RST-84.
    ///
    /// # Errors
    /// The broken rule.
    pub fn check(&self) -> Result<(), BrokenInvariant> {
        let deployed = self.factory.deployed.iter().map(|(token, strategy)| (*token, *strategy));
        let vaults = self.factory.vaults.iter().flat_map(|(token, vaults)| vaults.iter().map(move |vault| (*token, *vault)));
        for (token, strategy) in deployed.chain(vaults) {
            let made_for = self.get(strategy).map(Strategy::token);
            BrokenInvariant::unless(made_for == Some(token), "RST-84", || {
                format!("{strategy} is listed for {token}, its token is {made_for:?}")
            })?;
        }
        Ok(())
    }
}

impl Restaking {
    /// `deployNewStrategy(address)`: the strategy of a token, whose `decimals` the token said itself; it takes deposits at
    /// once.
    ///
    /// # Errors
    /// As [`StrategyFactory::check_new_strategy`];
    /// [`OnlyStrategyWhitelister`](crate::restaking::strategy_manager::StrategyManagerError::OnlyStrategyWhitelister) where
    /// another account whitelists.
    pub fn deploy_new_strategy(
        &mut self,
        book: &RestakingAddresses,
        ctx: &Ctx,
        token: Address,
        decimals: u8,
        fx: &mut Effects,
    ) -> Result<Address, RestakingError> {
        self.strategies.factory.check_new_strategy(token)?;
        self.attempt(|restaking| {
            let strategies = Arc::make_mut(&mut restaking.strategies);
            let new = Strategy::new(token, StrategyKind::Base);
            let strategy = strategies.create_by_factory(book, new, book.strategy_beacon, fx);
            strategies.factory.deployed.insert(token, strategy);
            fx.emit(RestakingEvent::Strategy(strategy, StrategyEvent::StrategyTokenSet { token, decimals }));
            fx.emit(RestakingEvent::Strategy(strategy, StrategyEvent::Initialized));
            fx.emit(RestakingEvent::StrategyFactory(FactoryEvent::StrategySetForToken { token, strategy }));
            restaking.whitelist_by_factory(book, ctx, &[strategy], fx)?;
            Ok(strategy)
        })
    }

    /// `blacklistTokens(address[])` by the owner: no strategies for these tokens; those there are take no more deposits.
    ///
    /// # Errors
    /// [`FactoryError::Owner`], [`FactoryError::AlreadyBlacklisted`], and as [`Self::deploy_new_strategy`].
    pub fn blacklist_tokens(
        &mut self,
        book: &RestakingAddresses,
        ctx: &Ctx,
        tokens: &[Address],
        fx: &mut Effects,
    ) -> Result<(), RestakingError> {
        self.strategies.factory.owner.check(ctx.caller).map_err(FactoryError::from)?;
        self.attempt(|restaking| {
            let strategies = Arc::make_mut(&mut restaking.strategies).factory.blacklist(tokens, fx)?;
            if strategies.is_empty() {
                return Ok(());
            }
            let as_factory = ctx.called_by(book.strategy_factory);
            Ok(Arc::make_mut(&mut restaking.strategy_manager).remove_from_whitelist(&as_factory, &strategies, fx)?)
        })
    }

    /// `whitelistStrategies(address[])` by the owner, passed on to `StrategyManager`.
    ///
    /// # Errors
    /// [`FactoryError::Owner`], and as [`Self::deploy_new_strategy`].
    pub fn whitelist_strategies(
        &mut self,
        book: &RestakingAddresses,
        ctx: &Ctx,
        strategies: &[Address],
        fx: &mut Effects,
    ) -> Result<(), RestakingError> {
        self.strategies.factory.owner.check(ctx.caller).map_err(FactoryError::from)?;
        self.whitelist_by_factory(book, ctx, strategies, fx)
    }

    /// `removeStrategiesFromWhitelist(address[])` by the owner, passed on to `StrategyManager`.
    ///
    /// # Errors
    /// As [`Self::whitelist_strategies`].
    pub fn remove_strategies_from_whitelist(
        &mut self,
        book: &RestakingAddresses,
        ctx: &Ctx,
        strategies: &[Address],
        fx: &mut Effects,
    ) -> Result<(), RestakingError> {
        self.strategies.factory.owner.check(ctx.caller).map_err(FactoryError::from)?;
        let as_factory = ctx.called_by(book.strategy_factory);
        Ok(Arc::make_mut(&mut self.strategy_manager).remove_from_whitelist(&as_factory, strategies, fx)?)
    }

    pub(super) fn whitelist_by_factory(
        &mut self,
        book: &RestakingAddresses,
        ctx: &Ctx,
        strategies: &[Address],
        fx: &mut Effects,
    ) -> Result<(), RestakingError> {
        let as_factory = ctx.called_by(book.strategy_factory);
        Ok(Arc::make_mut(&mut self.strategy_manager).add_to_whitelist(&as_factory, strategies, fx)?)
    }
}

impl Tables for StrategyFactory {
    fn changes(&self, before: Option<&Self>, sink: &mut dyn ChangeSink) {
        let about = |factory: &Self| (factory.owner, factory.paused, factory.created);
        value_changes("restaking.factory", before.map(about).as_ref(), &about(self), sink);
        map_changes("restaking.factory.deployed", before.map(|before| &before.deployed), &self.deployed, sink);
        map_changes("restaking.factory.blacklist", before.map(|before| &before.blacklist), &self.blacklist, sink);
        map_changes("restaking.factory.vaults", before.map(|before| &before.vaults), &self.vaults, sink);
    }
}
