//! Amounts of ether on the command line: a number and its unit.

use alloy_primitives::U256;
use aquifer_chain::network::amount::parse_wei;
use aquifer_protocol::units::Gwei;

/// Wei in a Gwei.
const WEI_PER_GWEI: u64 = 1_000_000_000;

/// An amount with its unit, in wei.
pub(super) fn parse_amount(text: &str) -> Result<U256, String> {
    parse_wei(text).map_err(|error| error.to_string())
}

/// An amount with its unit, in whole Gwei.
pub(crate) fn parse_gwei(text: &str) -> Result<Gwei, String> {
    let (gwei, rest) = parse_amount(text)?.div_rem(U256::from(WEI_PER_GWEI));
    if !rest.is_zero() {
        return Err(format!("`{text}` is no multiple of 1 gwei: the beacon chain knows nothing smaller"));
    }
    u64::try_from(gwei).map(Gwei::new).map_err(|_| format!("`{text}` is more Gwei than 64 bits hold"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_whole_gwei() {
        assert_eq!(parse_gwei("32ether"), Ok(Gwei::new(32_000_000_000)));
        assert_eq!(parse_gwei("1 gwei"), Ok(Gwei::new(1)));
        assert!(parse_gwei("1 wei").is_err_and(|error| error.contains("multiple of 1 gwei")));
        assert!(parse_gwei("32").is_err_and(|error| error.contains("no unit")));
        assert!(parse_gwei("99999999999999 ether").is_err_and(|error| error.contains("64 bits")));
    }
}
