//! Step 3 of the transition: what attesting earned, and what absence costs.
//!
//! The flags are those of the previous epoch, the stake they are measured against is that of the current one. The
//! specification makes four passes (source, target, head, inactivity); a validator's passes depend on nobody else's, so
//! they are made validator by validator, in the same order: a penalty stops at zero before the next reward is added.

mod settlement;
mod votes;

pub use votes::{IdealVotes, ValidatorVotes, VoteReward, VoteRewards};

use super::Beacon;
use super::BeaconError;
use super::columns::CHUNK;
use super::constants::weights;
use super::ending_epoch::{EndingEpoch, HEAD_FLAG, SOURCE_FLAG, TARGET_FLAG};
use super::ledger::count_each;
use super::validators::Validators;
use crate::units::{ArithError, Gwei, isqrt};
use settlement::Settlements;

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

impl Beacon {
    /// Skipped in the transition of epoch 0.
    pub(super) fn process_rewards_and_penalties(&mut self, epoch: &EndingEpoch) -> Result<(), BeaconError> {
        let rates = RewardRates::of(self, epoch);
        let mut settlements = Settlements::new(&rates);
        let mut settlement = settlements.of(Gwei::ZERO)?;
        let (mut issued, mut penalised) = (0u128, 0u128);
        let Validators { rows, effective_balances, inactivity_scores, balances, .. } = &mut self.validators;
        for (number, standings) in epoch.standings.chunks(CHUNK).enumerate() {
            let entries = standings.iter().zip(effective_balances.chunk(number)).zip(inactivity_scores.chunk(number));
            let entries = entries.zip(rows.chunk(number)).zip(balances.chunk_mut(number));
            for ((((standing, effective), score), members), balance) in entries {
                if !standing.is_eligible() {
                    continue;
                }
                if settlement.deltas.effective_balance != *effective {
                    settlement = settlements.of(*effective)?;
                }
                let account = settlement.settle(balance.get(), standing.flags(), *score, &rates)?;
                *balance = Gwei::new(account.balance);
                count_each(&mut issued, Gwei::new(account.issued), *members);
                count_each(&mut penalised, Gwei::new(account.penalised), *members);
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
        // Exact: sums of effective balances are whole increments (ETH-3).
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
        // Exact, as above.
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
        // Nearly always both fit 64 bits, where a division costs a fraction.
        let narrow = effective_balance.get().checked_mul(score).zip(u64::try_from(self.inactivity_divisor).ok());
        if let Some((weighted, divisor)) = narrow {
            return weighted.checked_div(divisor).map(Gwei::new).ok_or(ArithError::DivisionByZero);
        }
        // Two 64-bit numbers: the product fits 128 bits.
        let weighted = u128::from(effective_balance.get()).saturating_mul(u128::from(score));
        gwei(weighted.checked_div(self.inactivity_divisor))
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
