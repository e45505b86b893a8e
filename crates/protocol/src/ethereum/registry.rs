//! Step 4 of the transition: who becomes eligible, who is ejected, who is activated.
//!
//! In the order of the indices, the first rule that fits. Most validators need no look: see `EndingEpoch::unsettled`. There is no cap on activations: the cap lies upstream,
//! in the deposit queue. Ejections take their places in the exit queue in the order of the indices.

use super::ending_epoch::EndingEpoch;
use super::rows::Row;
use super::{Beacon, BeaconError};
use crate::units::{Epoch, Epochs, Gwei, ValidatorIndex};

/// What the transition does with one validator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    BecomeEligible,
    Eject,
    Activate,
}

impl Beacon {
    pub(super) fn process_registry_updates(&mut self, epoch: &EndingEpoch) -> Result<(), BeaconError> {
        let eligible_from = epoch.current.after(Epochs::new(1))?;
        let active_from = self.constants.delayed(epoch.current)?;
        let mut ejected = Vec::new();
        for (row, step) in self.registry_steps(epoch)? {
            match step {
                Step::BecomeEligible => self.validators.activation_eligibility_epochs.set(row, eligible_from)?,
                Step::Eject => ejected.push(row),
                Step::Activate => self.validators.activation_epochs.set(row, active_from)?,
            }
        }
        self.eject(&ejected, epoch.totals.active)
    }

    /// Gives rows their places in the exit queue. Where an epoch of it ends within a row, the row is split.
    fn eject(&mut self, ejected: &[Row], total_active: Gwei) -> Result<(), BeaconError> {
        let mut leaving = Vec::new();
        for row in ejected {
            let stake = self.validators.effective_balances.at(*row)?;
            let mut first = self.validators.rows.first(*row).get();
            for (count, exit) in self.exit_epochs_for(stake, self.validators.rows.count(*row), total_active)? {
                let end = first.saturating_add(count);
                leaving.push((first..end, exit));
                first = end;
            }
        }
        let boundaries: Vec<u64> = leaving.iter().flat_map(|(indices, _)| [indices.start, indices.end]).collect();
        self.cut_at(&boundaries);
        for (indices, exit) in leaving {
            let row = self.validators.row_of(ValidatorIndex::new(indices.start))?;
            let withdrawable = exit.after(self.constants.min_validator_withdrawability_delay)?;
            self.validators.exit_epochs.set(row, exit)?;
            self.validators.withdrawable_epochs.set(row, withdrawable)?;
        }
        Ok(())
    }

    /// A step changes only its own validator, so all can be found before the first is taken.
    fn registry_steps(&self, epoch: &EndingEpoch) -> Result<Vec<(Row, Step)>, BeaconError> {
        let mut steps = Vec::new();
        for row in epoch.unsettled.iter().copied() {
            let eligibility = self.validators.activation_eligibility_epochs.at(row)?;
            let life = self.validators.life_at(row)?;
            let step = if eligibility == Epoch::FAR && life.effective_balance >= self.constants.min_activation_balance {
                Some(Step::BecomeEligible)
            } else if life.is_active(epoch.current) && life.effective_balance <= self.constants.ejection_balance {
                (life.exit == Epoch::FAR).then_some(Step::Eject)
            } else if eligibility <= self.finality.finalized && life.activation == Epoch::FAR {
                Some(Step::Activate)
            } else {
                None
            };
            steps.extend(step.map(|step| (row, step)));
        }
        Ok(steps)
    }
}
