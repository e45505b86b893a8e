//! The state of a day, as far as rewards go by it.

use crate::{
    restaking::{OperatorSet, rewards::SplitKey},
    units::{Bips, Magnitude, StrategyShares},
};
use alloy_primitives::Address;
use std::collections::{BTreeMap, BTreeSet};

/// What was true at 00:00 UTC: the state after the last block before that.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Day {
    /// Stakers by the operator they are delegated to; operators are stakers of their own.
    pub delegated: BTreeMap<Address, Vec<Staker>>,
    /// Stakers without an operator.
    pub undelegated: Vec<Staker>,
    /// Shares delegated to operators, by strategy.
    pub operator_shares: BTreeMap<Address, BTreeMap<Address, StrategyShares>>,
    /// By service: operators registered with it or with one of its sets, and the strategies they restake there.
    pub services: BTreeMap<Address, BTreeMap<Address, BTreeSet<Address>>>,
    /// By set: its members, and what they have allocated to it by strategy.
    pub sets: BTreeMap<OperatorSet, BTreeMap<Address, BTreeMap<Address, Allocated>>>,
    /// Splits that operators have set and that count.
    pub splits: BTreeMap<SplitKey, Bips>,
    /// The split of all others.
    pub default_split: Bips,
}

/// A staker and its withdrawable shares: after slashing, without what waits in the queue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Staker {
    /// Whose they are.
    pub address: Address,
    /// By strategy, in any order, each at most once.
    pub shares: Vec<(Address, StrategyShares)>,
}

/// A part of an operator's stake: magnitude out of maximum magnitude.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allocated {
    /// Allocated to the set now.
    pub magnitude: Magnitude,
    /// What is left of the whole after slashing.
    pub max_magnitude: Magnitude,
}

impl Day {
    /// What an operator keeps.
    #[must_use]
    pub fn split(&self, key: SplitKey) -> Bips {
        self.splits.get(&key).copied().unwrap_or(self.default_split)
    }

    /// Stakers of an operator.
    pub(super) fn stakers_of(&self, operator: Address) -> &[Staker] {
        self.delegated.get(&operator).map_or(&[], Vec::as_slice)
    }

    /// Operators that are registered anywhere.
    pub(super) fn operators_of_anybody(&self) -> BTreeSet<Address> {
        let of_services = self.services.values().flat_map(BTreeMap::keys);
        of_services.chain(self.sets.values().flat_map(BTreeMap::keys)).copied().collect()
    }

    /// Whether an operator is registered with a service or one of its sets.
    pub(super) fn serves(&self, avs: Address, operator: Address) -> bool {
        self.services.get(&avs).is_some_and(|operators| operators.contains_key(&operator))
    }

    /// Whether an operator is a member of a set.
    pub(super) fn is_member(&self, set: OperatorSet, operator: Address) -> bool {
        self.sets.get(&set).is_some_and(|members| members.contains_key(&operator))
    }
}
