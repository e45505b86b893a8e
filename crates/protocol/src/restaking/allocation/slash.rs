//! Slashing: a set takes a part of what an operator has allocated to it (`slashOperator`).
//!
//! The part comes off the allocation, off what is encumbered and off the maximum alike, rounded up so that no slash takes
//! nothing; `DelegationManager` then cuts the operator's shares from the one maximum to the other. What it costs does not
//! depend on how many have delegated.

use super::{AllocationError, AllocationEvent, AllocationManager, PAUSED_OPERATOR_SLASHING, error::check_lengths};
use crate::{
    Ctx, Effects,
    restaking::{OperatorSet, OperatorSetId, Restaking, RestakingError, SlashId},
    units::{BlockNumber, Magnitude, StrategyShares, WAD, div_wad_down},
};
use alloy_primitives::{Address, U256};
use std::sync::Arc;

/// A slash (`SlashingParams`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slashing {
    /// Who is slashed.
    pub operator: Address,
    /// By which of the service's sets.
    pub set_id: OperatorSetId,
    /// In which strategies, in ascending order.
    pub strategies: Vec<Address>,
    /// The part of each allocation, scale 10^18.
    pub wads_to_slash: Vec<U256>,
    /// The service's words.
    pub description: String,
}

/// What a slash did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slashed {
    /// Its number among those of the set.
    pub slash_id: SlashId,
    /// Shares that wait to be burnt or redistributed, by strategy.
    pub shares: Vec<StrategyShares>,
}

/// What a slash takes in one strategy.
#[derive(Debug, Clone, Copy)]
struct Cut {
    max_before: Magnitude,
    max_after: Magnitude,
    /// The part of the stake delegated, scale 10^18, rounded down.
    wad_slashed: U256,
}

impl Restaking {
    /// Slashes an operator (`slashOperator`); the slash uses up its number even when there is nothing to take.
    ///
    /// # Errors
    /// Paused, [`AllocationError`]: `InputArrayLengthMismatch`, `InvalidOperatorSet`, `OperatorNotSlashable`, `InvalidCaller`,
    /// `StrategiesMustBeInAscendingOrder`, `InvalidWadToSlash`, `StrategyNotInOperatorSet`; and those of slashing the shares.
    pub fn slash_operator(
        &mut self,
        ctx: &Ctx,
        avs: Address,
        slashing: Slashing,
        fx: &mut Effects,
    ) -> Result<Slashed, RestakingError> {
        let set = OperatorSet { avs, id: slashing.set_id };
        self.allocation.check_slash(ctx, set, &slashing)?;
        self.attempt(|restaking| restaking.slash_checked(ctx, set, slashing, fx))
    }

    fn slash_checked(
        &mut self,
        ctx: &Ctx,
        set: OperatorSet,
        slashing: Slashing,
        fx: &mut Effects,
    ) -> Result<Slashed, RestakingError> {
        let Slashing { operator, strategies, wads_to_slash, description, .. } = slashing;
        let slash_id = Arc::make_mut(&mut self.allocation).next_slash_id(set)?;
        let (mut shares, mut wad_slashed) = (Vec::new(), Vec::new());
        let mut last = None;
        for (strategy, wad) in strategies.iter().copied().zip(wads_to_slash) {
            self.allocation.check_strategy(set, strategy, wad, last.replace(strategy))?;
            let allocation = Arc::make_mut(&mut self.allocation);
            let (slashed, part) = match allocation.slash_magnitude(operator, set, strategy, wad, ctx.block, fx)? {
                Some(Cut { max_before, max_after, wad_slashed }) => {
                    (self.slash_operator_shares(ctx, operator, set, slash_id, strategy, max_before, max_after, fx)?, wad_slashed)
                }
                None => (StrategyShares::ZERO, U256::ZERO),
            };
            shares.push(slashed);
            wad_slashed.push(part);
        }
        fx.emit(AllocationEvent::OperatorSlashed { operator, set, strategies, wad_slashed, description });
        Ok(Slashed { slash_id, shares })
    }
}

impl AllocationManager {
    fn check_slash(&self, ctx: &Ctx, set: OperatorSet, slashing: &Slashing) -> Result<(), RestakingError> {
        self.paused.check(PAUSED_OPERATOR_SLASHING)?;
        check_lengths(slashing.strategies.len(), slashing.wads_to_slash.len())?;
        self.check_operator_set(set)?;
        let operator = slashing.operator;
        if !self.is_operator_slashable(operator, set, ctx.block) {
            return Err(AllocationError::OperatorNotSlashable { set, operator }.into());
        }
        if ctx.caller != self.slasher(set, ctx.block) {
            return Err(AllocationError::InvalidCaller(ctx.caller).into());
        }
        Ok(())
    }

    fn check_strategy(
        &self,
        set: OperatorSet,
        strategy: Address,
        wad: U256,
        last: Option<Address>,
    ) -> Result<(), AllocationError> {
        if let Some(last) = last.filter(|last| strategy <= *last) {
            return Err(AllocationError::StrategiesMustBeInAscendingOrder { last, got: strategy });
        }
        if wad.is_zero() || wad > WAD {
            return Err(AllocationError::InvalidWadToSlash(wad));
        }
        if !self.strategies.contains(set, strategy) {
            return Err(AllocationError::StrategyNotInOperatorSet { set, strategy });
        }
        Ok(())
    }

    fn next_slash_id(&mut self, set: OperatorSet) -> Result<SlashId, AllocationError> {
        let record = self.sets.get_mut(&set).ok_or(AllocationError::InvalidOperatorSet(set))?;
        // It cannot saturate: slashes are counted one by one.
        record.slash_count = record.slash_count.saturating_add(1);
        Ok(record.slash_count)
    }

    /// Takes a part of one allocation; nothing when nothing is allocated.
    fn slash_magnitude(
        &mut self,
        operator: Address,
        set: OperatorSet,
        strategy: Address,
        wad: U256,
        block: BlockNumber,
        fx: &mut Effects,
    ) -> Result<Option<Cut>, AllocationError> {
        let mut matured = self.matured(operator, set, strategy, block)?;
        let current = matured.allocation.current;
        if current.is_zero() {
            return Ok(None);
        }
        let max_before = self.max_magnitude(operator, strategy);
        let slashed = current.part_up(wad)?;
        let max_after = max_before.try_sub(slashed)?;
        let wad_slashed = div_wad_down(slashed.wide(), max_before.wide())?;
        matured.encumbered = matured.encumbered.try_sub(slashed)?;
        let rest = current.try_sub(slashed)?;
        if let Some(pending) = &mut matured.allocation.pending {
            let is_lowered = pending.target < current;
            pending.target = slashed_target(current, rest, pending.target, wad)?;
            if is_lowered {
                let (magnitude, effect_block) = (pending.target, pending.effect_block);
                fx.emit(AllocationEvent::AllocationUpdated { operator, set, strategy, magnitude, effect_block });
            }
        }
        matured.allocation.current = rest;
        self.put(operator, set, strategy, matured, fx);
        fx.emit(AllocationEvent::AllocationUpdated { operator, set, strategy, magnitude: rest, effect_block: block });
        self.max_magnitudes.push((operator, strategy), block, max_after)?;
        fx.emit(AllocationEvent::MaxMagnitudeUpdated { operator, strategy, max_magnitude: max_after });
        Ok(Some(Cut { max_before, max_after, wad_slashed }))
    }
}

/// Where a pending change ends after a slash of `wad` that leaves `rest` of `current`.
///
/// A raise adds what it would have added. A lowering takes less: its part is slashed too, rounded up.
fn slashed_target(current: Magnitude, rest: Magnitude, target: Magnitude, wad: U256) -> Result<Magnitude, AllocationError> {
    if target >= current {
        return Ok(rest.try_add(target.try_sub(current)?)?);
    }
    let lowered = current.try_sub(target)?;
    let lowered = lowered.try_sub(lowered.part_up(wad)?)?;
    Ok(rest.try_sub(lowered)?)
}
