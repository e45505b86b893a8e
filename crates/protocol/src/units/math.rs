//! Exact integer arithmetic with named rounding.

use alloy_primitives::{U256, U512, ruint::UintTryFrom as _};

/// Why an amount could not be computed. Nothing wraps and nothing saturates silently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ArithError {
    /// The result does not fit its type.
    #[error("arithmetic overflow")]
    Overflow,
    /// The result would be negative.
    #[error("arithmetic underflow")]
    Underflow,
    /// The divisor is zero.
    #[error("division by zero")]
    DivisionByZero,
}

/// `floor(a * b / divisor)`; only the result can overflow.
///
/// # Errors
/// [`ArithError::DivisionByZero`], or [`ArithError::Overflow`] when the quotient needs more than 256 bits.
pub fn mul_div_down(a: U256, b: U256, divisor: U256) -> Result<U256, ArithError> {
    Ok(mul_div(a, b, divisor)?.0)
}

/// `ceil(a * b / divisor)`; only the result can overflow.
///
/// # Errors
/// As [`mul_div_down`].
pub fn mul_div_up(a: U256, b: U256, divisor: U256) -> Result<U256, ArithError> {
    let (quotient, exact) = mul_div(a, b, divisor)?;
    if exact { Ok(quotient) } else { quotient.checked_add(U256::ONE).ok_or(ArithError::Overflow) }
}

/// Quotient rounded down, and whether nothing was left over.
fn mul_div(a: U256, b: U256, divisor: U256) -> Result<(U256, bool), ArithError> {
    if divisor.is_zero() {
        return Err(ArithError::DivisionByZero);
    }
    // Amounts of ether and shares stay below 2^128: the product then fits 256 bits and the division is three times faster.
    if let Some(product) = a.checked_mul(b) {
        let (quotient, rest) = product.div_rem(divisor);
        return Ok((quotient, rest.is_zero()));
    }
    let product: U512 = a.widening_mul(b);
    let (quotient, rest) = product.div_rem(U512::from(divisor));
    let quotient = U256::uint_try_from(quotient).map_err(|_| ArithError::Overflow)?;
    Ok((quotient, rest.is_zero()))
}

/// The scale of magnitudes and of slashing and scaling factors: 10^18 is the whole.
pub const WAD: U256 = U256::from_limbs([1_000_000_000_000_000_000, 0, 0, 0]);

/// `floor(a * b / 10^18)` (`mulWad`).
///
/// # Errors
/// [`ArithError::Overflow`].
pub fn mul_wad_down(a: U256, b: U256) -> Result<U256, ArithError> {
    mul_div_down(a, b, WAD)
}

/// `ceil(a * b / 10^18)` (`mulWadRoundUp`).
///
/// # Errors
/// [`ArithError::Overflow`].
pub fn mul_wad_up(a: U256, b: U256) -> Result<U256, ArithError> {
    mul_div_up(a, b, WAD)
}

/// `floor(a * 10^18 / b)` (`divWad`).
///
/// # Errors
/// [`ArithError::DivisionByZero`], or [`ArithError::Overflow`].
pub fn div_wad_down(a: U256, b: U256) -> Result<U256, ArithError> {
    mul_div_down(a, WAD, b)
}

/// Largest `x` with `x * x <= n`.
#[must_use]
pub const fn isqrt(n: u64) -> u64 {
    n.isqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_is_named_and_only_the_result_overflows() {
        let max = U256::MAX;
        assert_eq!(mul_div_down(max, max, max), Ok(max));
        assert_eq!(mul_div_up(U256::from(7), U256::from(3), U256::from(2)), Ok(U256::from(11)));
        assert_eq!(mul_div_down(U256::from(7), U256::from(3), U256::from(2)), Ok(U256::from(10)));
        assert_eq!(mul_div_down(max, max, U256::ONE), Err(ArithError::Overflow));
        assert_eq!(mul_div_up(max, max, U256::ZERO), Err(ArithError::DivisionByZero));
    }
}
