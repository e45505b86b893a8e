//! The burner: shares wait here until a report burns them.
//!
//! Whose shares are burnt pays everybody else. Cover (insurance paid for a loss) goes first, then the rest, of which
//! finalised withdrawals are a part. How much a report may burn is the rebase limiter's word; the rest waits.
//!
//! Invariants
//! - LIQ-5  shares of the burner >= cover requested + non-cover requested

use super::events::BurnerEvent;
use crate::{
    Effects,
    liquid::lido::pool::ShareRate,
    tables::{ChangeSink, Tables, value_changes},
    units::{ArithError, Shares, Wei},
};
use alloy_primitives::Address;
use serde::{Deserialize, Serialize};

/// The state of `Burner`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Burner {
    /// Cover shares that wait.
    pub cover_shares_burn_requested: Shares,
    /// Other shares that wait.
    pub non_cover_shares_burn_requested: Shares,
    /// Cover shares burnt so far.
    pub total_cover_shares_burnt: Shares,
    /// Other shares burnt so far.
    pub total_non_cover_shares_burnt: Shares,
}

/// Refusals of `Burner`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BurnerError {
    /// `ZeroBurnAmount()`
    #[error("nothing to burn")]
    ZeroBurnAmount,
    /// `BurnAmountExceedsActual(requested, actual)`
    #[error("{requested} are to be burnt, only {actual} wait")]
    BurnAmountExceedsActual {
        /// What was to be burnt.
        requested: Shares,
        /// What waits.
        actual: Shares,
    },
    /// `DirectETHTransfer()`
    #[error("the burner takes no ether")]
    DirectEthTransfer,
    /// A panic of the compiler.
    #[error(transparent)]
    Arith(#[from] ArithError),
}

/// Why shares are burnt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BurnKind {
    /// Insurance for a loss.
    Cover,
    /// Anything else.
    NonCover,
}

impl Burner {
    /// `getSharesRequestedToBurn`, both kinds together.
    ///
    /// # Errors
    /// Never: all shares together fit 128 bits.
    pub fn shares_requested_to_burn(&self) -> Result<Shares, ArithError> {
        self.cover_shares_burn_requested.try_add(self.non_cover_shares_burn_requested)
    }

    /// Counts shares that have just reached the burner.
    ///
    /// # Errors
    /// [`BurnerError::ZeroBurnAmount`].
    pub(super) fn request_burn(
        &mut self,
        requested_by: Address,
        kind: BurnKind,
        (amount_of_steth, amount_of_shares): (Wei, Shares),
        effects: &mut Effects,
    ) -> Result<(), BurnerError> {
        if amount_of_shares.is_zero() {
            return Err(BurnerError::ZeroBurnAmount);
        }
        let requested = match kind {
            BurnKind::Cover => &mut self.cover_shares_burn_requested,
            BurnKind::NonCover => &mut self.non_cover_shares_burn_requested,
        };
        *requested = requested.try_add(amount_of_shares)?;
        effects.emit(BurnerEvent::StETHBurnRequested {
            is_cover: kind == BurnKind::Cover,
            requested_by,
            amount_of_steth,
            amount_of_shares,
        });
        Ok(())
    }

    /// `commitSharesToBurn`: takes `amount` out of what waits, cover first. The token destroys the shares afterwards;
    /// events value them at the rate before.
    ///
    /// # Errors
    /// [`BurnerError::BurnAmountExceedsActual`].
    pub(super) fn commit_shares_to_burn(
        &mut self,
        amount: Shares,
        rate: &ShareRate,
        effects: &mut Effects,
    ) -> Result<(), BurnerError> {
        let actual = self.shares_requested_to_burn()?;
        if amount > actual {
            return Err(BurnerError::BurnAmountExceedsActual { requested: amount, actual });
        }
        let cover = amount.min(self.cover_shares_burn_requested);
        let non_cover = amount.try_sub(cover)?;
        let after = Self {
            cover_shares_burn_requested: self.cover_shares_burn_requested.try_sub(cover)?,
            non_cover_shares_burn_requested: self.non_cover_shares_burn_requested.try_sub(non_cover)?,
            total_cover_shares_burnt: self.total_cover_shares_burnt.try_add(cover)?,
            total_non_cover_shares_burnt: self.total_non_cover_shares_burnt.try_add(non_cover)?,
        };
        for (is_cover, amount_of_shares) in [(true, cover), (false, non_cover)] {
            if !amount_of_shares.is_zero() {
                let amount_of_steth = rate.ether_down(amount_of_shares)?;
                effects.emit(BurnerEvent::StETHBurnt { is_cover, amount_of_steth, amount_of_shares });
            }
        }

        *self = after;
        Ok(())
    }
}

impl Tables for Burner {
    fn changes(&self, before: Option<&Self>, sink: &mut dyn ChangeSink) {
        value_changes("burner", before, self, sink);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::U256;

    fn shares(amount: u64) -> Shares {
        Shares::new(U256::from(amount))
    }

    #[test]
    fn cover_is_burnt_before_the_rest() {
        #[track_caller]
        fn check(amount: u64, cover_left: u64, rest_left: u64, events: usize) {
            let mut burner = Burner {
                cover_shares_burn_requested: shares(10),
                non_cover_shares_burn_requested: shares(20),
                ..Burner::default()
            };
            let rate = ShareRate { ether: Wei::ETHER, shares: Shares::new(Wei::ETHER.get()) };
            let mut effects = Effects::new();
            burner.commit_shares_to_burn(shares(amount), &rate, &mut effects).unwrap();
            assert_eq!(burner.cover_shares_burn_requested, shares(cover_left));
            assert_eq!(burner.non_cover_shares_burn_requested, shares(rest_left));
            assert_eq!(burner.total_cover_shares_burnt, shares(10 - cover_left));
            assert_eq!(burner.total_non_cover_shares_burnt, shares(20 - rest_left));
            assert_eq!(effects.iter().count(), events);
        }
        //    amount cover_left rest_left events
        check(4, 6, 20, 1);
        check(10, 0, 20, 1);
        check(15, 0, 15, 2);
        check(30, 0, 0, 2);
    }

    #[test]
    fn nothing_and_too_much_are_refused() {
        let mut burner = Burner::default();
        let mut effects = Effects::new();
        let nothing = burner.request_burn(Address::ZERO, BurnKind::Cover, (Wei::ZERO, Shares::ZERO), &mut effects);
        assert_eq!(nothing, Err(BurnerError::ZeroBurnAmount));
        let rate = ShareRate { ether: Wei::ETHER, shares: shares(1) };
        assert_eq!(
            burner.commit_shares_to_burn(shares(1), &rate, &mut effects),
            Err(BurnerError::BurnAmountExceedsActual { requested: shares(1), actual: Shares::ZERO })
        );
        assert_eq!((burner, effects), (Burner::default(), Effects::new()));
    }
}
