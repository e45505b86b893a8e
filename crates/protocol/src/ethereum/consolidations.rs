//! Step 7 of the transition: the stake of a consolidated validator moves to its target once it is withdrawable.
//!
//! The target is not looked at again: exited or slashed meanwhile, it still receives. What exceeds the effective balance
//! stays with the source and is swept.

use super::{Beacon, BeaconError};
use crate::units::{Epoch, ValidatorIndex};
use serde::{Deserialize, Serialize};

/// A consolidation that waits until its source is withdrawable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingConsolidation {
    /// Who ends.
    pub source: ValidatorIndex,
    /// Who receives.
    pub target: ValidatorIndex,
}

impl Beacon {
    /// From the head; the first source that is not ready keeps all behind it waiting.
    pub(super) fn process_pending_consolidations(&mut self, next: Epoch) -> Result<(), BeaconError> {
        while let Some(PendingConsolidation { source, target }) = self.pending_consolidations.front().copied() {
            let life = self.validators.life(source)?;
            if !life.slashed {
                if life.withdrawable > next {
                    break;
                }
                let row = self.isolate(source)?;
                let amount = self.validators.balances.at(row)?.min(life.effective_balance);
                self.take(source, amount)?;
                let row = self.isolate(target)?;
                let balance = self.validators.balances.at(row)?.try_add(amount)?;
                self.validators.balances.set(row, balance)?;
            }
            self.pending_consolidations.pop();
        }
        Ok(())
    }
}
