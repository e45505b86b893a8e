//! A strategy: `StrategyBase` and its kin.

use super::{initialized, strategy_calls};
use crate::{
    frame::{Frame, Served, Stop, answer, done, refused},
    interfaces::restaking::IStrategy::{self as Strategy, IStrategyCalls as Call},
};
use alloy_primitives::{Address, U256};
use aquifer_protocol::{
    restaking::strategies::{DepositLimits, PAUSED_DEPOSITS, PAUSED_WITHDRAWALS, check_manager},
    units::StrategyShares,
};
use std::sync::Arc;

/// `explanation()`
const EXPLANATION: &str = "Base Strategy implementation to inherit from for more complex implementations";

/// The same of a duration vault.
const VAULT_EXPLANATION: &str = "Duration-bound vault strategy with configurable deposit caps and lock periods";

pub(super) fn serve(frame: &mut Frame<'_>) -> Served {
    let (this, caller) = (frame.call.this, frame.caller());
    let manager = frame.addresses().restaking.strategy_manager;
    match frame.decode_strict::<Call>()? {
        Call::initialize(_) => initialized(),
        Call::deposit(call) => {
            refuse_others(frame, PAUSED_DEPOSITS)?;
            let shares = strategy_calls::deposit(frame, this, (call.token, call.amount))?;
            answer::<Strategy::depositCall>(&shares.get())
        }
        Call::withdraw(call) => {
            refuse_others(frame, PAUSED_WITHDRAWALS)?;
            let shares = StrategyShares::new(call.amountShares);
            let amount = strategy_calls::withdraw(frame, this, call.recipient, (call.token, shares))?;
            answer::<Strategy::withdrawCall>(&amount)
        }
        Call::beforeAddShares(_) | Call::beforeRemoveShares(_) => {
            check_manager(caller, manager).map_err(|refusal| refused(&refusal))?;
            done()
        }
        Call::userUnderlying(call) => answer::<Strategy::userUnderlyingCall>(&underlying_of(frame, call.user)?),
        Call::userUnderlyingView(call) => answer::<Strategy::userUnderlyingViewCall>(&underlying_of(frame, call.user)?),
        Call::sharesToUnderlying(call) => {
            answer::<Strategy::sharesToUnderlyingCall>(&to_underlying(frame, StrategyShares::new(call.amountShares))?)
        }
        Call::sharesToUnderlyingView(call) => {
            answer::<Strategy::sharesToUnderlyingViewCall>(&to_underlying(frame, StrategyShares::new(call.amountShares))?)
        }
        Call::underlyingToShares(call) => answer::<Strategy::underlyingToSharesCall>(&to_shares(frame, call.amountUnderlying)?),
        Call::underlyingToSharesView(call) => {
            answer::<Strategy::underlyingToSharesViewCall>(&to_shares(frame, call.amountUnderlying)?)
        }
        Call::shares(call) => answer::<Strategy::sharesCall>(&shares_of(frame, call.user).get()),
        Call::totalShares(_) => {
            answer::<Strategy::totalSharesCall>(&strategy_calls::strategy_at(frame, this)?.total_shares().get())
        }
        Call::underlyingToken(_) => answer::<Strategy::underlyingTokenCall>(&strategy_calls::strategy_at(frame, this)?.token()),
        Call::strategyManager(_) => answer::<Strategy::strategyManagerCall>(&manager),
        Call::explanation(_) => {
            let is_vault = frame.protocol().restaking.strategies.vault(this).is_ok();
            answer::<Strategy::explanationCall>(&if is_vault { VAULT_EXPLANATION } else { EXPLANATION }.into())
        }
        Call::setTVLLimits(call) => {
            set_limits(frame, call.newMaxPerDeposit, call.newMaxTotalDeposits)?;
            done()
        }
        Call::getTVLLimits(_) => {
            let limits = limits(frame)?;
            answer::<Strategy::getTVLLimitsCall>(&(limits.max_per_deposit, limits.max_total_deposits).into())
        }
        Call::maxPerDeposit(_) => answer::<Strategy::maxPerDepositCall>(&limits(frame)?.max_per_deposit),
        Call::maxTotalDeposits(_) => answer::<Strategy::maxTotalDepositsCall>(&limits(frame)?.max_total_deposits),
    }
}

fn refuse_others(frame: &Frame<'_>, bit: u8) -> Result<(), Stop> {
    let manager = frame.addresses().restaking.strategy_manager;
    let strategy = strategy_calls::strategy_at(frame, frame.call.this)?;
    strategy.check_manager(bit, frame.caller(), manager).map_err(|refusal| refused(&refusal))
}

fn shares_of(frame: &Frame<'_>, user: Address) -> StrategyShares {
    frame.protocol().restaking.strategy_manager.deposit_shares(user, frame.call.this)
}

fn underlying_of(frame: &mut Frame<'_>, user: Address) -> Result<U256, Stop> {
    let shares = shares_of(frame, user);
    to_underlying(frame, shares)
}

fn to_underlying(frame: &mut Frame<'_>, shares: StrategyShares) -> Result<U256, Stop> {
    let balance = strategy_calls::balance(frame, frame.call.this)?;
    let strategy = strategy_calls::strategy_at(frame, frame.call.this)?;
    strategy.shares_to_underlying(shares, balance).map_err(|refusal| refused(&refusal))
}

fn to_shares(frame: &mut Frame<'_>, amount: U256) -> Result<U256, Stop> {
    let balance = strategy_calls::balance(frame, frame.call.this)?;
    let strategy = strategy_calls::strategy_at(frame, frame.call.this)?;
    strategy.underlying_to_shares(amount, balance).map(StrategyShares::get).map_err(|refusal| refused(&refusal))
}

fn limits(frame: &Frame<'_>) -> Result<DepositLimits, Stop> {
    frame.protocol().restaking.strategies.deposit_limits(frame.call.this).map_err(|refusal| refused(&refusal))
}

fn set_limits(frame: &mut Frame<'_>, max_per_deposit: U256, max_total_deposits: U256) -> Result<(), Stop> {
    let (this, limits) = (frame.call.this, DepositLimits { max_per_deposit, max_total_deposits });
    frame.change(|p, ctx, fx| {
        let pausers = Arc::clone(&p.restaking.pausers);
        Arc::make_mut(&mut p.restaking.strategies).set_deposit_limits(ctx, this, limits, &*pausers, fx)
    })
}
