//! Operations of the consensus side and the rules of the specification they are held against, signatures among them.

use super::InputError;
use crate::{block::ConsensusInput, spec::ChainSpec};
use aquifer_beacon::types::{
    AttestationData, AttesterSlashing, IndexedAttestation, ProposerSlashing, SignedBeaconBlockHeader, SignedBlsToExecutionChange,
    SignedVoluntaryExit,
};
use aquifer_protocol::{
    ethereum::{Beacon, BeaconError, PublicKey},
    units::{Epoch, ValidatorIndex},
};
use std::collections::BTreeSet;
use tree_hash::TreeHash;

/// Why the specification refuses an operation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OperationError {
    /// Two headers prove nothing unless one validator signed both for one slot.
    #[error("the headers are of slots {first} and {second}: evidence needs one slot")]
    DifferentSlots {
        /// Slot of the first.
        first: u64,
        /// Slot of the second.
        second: u64,
    },
    /// The headers are of two proposers.
    #[error("the headers are of validators {first} and {second}: evidence needs one proposer")]
    DifferentProposers {
        /// Proposer of the first.
        first: u64,
        /// Proposer of the second.
        second: u64,
    },
    /// A header against itself.
    #[error("both headers are the same")]
    SameHeaders,
    /// Neither a double vote nor one that surrounds the other.
    #[error("the votes are neither double nor does the first surround the second")]
    VotesDoNotConflict,
    /// The voters of a vote must be there, in ascending order.
    #[error("the voters of vote {vote} are none, or not in strictly ascending order")]
    BadVoters {
        /// 1 or 2.
        vote: u8,
    },
    /// Nobody voted twice.
    #[error("no validator is in both votes and can be slashed")]
    NobodyToSlash,
    /// A header is not signed by its proposer.
    #[error("header {header} is not signed by validator {validator}")]
    HeaderSignature {
        /// 1 or 2.
        header: u8,
        /// The proposer.
        validator: ValidatorIndex,
    },
    /// A vote is not signed by its voters.
    #[error("vote {vote} is not signed by its voters")]
    VoteSignature {
        /// 1 or 2.
        vote: u8,
    },
    /// The signature of an exit is not that of the validator.
    #[error("the exit of validator {validator} is not signed by it")]
    ExitSignature {
        /// The validator.
        validator: ValidatorIndex,
    },
    /// The signature of a change of credentials is not that of the withdrawal key.
    #[error("the change of validator {validator}'s credentials is not signed by its withdrawal key")]
    ChangeSignature {
        /// The validator.
        validator: ValidatorIndex,
    },
}

/// Whether an operation could be in a block on this state: the rules of the specification, then its signatures (about 1 ms each).
///
/// # Errors
/// The first rule it breaks.
pub fn check_operation(spec: &ChainSpec, beacon: &Beacon, operation: &ConsensusInput) -> Result<(), InputError> {
    match operation {
        ConsensusInput::ProposerSlashing(slashing) => check_proposer_slashing(spec, beacon, slashing),
        ConsensusInput::AttesterSlashing(slashing) => check_attester_slashing(spec, beacon, slashing),
        ConsensusInput::VoluntaryExit(exit) => check_exit(spec, beacon, exit),
        ConsensusInput::BlsToExecutionChange(change) => check_change(spec, beacon, change),
    }
}

/// Who is in both votes, in ascending order: whom an attester slashing may slash.
pub(super) fn double_voters(slashing: &AttesterSlashing) -> Vec<ValidatorIndex> {
    let first: BTreeSet<u64> = slashing.attestation_1.attesting_indices.iter().copied().collect();
    let second: BTreeSet<u64> = slashing.attestation_2.attesting_indices.iter().copied().collect();
    first.intersection(&second).copied().map(ValidatorIndex::new).collect()
}

fn pubkey(beacon: &Beacon, index: ValidatorIndex) -> Result<PublicKey, BeaconError> {
    beacon.validator(index).map(|validator| validator.pubkey).ok_or(BeaconError::UnknownValidator { index })
}

fn check_proposer_slashing(spec: &ChainSpec, beacon: &Beacon, slashing: &ProposerSlashing) -> Result<(), InputError> {
    let (first, second) = (&slashing.signed_header_1.message, &slashing.signed_header_2.message);
    if first.slot != second.slot {
        return Err(OperationError::DifferentSlots { first: first.slot, second: second.slot }.into());
    }
    if first.proposer_index != second.proposer_index {
        let (first, second) = (first.proposer_index, second.proposer_index);
        return Err(OperationError::DifferentProposers { first, second }.into());
    }
    if first == second {
        return Err(OperationError::SameHeaders.into());
    }
    let validator = ValidatorIndex::new(first.proposer_index);
    if !beacon.is_slashable(validator)? {
        return Err(BeaconError::NotSlashable { index: validator, epoch: beacon.epoch() }.into());
    }
    let key = pubkey(beacon, validator)?;
    for (header, signed) in [(1, &slashing.signed_header_1), (2, &slashing.signed_header_2)] {
        if !is_signed(spec, beacon, &key, signed) {
            return Err(OperationError::HeaderSignature { header, validator }.into());
        }
    }
    Ok(())
}

fn is_signed(spec: &ChainSpec, beacon: &Beacon, key: &PublicKey, signed: &SignedBeaconBlockHeader) -> bool {
    let (root, version) = (signed.message.tree_hash_root(), spec.current_fork_version());
    aquifer_bls::verify_block_header(key, root, &signed.signature, version, beacon.genesis_validators_root)
}

fn check_attester_slashing(spec: &ChainSpec, beacon: &Beacon, slashing: &AttesterSlashing) -> Result<(), InputError> {
    let (first, second) = (&slashing.attestation_1, &slashing.attestation_2);
    if !conflict(&first.data, &second.data) {
        return Err(OperationError::VotesDoNotConflict.into());
    }
    let mut slashable = Vec::new();
    for (vote, attestation) in [(1, first), (2, second)] {
        check_vote(spec, beacon, vote, attestation)?;
    }
    for index in double_voters(slashing) {
        if beacon.is_slashable(index)? {
            slashable.push(index);
        }
    }
    if slashable.is_empty() { Err(OperationError::NobodyToSlash.into()) } else { Ok(()) }
}

/// A double vote, or the first surrounds the second.
fn conflict(first: &AttestationData, second: &AttestationData) -> bool {
    let is_double = first != second && first.target.epoch == second.target.epoch;
    is_double || (first.source.epoch < second.source.epoch && second.target.epoch < first.target.epoch)
}

/// `is_valid_indexed_attestation`
fn check_vote(spec: &ChainSpec, beacon: &Beacon, vote: u8, attestation: &IndexedAttestation) -> Result<(), InputError> {
    let voters = &attestation.attesting_indices;
    if voters.is_empty() || !voters.is_sorted_by(|one, next| one < next) {
        return Err(OperationError::BadVoters { vote }.into());
    }
    let keys = voters.iter().map(|index| pubkey(beacon, ValidatorIndex::new(*index))).collect::<Result<Vec<_>, _>>()?;
    let (root, version) = (attestation.data.tree_hash_root(), spec.current_fork_version());
    if aquifer_bls::verify_attestation(&keys, root, &attestation.signature, version, beacon.genesis_validators_root) {
        Ok(())
    } else {
        Err(OperationError::VoteSignature { vote }.into())
    }
}

fn check_exit(spec: &ChainSpec, beacon: &Beacon, exit: &SignedVoluntaryExit) -> Result<(), InputError> {
    let (validator, epoch) = (ValidatorIndex::new(exit.message.validator_index), Epoch::new(exit.message.epoch));
    beacon.check_voluntary_exit(validator, epoch)?;
    let (key, root) = (pubkey(beacon, validator)?, beacon.genesis_validators_root);
    if aquifer_bls::verify_voluntary_exit(&key, validator, epoch, &exit.signature, spec.exit_fork_version(), root) {
        Ok(())
    } else {
        Err(OperationError::ExitSignature { validator }.into())
    }
}

fn check_change(spec: &ChainSpec, beacon: &Beacon, signed: &SignedBlsToExecutionChange) -> Result<(), InputError> {
    let change = &signed.message;
    let index = ValidatorIndex::new(change.validator_index);
    beacon.check_bls_to_execution_change(index, &change.from_bls_pubkey)?;
    let credentials = beacon.validator(index).ok_or(BeaconError::UnknownValidator { index })?.credentials;
    let is_signed = aquifer_bls::verify_credentials_change(
        credentials,
        index,
        &change.from_bls_pubkey,
        change.to_execution_address,
        &signed.signature,
        spec.genesis_fork_version,
        beacon.genesis_validators_root,
    );
    if is_signed { Ok(()) } else { Err(OperationError::ChangeSignature { validator: index }.into()) }
}
