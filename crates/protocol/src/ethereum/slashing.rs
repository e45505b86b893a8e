//! Slashing.
use super::{Beacon, BeaconError};
use crate::units::ValidatorIndex;

impl Beacon {
    /// Slashes a validator; `proposer`, who includes the evidence, gets the whole reward.
    ///
    /// # Errors
    /// [`BeaconError::NotSlashable`], [`BeaconError::UnknownValidator`].
    pub fn slash_validator(&mut self, index: ValidatorIndex, proposer: ValidatorIndex) -> Result<(), BeaconError> {
        todo!("{index} {proposer}")
    }
}
