//! Step 1 of the transition: what two thirds of the stake vote for is justified, and finalized when it lasts.

use super::ending_epoch::EndingEpoch;
use super::{Beacon, BeaconError};
use crate::units::{Epoch, Epochs, Gwei};
use serde::{Deserialize, Serialize};

/// What is justified and finalized.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finality {
    /// Whether each of the last four epochs is justified, the most recent first.
    pub justification_bits: [bool; 4],
    /// The justified epoch of one transition ago.
    pub previous_justified: Epoch,
    /// The last justified epoch.
    pub current_justified: Epoch,
    /// The last finalized epoch: it is final.
    pub finalized: Epoch,
}

impl Beacon {
    /// Skipped in the transitions of epochs 0 and 1.
    pub(super) fn process_justification_and_finalization(&mut self, epoch: &EndingEpoch) -> Result<(), BeaconError> {
        if epoch.current > Epoch::new(1) {
            let previous_target = has_supermajority(epoch.totals.previous[1], epoch.totals.active);
            let current_target = has_supermajority(epoch.totals.current_target, epoch.totals.active);
            self.finality = self.finality.weigh(epoch, previous_target, current_target)?;
        }
        Ok(())
    }
}

/// At least two thirds.
fn has_supermajority(votes: Gwei, total: Gwei) -> bool {
    u128::from(votes.get()).saturating_mul(3) >= u128::from(total.get()).saturating_mul(2)
}

impl Finality {
    /// `weigh_justification_and_finalization`.
    fn weigh(self, epoch: &EndingEpoch, previous_target: bool, current_target: bool) -> Result<Self, BeaconError> {
        let [first, second, third, _] = self.justification_bits;
        let mut current_justified = self.current_justified;
        let mut bits = [false, first, second, third];
        if previous_target {
            current_justified = epoch.previous;
            bits[1] = true;
        }
        if current_target {
            current_justified = epoch.current;
            bits[0] = true;
        }

        let finalized = self.finalized_by(bits, epoch.current)?.unwrap_or(self.finalized);
        Ok(Self { justification_bits: bits, previous_justified: self.current_justified, current_justified, finalized })
    }

    /// The four rules; a later one overrides an earlier one.
    fn finalized_by(&self, bits: [bool; 4], current: Epoch) -> Result<Option<Epoch>, BeaconError> {
        let (previous, last) = (self.previous_justified, self.current_justified);
        let rules = [
            (previous, 3, bits[1] && bits[2] && bits[3]),
            (previous, 2, bits[1] && bits[2]),
            (last, 2, bits[0] && bits[1] && bits[2]),
            (last, 1, bits[0] && bits[1]),
        ];
        let mut finalized = None;
        for (source, distance, justified) in rules {
            if justified && source.after(Epochs::new(distance))? == current {
                finalized = Some(source);
            }
        }
        Ok(finalized)
    }
}
