//! What stETH stands for: the pooled ether, the shares of it, and the rate between them.
//!
//! ```text
//! transient ether = (deposited validators - validators on the consensus layer) * 32 ETH
//! internal ether  = buffered + consensus-layer balance + transient ether
//! internal shares = total shares - external shares           (never 0: the first shares never move)
//! ```
//! Every conversion uses internal ether / internal shares. External shares are backed by vaults at that rate, so
//! minting and burning them changes nothing for the others.
//!
//! Invariants
//! - LIQ-2  deposited validators >= validators on the consensus layer
//! - LIQ-3  external shares < total shares <= 2^128 - 1

use crate::units::{ArithError, Shares, Wei};
use alloy_primitives::U256;
use serde::{Deserialize, Serialize};

/// 32 ETH: what one validator is given (`DEPOSIT_SIZE`).
pub const DEPOSIT_SIZE: Wei = Wei::new(U256::from_limbs([13_553_255_926_290_448_384, 1, 0, 0]));

/// 2^128 - 1: amounts of ether and shares must stay below in conversions.
pub const CONVERSION_BOUND: U256 = U256::from_limbs([u64::MAX, u64::MAX, 0, 0]);

/// The scalars of the pool.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pool {
    /// All shares, external ones included.
    pub total_shares: Shares,
    /// Shares backed by vaults outside the pool.
    pub external_shares: Shares,
    /// Ether that waits on the token contract for validators or withdrawals.
    pub buffered_ether: Wei,
    /// Validators ever given 32 ETH.
    pub deposited_validators: u64,
    /// Validators the last report saw on the consensus layer; exited ones stay counted.
    pub cl_validators: u64,
    /// Their balance at the last report.
    pub cl_balance: Wei,
}

impl Pool {
    /// Ether of `validators` deposits.
    ///
    /// # Errors
    /// Never below 2^190 validators; the signature is that of the other sums.
    pub fn deposits(validators: u64) -> Result<Wei, ArithError> {
        DEPOSIT_SIZE.get().checked_mul(U256::from(validators)).map(Wei::new).ok_or(ArithError::Overflow)
    }

    /// Ether sent to validators that no report has seen yet.
    ///
    /// # Errors
    /// [`ArithError::Underflow`], which LIQ-2 excludes.
    pub fn transient_ether(&self) -> Result<Wei, ArithError> {
        Self::deposits(self.deposited_validators.checked_sub(self.cl_validators).ok_or(ArithError::Underflow)?)
    }

    /// Ether behind the internal shares.
    ///
    /// # Errors
    /// As [`Self::transient_ether`].
    pub fn internal_ether(&self) -> Result<Wei, ArithError> {
        self.buffered_ether.try_add(self.cl_balance)?.try_add(self.transient_ether()?)
    }

    /// Shares that are not external.
    ///
    /// # Errors
    /// [`ArithError::Underflow`], which LIQ-3 excludes.
    pub fn internal_shares(&self) -> Result<Shares, ArithError> {
        self.total_shares.try_sub(self.external_shares)
    }

    /// The rate of every conversion, as of now.
    ///
    /// # Errors
    /// As [`Self::internal_ether`] and [`Self::internal_shares`].
    pub fn rate(&self) -> Result<ShareRate, ArithError> {
        Ok(ShareRate { ether: self.internal_ether()?, shares: self.internal_shares()? })
    }

    /// Ether the external shares are worth, rounded down.
    ///
    /// # Errors
    /// As [`Self::rate`].
    pub fn external_ether(&self) -> Result<Wei, ArithError> {
        self.rate()?.ether_down(self.external_shares)
    }

    /// All ether behind all shares: the total supply of stETH.
    ///
    /// # Errors
    /// As [`Self::rate`].
    pub fn total_pooled_ether(&self) -> Result<Wei, ArithError> {
        self.internal_ether()?.try_add(self.external_ether()?)
    }
}

/// Internal ether per internal share, kept as a fraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShareRate {
    /// Internal ether.
    pub ether: Wei,
    /// Internal shares.
    pub shares: Shares,
}

impl ShareRate {
    /// Shares an amount of ether is worth, rounded down: a depositor never gets more than was paid for.
    ///
    /// # Errors
    /// [`ArithError::DivisionByZero`] when the pool has lost everything.
    pub fn shares_down(&self, ether: Wei) -> Result<Shares, ArithError> {
        crate::units::mul_div_down(ether.get(), self.shares.get(), self.ether.get()).map(Shares::new)
    }

    /// Ether that shares are worth, rounded down. `ether -> shares -> ether` may lose 1 or 2 wei.
    ///
    /// # Errors
    /// [`ArithError::DivisionByZero`], which the first shares exclude.
    pub fn ether_down(&self, shares: Shares) -> Result<Wei, ArithError> {
        crate::units::mul_div_down(shares.get(), self.ether.get(), self.shares.get()).map(Wei::new)
    }

    /// Ether that pays for shares, rounded up: who buys out external shares does not pay less than they are worth.
    ///
    /// # Errors
    /// As [`Self::ether_down`].
    pub fn ether_up(&self, shares: Shares) -> Result<Wei, ArithError> {
        crate::units::mul_div_up(shares.get(), self.ether.get(), self.shares.get()).map(Wei::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wei(amount: u64) -> Wei {
        Wei::new(U256::from(amount))
    }

    fn shares(amount: u64) -> Shares {
        Shares::new(U256::from(amount))
    }

    #[test]
    fn conversions_round_as_named() {
        #[track_caller]
        fn check((ether, of): (u64, u64), amount: u64, shares_down: u64, ether_down: u64, ether_up: u64) {
            let rate = ShareRate { ether: wei(ether), shares: shares(of) };
            assert_eq!(rate.shares_down(wei(amount)), Ok(shares(shares_down)));
            assert_eq!(rate.ether_down(shares(amount)), Ok(wei(ether_down)));
            assert_eq!(rate.ether_up(shares(amount)), Ok(wei(ether_up)));
        }
        //    ether shares  amount  shares_down ether_down ether_up
        check((100, 100), 7, 7, 7, 7);
        check((110, 100), 10, 9, 11, 11);
        check((110, 100), 7, 6, 7, 8);
        check((90, 100), 7, 7, 6, 7);
    }

    #[test]
    fn ether_on_its_way_to_validators_still_counts() {
        let pool = Pool {
            total_shares: shares(300),
            external_shares: shares(100),
            buffered_ether: wei(50),
            deposited_validators: 3,
            cl_validators: 2,
            cl_balance: wei(7),
        };
        let internal = DEPOSIT_SIZE.try_add(wei(57)).unwrap();
        assert_eq!(pool.internal_ether(), Ok(internal));
        assert_eq!(pool.internal_shares(), Ok(shares(200)));
        assert_eq!(pool.external_ether(), internal.mul_div_down(U256::from(1), U256::from(2)));
        assert_eq!(DEPOSIT_SIZE.get(), U256::from(32) * Wei::ETHER.get());
    }
}
