//! Events of `AVSDirectory`.

use alloy_primitives::Address;

/// What happened; the names are those of the contract's events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AvsDirectoryEvent {
    /// `OperatorAVSRegistrationStatusUpdated(address indexed operator, address indexed avs, uint8 status)`
    OperatorAvsRegistrationStatusUpdated {
        /// The operator.
        operator: Address,
        /// The service.
        avs: Address,
        /// Whether it is registered now.
        is_registered: bool,
    },
    /// `AVSMetadataURIUpdated(address indexed avs, string metadataURI)`
    AvsMetadataUriUpdated {
        /// The service.
        avs: Address,
        /// Where its metadata is.
        metadata_uri: String,
    },
}
