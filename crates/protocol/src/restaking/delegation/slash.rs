//! A slash of an operator's shares: one number for all its stakers, one for its part of the queue.

use super::{DelegationEvent, scaling};
use crate::{
    Ctx, Effects,
    restaking::{BEACON_CHAIN_ETH, EarlyLookup, OperatorSet, Restaking, RestakingError, SlashId},
    units::{ArithError, BlockNumber, Blocks, Magnitude, ScaledShares, StrategyShares},
};
use alloy_primitives::Address;
use std::sync::Arc;

impl Restaking {
    /// `slashOperatorShares`: a set has lowered an operator's maximum magnitude from `before` to `after`. Its shares fall
    /// alike; so does what is queued and still slashable. Both together wait to be burnt or redistributed; of native stake
    /// they are only counted. Returns both together.
    ///
    /// The cost does not depend on how many stakers there are.
    ///
    /// # Errors
    /// An underflow near genesis where [`EarlyLookup::Panics`]; `StrategyAlreadyInSlash`.
    #[expect(clippy::too_many_arguments, reason = "the arguments of the contract's function")]
    pub fn slash_operator_shares(
        &mut self,
        ctx: &Ctx,
        operator: Address,
        set: OperatorSet,
        slash: SlashId,
        strategy: Address,
        before: Magnitude,
        after: Magnitude,
        fx: &mut Effects,
    ) -> Result<StrategyShares, RestakingError> {
        self.delegation.check_not_entered()?;
        let delegated = scaling::cut(self.delegation.operator_shares(operator, strategy), before, after)?;
        let queued = self.slashable_in_queue(operator, strategy, ctx.block)?;
        let total = delegated.try_add(scaling::cut_of_queue(queued, before, after)?)?;

        self.attempt(|restaking| {
            let delegation = Arc::make_mut(&mut restaking.delegation);
            delegation.decrease_delegation(operator, Address::ZERO, strategy, delegated, fx)?;
            fx.emit(DelegationEvent::OperatorSharesSlashed { operator, strategy, total });
            restaking.hold_slashed(ctx, (set, slash), strategy, total, fx)?;
            Ok(total)
        })
    }

    /// `getSlashableSharesInQueue(address,address)`: what of the queue a slash of everything would take, in shares of now.
    ///
    /// # Errors
    /// An underflow near genesis where [`EarlyLookup::Panics`].
    pub fn slashable_shares_in_queue(
        &self,
        operator: Address,
        strategy: Address,
        block: BlockNumber,
    ) -> Result<StrategyShares, ArithError> {
        let queued = self.slashable_in_queue(operator, strategy, block)?;
        scaling::cut_of_queue(queued, self.allocation.max_magnitude(operator, strategy), Magnitude::ZERO)
    }

    /// What was queued in the blocks from `block` less the delay up to `block`.
    fn slashable_in_queue(&self, operator: Address, strategy: Address, block: BlockNumber) -> Result<ScaledShares, ArithError> {
        let ever = self.delegation.queued_until(operator, strategy, block);
        let Some(past) = self.last_block_out_of_reach(block)? else {
            return Ok(ever);
        };
        ever.try_sub(self.delegation.queued_until(operator, strategy, past))
    }

    /// The last block whose withdrawals a slash in `block` does not reach; none on a young chain, where the rules say so.
    fn last_block_out_of_reach(&self, block: BlockNumber) -> Result<Option<BlockNumber>, ArithError> {
        let window = self.config.delays.withdrawal.get().checked_add(1).ok_or(ArithError::Overflow)?;
        match (block.get().checked_sub(window), self.config.early_lookup) {
            (Some(past), _) => Ok(Some(BlockNumber::new(past))),
            (None, EarlyLookup::BeforeEverything) => Ok(None),
            (None, EarlyLookup::Panics) => Err(ArithError::Underflow),
        }
    }

    fn hold_slashed(
        &mut self,
        ctx: &Ctx,
        slash: (OperatorSet, SlashId),
        strategy: Address,
        total: StrategyShares,
        fx: &mut Effects,
    ) -> Result<(), RestakingError> {
        if strategy == BEACON_CHAIN_ETH {
            Arc::make_mut(&mut self.pods).increase_burnable_shares(total, fx)?;
        } else {
            self.strategy_manager.check_not_entered()?;
            let delay: Option<Blocks> = self.config.delays.slash_resolution;
            Arc::make_mut(&mut self.strategy_manager).record_slashed(ctx, slash, (strategy, total), delay, fx)?;
        }
        Ok(())
    }
}
