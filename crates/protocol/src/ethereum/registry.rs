//! Step 4 of the transition: who becomes eligible, who is ejected, who is activated.
//!
//! One pass in the order of the indices, the first rule that fits. There is no cap on activations: the cap lies upstream,
//! in the deposit queue. Ejections take their places in the exit queue in the order of the indices.

use super::epoch::EndingEpoch;
use super::validator::index_of;
use super::{Beacon, BeaconError};
use crate::units::{Epoch, Epochs, ValidatorIndex};

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
        for (index, step) in self.registry_steps(epoch) {
            match step {
                Step::BecomeEligible => self.validators.activation_eligibility_epochs.set(index, eligible_from)?,
                Step::Eject => self.initiate_exit(index, epoch.totals.active)?,
                Step::Activate => self.validators.activation_epochs.set(index, active_from)?,
            }
        }
        Ok(())
    }

    /// A step changes only its own validator, so all can be found before the first is taken.
    fn registry_steps(&self, epoch: &EndingEpoch) -> Vec<(ValidatorIndex, Step)> {
        let mut steps = Vec::new();
        let mut position = 0usize;
        for (eligibilities, lives) in self.validators.activation_eligibility_epochs.chunks().zip(self.validators.lives()) {
            for (eligibility, life) in eligibilities.iter().zip(lives) {
                let step = if *eligibility == Epoch::FAR && life.effective_balance >= self.constants.min_activation_balance {
                    Some(Step::BecomeEligible)
                } else if life.is_active(epoch.current) && life.effective_balance <= self.constants.ejection_balance {
                    Some(Step::Eject)
                } else if *eligibility <= self.finality.finalized && life.activation == Epoch::FAR {
                    Some(Step::Activate)
                } else {
                    None
                };
                steps.extend(step.map(|step| (index_of(position), step)));
                position = position.saturating_add(1);
            }
        }
        steps
    }
}
