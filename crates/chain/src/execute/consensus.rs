//! What the consensus side is told.

use super::{BlockExecutor, InputError};
use crate::block::{ConsensusInput, ValidatorSelection, VoluntaryExit};
use aquifer_protocol::{
    ethereum::{Beacon, BeaconError, PerformanceProfile},
    units::ValidatorIndex,
};
use std::sync::Arc;

impl BlockExecutor<'_> {
    pub(super) fn beacon_mut(&mut self) -> &mut Beacon {
        Arc::make_mut(&mut self.evm.protocol_mut().beacon)
    }

    /// Takes a consensus input.
    pub(crate) fn consensus(&mut self, input: &ConsensusInput) -> Result<(), InputError> {
        match input {
            ConsensusInput::VoluntaryExit(exit) => self.exit(exit),
        }
    }

    fn exit(&mut self, exit: &VoluntaryExit) -> Result<(), InputError> {
        let index = exit.validator;
        let validator = self.evm.protocol().beacon.validator(index).ok_or(BeaconError::UnknownValidator { index })?;
        let signature = exit.signature.as_ref().try_into().map_err(|_| InputError::BadSignature { validator: index })?;
        let root = self.evm.protocol().beacon.genesis_validators_root;
        let version = self.spec.exit_fork_version;
        if !aquifer_bls::verify_voluntary_exit(&validator.pubkey, index, exit.epoch, &signature, version, root) {
            return Err(InputError::BadSignature { validator: index });
        }
        Ok(self.beacon_mut().process_voluntary_exit(index, exit.epoch)?)
    }

    pub(super) fn slash(&mut self, validator: ValidatorIndex) -> Result<(), InputError> {
        let proposer = self.proposer;
        Ok(self.beacon_mut().slash_validator(validator, proposer)?)
    }

    pub(super) fn set_performance(
        &mut self,
        validators: &ValidatorSelection,
        profile: PerformanceProfile,
    ) -> Result<(), InputError> {
        let listed = match validators {
            ValidatorSelection::All => (0..self.evm.protocol().beacon.validator_count()).map(ValidatorIndex::new).collect(),
            ValidatorSelection::Listed(listed) => listed.clone(),
        };
        let count = self.evm.protocol().beacon.validator_count();
        if let Some(index) = listed.iter().copied().find(|index| index.get() >= count) {
            return Err(BeaconError::UnknownValidator { index }.into());
        }
        let beacon = self.beacon_mut();
        for index in listed {
            beacon.set_performance(index, profile)?;
        }
        Ok(())
    }
}
