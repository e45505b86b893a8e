//! Operator sets: who creates them, which strategies they use, where slashed funds go.

use super::{AllocationError, AllocationEvent, AllocationManager, Scheduled, error::check_lengths};
use crate::{
    Ctx, Effects,
    address_book::RestakingAddresses,
    restaking::{BEACON_CHAIN_ETH, BURN_ADDRESS, OperatorSet, OperatorSetId, Restaking, RestakingError, SlashId},
    units::BlockNumber,
};
use alloy_primitives::Address;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What is kept of a set beside its strategies and members.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetRecord {
    /// Who receives what the set slashes, fixed for ever; `None`: it is burnt.
    pub recipient: Option<Address>,
    /// The only account that may slash for the set.
    pub slasher: Scheduled<Address>,
    /// How many slashes there were; the next one has the next number.
    pub slash_count: SlashId,
}

/// A set to be created (`CreateSetParams`, `CreateSetParamsV2`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOperatorSet {
    /// Its number.
    pub id: OperatorSetId,
    /// Its first strategies.
    pub strategies: Vec<Address>,
    /// Who slashes for it; the service itself when the older form names nobody.
    pub slasher: Option<Address>,
}

impl AllocationManager {
    /// Whether the set exists (`isOperatorSet`).
    #[must_use]
    pub fn is_operator_set(&self, set: OperatorSet) -> bool {
        self.sets.contains_key(&set)
    }

    /// Every set with its record, in order.
    pub fn operator_sets(&self) -> impl Iterator<Item = (OperatorSet, SetRecord)> + '_ {
        self.sets.iter().map(|(set, record)| (*set, *record))
    }

    /// How many sets a service has (`getOperatorSetCount`).
    #[must_use]
    pub fn operator_set_count(&self, avs: Address) -> usize {
        let (first, last) = (OperatorSet { avs, id: 0 }, OperatorSet { avs, id: OperatorSetId::MAX });
        self.sets.range(first..=last).count()
    }

    /// Strategies of a set, in the order of its list (`getStrategiesInOperatorSet`).
    #[must_use]
    pub fn strategies_in(&self, set: OperatorSet) -> Vec<Address> {
        self.strategies.iter(set).collect()
    }

    /// Who receives what the set slashes; the burn address when nobody does (`getRedistributionRecipient`).
    #[must_use]
    pub fn redistribution_recipient(&self, set: OperatorSet) -> Address {
        self.sets.get(&set).and_then(|record| record.recipient).unwrap_or(BURN_ADDRESS)
    }

    /// Whether somebody receives what the set slashes (`isRedistributingOperatorSet`).
    #[must_use]
    pub fn is_redistributing(&self, set: OperatorSet) -> bool {
        self.redistribution_recipient(set) != BURN_ADDRESS
    }

    /// How often the set has slashed (`getSlashCount`).
    #[must_use]
    pub fn slash_count(&self, set: OperatorSet) -> SlashId {
        self.sets.get(&set).map_or(0, |record| record.slash_count)
    }

    pub(super) fn check_operator_set(&self, set: OperatorSet) -> Result<(), AllocationError> {
        if self.is_operator_set(set) { Ok(()) } else { Err(AllocationError::InvalidOperatorSet(set)) }
    }

    fn create(&mut self, new: Creation<'_>, block: BlockNumber, fx: &mut Effects) -> Result<(), AllocationError> {
        let Creation { set, params, recipient, eigen_strategy } = new;
        if self.is_operator_set(set) {
            return Err(AllocationError::InvalidOperatorSet(set));
        }
        let slasher = params.slasher.unwrap_or(set.avs);
        let record = SetRecord { recipient, slasher: Scheduled::from_block(slasher, block), slash_count: 0 };
        self.sets.insert(set, record);
        fx.emit(AllocationEvent::OperatorSetCreated(set));
        if let Some(recipient) = recipient {
            fx.emit(AllocationEvent::RedistributionAddressSet { set, recipient });
        }
        for strategy in &params.strategies {
            self.add_strategy(set, *strategy, eigen_strategy, fx)?;
        }
        if slasher.is_zero() {
            return Err(AllocationError::InputAddressZero);
        }
        fx.emit(AllocationEvent::SlasherUpdated { set, slasher, effect_block: block });
        Ok(())
    }

    fn add_strategy(
        &mut self,
        set: OperatorSet,
        strategy: Address,
        eigen_strategy: Address,
        fx: &mut Effects,
    ) -> Result<(), AllocationError> {
        if self.is_redistributing(set) && (strategy == BEACON_CHAIN_ETH || strategy == eigen_strategy) {
            return Err(AllocationError::InvalidStrategy { set, strategy });
        }
        if !self.strategies.insert(set, strategy) {
            return Err(AllocationError::StrategyAlreadyInOperatorSet { set, strategy });
        }
        fx.emit(AllocationEvent::StrategyAddedToOperatorSet { set, strategy });
        Ok(())
    }

    fn remove_strategy(&mut self, set: OperatorSet, strategy: Address, fx: &mut Effects) -> Result<(), AllocationError> {
        if !self.strategies.remove(set, strategy) {
            return Err(AllocationError::StrategyNotInOperatorSet { set, strategy });
        }
        fx.emit(AllocationEvent::StrategyRemovedFromOperatorSet { set, strategy });
        Ok(())
    }
}

/// One set to be created, with what is known of it.
#[derive(Clone, Copy)]
struct Creation<'a> {
    set: OperatorSet,
    params: &'a NewOperatorSet,
    recipient: Option<Address>,
    eigen_strategy: Address,
}

impl Restaking {
    /// Creates sets whose slashed funds are burnt (`createOperatorSets`, both forms).
    ///
    /// # Errors
    /// `InvalidPermissions`, and [`AllocationError`]: `NonexistentAVSMetadata`, `InvalidOperatorSet` for one that exists,
    /// `StrategyAlreadyInOperatorSet`, `InputAddressZero` for no slasher.
    pub fn create_operator_sets(
        &mut self,
        book: &RestakingAddresses,
        ctx: &Ctx,
        avs: Address,
        params: &[NewOperatorSet],
        fx: &mut Effects,
    ) -> Result<(), RestakingError> {
        self.permissions.check_can_call(avs, ctx, book.allocation_manager)?;
        self.allocation.check_metadata(avs)?;
        let mut next = (*self.allocation).clone();
        for params in params {
            let set = OperatorSet { avs, id: params.id };
            let new = Creation { set, params, recipient: None, eigen_strategy: book.eigen_strategy };
            next.create(new, ctx.block, fx)?;
        }
        self.allocation = Arc::new(next);
        Ok(())
    }

    /// Creates sets whose slashed funds go to a recipient, one a set (`createRedistributingOperatorSets`, both forms).
    ///
    /// # Errors
    /// As [`Self::create_operator_sets`], and [`AllocationError`]: `InputArrayLengthMismatch`, `InputAddressZero` for no
    /// recipient, `InvalidRedistributionRecipient`, `InvalidStrategy` for native stake and EIGEN.
    pub fn create_redistributing_operator_sets(
        &mut self,
        book: &RestakingAddresses,
        ctx: &Ctx,
        avs: Address,
        params: &[NewOperatorSet],
        recipients: &[Address],
        fx: &mut Effects,
    ) -> Result<(), RestakingError> {
        self.permissions.check_can_call(avs, ctx, book.allocation_manager)?;
        check_lengths(params.len(), recipients.len())?;
        self.allocation.check_metadata(avs)?;
        let mut next = (*self.allocation).clone();
        for (params, recipient) in params.iter().zip(recipients) {
            check_recipient(*recipient)?;
            let set = OperatorSet { avs, id: params.id };
            let new = Creation { set, params, recipient: Some(*recipient), eigen_strategy: book.eigen_strategy };
            next.create(new, ctx.block, fx)?;
        }
        self.allocation = Arc::new(next);
        Ok(())
    }

    /// Adds strategies to a set (`addStrategiesToOperatorSet`).
    ///
    /// # Errors
    /// `InvalidPermissions`, and [`AllocationError`]: `InvalidOperatorSet`, `InvalidStrategy`, `StrategyAlreadyInOperatorSet`.
    pub fn add_strategies_to_operator_set(
        &mut self,
        book: &RestakingAddresses,
        ctx: &Ctx,
        set: OperatorSet,
        strategies: &[Address],
        fx: &mut Effects,
    ) -> Result<(), RestakingError> {
        self.permissions.check_can_call(set.avs, ctx, book.allocation_manager)?;
        self.allocation.check_operator_set(set)?;
        let mut next = (*self.allocation).clone();
        for strategy in strategies {
            next.add_strategy(set, *strategy, book.eigen_strategy, fx)?;
        }
        self.allocation = Arc::new(next);
        Ok(())
    }

    /// Removes strategies from a set, which can slash what is allocated from them no more, at once
    /// (`removeStrategiesFromOperatorSet`).
    ///
    /// # Errors
    /// `InvalidPermissions`, and [`AllocationError`]: `InvalidOperatorSet`, `StrategyNotInOperatorSet`.
    pub fn remove_strategies_from_operator_set(
        &mut self,
        book: &RestakingAddresses,
        ctx: &Ctx,
        set: OperatorSet,
        strategies: &[Address],
        fx: &mut Effects,
    ) -> Result<(), RestakingError> {
        self.permissions.check_can_call(set.avs, ctx, book.allocation_manager)?;
        self.allocation.check_operator_set(set)?;
        let mut next = (*self.allocation).clone();
        for strategy in strategies {
            next.remove_strategy(set, *strategy, fx)?;
        }
        self.allocation = Arc::new(next);
        Ok(())
    }
}

fn check_recipient(recipient: Address) -> Result<(), AllocationError> {
    if recipient.is_zero() {
        return Err(AllocationError::InputAddressZero);
    }
    if recipient == BURN_ADDRESS {
        return Err(AllocationError::InvalidRedistributionRecipient(recipient));
    }
    Ok(())
}
