//! The way into the withdrawal queue: shares leave the staker and its operator at once, and stay slashable for the delay.

use super::{DelegationError, DelegationEvent, DelegationManager, PAUSED_ENTER_WITHDRAWAL_QUEUE, Withdrawal, scaling};
use crate::{
    Ctx, Effects,
    restaking::{BEACON_CHAIN_ETH, Restaking, RestakingError},
    units::{ArithError, BlockNumber, ScaledShares, ScalingFactor, StrategyShares},
};
use alloy_primitives::{Address, B256, U256};
use std::sync::Arc;

/// `QueuedWithdrawalParams`: what goes into one withdrawal. The contract's third field is ignored there too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueuedWithdrawalParams {
    /// Strategies; one named twice is withdrawn from twice.
    pub strategies: Vec<Address>,
    /// Deposit shares of each.
    pub deposit_shares: Vec<StrategyShares>,
}

/// What of one strategy goes into the queue.
struct Part {
    strategy: Address,
    deposit: StrategyShares,
    /// Worth now.
    withdrawable: StrategyShares,
    /// Kept in the queue.
    scaled: ScaledShares,
}

impl Restaking {
    /// `queueWithdrawals((address[],uint256[],address)[])` by the staker. Returns the roots.
    ///
    /// # Errors
    /// [`DelegationError::Paused`], [`DelegationError::InputArrayLengthMismatch`],
    /// [`DelegationError::InputArrayLengthZero`]; an underflow when the operator's shares do not suffice, which comes before
    /// the refusals of deposit shares by `StrategyManager` and `EigenPodManager`.
    pub fn queue_withdrawals(
        &mut self,
        ctx: &Ctx,
        params: &[QueuedWithdrawalParams],
        fx: &mut Effects,
    ) -> Result<Vec<B256>, RestakingError> {
        self.delegation.pause_bits().check(PAUSED_ENTER_WITHDRAWAL_QUEUE).map_err(DelegationError::from)?;
        self.delegation.check_not_entered()?;
        let (staker, operator) = (ctx.caller, self.delegation.delegated_to(ctx.caller));
        self.attempt(|restaking| {
            let queue =
                |params: &QueuedWithdrawalParams| restaking.queue_withdrawal(ctx, staker, operator, &params.deposits()?, fx);
            params.iter().map(queue).collect()
        })
    }

    /// One withdrawal. Several steps: the caller undoes them together.
    pub(super) fn queue_withdrawal(
        &mut self,
        ctx: &Ctx,
        staker: Address,
        operator: Option<Address>,
        deposits: &[(Address, StrategyShares)],
        fx: &mut Effects,
    ) -> Result<B256, RestakingError> {
        if staker.is_zero() {
            return Err(DelegationError::InputAddressZero.into());
        }
        if deposits.is_empty() {
            return Err(DelegationError::InputArrayLengthZero.into());
        }
        let (mut scaled_shares, mut shares) = (Vec::new(), Vec::new());
        for &(strategy, deposit) in deposits {
            let part = self.part(staker, operator, strategy, deposit)?;
            self.remove(ctx.block, staker, operator, &part, fx)?;
            scaled_shares.push(part.scaled);
            shares.push(part.withdrawable);
        }
        let delegation = Arc::make_mut(&mut self.delegation);
        let withdrawal = Withdrawal {
            staker,
            delegated_to: operator.unwrap_or_default(),
            withdrawer: staker,
            nonce: U256::from(delegation.withdrawals_queued_by(staker)),
            start_block: ctx.block,
            strategies: deposits.iter().map(|(strategy, _)| *strategy).collect(),
            scaled_shares,
        };
        let root = delegation.enqueue(&withdrawal);
        fx.emit(DelegationEvent::SlashingWithdrawalQueued { root, withdrawal, shares });
        Ok(root)
    }

    /// What deposit shares are worth now, and as the queue keeps them.
    fn part(
        &self,
        staker: Address,
        operator: Option<Address>,
        strategy: Address,
        deposit: StrategyShares,
    ) -> Result<Part, ArithError> {
        let slashing = self.slashing_factor(staker, operator, strategy)?;
        let scaled = scaling::scaled(deposit, self.delegation.scaling_factor(staker, strategy))?;
        Ok(Part { strategy, deposit, withdrawable: scaling::after_slashing(scaled, slashing)?, scaled })
    }

    /// Takes a part from the operator, then from the staker.
    fn remove(
        &mut self,
        block: BlockNumber,
        staker: Address,
        operator: Option<Address>,
        part: &Part,
        fx: &mut Effects,
    ) -> Result<(), RestakingError> {
        if let Some(operator) = operator {
            let delegation = Arc::make_mut(&mut self.delegation);
            delegation.add_queued((operator, part.strategy), block, part.scaled)?;
            delegation.decrease_delegation(operator, staker, part.strategy, part.withdrawable, fx)?;
        }
        self.check_removal(part.strategy)?;
        let left = self.remove_deposit_shares(staker, part.strategy, part.deposit, fx)?;
        if left.is_zero() {
            Arc::make_mut(&mut self.delegation).set_scaling_factor(staker, part.strategy, ScalingFactor::ONE, fx);
        }
        Ok(())
    }

    fn remove_deposit_shares(
        &mut self,
        staker: Address,
        strategy: Address,
        shares: StrategyShares,
        fx: &mut Effects,
    ) -> Result<StrategyShares, RestakingError> {
        if strategy == BEACON_CHAIN_ETH {
            Ok(Arc::make_mut(&mut self.pods).remove_deposit_shares(staker, shares, fx)?)
        } else {
            self.strategy_manager.check_not_entered()?;
            Ok(Arc::make_mut(&mut self.strategy_manager).remove_deposit_shares(staker, strategy, shares)?)
        }
    }
}

impl QueuedWithdrawalParams {
    /// Strategies with their shares.
    fn deposits(&self) -> Result<Vec<(Address, StrategyShares)>, DelegationError> {
        let (expected, got) = (self.strategies.len(), self.deposit_shares.len());
        if expected != got {
            return Err(DelegationError::InputArrayLengthMismatch { expected, got });
        }
        Ok(self.strategies.iter().copied().zip(self.deposit_shares.iter().copied()).collect())
    }
}

impl DelegationManager {
    fn enqueue(&mut self, withdrawal: &Withdrawal) -> B256 {
        let (staker, root) = (withdrawal.staker, withdrawal.root());
        // It cannot saturate: withdrawals are queued one by one.
        let queued = self.withdrawals_queued_by(staker).saturating_add(1);
        self.withdrawal_counts.insert(staker, queued);
        self.withdrawals.insert(root, withdrawal.clone());
        self.roots_of.insert(staker, root);
        root
    }

    /// Adds to what was ever queued under an operator; of several additions in a block the last sum counts.
    fn add_queued(
        &mut self,
        (operator, strategy): (Address, Address),
        block: BlockNumber,
        scaled: ScaledShares,
    ) -> Result<(), DelegationError> {
        let ever = self.queued.latest((operator, strategy)).unwrap_or(ScaledShares::ZERO);
        Ok(self.queued.push((operator, strategy), block, ever.try_add(scaled)?)?)
    }

    /// What was queued under an operator up to and including a block, since ever.
    pub(super) fn queued_until(&self, operator: Address, strategy: Address, block: BlockNumber) -> ScaledShares {
        self.queued.at((operator, strategy), block).unwrap_or(ScaledShares::ZERO)
    }
}
