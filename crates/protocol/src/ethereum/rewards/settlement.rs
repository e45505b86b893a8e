//! What rewards and penalties of one effective balance come to: computed once an epoch, applied to every validator that has it.

use super::{FLAGS, FlagDeltas, RewardRates};
use crate::ethereum::ending_epoch::TARGET_FLAG;
use crate::units::{ArithError, Gwei};

/// What an effective balance brings by set of flags, inactivity apart.
#[derive(Debug, Clone, Copy)]
pub(super) struct Settlement {
    pub(super) deltas: FlagDeltas,
    /// Rewards of a set of flags together, in Gwei; the set is the position.
    earned: [u64; 8],
    /// Penalties of the missing ones together.
    lost: [u64; 8],
}

/// Increments of effective balance up to which settlements are remembered: mainnet's cap is 2,048.
const REMEMBERED: usize = 4_096;

/// The settlements of an epoch, each made when first needed: by increments of effective balance.
pub(super) struct Settlements<'a> {
    rates: &'a RewardRates,
    made: Vec<Option<Box<Settlement>>>,
}

/// What rewards and penalties of some validators come to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Account {
    pub(super) balance: u64,
    pub(super) issued: u64,
    pub(super) penalised: u64,
}

impl<'a> Settlements<'a> {
    /// None made yet.
    pub(super) const fn new(rates: &'a RewardRates) -> Self {
        Self { rates, made: Vec::new() }
    }

    pub(super) fn of(&mut self, effective_balance: Gwei) -> Result<Settlement, ArithError> {
        // Exact: an effective balance is whole increments (ETH-3).
        let increments = effective_balance.get().checked_div(self.rates.increment).unwrap_or(0);
        let position = usize::try_from(increments).map_err(|_| ArithError::Overflow)?;
        if let Some(Some(made)) = self.made.get(position) {
            return Ok(**made);
        }
        let settlement = Settlement::of(self.rates.deltas(effective_balance)?)?;
        if (self.made.len()..REMEMBERED).contains(&position) {
            self.made.resize_with(position.saturating_add(1), || None);
        }
        self.made.get_mut(position).into_iter().for_each(|made| *made = Some(Box::new(settlement)));
        Ok(settlement)
    }
}

impl Settlement {
    fn of(deltas: FlagDeltas) -> Result<Self, ArithError> {
        let mut settlement = Self { deltas, earned: [0; 8], lost: [0; 8] };
        let sets = settlement.earned.iter_mut().zip(&mut settlement.lost).zip(0u8..);
        for ((earned, lost), set) in sets {
            for ((flag, _), (reward, penalty)) in FLAGS.into_iter().zip(deltas.rewards.into_iter().zip(deltas.penalties)) {
                let (sum, amount) = if set & flag != 0 { (&mut *earned, reward) } else { (&mut *lost, penalty) };
                *sum = sum.checked_add(amount.get()).ok_or(ArithError::Overflow)?;
            }
        }
        Ok(settlement)
    }

    /// The four passes. While the balance covers all penalties none of them stops at zero, so that the order makes no
    /// difference and the sums are the result.
    pub(super) fn settle(&self, balance: u64, flags: u8, score: u64, rates: &RewardRates) -> Result<Account, ArithError> {
        let set = usize::from(flags);
        let (earned, lost) = (self.earned.get(set).copied(), self.lost.get(set).copied());
        let (earned, lost) = earned.zip(lost).ok_or(ArithError::Overflow)?;
        let inactivity = if flags & TARGET_FLAG == 0 && score > 0 {
            rates.inactivity_penalty(self.deltas.effective_balance, score)?.get()
        } else {
            0
        };
        let lost = lost.checked_add(inactivity).ok_or(ArithError::Overflow)?;
        match balance.checked_sub(lost) {
            Some(left) => {
                let balance = left.checked_add(earned).ok_or(ArithError::Overflow)?;
                Ok(Account { balance, issued: earned, penalised: lost })
            }
            None => self.settle_in_order(balance, flags, inactivity),
        }
    }

    /// Pass by pass: source, target, head, inactivity. A penalty stops at zero before the next reward is added.
    fn settle_in_order(&self, balance: u64, flags: u8, inactivity: u64) -> Result<Account, ArithError> {
        let mut account = Account { balance, issued: 0, penalised: 0 };
        for ((flag, _), (reward, penalty)) in FLAGS.into_iter().zip(self.deltas.rewards.into_iter().zip(self.deltas.penalties)) {
            if flags & flag != 0 {
                account.reward(reward.get())?;
            } else {
                account.penalise(penalty.get())?;
            }
        }
        account.penalise(inactivity)?;
        Ok(account)
    }
}

impl Account {
    fn reward(&mut self, amount: u64) -> Result<(), ArithError> {
        self.balance = self.balance.checked_add(amount).ok_or(ArithError::Overflow)?;
        self.issued = self.issued.checked_add(amount).ok_or(ArithError::Overflow)?;
        Ok(())
    }

    /// At most what there is.
    fn penalise(&mut self, amount: u64) -> Result<(), ArithError> {
        let taken = self.balance.min(amount);
        self.balance = self.balance.saturating_sub(taken);
        self.penalised = self.penalised.checked_add(taken).ok_or(ArithError::Overflow)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn settling_at_once_is_settling_pass_by_pass(
            balance in prop_oneof![0..60_000u64, Just(32_000_000_000)],
            increments in 0..40u64,
            flags in 0..8u8,
            score in prop_oneof![Just(0), 0..100_000u64],
            leaking in any::<bool>(),
        ) {
            let rates = RewardRates {
                increment: 1_000_000_000,
                base_reward_per_increment: 700,
                active_increments: 1_000,
                flag_increments: [990, 980, 970],
                leaking,
                inactivity_divisor: 4 << 24,
            };
            let effective = Gwei::new(increments * rates.increment);
            let settlement = Settlements::new(&rates).of(effective).unwrap();
            let penalty = if flags & TARGET_FLAG == 0 { rates.inactivity_penalty(effective, score).unwrap().get() } else { 0 };
            let expected = settlement.settle_in_order(balance, flags, penalty).unwrap();
            prop_assert_eq!(settlement.settle(balance, flags, score, &rates).unwrap(), expected);
            let wide = u128::from(effective.get()) * u128::from(score) / rates.inactivity_divisor;
            prop_assert_eq!(u128::from(rates.inactivity_penalty(effective, score).unwrap().get()), wide);
        }
    }
}
