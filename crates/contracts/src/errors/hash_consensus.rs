//! Refusals of `HashConsensus`: custom errors.

use super::{Refusal, custom};
use crate::interfaces::IHashConsensus as Consensus;
use alloy_primitives::{Bytes, U256};
use aquifer_protocol::liquid::lido::hash_consensus::HashConsensusError;

impl Refusal for HashConsensusError {
    fn revert_data(&self) -> Bytes {
        match self {
            Self::InvalidChainConfig => custom(&Consensus::InvalidChainConfig {}),
            Self::NumericOverflow => custom(&Consensus::NumericOverflow {}),
            Self::DuplicateMember => custom(&Consensus::DuplicateMember {}),
            Self::AddressCannotBeZero => custom(&Consensus::AddressCannotBeZero {}),
            Self::InitialEpochIsYetToArrive => custom(&Consensus::InitialEpochIsYetToArrive {}),
            Self::InitialEpochAlreadyArrived => custom(&Consensus::InitialEpochAlreadyArrived {}),
            Self::InitialEpochRefSlotCannotBeEarlierThanProcessingSlot => {
                custom(&Consensus::InitialEpochRefSlotCannotBeEarlierThanProcessingSlot {})
            }
            Self::EpochsPerFrameCannotBeZero => custom(&Consensus::EpochsPerFrameCannotBeZero {}),
            Self::NonMember => custom(&Consensus::NonMember {}),
            Self::UnexpectedConsensusVersion { expected, received } => {
                custom(&Consensus::UnexpectedConsensusVersion { expected: U256::from(*expected), received: *received })
            }
            Self::QuorumTooSmall { min, received } => {
                custom(&Consensus::QuorumTooSmall { minQuorum: *min, receivedQuorum: *received })
            }
            Self::InvalidSlot => custom(&Consensus::InvalidSlot {}),
            Self::DuplicateReport => custom(&Consensus::DuplicateReport {}),
            Self::EmptyReport => custom(&Consensus::EmptyReport {}),
            Self::StaleReport => custom(&Consensus::StaleReport {}),
            Self::NonFastLaneMemberCannotReportWithinFastLaneInterval => {
                custom(&Consensus::NonFastLaneMemberCannotReportWithinFastLaneInterval {})
            }
            Self::ConsensusReportAlreadyProcessing => custom(&Consensus::ConsensusReportAlreadyProcessing {}),
            Self::FastLanePeriodCannotBeLongerThanFrame => custom(&Consensus::FastLanePeriodCannotBeLongerThanFrame {}),
            Self::Arith(error) => error.revert_data(),
        }
    }
}
