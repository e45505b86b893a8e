//! What EigenLayer's contracts have alike: a pause by bits, and for some an owner.
//!
//! A contract is named by its address, because every strategy has a pause of its own.

use super::{Restaking, RestakingError, RestakingEvent};
use crate::{
    Ctx, Effects,
    address_book::RestakingAddresses,
    effect::Event,
    governance::{OwnableError, Owner, OwnershipTransferred, PauseBits, PauseBitsError, PauseBitsEvent},
};
use alloy_primitives::{Address, U256};
use std::sync::Arc;

impl Restaking {
    /// What of a contract is paused; `None` for one that cannot be.
    #[must_use]
    pub fn pause_bits(&self, book: &RestakingAddresses, contract: Address) -> Option<PauseBits> {
        match contract {
            it if it == book.strategy_manager => Some(self.strategy_manager.pause_bits()),
            it if it == book.delegation_manager => Some(self.delegation.pause_bits()),
            it if it == book.allocation_manager => Some(self.allocation.pause_bits()),
            it if it == book.eigen_pod_manager => Some(self.pods.pause_bits()),
            it if it == book.rewards_coordinator => Some(self.rewards.pause_bits()),
            it if it == book.avs_directory => Some(self.avs_directory.pause_bits()),
            it if it == book.strategy_factory => Some(self.strategies.factory.pause_bits()),
            strategy => self.strategies.get(strategy).map(|strategy| strategy.pause_bits()),
        }
    }

    fn pause_bits_mut(&mut self, book: &RestakingAddresses, contract: Address) -> Option<&mut PauseBits> {
        match contract {
            it if it == book.strategy_manager => Some(Arc::make_mut(&mut self.strategy_manager).pause_bits_mut()),
            it if it == book.delegation_manager => Some(Arc::make_mut(&mut self.delegation).pause_bits_mut()),
            it if it == book.allocation_manager => Some(Arc::make_mut(&mut self.allocation).pause_bits_mut()),
            it if it == book.eigen_pod_manager => Some(Arc::make_mut(&mut self.pods).pause_bits_mut()),
            it if it == book.rewards_coordinator => Some(Arc::make_mut(&mut self.rewards).pause_bits_mut()),
            it if it == book.avs_directory => Some(Arc::make_mut(&mut self.avs_directory).pause_bits_mut()),
            it if it == book.strategy_factory => Some(Arc::make_mut(&mut self.strategies).factory.pause_bits_mut()),
            strategy => Arc::make_mut(&mut self.strategies).get_mut(strategy).map(|strategy| strategy.pause_bits_mut()),
        }
    }

    /// Pauses functions of a contract: sets bits, clears none (`pause(uint256)`).
    ///
    /// # Errors
    /// [`RestakingError::Paused`] for who is no pauser, or for a status that would clear bits; [`RestakingError::NoControl`].
    pub fn pause(
        &mut self,
        book: &RestakingAddresses,
        ctx: &Ctx,
        contract: Address,
        to: U256,
        fx: &mut Effects,
    ) -> Result<(), RestakingError> {
        let pausers = Arc::clone(&self.pausers);
        self.change_pause(book, contract, fx, |bits| bits.pause(ctx.caller, to, &*pausers))
    }

    /// Clears bits of a contract, sets none (`unpause(uint256)`).
    ///
    /// # Errors
    /// [`RestakingError::Paused`] for who is not the unpauser, or for a status that would set bits; [`RestakingError::NoControl`].
    pub fn unpause(
        &mut self,
        book: &RestakingAddresses,
        ctx: &Ctx,
        contract: Address,
        to: U256,
        fx: &mut Effects,
    ) -> Result<(), RestakingError> {
        let pausers = Arc::clone(&self.pausers);
        self.change_pause(book, contract, fx, |bits| bits.unpause(ctx.caller, to, &*pausers))
    }

    fn change_pause(
        &mut self,
        book: &RestakingAddresses,
        contract: Address,
        fx: &mut Effects,
        change: impl FnOnce(&mut PauseBits) -> Result<PauseBitsEvent, PauseBitsError>,
    ) -> Result<(), RestakingError> {
        let bits = self.pause_bits_mut(book, contract).ok_or(RestakingError::NoControl(contract))?;
        let event = change(bits)?;
        fx.emit(Event::Restaking(RestakingEvent::Pause(contract, event)));
        Ok(())
    }

    /// Who owns a contract; `None` for one that has no owner.
    #[must_use]
    pub fn owner(&self, book: &RestakingAddresses, contract: Address) -> Option<Owner> {
        match contract {
            it if it == book.strategy_manager => Some(self.strategy_manager.owner()),
            it if it == book.eigen_pod_manager => Some(self.pods.owner()),
            it if it == book.rewards_coordinator => Some(self.rewards.owner()),
            it if it == book.avs_directory => Some(self.avs_directory.owner()),
            it if it == book.strategy_factory => Some(self.strategies.factory.owner()),
            _ => None,
        }
    }

    fn owner_mut(&mut self, book: &RestakingAddresses, contract: Address) -> Option<&mut Owner> {
        match contract {
            it if it == book.strategy_manager => Some(Arc::make_mut(&mut self.strategy_manager).owner_mut()),
            it if it == book.eigen_pod_manager => Some(Arc::make_mut(&mut self.pods).owner_mut()),
            it if it == book.rewards_coordinator => Some(Arc::make_mut(&mut self.rewards).owner_mut()),
            it if it == book.avs_directory => Some(Arc::make_mut(&mut self.avs_directory).owner_mut()),
            it if it == book.strategy_factory => Some(Arc::make_mut(&mut self.strategies).factory.owner_mut()),
            _ => None,
        }
    }

    /// Gives a contract to another owner (`transferOwnership`).
    ///
    /// # Errors
    /// [`RestakingError::Ownable`]; [`RestakingError::NoControl`].
    pub fn transfer_ownership(
        &mut self,
        book: &RestakingAddresses,
        ctx: &Ctx,
        contract: Address,
        to: Address,
        fx: &mut Effects,
    ) -> Result<(), RestakingError> {
        self.change_owner(book, contract, fx, |owner| owner.transfer(ctx.caller, to))
    }

    /// Leaves a contract without an owner (`renounceOwnership`).
    ///
    /// # Errors
    /// [`RestakingError::Ownable`]; [`RestakingError::NoControl`].
    pub fn renounce_ownership(
        &mut self,
        book: &RestakingAddresses,
        ctx: &Ctx,
        contract: Address,
        fx: &mut Effects,
    ) -> Result<(), RestakingError> {
        self.change_owner(book, contract, fx, |owner| owner.renounce(ctx.caller))
    }

    fn change_owner(
        &mut self,
        book: &RestakingAddresses,
        contract: Address,
        fx: &mut Effects,
        change: impl FnOnce(&mut Owner) -> Result<OwnershipTransferred, OwnableError>,
    ) -> Result<(), RestakingError> {
        let owner = self.owner_mut(book, contract).ok_or(RestakingError::NoControl(contract))?;
        let event = change(owner)?;
        fx.emit(Event::Restaking(RestakingEvent::Ownership(contract, event)));
        Ok(())
    }
}
