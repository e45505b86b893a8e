//! What `StrategyManager` asks of a strategy: one of ours, or a contract of somebody else.

use crate::{
    CallAnswer, OutsideCall,
    frame::{Frame, Stop, refused},
    interfaces::restaking::IStrategy,
    tokens,
};
use alloy_primitives::{Address, U256};
use alloy_sol_types::SolCall;
use aquifer_protocol::{
    restaking::strategies::{Strategy, StrategyError, vault::VaultBalances},
    units::{StrategyShares, Wei},
};

/// The strategy of ours at an address; the refusal of an account without code if there is none.
pub(super) fn strategy_at<'a>(frame: &'a Frame<'_>, address: Address) -> Result<&'a Strategy, Stop> {
    let strategy = frame.protocol().restaking.strategies.get(address);
    strategy.ok_or_else(|| refused(&StrategyError::NoStrategy(address)))
}

/// What a strategy of ours holds of its token, in base units.
pub(super) fn balance(frame: &mut Frame<'_>, strategy: Address) -> Result<U256, Stop> {
    let token = strategy_at(frame, strategy)?.token();
    tokens::balance_of(frame.host, token, strategy, strategy)
}

/// What the duration vaults among strategies hold: they have a say when shares are added.
pub(super) fn vault_balances(frame: &mut Frame<'_>, strategies: &[Address]) -> Result<VaultBalances, Stop> {
    let vaults: Vec<_> = frame.protocol().restaking.vaults_among(strategies).collect();
    vaults.into_iter().map(|vault| Ok((vault, balance(frame, vault)?))).collect()
}

/// The token of a strategy.
pub(super) fn token_of(frame: &mut Frame<'_>, strategy: Address) -> Result<Address, Stop> {
    if let Some(strategy) = frame.protocol().restaking.strategies.get(strategy) {
        return Ok(strategy.token());
    }
    ask(frame, strategy, &IStrategy::underlyingTokenCall {}, true)
}

/// New shares for tokens that have arrived at a strategy.
pub(super) fn deposit(
    frame: &mut Frame<'_>,
    strategy: Address,
    (token, amount): (Address, U256),
) -> Result<StrategyShares, Stop> {
    if frame.protocol().restaking.is_strategy(strategy) {
        let balance = balance(frame, strategy)?;
        return frame.change(|p, ctx, fx| p.restaking.deposit_to_strategy(ctx, strategy, (token, amount), balance, fx));
    }
    ask(frame, strategy, &IStrategy::depositCall { token, amount }, false).map(StrategyShares::new)
}

/// Shares become tokens and go to the recipient. Returns how many base units.
pub(super) fn withdraw(
    frame: &mut Frame<'_>,
    strategy: Address,
    recipient: Address,
    (token, shares): (Address, StrategyShares),
) -> Result<U256, Stop> {
    if frame.protocol().restaking.is_strategy(strategy) {
        let balance = balance(frame, strategy)?;
        return frame
            .settle(|p, ctx, fx| p.restaking.withdraw_from_strategy(ctx, strategy, recipient, (token, shares), balance, fx));
    }
    ask(frame, strategy, &IStrategy::withdrawCall { recipient, token, amountShares: shares.get() }, false)
}

/// A call of `StrategyManager` to a strategy of somebody else, as the compiler makes it: an account without code fails.
fn ask<C: SolCall>(frame: &mut Frame<'_>, strategy: Address, call: &C, is_static: bool) -> Result<C::Return, Stop> {
    if !frame.host.has_code(strategy) {
        return Err(refused(&StrategyError::NoStrategy(strategy)));
    }
    let from = frame.addresses().restaking.strategy_manager;
    let question = OutsideCall { from, to: strategy, value: Wei::ZERO, input: call.abi_encode().into(), is_static };
    match frame.host.call(question) {
        CallAnswer { success: true, output } => C::abi_decode_returns(&output).map_err(|_| Stop::empty()),
        CallAnswer { success: false, output } => Err(Stop::Revert(output)),
    }
}
