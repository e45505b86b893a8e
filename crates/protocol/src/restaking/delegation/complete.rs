//! The way out of the withdrawal queue: as tokens, or as deposit shares again.
//!
//! What is paid is fixed by the old operator's magnitude in the last block of the delay, and by what the beacon chain has
//! left of the pod today. Tokens are sent strategy by strategy, with a look at balances before each: so a completion hands
//! out what each strategy owes, and the caller has it paid.

use super::{
    DelegationError, DelegationEvent, DelegationManager, PAUSED_EXIT_WITHDRAWAL_QUEUE, Withdrawal, scaling, shares::Addition,
};
use crate::{
    Ctx, Effects,
    restaking::{BEACON_CHAIN_ETH, Restaking, RestakingError, strategies::vault::VaultBalances},
    units::{BlockNumber, StrategyShares},
};
use alloy_primitives::{Address, B256};
use std::sync::Arc;

/// Shares out of the queue that are to be paid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Payout {
    /// By a strategy, in tokens.
    Tokens {
        /// Which strategy.
        strategy: Address,
        /// As which token.
        token: Address,
        /// How many shares.
        shares: StrategyShares,
        /// To whom.
        to: Address,
    },
    /// By the staker's pod, in ether.
    Ether {
        /// Whose pod, and to whom.
        staker: Address,
        /// How many shares: wei.
        shares: StrategyShares,
    },
}

impl Restaking {
    /// `completeQueuedWithdrawal(Withdrawal,address[],bool)` as tokens: the withdrawal is over, and this is what strategies
    /// owe, in order. A strategy of which nothing is left owes nothing.
    ///
    /// # Errors
    /// [`DelegationError::Paused`], [`DelegationError::InputArrayLengthMismatch`],
    /// [`DelegationError::WithdrawerNotCaller`], [`DelegationError::WithdrawalNotQueued`],
    /// [`DelegationError::WithdrawalDelayNotElapsed`].
    pub fn complete_as_tokens(
        &mut self,
        ctx: &Ctx,
        withdrawal: &Withdrawal,
        tokens: &[Address],
        fx: &mut Effects,
    ) -> Result<Vec<Payout>, RestakingError> {
        let worth = self.end_withdrawal(ctx, withdrawal, tokens.len(), fx)?;
        let owed = worth.into_iter().zip(tokens).filter(|((_, shares), _)| !shares.is_zero());
        let payout = |((strategy, shares), &token)| Payout::of(withdrawal.staker, strategy, token, shares);
        Ok(owed.map(payout).collect())
    }

    /// The same as shares: they are the staker's again, and count for the operator it has now. Duration vaults have their
    /// say, for which they need to know what they hold.
    ///
    /// # Errors
    /// Those of [`Self::complete_as_tokens`]; [`DelegationError::FullySlashed`] for the operator it has now; those of adding
    /// shares.
    pub fn complete_as_shares(
        &mut self,
        ctx: &Ctx,
        withdrawal: &Withdrawal,
        tokens: &[Address],
        balances: &VaultBalances,
        fx: &mut Effects,
    ) -> Result<(), RestakingError> {
        let staker = withdrawal.staker;
        self.attempt(|restaking| {
            for (strategy, shares) in restaking.end_withdrawal(ctx, withdrawal, tokens.len(), fx)? {
                if !shares.is_zero() {
                    restaking.check_addition(staker, strategy, shares, balances)?;
                    restaking.give_back(staker, strategy, shares, fx)?;
                }
            }
            Ok(())
        })
    }

    /// Takes a withdrawal that is due out of the queue. Returns what each strategy owes.
    fn end_withdrawal(
        &mut self,
        ctx: &Ctx,
        withdrawal: &Withdrawal,
        tokens: usize,
        fx: &mut Effects,
    ) -> Result<Vec<(Address, StrategyShares)>, RestakingError> {
        self.delegation.pause_bits().check(PAUSED_EXIT_WITHDRAWAL_QUEUE).map_err(DelegationError::from)?;
        let (expected, got) = (withdrawal.strategies.len(), tokens);
        if expected != got {
            return Err(DelegationError::InputArrayLengthMismatch { expected, got }.into());
        }
        let root = self.delegation.check_completable(ctx, withdrawal)?;
        let slashable_until = self.slashable_until(withdrawal)?;
        if ctx.block <= slashable_until {
            return Err(DelegationError::WithdrawalDelayNotElapsed { slashable_until, now: ctx.block }.into());
        }
        let worth = self.worth_at(withdrawal, slashable_until)?;

        Arc::make_mut(&mut self.delegation).dequeue(withdrawal.staker, root);
        fx.emit(DelegationEvent::SlashingWithdrawalCompleted { root });
        Ok(worth)
    }

    /// Last block in which a withdrawal can be slashed.
    pub(super) fn slashable_until(&self, withdrawal: &Withdrawal) -> Result<BlockNumber, DelegationError> {
        Ok(withdrawal.start_block.after(self.config.delays.withdrawal)?)
    }

    /// What each strategy of a withdrawal is worth with the operator's magnitudes of a block.
    pub(super) fn worth_at(
        &self,
        withdrawal: &Withdrawal,
        block: BlockNumber,
    ) -> Result<Vec<(Address, StrategyShares)>, DelegationError> {
        let operator = Some(withdrawal.delegated_to).filter(|operator| !operator.is_zero());
        let worth = |(&strategy, &scaled)| {
            let slashing = self.slashing_factor_at(withdrawal.staker, operator, strategy, block)?;
            Ok((strategy, scaling::after_slashing(scaled, slashing)?))
        };
        withdrawal.strategies.iter().zip(&withdrawal.scaled_shares).map(worth).collect()
    }

    /// Shares out of the queue become deposit shares.
    fn give_back(
        &mut self,
        staker: Address,
        strategy: Address,
        shares: StrategyShares,
        fx: &mut Effects,
    ) -> Result<(), RestakingError> {
        let operator = self.delegation.delegated_to(staker);
        let slashing = self.slashing_factor(staker, operator, strategy)?;
        let previous = if strategy == BEACON_CHAIN_ETH {
            Arc::make_mut(&mut self.pods).add_shares(staker, shares, fx)?.0
        } else {
            self.strategy_manager.check_not_entered()?;
            Arc::make_mut(&mut self.strategy_manager).add_shares(staker, strategy, shares, fx)?
        };
        let addition = Addition { staker, operator, strategy, previous, added: shares, slashing };
        Ok(Arc::make_mut(&mut self.delegation).increase_delegation(addition, fx)?)
    }
}

impl Payout {
    /// Nobody looks at the token of native stake.
    fn of(staker: Address, strategy: Address, token: Address, shares: StrategyShares) -> Self {
        if strategy == BEACON_CHAIN_ETH {
            Self::Ether { staker, shares }
        } else {
            Self::Tokens { strategy, token, shares, to: staker }
        }
    }
}

impl DelegationManager {
    /// The caller may complete it, and it waits. Returns its root.
    fn check_completable(&self, ctx: &Ctx, withdrawal: &Withdrawal) -> Result<B256, DelegationError> {
        let (caller, withdrawer) = (ctx.caller, withdrawal.withdrawer);
        if caller != withdrawer {
            return Err(DelegationError::WithdrawerNotCaller { caller, withdrawer });
        }
        let root = withdrawal.root();
        if self.withdrawals.contains_key(&root) { Ok(root) } else { Err(DelegationError::WithdrawalNotQueued(root)) }
    }

    fn dequeue(&mut self, staker: Address, root: B256) {
        self.withdrawals.remove(&root);
        self.roots_of.remove(staker, root);
    }
}
