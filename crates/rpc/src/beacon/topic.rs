//! What the stream of events can tell of.

use super::error::ApiError;

/// What a subscriber may ask to hear of. Of the last kind nothing ever happens here: nobody gossips.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Topic {
    /// A new head.
    Head,
    /// A new block.
    Block,
    /// A new finalized checkpoint.
    FinalizedCheckpoint,
    /// The chain went back.
    ChainReorg,
    /// A block carries an exit.
    VoluntaryExit,
    /// A block carries evidence against a proposer.
    ProposerSlashing,
    /// A block carries evidence against attesters.
    AttesterSlashing,
    /// A block carries a change of credentials.
    BlsToExecutionChange,
    /// Gossip.
    Silent,
}

/// Topics of the standard that belong to a network of many.
const SILENT: &[&str] = &[
    "block_gossip",
    "attestation",
    "single_attestation",
    "contribution_and_proof",
    "light_client_finality_update",
    "light_client_optimistic_update",
    "payload_attributes",
    "blob_sidecar",
    "data_column_sidecar",
];

impl Topic {
    /// # Errors
    /// 400.
    pub(crate) fn parse(text: &str) -> Result<Self, ApiError> {
        const ALL: [Topic; 8] = [
            Topic::Head,
            Topic::Block,
            Topic::FinalizedCheckpoint,
            Topic::ChainReorg,
            Topic::VoluntaryExit,
            Topic::ProposerSlashing,
            Topic::AttesterSlashing,
            Topic::BlsToExecutionChange,
        ];
        let told = ALL.into_iter().find(|topic| topic.name() == text);
        let silent = SILENT.contains(&text).then_some(Self::Silent);
        told.or(silent).ok_or_else(|| ApiError::bad_request(format!("Invalid topic: {text}")))
    }

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Head => "head",
            Self::Block => "block",
            Self::FinalizedCheckpoint => "finalized_checkpoint",
            Self::ChainReorg => "chain_reorg",
            Self::VoluntaryExit => "voluntary_exit",
            Self::ProposerSlashing => "proposer_slashing",
            Self::AttesterSlashing => "attester_slashing",
            Self::BlsToExecutionChange => "bls_to_execution_change",
            Self::Silent => "",
        }
    }
}
