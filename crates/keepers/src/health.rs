//! How a keeper fares, as it tells the node and as `aquifer status` shows it.

use crate::chain::quantity;
use alloy_primitives::{Address, U256};
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::VecDeque;

/// Frames remembered as missed; older ones only count.
const MISSED_KEPT: usize = 8;

/// What a keeper publishes with `aquifer_keeperReport`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Health {
    /// Its name, one of a kind.
    pub name: String,
    /// Its account.
    pub address: Address,
    /// How it fares.
    pub state: State,
    /// What it did last, or waits for, or why it fails.
    pub note: String,
    /// Slot at which it has something to do; `None` when it waits for somebody else.
    #[serde(default, deserialize_with = "optional_quantity")]
    pub next_due_slot: Option<u64>,
    /// Number of the last block it has looked at.
    #[serde(deserialize_with = "quantity")]
    pub processed: u64,
    /// Reference slot of the last frame it saw completed.
    #[serde(default, deserialize_with = "optional_quantity")]
    pub last_frame: Option<u64>,
    /// Frames that went by without a report, the newest last.
    #[serde(default)]
    pub missed: VecDeque<Missed>,
    /// How many there were since the keeper started.
    #[serde(default, deserialize_with = "quantity")]
    pub missed_total: u64,
    /// Its ether, in wei.
    pub balance: U256,
    /// Whether that is too little for many more transactions.
    pub low_balance: bool,
}

/// How a keeper fares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Nothing to do now.
    Idle,
    /// At work at this very slot.
    Busy,
    /// The last attempt failed; it tries again.
    Failing,
}

/// A frame that went by without a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Missed {
    /// The frame's reference slot.
    #[serde(deserialize_with = "quantity")]
    pub ref_slot: u64,
    /// Why, as far as the keeper knows.
    pub why: String,
}

impl Health {
    /// A keeper that has just started.
    pub(crate) fn new(name: String, address: Address) -> Self {
        Self {
            name,
            address,
            state: State::Busy,
            note: "starting".to_owned(),
            // Due at once: what there is to do is known after the first look.
            next_due_slot: Some(0),
            processed: 0,
            last_frame: None,
            missed: VecDeque::new(),
            missed_total: 0,
            balance: U256::ZERO,
            low_balance: false,
        }
    }

    /// Remembers a missed frame.
    pub(crate) fn miss(&mut self, ref_slot: u64, why: String) {
        self.missed_total += 1;
        self.missed.push_back(Missed { ref_slot, why });
        if self.missed.len() > MISSED_KEPT {
            self.missed.pop_front();
        }
    }

    /// Whether the keeper has done everything that was due at a head. A keeper that has seen a later block saw one that a
    /// revert has taken back, or the head has moved on since: either way it is asked again.
    #[must_use]
    pub fn is_done(&self, number: u64, slot: u64) -> bool {
        self.processed == number && self.next_due_slot.is_none_or(|due| due > slot)
    }
}

fn optional_quantity<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    #[derive(Deserialize)]
    struct Quantity(#[serde(deserialize_with = "quantity")] u64);
    Option::<Quantity>::deserialize(deserializer).map(|value| value.map(|Quantity(number)| number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_keeper_is_done_when_it_saw_the_head_and_nothing_is_due() {
        let mut health = Health::new("reporter-1".into(), Address::ZERO);
        assert!(!health.is_done(0, 0));
        (health.processed, health.next_due_slot) = (10, None);
        assert!(health.is_done(10, 500));
        assert!(!health.is_done(11, 500));
        health.next_due_slot = Some(500);
        assert!(!health.is_done(10, 500));
        assert!(health.is_done(10, 499));
    }

    #[test]
    fn what_is_published_can_be_read_back() {
        let mut health = Health::new("reporter-1".into(), Address::ZERO);
        for slot in 0..20 {
            health.miss(slot, "asleep".into());
        }
        let text = serde_json::to_string(&health).unwrap();
        assert_eq!(serde_json::from_str::<Health>(&text).unwrap(), health);
        assert_eq!((health.missed.len(), health.missed_total), (MISSED_KEPT, 20));
    }
}
