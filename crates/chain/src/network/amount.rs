//! Amounts of ether as people write them: `1.5 ether`, `100gwei`, `1_000_000 wei`.
//!
//! The unit is always said; a bare number is refused, because `10` could be ether to one reader and wei to the next.

use alloy_primitives::{U256, utils::Unit};
use serde::{Deserialize, Deserializer, de};

/// Why a text is no amount.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    /// No unit, or one that is not known.
    #[error("`{0}` has no unit: expected a number and `ether`, `gwei` or `wei`, as in `1.5 ether`")]
    Unit(String),
    /// The part before the unit is no decimal number.
    #[error("`{0}` is not a decimal number: expected digits with at most one point, as in `1.5 ether`")]
    Number(String),
    /// More decimal places than the unit has.
    #[error("`{text}` has {given} decimal places, the unit has {allowed}: nothing is smaller than a wei")]
    TooFine {
        /// The text as given.
        text: String,
        /// Decimal places given.
        given: usize,
        /// Decimal places of the unit.
        allowed: u8,
    },
    /// Does not fit into 256 bits.
    #[error("`{0}` is more wei than 256 bits hold")]
    TooLarge(String),
}

/// Wei in an amount with its unit. Digits may be grouped by `_` or `,`; a space before the unit is allowed.
///
/// # Errors
/// [`AmountError`], which quotes the text and says what was expected.
pub fn parse_wei(text: &str) -> Result<U256, AmountError> {
    let trimmed = text.trim();
    let split = trimmed.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(trimmed.len());
    let (number, unit) = trimmed.split_at(split);
    let unit = match unit.to_ascii_lowercase().as_str() {
        "ether" | "eth" => Unit::ETHER,
        "gwei" => Unit::GWEI,
        "wei" => Unit::WEI,
        _ => return Err(AmountError::Unit(text.to_owned())),
    };
    scaled(text, number.trim(), unit)
}

/// `number * 10^decimals` of the unit, exactly or not at all.
fn scaled(text: &str, number: &str, unit: Unit) -> Result<U256, AmountError> {
    let digits: String = number.chars().filter(|c| !matches!(c, '_' | ',')).collect();
    let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
    let is_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !is_digits(whole) || !is_digits(fraction) {
        return Err(AmountError::Number(text.to_owned()));
    }
    let allowed = unit.get();
    if fraction.len() > usize::from(allowed) {
        return Err(AmountError::TooFine { text: text.to_owned(), given: fraction.len(), allowed });
    }
    let padded = format!("{whole}{fraction:0<width$}", width = usize::from(allowed));
    U256::from_str_radix(&padded, 10).map_err(|_| AmountError::TooLarge(text.to_owned()))
}

/// An amount in a network file, in wei.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Amount(pub U256);

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        parse_wei(&text).map(Self).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_read_exactly_to_the_wei() {
        #[track_caller]
        fn check(text: &str, wei: u128) {
            assert_eq!(parse_wei(text), Ok(U256::from(wei)));
        }
        check("1.5ether", 1_500_000_000_000_000_000);
        check("1.5 ETH", 1_500_000_000_000_000_000);
        check("10,000 ether", 10_000_000_000_000_000_000_000);
        check("100gwei", 100_000_000_000);
        check("1_000_000 wei", 1_000_000);
        check("0.000000000000000001 ether", 1);
        check("0 wei", 0);
    }

    #[test]
    fn what_is_no_amount_is_refused_with_what_was_expected() {
        #[track_caller]
        fn check(text: &str, expected: &str) {
            let error = parse_wei(text).unwrap_err().to_string();
            assert!(error.contains(expected), "{text}: {error}");
        }
        check("10", "has no unit");
        check("10 finney", "has no unit");
        check("", "has no unit");
        check("ether", "not a decimal number");
        check("-1 ether", "not a decimal number");
        check("1.2.3 ether", "not a decimal number");
        check("1.5 wei", "has 1 decimal places, the unit has 0");
        check("0.0000000001 gwei", "has 10 decimal places, the unit has 9");
        let huge = format!("1{} ether", "0".repeat(70));
        check(&huge, "more wei than 256 bits");
    }
}
