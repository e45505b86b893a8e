//! Step 3 of the transition: what attesting earned, and what absence costs.
//!
//! The flags are those of the previous epoch, the stake they are measured against is that of the current one. The
//! specification makes four passes (source, target, head, inactivity); a validator's passes depend on nobody else's, so
//! they are made validator by validator, in the same order: a penalty stops at zero before the next reward is added.

mod votes;

pub use votes::{IdealVotes, ValidatorVotes, VoteReward, VoteRewards};

use super::Beacon;
use super::BeaconError;
use super::columns::CHUNK;
use super::constants::weights;
use super::epoch::{EndingEpoch, HEAD_FLAG, SOURCE_FLAG, Standing, TARGET_FLAG};
use super::ledger::count_each;
use super::validators::Validators;
use crate::units::{ArithError, Gwei, isqrt};

/// What one validator earns or pays by flag, the same for all with the same effective balance.
#[derive(Debug, Clone, Copy)]
struct FlagDeltas {
    effective_balance: Gwei,
    rewards: [Gwei; 3],
    penalties: [Gwei; 3],
}

/// Flags and their weights, in the order of the passes.
const FLAGS: [(u8, u64); 3] = [(SOURCE_FLAG, weights::SOURCE), (TARGET_FLAG, weights::TARGET), (HEAD_FLAG, weights::HEAD)];

/// What the deltas of an epoch are computed from.
#[derive(Debug)]
struct RewardRates {
    increment: u64,
    base_reward_per_increment: u64,
    active_increments: u64,
    flag_increments: [u64; 3],
    leaking: bool,
    /// Divisor of the inactivity penalty: bias times quotient.
    inactivity_divisor: u128,
}

/// One validator on its way through the four passes.
struct Account {
    balance: Gwei,
    issued: Gwei,
    penalised: Gwei,
}

impl Beacon {
    /// Skipped in the transition of epoch 0.
    pub(super) fn process_rewards_and_penalties(&mut self, epoch: &EndingEpoch) -> Result<(), BeaconError> {
        let rates = RewardRates::of(self, epoch);
        let mut deltas = rates.deltas(Gwei::ZERO)?;
        let (mut issued, mut penalised) = (0u128, 0u128);
        let Validators { rows, effective_balances, previous_participation, inactivity_scores, balances, .. } =
            &mut self.validators;
        for (number, standings) in epoch.standings.chunks(CHUNK).enumerate() {
            let flags = previous_participation.chunk(number);
            let counts = rows.chunk(number);
            let entries = standings.iter().zip(effective_balances.chunk(number)).zip(flags).zip(inactivity_scores.chunk(number));
            for (((((standing, effective), flags), score), members), balance) in
                entries.zip(counts).zip(balances.chunk_mut(number))
            {
                if !standing.eligible {
                    continue;
                }
                if deltas.effective_balance != *effective {
                    deltas = rates.deltas(*effective)?;
                }
                let mut account = Account { balance: *balance, issued: Gwei::ZERO, penalised: Gwei::ZERO };
                account.settle(*standing, *flags, *score, &deltas, &rates)?;
                *balance = account.balance;
                count_each(&mut issued, account.issued, *members);
                count_each(&mut penalised, account.penalised, *members);
            }
        }
        self.ledger.issued = self.ledger.issued.checked_add(issued).ok_or(ArithError::Overflow)?;
        self.ledger.penalised = self.ledger.penalised.checked_add(penalised).ok_or(ArithError::Overflow)?;
        Ok(())
    }

    /// Base reward of one increment of effective balance, in Gwei, rounded down.
    #[must_use]
    pub fn base_reward_per_increment(&self) -> Gwei {
        Gwei::new(self.base_reward_for(self.total_active_balance()))
    }

    /// `increment * factor // isqrt(total)`.
    pub(super) fn base_reward_for(&self, total_active: Gwei) -> u64 {
        let increment = self.constants.effective_balance_increment.get();
        // A product of two 64-bit numbers fits 128 bits. The quotient passes 64 bits only with a factor no chain has, since
        // the total is at least one increment: it is at most `factor * isqrt(increment)`, two million Gwei on mainnet.
        let scaled = u128::from(increment).saturating_mul(u128::from(self.constants.base_reward_factor));
        let per_increment = scaled.checked_div(u128::from(isqrt(total_active.get()))).unwrap_or(0);
        u64::try_from(per_increment).unwrap_or(u64::MAX)
    }
}

impl RewardRates {
    fn of(beacon: &Beacon, epoch: &EndingEpoch) -> Self {
        let increment = beacon.constants.effective_balance_increment.get();
        let increments = |amount: Gwei| amount.get().checked_div(increment).unwrap_or(0);
        let bias = u128::from(beacon.constants.inactivity_score_bias);
        Self {
            increment,
            base_reward_per_increment: beacon.base_reward_for(epoch.totals.active),
            active_increments: increments(epoch.totals.active),
            flag_increments: epoch.totals.previous.map(increments),
            leaking: beacon.is_leaking(epoch.previous),
            // Two 64-bit numbers: the product fits 128 bits.
            inactivity_divisor: bias.saturating_mul(u128::from(beacon.constants.inactivity_penalty_quotient)),
        }
    }

    /// Rewards `base * weight * participating // (active * 64)` and penalties `base * weight // 64`, each rounded down.
    /// A missed head vote costs nothing.
    fn deltas(&self, effective_balance: Gwei) -> Result<FlagDeltas, ArithError> {
        let increments = effective_balance.get().checked_div(self.increment).unwrap_or(0);
        let base = product(u128::from(increments), self.base_reward_per_increment)?;
        let whole = product(u128::from(self.active_increments), weights::DENOMINATOR)?;
        let mut deltas = FlagDeltas { effective_balance, rewards: [Gwei::ZERO; 3], penalties: [Gwei::ZERO; 3] };
        let amounts = deltas.rewards.iter_mut().zip(&mut deltas.penalties).zip(self.flag_increments);
        for (((reward, penalty), participating), (flag, weight)) in amounts.zip(FLAGS) {
            let weighted = product(base, weight)?;
            if !self.leaking {
                *reward = gwei(product(weighted, participating)?.checked_div(whole))?;
            }
            if flag != HEAD_FLAG {
                *penalty = gwei(weighted.checked_div(u128::from(weights::DENOMINATOR)))?;
            }
        }
        Ok(deltas)
    }

    /// `effective * score // (bias * quotient)`, rounded down.
    fn inactivity_penalty(&self, effective_balance: Gwei, score: u64) -> Result<Gwei, ArithError> {
        // Two 64-bit numbers: the product fits 128 bits.
        let weighted = u128::from(effective_balance.get()).saturating_mul(u128::from(score));
        gwei(weighted.checked_div(self.inactivity_divisor))
    }
}

impl Account {
    /// The four passes.
    fn settle(
        &mut self,
        standing: Standing,
        flags: u8,
        score: u64,
        deltas: &FlagDeltas,
        rates: &RewardRates,
    ) -> Result<(), ArithError> {
        let flags = if standing.counts_in_previous { flags } else { 0 };
        for ((flag, _), (reward, penalty)) in FLAGS.into_iter().zip(deltas.rewards.into_iter().zip(deltas.penalties)) {
            if flags & flag != 0 {
                self.reward(reward)?;
            } else {
                self.penalise(penalty)?;
            }
        }
        if flags & TARGET_FLAG == 0 && score > 0 {
            self.penalise(rates.inactivity_penalty(deltas.effective_balance, score)?)?;
        }
        Ok(())
    }

    fn reward(&mut self, amount: Gwei) -> Result<(), ArithError> {
        self.balance = self.balance.try_add(amount)?;
        self.issued = self.issued.try_add(amount)?;
        Ok(())
    }

    /// At most what there is.
    fn penalise(&mut self, amount: Gwei) -> Result<(), ArithError> {
        let taken = self.balance.min(amount);
        self.balance = self.balance.try_sub(taken)?;
        self.penalised = self.penalised.try_add(taken)?;
        Ok(())
    }
}

/// A product in 128 bits.
fn product(of: u128, by: u64) -> Result<u128, ArithError> {
    of.checked_mul(u128::from(by)).ok_or(ArithError::Overflow)
}

/// A quotient as an amount; its divisor was zero when there is none.
fn gwei(quotient: Option<u128>) -> Result<Gwei, ArithError> {
    let quotient = quotient.ok_or(ArithError::DivisionByZero)?;
    u64::try_from(quotient).map(Gwei::new).map_err(|_| ArithError::Overflow)
}
