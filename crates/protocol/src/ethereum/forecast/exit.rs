//! The way out: a place in the exit queue, the fixed delay behind it, and the sweep that pays.

use super::playback::Playback;
use super::{Expected, ForecastError, Obstacle, QueueLimit};
use crate::ethereum::validator::withdrawal_address;
use crate::ethereum::{Beacon, BeaconError, Validator, Withdrawal};
use crate::units::{Epoch, Epochs, Gwei, ValidatorIndex};
use std::collections::BTreeMap;

/// The exit queue, and the way of validators that join it now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExitForecast {
    /// Validators whose exit is set and has not come.
    pub validators: u64,
    /// Their effective balances, Gwei.
    pub leaving_gwei: u128,
    /// What exits and partial withdrawals may take of each epoch.
    pub churn_limit: Gwei,
    /// What is in front of whoever asks now, beyond the delay of every exit.
    pub backlog: Gwei,
    /// Validators that were thought to leave: the newest first, whole ones, so that together they hold the amount.
    pub leavers: u64,
    /// Their effective balances, Gwei.
    pub leavers_gwei: u128,
    /// What makes the last of them wait for its exit; `None` when there is none.
    pub limit: Option<QueueLimit>,
    /// First slot in which the last of them is off duty.
    pub exits: Expected,
    /// First slot in which the last of them may be paid.
    pub withdrawable: Expected,
    /// Slot of the block that pays the last of them.
    pub paid: Expected,
}

/// Validators that leave on a copy, and when each may be paid.
#[derive(Default)]
pub(super) struct Leavers {
    pub(super) withdrawable: BTreeMap<ValidatorIndex, Epoch>,
    stake: u128,
}

impl Beacon {
    /// The exit queue with validators of `amount` at its tail. That they may be too young to leave is not asked.
    pub(super) fn forecast_exit(&self, amount: Gwei, horizon: Epochs) -> Result<ExitForecast, ForecastError> {
        let (floor, churn_limit) = (self.lookahead_epoch()?, self.exit_churn_limit());
        let (validators, leaving_gwei) = self.on_the_way_out();
        let mut forecast = ExitForecast {
            validators,
            leaving_gwei,
            churn_limit,
            backlog: self.exit_queue.backlog(floor, churn_limit)?,
            leavers: 0,
            leavers_gwei: 0,
            limit: None,
            exits: Expected::Never(Obstacle::NotEnoughStake),
            withdrawable: Expected::Never(Obstacle::NotEnoughStake),
            paid: Expected::Never(Obstacle::NotEnoughStake),
        };
        if let Some(names) = self.choose_leavers(amount) {
            let mut play = Playback::of(self, horizon)?;
            let leavers = play.beacon.let_go(&names)?;
            let exit = play.beacon.exit_queue.earliest_epoch;
            let withdrawable = leavers.last_withdrawable();

            forecast.leavers = u64::try_from(names.len()).unwrap_or(u64::MAX);
            forecast.leavers_gwei = leavers.stake;
            forecast.limit = Some(QueueLimit::between(floor, exit));
            forecast.exits = Expected::At(self.start_moment(exit)?);
            forecast.withdrawable = Expected::At(self.start_moment(withdrawable)?);
            forecast.paid = play.until_paid(leavers, horizon)?;
        }
        Ok(forecast)
    }

    /// How many validators have an exit that has not come, and their effective balances.
    fn on_the_way_out(&self) -> (u64, u128) {
        let epoch = self.epoch();
        let leaving = self.validators().map(|(_, validator)| validator);
        let leaving = leaving.filter(|validator| validator.exit_epoch != Epoch::FAR && validator.exit_epoch > epoch);
        // Fewer than 2^64 validators, each below 2^64 Gwei.
        leaving.fold((0, 0), |(count, stake): (u64, u128), validator| {
            (count.saturating_add(1), stake.saturating_add(u128::from(validator.effective_balance.get())))
        })
    }

    /// The newest validators that hold `amount` together: first those that fit into what is missing, then one that does not.
    /// `None` when all who could leave hold less.
    pub(super) fn choose_leavers(&self, amount: Gwei) -> Option<Vec<ValidatorIndex>> {
        let epoch = self.epoch();
        let (mut chosen, mut missing, mut larger) = (Vec::new(), amount, None);
        for index in (0..self.validator_count()).rev().map(ValidatorIndex::new) {
            if missing.is_zero() {
                break;
            }
            let Some(validator) = self.validator(index).filter(|validator| may_leave(validator, epoch)) else { continue };
            if validator.effective_balance <= missing {
                missing = missing.floor_sub(validator.effective_balance);
                chosen.push(index);
            } else if larger.is_none() {
                larger = Some(index);
            }
        }
        if !missing.is_zero() {
            chosen.push(larger?);
        }
        Some(chosen)
    }

    fn let_go(&mut self, names: &[ValidatorIndex]) -> Result<Leavers, BeaconError> {
        let total_active = self.total_active_balance();
        let mut leavers = Leavers::default();
        for index in names.iter().copied() {
            self.initiate_exit(index, total_active)?;
            let validator = self.validator(index).ok_or(BeaconError::UnknownValidator { index })?;
            leavers.withdrawable.insert(index, validator.withdrawable_epoch);
            leavers.stake = leavers.stake.saturating_add(u128::from(validator.effective_balance.get()));
        }
        Ok(leavers)
    }
}

/// Active, staying, and with an address to pay to.
fn may_leave(validator: &Validator, epoch: Epoch) -> bool {
    let stays = validator.activation_epoch <= epoch && validator.exit_epoch == Epoch::FAR;
    stays && !validator.effective_balance.is_zero() && withdrawal_address(validator.credentials).is_some()
}

impl Leavers {
    fn last_withdrawable(&self) -> Epoch {
        self.withdrawable.values().copied().max().unwrap_or(Epoch::FAR)
    }

    /// Forgets those whom a block of `epoch` has paid in full.
    fn strike(&mut self, withdrawals: &[Withdrawal], epoch: Epoch) {
        for withdrawal in withdrawals {
            if self.withdrawable.get(&withdrawal.validator).is_some_and(|withdrawable| *withdrawable <= epoch) {
                self.withdrawable.remove(&withdrawal.validator);
            }
        }
    }
}

impl Playback {
    fn until_paid(&mut self, mut leavers: Leavers, horizon: Epochs) -> Result<Expected, ForecastError> {
        while !leavers.withdrawable.is_empty() {
            let Some(block) = self.next_block()? else { return Ok(Expected::NotWithin(horizon)) };
            leavers.strike(&block.withdrawals, self.beacon.epoch());
        }
        Ok(Expected::At(self.moment()?))
    }
}
