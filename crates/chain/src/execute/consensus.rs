//! What the consensus side is told: operations in their order, and how validators behave.

use super::{BlockExecutor, InputError, check_operation, operations::double_voters, phase::Operation};
use crate::block::{ConsensusInput, ValidatorSelection};
use aquifer_protocol::{
    ethereum::{Beacon, BeaconError, EquivocationKind, PerformanceProfile},
    units::{Epoch, ValidatorIndex},
};
use std::sync::Arc;

impl BlockExecutor<'_> {
    pub(super) fn beacon_mut(&mut self) -> &mut Beacon {
        Arc::make_mut(&mut self.evm.protocol_mut().beacon)
    }

    /// Takes an operation.
    pub(crate) fn consensus(&mut self, input: &ConsensusInput) -> Result<(), InputError> {
        check_operation(self.spec, &self.evm.protocol().beacon, input)?;
        self.enter(Operation::of_consensus(input))?;
        let proposer = self.start.proposer;
        let beacon = self.beacon_mut();
        match input {
            ConsensusInput::ProposerSlashing(slashing) => {
                let index = ValidatorIndex::new(slashing.signed_header_1.message.proposer_index);
                beacon.slash_validator(index, proposer)?;
            }
            ConsensusInput::AttesterSlashing(slashing) => {
                beacon.slash_attesters(&double_voters(slashing), proposer)?;
            }
            ConsensusInput::VoluntaryExit(exit) => {
                let index = ValidatorIndex::new(exit.message.validator_index);
                beacon.process_voluntary_exit(index, Epoch::new(exit.message.epoch))?;
            }
            ConsensusInput::BlsToExecutionChange(signed) => {
                let change = &signed.message;
                let index = ValidatorIndex::new(change.validator_index);
                beacon.process_bls_to_execution_change(index, &change.from_bls_pubkey, change.to_execution_address)?;
            }
        }
        Ok(())
    }

    /// Comes to an operation of a kind; what lies before it in the block is done first.
    fn enter(&mut self, operation: Operation) -> Result<(), InputError> {
        self.progress.take(operation)?;
        if operation.is_after_attestations() {
            self.include_attestations()?;
        }
        Ok(())
    }

    /// Pays for the attestations of the slot before, once.
    pub(super) fn include_attestations(&mut self) -> Result<(), BeaconError> {
        if !self.has_attestations {
            let Self { evm, start, .. } = self;
            Arc::make_mut(&mut evm.protocol_mut().beacon).include_attestations(start)?;
            self.has_attestations = true;
        }
        Ok(())
    }

    pub(super) fn slash(&mut self, validator: ValidatorIndex) -> Result<(), InputError> {
        let beacon = &self.evm.protocol().beacon;
        if !beacon.is_slashable(validator)? {
            return Err(BeaconError::NotSlashable { index: validator, epoch: beacon.epoch() }.into());
        }
        self.enter(Operation::ProposerSlashing)?;
        let proposer = self.start.proposer;
        Ok(self.beacon_mut().slash_validator(validator, proposer)?)
    }

    pub(super) fn equivocate(&mut self, validator: ValidatorIndex, kind: EquivocationKind) -> Result<(), InputError> {
        Ok(self.beacon_mut().commit_equivocation(validator, kind)?)
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
