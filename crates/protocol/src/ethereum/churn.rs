//! How much stake may come and go in an epoch (EIP-7251), and the queues that follow from it.
//!
//! Each limit is one function: the next fork replaces them (EIP-8061).

use super::{Beacon, BeaconConstants, BeaconError};
use crate::units::{ArithError, Epoch, Epochs, Gwei};
use serde::{Deserialize, Serialize};

/// A queue measured in stake: the epoch its tail has reached, and the room left in that epoch.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChurnQueue {
    /// Gwei that still fit into [`ChurnQueue::earliest_epoch`].
    pub balance_to_consume: Gwei,
    /// Epoch the last entry got.
    pub earliest_epoch: Epoch,
}

impl ChurnQueue {
    /// Takes a place for `amount`: the epoch in which its last Gwei fits. Room left over while the queue was empty is lost.
    ///
    /// # Errors
    /// [`ArithError`] when `limit` is zero or the epoch leaves its range; nothing has changed then.
    pub(crate) fn take_place(&mut self, amount: Gwei, floor: Epoch, limit: Gwei) -> Result<Epoch, ArithError> {
        let (mut epoch, mut room) = (self.earliest_epoch, self.balance_to_consume);
        if epoch < floor {
            (epoch, room) = (floor, limit);
        }
        if amount > room {
            let extra = amount.try_sub(room)?.get().div_ceil(limit.get().max(1));
            epoch = epoch.after(Epochs::new(extra))?;
            room = room.try_add(Gwei::new(extra.checked_mul(limit.get()).ok_or(ArithError::Overflow)?))?;
        }
        *self = Self { balance_to_consume: room.try_sub(amount)?, earliest_epoch: epoch };
        Ok(epoch)
    }

    /// Takes places for `members` times the same `amount`, one after the other: how many got which epoch, in order. As many
    /// steps as epochs are passed.
    ///
    /// # Errors
    /// As [`ChurnQueue::take_place`]; places before the failing one are taken then.
    pub(crate) fn take_places(
        &mut self,
        amount: Gwei,
        members: u64,
        floor: Epoch,
        limit: Gwei,
    ) -> Result<Vec<(u64, Epoch)>, ArithError> {
        let mut places = Vec::new();
        let mut left = members;
        while let Some(others) = left.checked_sub(1) {
            let epoch = self.take_place(amount, floor, limit)?;
            // Whoever fits the room that is left gets the same epoch.
            let beside = self.balance_to_consume.get().checked_div(amount.get()).map_or(others, |fit| fit.min(others));
            let taken = beside.checked_mul(amount.get()).ok_or(ArithError::Overflow)?;
            self.balance_to_consume = self.balance_to_consume.try_sub(Gwei::new(taken))?;
            places.push((beside.saturating_add(1), epoch));
            left = others.saturating_sub(beside);
        }
        Ok(places)
    }
}

impl BeaconConstants {
    /// Stake that may move in an epoch, in whole increments, rounded down.
    pub(crate) fn balance_churn(&self, total_active: Gwei) -> Gwei {
        let share = total_active.get().checked_div(self.churn_limit_quotient).unwrap_or(0);
        let churn = share.max(self.min_per_epoch_churn_limit.get());
        let fraction = churn.checked_rem(self.effective_balance_increment.get()).unwrap_or(0);
        Gwei::new(churn.saturating_sub(fraction))
    }

    /// Stake that deposits may bring in an epoch.
    pub(crate) fn activation_churn(&self, total_active: Gwei) -> Gwei {
        self.balance_churn(total_active).min(self.max_per_epoch_activation_exit_churn_limit)
    }

    /// Stake that may leave in an epoch by exit or partial withdrawal: as much as may come (EIP-7251), counted apart.
    pub(crate) fn exit_churn(&self, total_active: Gwei) -> Gwei {
        self.activation_churn(total_active)
    }

    /// Stake that may be consolidated in an epoch: what the other limit leaves.
    pub(crate) fn consolidation_churn(&self, total_active: Gwei) -> Gwei {
        self.balance_churn(total_active).floor_sub(self.exit_churn(total_active))
    }

    /// First epoch in which a change decided now can take effect.
    ///
    /// # Errors
    /// [`ArithError::Overflow`].
    pub(crate) fn delayed(&self, epoch: Epoch) -> Result<Epoch, ArithError> {
        epoch.after(Epochs::new(1))?.after(self.max_seed_lookahead)
    }
}

impl Beacon {
    /// Stake that deposits may bring in an epoch.
    #[must_use]
    pub fn activation_churn_limit(&self) -> Gwei {
        self.constants.activation_churn(self.total_active_balance())
    }

    /// Stake that may leave in an epoch by exit or partial withdrawal.
    #[must_use]
    pub fn exit_churn_limit(&self) -> Gwei {
        self.constants.exit_churn(self.total_active_balance())
    }

    /// Stake that may be consolidated in an epoch; requests are refused while it is 32 ETH or less.
    #[must_use]
    pub fn consolidation_churn_limit(&self) -> Gwei {
        self.constants.consolidation_churn(self.total_active_balance())
    }

    /// The epoch in which `amount` has left (`compute_exit_epoch_and_update_churn`).
    pub(super) fn exit_epoch_for(&mut self, amount: Gwei, total_active: Gwei) -> Result<Epoch, BeaconError> {
        let floor = self.constants.delayed(self.epoch())?;
        let limit = self.constants.exit_churn(total_active);
        Ok(self.exit_queue.take_place(amount, floor, limit)?)
    }

    /// The epochs in which `members` times `amount` have left, one after the other.
    pub(super) fn exit_epochs_for(
        &mut self,
        amount: Gwei,
        members: u64,
        total_active: Gwei,
    ) -> Result<Vec<(u64, Epoch)>, BeaconError> {
        let floor = self.constants.delayed(self.epoch())?;
        let limit = self.constants.exit_churn(total_active);
        Ok(self.exit_queue.take_places(amount, members, floor, limit)?)
    }

    /// The epoch in which `amount` is consolidated (`compute_consolidation_epoch_and_update_churn`).
    pub(super) fn consolidation_epoch_for(&mut self, amount: Gwei, total_active: Gwei) -> Result<Epoch, BeaconError> {
        let floor = self.constants.delayed(self.epoch())?;
        let limit = self.constants.consolidation_churn(total_active);
        Ok(self.consolidation_queue.take_place(amount, floor, limit)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ETH: u64 = 1_000_000_000;

    #[test]
    fn the_limits_follow_the_stake() {
        #[track_caller]
        fn check(total_eth: u64, balance: u64, activation_exit: u64, consolidation: u64) {
            let (constants, total) = (BeaconConstants::mainnet(), Gwei::new(total_eth * ETH));
            let limits = [
                constants.balance_churn(total),
                constants.activation_churn(total),
                constants.exit_churn(total),
                constants.consolidation_churn(total),
            ];
            assert_eq!(limits, [balance, activation_exit, activation_exit, consolidation].map(|eth| Gwei::new(eth * ETH)));
        }
        //      total  balance act-exit consolidation (section 12)
        check(8_388_608, 128, 128, 0);
        check(10_000_000, 152, 152, 0);
        check(16_777_216, 256, 256, 0);
        check(18_939_903, 288, 256, 32);
        check(18_939_904, 289, 256, 33);
        check(30_000_000, 457, 256, 201);
        check(36_000_000, 549, 256, 293);
        check(40_000_000, 610, 256, 354);
    }

    #[test]
    fn a_place_is_the_epoch_in_which_the_last_gwei_fits() {
        let limit = Gwei::new(100);
        let mut queue = ChurnQueue::default();
        let mut take = |amount, floor| queue.take_place(Gwei::new(amount), Epoch::new(floor), limit).unwrap().get();

        assert_eq!(take(40, 5), 5);
        assert_eq!(take(60, 5), 5, "it exactly exhausts the room");
        assert_eq!(take(1, 5), 6, "the next one moves on");
        assert_eq!(take(299, 5), 8, "99 in epoch 6, 100 each in 7 and 8");
        assert_eq!(take(1, 5), 9);
        assert_eq!(take(1, 20), 20, "an idle queue starts anew");
        assert_eq!(take(100, 20), 21);
    }

    #[test]
    fn places_taken_together_are_the_places_taken_one_by_one() {
        for (amount, members, limit, start) in
            [(32, 20, 100, 0), (100, 3, 100, 40), (250, 4, 100, 7), (0, 5, 100, 3), (1, 1_000, 128, 128), (33, 0, 64, 1)]
        {
            let [amount, limit, start] = [amount, limit, start].map(Gwei::new);
            let floor = Epoch::new(9);
            let mut together = ChurnQueue { balance_to_consume: start, earliest_epoch: floor };
            let mut single = together;
            let places = together.take_places(amount, members, floor, limit).unwrap();
            let expanded: Vec<_> = places.iter().flat_map(|(count, epoch)| (0..*count).map(move |_| *epoch)).collect();
            let expected: Vec<_> = (0..members).map(|_| single.take_place(amount, floor, limit).unwrap()).collect();
            assert_eq!((expanded, together), (expected, single), "{members} times {amount}");
            assert!(places.windows(2).all(|pair| pair[0].1 < pair[1].1));
        }
    }
}
