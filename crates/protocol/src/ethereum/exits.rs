//! Leaving: exits signed by the validator's key.
//!
//! An exit looks at no balance and changes none; it takes a place in the exit queue for the whole effective balance.

use super::{Beacon, BeaconError};
use crate::units::{Epoch, Gwei, ValidatorIndex};

impl Beacon {
    /// Starts the exit a validator signed for epoch `signed`; the caller has verified the signature.
    ///
    /// # Errors
    /// [`BeaconError::NotActive`], [`BeaconError::AlreadyExiting`], [`BeaconError::ExitNotYetValid`],
    /// [`BeaconError::TooYoungToExit`], [`BeaconError::PartialWithdrawalsPending`], [`BeaconError::UnknownValidator`].
    pub fn process_voluntary_exit(&mut self, index: ValidatorIndex, signed: Epoch) -> Result<(), BeaconError> {
        self.check_voluntary_exit(index, signed)?;
        self.initiate_exit(index, self.total_active_balance())
    }

    /// Whether [`Beacon::process_voluntary_exit`] would take the exit now.
    ///
    /// # Errors
    /// As there.
    pub fn check_voluntary_exit(&self, index: ValidatorIndex, signed: Epoch) -> Result<(), BeaconError> {
        let (epoch, life) = (self.epoch(), self.validators.life(index)?);
        if !life.is_active(epoch) {
            return Err(BeaconError::NotActive { index, epoch });
        }
        if life.exit != Epoch::FAR {
            return Err(BeaconError::AlreadyExiting { index, exit_epoch: life.exit });
        }
        if epoch < signed {
            return Err(BeaconError::ExitNotYetValid { signed, epoch });
        }
        let earliest = life.activation.after(self.constants.shard_committee_period)?;
        if epoch < earliest {
            return Err(BeaconError::TooYoungToExit { index, earliest });
        }
        match self.pending_balance_to_withdraw(index) {
            Gwei::ZERO => Ok(()),
            pending => Err(BeaconError::PartialWithdrawalsPending { index, pending }),
        }
    }

    /// Gives a validator its place in the exit queue; nothing when it has one.
    pub(super) fn initiate_exit(&mut self, index: ValidatorIndex, total_active: Gwei) -> Result<(), BeaconError> {
        let life = self.validators.life(index)?;
        if life.exit != Epoch::FAR {
            return Ok(());
        }
        let queue = self.exit_queue;
        let exit = self.exit_epoch_for(life.effective_balance, total_active)?;
        let withdrawable =
            exit.after(self.constants.min_validator_withdrawability_delay).inspect_err(|_| self.exit_queue = queue)?;
        let row = self.isolate(index)?;
        self.validators.exit_epochs.set(row, exit)?;
        self.validators.withdrawable_epochs.set(row, withdrawable)
    }

    /// Sum of the partial withdrawals a validator has queued.
    #[must_use]
    pub fn pending_balance_to_withdraw(&self, index: ValidatorIndex) -> Gwei {
        let own = self.pending_partial_withdrawals.iter().filter(|pending| pending.index == index);
        // Each is queued only for what the balance exceeds those before it by, so all together fit the 64 bits of a balance.
        Gwei::new(own.map(|pending| pending.amount.get()).fold(0, u64::saturating_add))
    }
}
