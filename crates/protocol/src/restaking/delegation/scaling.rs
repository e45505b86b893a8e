//! The three kinds of shares, and how factors lead from one to the other.
//!
//! With deposit shares `s`, the staker's deposit scaling factor `k` and the slashing factor `f` of its operator (and of
//! its pod), all of scale 10^18:
//!
//! ```text
//! scaled shares        q = s k             what the queue keeps: later slashes still count
//! withdrawable shares  a = s k f           what can be withdrawn now
//! ```
//!
//! Every step is rounded down on its own, in this order: operator shares, which are counted exactly, are then at least the
//! sum of their stakers'. A deposit of `d` on top of `p` deposit shares must add exactly `d` to what is withdrawable, so
//! `k' = ((p k f + d) / (p + d)) / f`: earlier slashes stay with the earlier shares. Sections 4.1, 4.2 and 4.7 of the
//! restaking specification, `SlashingLib` of the contracts.

use crate::units::{ArithError, Magnitude, ScaledShares, ScalingFactor, StrategyShares, div_wad_down, mul_div_up, mul_wad_down};

/// `s k`, rounded down.
///
/// # Errors
/// [`ArithError::Overflow`].
pub fn scaled(deposit: StrategyShares, factor: ScalingFactor) -> Result<ScaledShares, ArithError> {
    mul_wad_down(deposit.get(), factor.get()).map(ScaledShares::new)
}

/// `q f`, rounded down: what scaled shares are worth under a slashing factor.
///
/// # Errors
/// [`ArithError::Overflow`].
pub fn after_slashing(scaled: ScaledShares, slashing: Magnitude) -> Result<StrategyShares, ArithError> {
    mul_wad_down(scaled.get(), slashing.wide()).map(StrategyShares::new)
}

/// `(s k) f`, rounded down twice.
///
/// # Errors
/// [`ArithError::Overflow`].
pub fn withdrawable(deposit: StrategyShares, factor: ScalingFactor, slashing: Magnitude) -> Result<StrategyShares, ArithError> {
    after_slashing(scaled(deposit, factor)?, slashing)
}

/// `(a / k) / f`, rounded down twice: deposit shares to queue for what one wants to have. Not the inverse of
/// [`withdrawable`] to the unit.
///
/// # Errors
/// [`ArithError::DivisionByZero`] when everything is slashed, [`ArithError::Overflow`].
pub fn deposit_shares_for(
    withdrawable: StrategyShares,
    factor: ScalingFactor,
    slashing: Magnitude,
) -> Result<StrategyShares, ArithError> {
    let unscaled = div_wad_down(withdrawable.get(), factor.get())?;
    div_wad_down(unscaled, slashing.wide()).map(StrategyShares::new)
}

/// `k'` after `added` deposit shares on top of `previous`; each division rounded down.
///
/// # Errors
/// [`ArithError::DivisionByZero`] when everything is slashed, which the caller refuses before; [`ArithError::Overflow`].
pub fn factor_after_deposit(
    factor: ScalingFactor,
    previous: StrategyShares,
    added: StrategyShares,
    slashing: Magnitude,
) -> Result<ScalingFactor, ArithError> {
    if previous.is_zero() {
        return div_wad_down(factor.get(), slashing.wide()).map(ScalingFactor::new);
    }
    let worth = withdrawable(previous, factor, slashing)?.try_add(added)?;
    let per_share = div_wad_down(worth.get(), previous.try_add(added)?.get())?;
    div_wad_down(per_share, slashing.wide()).map(ScalingFactor::new)
}

/// What a slash from `before` to `after` takes of shares: the remainder is rounded up, so the cut is rounded down, for
/// the stakers, by at most one unit.
///
/// # Errors
/// [`ArithError::DivisionByZero`] when nothing was left before.
pub fn cut(shares: StrategyShares, before: Magnitude, after: Magnitude) -> Result<StrategyShares, ArithError> {
    let left = mul_div_up(shares.get(), after.wide(), before.wide())?;
    shares.try_sub(StrategyShares::new(left))
}

/// The same of scaled shares in the queue, in shares of before the slash; nothing when nothing was left before.
///
/// # Errors
/// [`ArithError::Overflow`].
pub fn cut_of_queue(queued: ScaledShares, before: Magnitude, after: Magnitude) -> Result<StrategyShares, ArithError> {
    if before.is_zero() {
        return Ok(StrategyShares::ZERO);
    }
    cut(after_slashing(queued, before)?, before, after)
}
