//! Weights and proportions.

use super::{Allocated, Staker};
use crate::{
    restaking::rewards::StrategyAndMultiplier,
    units::{ArithError, Bips, StrategyShares, mul_div_down},
};
use alloy_primitives::{Address, U256};

/// Proportions have 15 decimals.
const PROPORTION: U256 = U256::from_limbs([1_000_000_000_000_000, 0, 0, 0]);

/// Weight of a staker: `sum(multiplier * counted(strategy, shares))` over the strategies of the rewards.
pub(super) fn weight_of(
    staker: &Staker,
    strategies: &[StrategyAndMultiplier],
    counted: impl Fn(Address, U256) -> Result<U256, ArithError>,
) -> Result<U256, ArithError> {
    let mut weight = U256::ZERO;
    for &(strategy, shares) in &staker.shares {
        let Some(entry) = entry_of(strategies, strategy) else { continue };
        let part = counted(strategy, shares.get())?.checked_mul(entry.multiplier).ok_or(ArithError::Overflow)?;
        weight = weight.checked_add(part).ok_or(ArithError::Overflow)?;
    }
    Ok(weight)
}

/// Shares that count in full.
pub(super) const fn all(_strategy: Address, shares: U256) -> Result<U256, ArithError> {
    Ok(shares)
}

/// The part of shares allocated to a set: `fl(shares * magnitude / max magnitude)`, nothing of a strategy slashed to zero.
pub(super) fn allocated_part(allocated: Option<&Allocated>, shares: U256) -> Result<U256, ArithError> {
    match allocated {
        Some(part) if !part.max_magnitude.is_zero() => mul_div_down(shares, part.magnitude.wide(), part.max_magnitude.wide()),
        _ => Ok(U256::ZERO),
    }
}

/// `fl(fl(weight * 10^15 / total) * amount / 10^15)`; the total is more than nothing.
pub(super) fn proportional(weight: U256, total: U256, amount: U256) -> Result<U256, ArithError> {
    let proportion = mul_div_down(weight, PROPORTION, total)?;
    mul_div_down(proportion, amount, PROPORTION)
}

/// What the operator keeps, rounded down, and what is left for the staker.
pub(super) fn split(amount: U256, bips: Bips) -> Result<(U256, U256), ArithError> {
    let kept = mul_div_down(amount, U256::from(bips.get()), U256::from(Bips::FULL.get()))?;
    Ok((kept, amount.checked_sub(kept).ok_or(ArithError::Underflow)?))
}

/// Shares of one strategy as bare units.
pub(super) fn shares_in(shares: Option<&std::collections::BTreeMap<Address, StrategyShares>>, strategy: Address) -> U256 {
    shares.and_then(|shares| shares.get(&strategy)).map_or(U256::ZERO, |shares| shares.get())
}

/// Lists of strategies ascend: submissions are refused otherwise.
fn entry_of(strategies: &[StrategyAndMultiplier], strategy: Address) -> Option<&StrategyAndMultiplier> {
    let place = strategies.binary_search_by_key(&strategy, |entry| entry.strategy).ok()?;
    strategies.get(place)
}
