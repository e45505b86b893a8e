//! What restaking's contracts must answer, computed a second time: the numbers of the demo are held against these.
//!
//! The formulas are those of the contracts, with their roundings: `fl` is down, `ce` is up, and everything is counted in
//! 10^18ths.

use alloy_primitives::U256;
use aquifer_protocol::units::{ArithError, WAD, div_wad_down, mul_div_down, mul_div_up, mul_wad_down};

/// Shares and tokens that belong to nobody, so that the first depositor cannot inflate the rate.
const OFFSET: U256 = U256::from_limbs([1_000, 0, 0, 0]);

/// A strategy's pot: its shares and its tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pot {
    pub(super) total_shares: U256,
    pub(super) balance: U256,
}

impl Pot {
    /// `fl(amount * (totalShares + 1000) / (balance before + 1000))`: what a deposit is worth.
    pub(super) fn shares_for(self, amount: U256) -> Result<U256, ArithError> {
        mul_div_down(amount, self.total_shares + OFFSET, self.balance + OFFSET)
    }

    /// `fl(shares * (balance + 1000) / (totalShares + 1000))`: what shares are worth.
    pub(super) fn tokens_for(self, shares: U256) -> Result<U256, ArithError> {
        mul_div_down(shares, self.balance + OFFSET, self.total_shares + OFFSET)
    }
}

/// A staker's shares: as deposited, and the factor that keeps later slashes apart from earlier ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shares {
    pub(super) deposited: U256,
    /// The deposit scaling factor, of 10^18.
    pub(super) factor: U256,
}

impl Shares {
    /// `fl(fl(deposited * factor) * magnitude)`: what can be withdrawn, given what is left of the operator's magnitude.
    pub(super) fn withdrawable(self, max_magnitude: u64) -> Result<U256, ArithError> {
        mul_wad_down(mul_wad_down(self.deposited, self.factor)?, U256::from(max_magnitude))
    }

    /// These and `added` more, deposited after slashes that they have no part in.
    pub(super) fn with(self, added: U256, max_magnitude: u64) -> Result<Self, ArithError> {
        let deposited = self.deposited + added;
        let magnitude = U256::from(max_magnitude);
        let factor = if self.deposited.is_zero() {
            div_wad_down(self.factor, magnitude)?
        } else {
            div_wad_down(div_wad_down(self.withdrawable(max_magnitude)? + added, deposited)?, magnitude)?
        };
        Ok(Self { deposited, factor })
    }

    /// Scaled shares of a part that leaves: `fl(deposited * factor)`, still without the magnitude.
    pub(super) fn scaled(self, leaving: U256) -> Result<U256, ArithError> {
        mul_wad_down(leaving, self.factor)
    }
}

/// What a service may slash of one operator in one strategy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Allocation {
    /// Allocated to the service.
    pub(super) current: u64,
    /// What is left of the operator's whole.
    pub(super) max: u64,
}

impl Allocation {
    /// After a slash of `wad` of it: `ce(current * wad)` is taken from both.
    pub(super) fn slashed(self, wad: u64) -> Result<Self, ArithError> {
        let cut = mul_div_up(U256::from(self.current), U256::from(wad), WAD)?.saturating_to::<u64>();
        Ok(Self { current: self.current.saturating_sub(cut), max: self.max.saturating_sub(cut) })
    }

    /// What is left of the operator's shares afterwards: `ce(shares * max after / max before)`.
    pub(super) fn left_of(self, shares: U256, after: Self) -> Result<U256, ArithError> {
        mul_div_up(shares, U256::from(after.max), U256::from(self.max))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 10^15 shares, of which ten ether have many.
    const MILLI: u128 = 1_000_000_000_000_000;

    fn shares(number: u128) -> U256 {
        U256::from(number)
    }

    /// The worked example of restaking's specification (section 11), number by number.
    #[test]
    fn the_worked_example_comes_out() {
        let whole = Allocation { current: 500_000_000_000_000_000, max: 1_000_000_000_000_000_000 };
        let mut staker = Shares { deposited: shares(100_000 * MILLI), factor: WAD };
        let operator = shares(100_000 * MILLI);

        let once = whole.slashed(333_333_333_333_333_333).unwrap();
        assert_eq!((once.current, once.max), (333_333_333_333_333_333, 833_333_333_333_333_333));
        assert_eq!(whole.left_of(operator, once), Ok(shares(83_333_333_333_333_333_300)));
        assert_eq!(staker.withdrawable(once.max), Ok(shares(83_333_333_333_333_333_300)));

        staker = staker.with(shares(10_000 * MILLI), once.max).unwrap();
        assert_eq!(staker.factor, shares(1_018_181_818_181_818_181));
        assert_eq!(staker.withdrawable(once.max), Ok(shares(93_333_333_333_333_333_221)));

        let leaving = shares(55_000 * MILLI);
        let queued = staker.scaled(leaving).unwrap();
        assert_eq!(queued, shares(55_999_999_999_999_999_955));
        let rest = Shares { deposited: staker.deposited - leaving, ..staker };
        let twice = once.slashed(500_000_000_000_000_000).unwrap();
        assert_eq!(twice.max, 666_666_666_666_666_666);
        assert_eq!(mul_wad_down(queued, U256::from(twice.max)), Ok(shares(37_333_333_333_333_333_266)));
        assert_eq!(rest.withdrawable(twice.max), Ok(shares(37_333_333_333_333_333_266)));
    }

    #[test]
    fn what_comes_first_into_a_strategy_is_worth_itself_and_a_rebase_goes_to_those_inside() {
        let empty = Pot { total_shares: U256::ZERO, balance: U256::ZERO };
        assert_eq!(empty.shares_for(shares(5_000)), Ok(shares(5_000)));
        let grown = Pot { total_shares: shares(5_000), balance: shares(5_600) };
        // 600 to six thousand shares, a thousand of which are nobody's.
        assert_eq!((grown.shares_for(shares(1_100)), grown.tokens_for(shares(1_000))), (Ok(shares(1_000)), Ok(shares(1_100))));
    }

    #[test]
    fn the_first_deposit_after_a_slash_has_no_part_in_it() {
        let none = Shares { deposited: U256::ZERO, factor: WAD };
        let half = WAD.to::<u64>() / 2;
        let first = none.with(shares(100), half).unwrap();
        assert_eq!((first.factor, first.withdrawable(half)), (WAD * U256::from(2), Ok(shares(100))));
        // Section 6: 100 deposited, half slashed, 100 more: 150 can be withdrawn.
        let second = Shares { deposited: shares(100), factor: WAD }.with(shares(100), half).unwrap();
        assert_eq!((second.factor, second.withdrawable(half)), (WAD * U256::from(3) / U256::from(2), Ok(shares(150))));
    }
}
