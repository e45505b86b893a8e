//! `EigenStrategy`: EIGEN is unwrapped on its way in and wrapped on its way out; the strategy holds bEIGEN.

use super::{Strategy, StrategyKind};
use crate::{
    Ctx, Effects,
    restaking::{Restaking, RestakingError},
    units::{ArithError, EigenAmount},
};
use alloy_primitives::{Address, U256};
use std::sync::Arc;

impl Restaking {
    /// Unwraps EIGEN that has arrived at its strategy. Returns what the strategy holds of its own token then.
    pub(super) fn unwrap_deposit(
        &mut self,
        ctx: &Ctx,
        strategy: Address,
        (token, amount): (Address, U256),
        balance: U256,
        fx: &mut Effects,
    ) -> Result<U256, RestakingError> {
        if !self.is_wrapped(strategy, token) {
            return Ok(balance);
        }
        let as_strategy = ctx.called_by(strategy);
        Arc::make_mut(&mut self.eigen).unwrap(&as_strategy, EigenAmount::new(amount), fx)?;
        Ok(balance.checked_add(amount).ok_or(ArithError::Overflow)?)
    }

    /// Wraps bEIGEN of the strategy that is to leave as EIGEN.
    pub(super) fn wrap_withdrawal(
        &mut self,
        ctx: &Ctx,
        strategy: Address,
        (token, amount): (Address, U256),
        fx: &mut Effects,
    ) -> Result<(), RestakingError> {
        if !self.is_wrapped(strategy, token) {
            return Ok(());
        }
        let (as_strategy, amount) = (ctx.called_by(strategy), EigenAmount::new(amount));
        let tokens = Arc::make_mut(&mut self.eigen);
        tokens.approve_backing(&as_strategy, token, amount, fx)?;
        Ok(tokens.wrap(&as_strategy, amount, fx)?)
    }

    /// Whether the token is EIGEN in front of its strategy, and not the bEIGEN that the strategy holds.
    fn is_wrapped(&self, strategy: Address, token: Address) -> bool {
        match self.strategies.get(strategy).map(Strategy::kind) {
            Some(StrategyKind::Eigen { eigen }) => *eigen == token,
            Some(StrategyKind::Base | StrategyKind::TvlLimited(_) | StrategyKind::DurationVault(_)) | None => false,
        }
    }
}
