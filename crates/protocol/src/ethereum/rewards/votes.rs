//! What the end of the current epoch will pay for the votes of the epoch before, flag by flag: the transition's own numbers
//! before they are added up, for whoever wants to see where a balance came from.
//!
//! Penalties are what the rules say; a balance that has less loses only what it has.

use super::{FLAGS, RewardRates};
use crate::ethereum::ending_epoch::{EndingEpoch, TARGET_FLAG};
use crate::ethereum::{Beacon, BeaconError};
use crate::units::{Epoch, Gwei, ValidatorIndex};
use std::collections::BTreeSet;

/// What a vote brings for one flag, Gwei.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VoteReward {
    /// Earned.
    Earned(Gwei),
    /// Lost by not having the flag.
    Lost(Gwei),
}

/// What one validator's votes bring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ValidatorVotes {
    /// The source vote.
    pub source: VoteReward,
    /// The target vote.
    pub target: VoteReward,
    /// The head vote.
    pub head: VoteReward,
    /// What absence costs by the inactivity score, Gwei.
    pub inactivity_penalty: Gwei,
}

/// What perfect votes bring to an effective balance, Gwei.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IdealVotes {
    /// The effective balance.
    pub effective_balance: Gwei,
    /// For the source vote.
    pub source: Gwei,
    /// For the target vote.
    pub target: Gwei,
    /// For the head vote.
    pub head: Gwei,
}

/// The state as step 3 of the coming transition will meet it.
#[derive(Debug)]
pub struct VoteRewards {
    beacon: Beacon,
    epoch: EndingEpoch,
    rates: RewardRates,
}

impl Beacon {
    /// What the votes of the previous epoch will bring when the current one ends, if nothing more happens in it. `None` in
    /// epoch 0, which pays nothing.
    ///
    /// # Errors
    /// [`BeaconError::Arith`].
    pub fn vote_rewards(&self) -> Result<Option<VoteRewards>, BeaconError> {
        if self.epoch() == Epoch::new(0) {
            return Ok(None);
        }
        let mut beacon = self.clone();
        beacon.fill_participation();
        let epoch = EndingEpoch::of(&beacon);
        beacon.process_justification_and_finalization(&epoch)?;
        beacon.process_inactivity_updates(&epoch);
        let rates = RewardRates::of(&beacon, &epoch);
        Ok(Some(VoteRewards { beacon, epoch, rates }))
    }
}

impl VoteRewards {
    /// What a validator's votes bring; `None` when it had none to make.
    ///
    /// # Errors
    /// [`BeaconError::UnknownValidator`], [`BeaconError::Arith`].
    pub fn of(&self, index: ValidatorIndex) -> Result<Option<ValidatorVotes>, BeaconError> {
        let validator = self.beacon.validator(index).ok_or(BeaconError::UnknownValidator { index })?;
        let row = self.beacon.validators.row_of(index)?;
        let Some(standing) = self.epoch.standings.get(row.get()).filter(|standing| standing.is_eligible()) else {
            return Ok(None);
        };
        let flags = standing.flags();
        let deltas = self.rates.deltas(validator.effective_balance)?;
        let [source, target, head] = FLAGS.map(|(flag, _)| flags & flag != 0);
        let [source_reward, target_reward, head_reward] = deltas.rewards;
        let [source_penalty, target_penalty, head_penalty] = deltas.penalties;
        let score = if flags & TARGET_FLAG == 0 { validator.inactivity_score } else { 0 };
        Ok(Some(ValidatorVotes {
            source: VoteReward::of(source, source_reward, source_penalty),
            target: VoteReward::of(target, target_reward, target_penalty),
            head: VoteReward::of(head, head_reward, head_penalty),
            inactivity_penalty: self.rates.inactivity_penalty(validator.effective_balance, score)?,
        }))
    }

    /// What perfect votes bring, for every effective balance somebody has who had votes to make, ascending.
    ///
    /// # Errors
    /// [`BeaconError::Arith`].
    pub fn ideal(&self) -> Result<Vec<IdealVotes>, BeaconError> {
        let balances = self.beacon.validators.effective_balances.iter().zip(&self.epoch.standings);
        let balances: BTreeSet<Gwei> =
            balances.filter(|(_, standing)| standing.is_eligible()).map(|(balance, _)| balance).collect();
        let ideal = balances.into_iter().map(|effective_balance| {
            let [source, target, head] = self.rates.deltas(effective_balance)?.rewards;
            Ok(IdealVotes { effective_balance, source, target, head })
        });
        ideal.collect()
    }
}

impl VoteReward {
    const fn of(has_flag: bool, reward: Gwei, penalty: Gwei) -> Self {
        if has_flag { Self::Earned(reward) } else { Self::Lost(penalty) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ethereum::{BeaconConstants, GenesisValidator, PartsPerMillion, PerformanceProfile, PublicKey};
    use crate::units::Timestamp;
    use alloy_primitives::{Address, B256};
    use proptest::collection::vec;
    use proptest::prelude::*;
    use std::sync::Arc;

    fn chain(profiles: &[PerformanceProfile]) -> Beacon {
        let validators = (0u64..).zip(profiles).map(|(number, profile)| GenesisValidator {
            pubkey: PublicKey::left_padding_from(&number.to_be_bytes()),
            credentials: B256::ZERO,
            balance: Gwei::new(32_000_000_000),
            fee_recipient: Address::ZERO,
            profile: *profile,
        });
        let constants = Arc::new(BeaconConstants::minimal());
        Beacon::genesis(constants, Timestamp::new(0), B256::repeat_byte(3), validators.collect()).unwrap()
    }

    fn signed(reward: VoteReward) -> i128 {
        match reward {
            VoteReward::Earned(amount) => i128::from(amount.get()),
            VoteReward::Lost(amount) => -i128::from(amount.get()),
        }
    }

    fn profile() -> impl Strategy<Value = PerformanceProfile> {
        let chance =
            || prop_oneof![Just(0u32), Just(1_000_000), 0..=1_000_000u32].prop_map(|ppm| PartsPerMillion::new(ppm).unwrap());
        (chance(), chance(), chance(), chance()).prop_map(|(uptime, source, target, head)| PerformanceProfile {
            uptime,
            source,
            target,
            head,
            ..PerformanceProfile::PERFECT
        })
    }

    proptest! {
        #[test]
        fn the_parts_add_up_to_what_the_transition_pays(profiles in vec(profile(), 1..40), epochs in 1..12u64) {
            let mut beacon = chain(&profiles);
            beacon.advance_to_slot(beacon.constants.start_of(Epoch::new(epochs))).unwrap();
            let rewards = beacon.vote_rewards().unwrap().unwrap();
            let mut after = beacon.clone();
            after.advance_to_slot(beacon.constants.start_of(Epoch::new(epochs + 1))).unwrap();
            for index in (0..beacon.validator_count()).map(ValidatorIndex::new) {
                let votes = rewards.of(index).unwrap().unwrap();
                let parts = signed(votes.source) + signed(votes.target) + signed(votes.head);
                let balance = |beacon: &Beacon| i128::from(beacon.validator(index).unwrap().balance.get());
                prop_assert_eq!(balance(&after) - balance(&beacon), parts - i128::from(votes.inactivity_penalty.get()));
            }
        }
    }

    #[test]
    fn perfect_votes_bring_the_ideal() {
        let mut beacon = chain(&[PerformanceProfile::PERFECT; 5]);
        assert!(beacon.vote_rewards().unwrap().is_none());
        beacon.advance_to_slot(beacon.constants.start_of(Epoch::new(2))).unwrap();
        let rewards = beacon.vote_rewards().unwrap().unwrap();
        let [ideal] = rewards.ideal().unwrap()[..] else { panic!("one effective balance") };
        let votes = rewards.of(ValidatorIndex::new(4)).unwrap().unwrap();
        assert_eq!(ideal.effective_balance, Gwei::new(32_000_000_000));
        assert_eq!([votes.source, votes.target, votes.head], [ideal.source, ideal.target, ideal.head].map(VoteReward::Earned));
        assert!(rewards.of(ValidatorIndex::new(5)).is_err());
    }
}
