//! Amounts of restaking on the command line and on the terminal.

use crate::output::ether_exact;
use alloy_primitives::U256;
use aquifer_chain::network::amount::parse_wei;
use std::str::FromStr;

/// One whole in the contracts' scale of magnitudes and factors.
pub(crate) const WHOLE: u64 = 1_000_000_000_000_000_000;

/// How much of something: an amount of tokens, or all there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Amount {
    /// In the token's smallest unit.
    Tokens(U256),
    All,
}

impl FromStr for Amount {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.eq_ignore_ascii_case("all") {
            return Ok(Self::All);
        }
        parse_wei(text).map(Self::Tokens).map_err(|error| format!("{error}, or `all`"))
    }
}

/// Tokens of 18 decimals with all that are not zero: amounts are compared by people to the last unit.
pub(crate) fn token(amount: U256) -> String {
    let text = ether_exact(amount);
    match text.split_once('.') {
        Some(_) => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        None => text,
    }
}

/// A magnitude or factor as a part of one whole, in percent with four decimals, cut.
pub(crate) fn magnitude(value: u64) -> String {
    part(U256::from(value), U256::from(WHOLE))
}

/// One amount as a part of another, in percent with four decimals, cut; `-` of nothing.
pub(crate) fn part(value: U256, whole: U256) -> String {
    let Some(parts) = value.checked_mul(U256::from(1_000_000)).and_then(|scaled| scaled.checked_div(whole)) else {
        return "-".to_owned();
    };
    let (percent, rest) = parts.div_rem(U256::from(10_000));
    let text = format!("{percent}.{rest:0>4}");
    format!("{} %", text.trim_end_matches('0').trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_have_a_unit_or_are_all() {
        assert_eq!("all".parse(), Ok(Amount::All));
        assert_eq!("1.5ether".parse(), Ok(Amount::Tokens(U256::from(1_500_000_000_000_000_000_u64))));
        assert!("10".parse::<Amount>().is_err_and(|error| error.contains("no unit") && error.contains("`all`")));
        assert!("-1ether".parse::<Amount>().is_err());
    }

    #[test]
    fn tokens_show_every_unit() {
        assert_eq!(token(U256::from(WHOLE)), "1");
        assert_eq!(token(U256::from(WHOLE) * U256::from(1_200) + U256::from(1)), "1,200.000000000000000001");
        assert_eq!(token(U256::ZERO), "0");
    }

    #[test]
    fn parts_are_cut() {
        assert_eq!(magnitude(WHOLE / 4), "25 %");
        assert_eq!(magnitude(WHOLE - 1), "99.9999 %");
        assert_eq!((magnitude(0), magnitude(WHOLE)), ("0 %".to_owned(), "100 %".to_owned()));
        assert_eq!(part(U256::from(1), U256::from(3)), "33.3333 %");
        assert_eq!(part(U256::from(1), U256::ZERO), "-");
    }
}
