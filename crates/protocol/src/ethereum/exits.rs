//! Leaving.
use super::{Beacon, BeaconError};
use crate::units::{Epoch, ValidatorIndex};

impl Beacon {
    /// Starts the exit a validator signed for `signed`; the caller has verified the signature.
    ///
    /// # Errors
    /// The rule that is broken.
    pub fn process_voluntary_exit(&mut self, index: ValidatorIndex, signed: Epoch) -> Result<(), BeaconError> {
        todo!("{index} {signed}")
    }
}
