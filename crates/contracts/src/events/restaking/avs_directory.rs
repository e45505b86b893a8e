//! Logs of `AVSDirectory`.

use crate::interfaces::restaking::IAVSDirectory as Directory;
use alloy_primitives::LogData;
use alloy_sol_types::SolEvent as _;
use aquifer_protocol::restaking::avs_directory::AvsDirectoryEvent;

/// The topics and data of an event.
pub(super) fn encode(event: &AvsDirectoryEvent) -> LogData {
    match event {
        AvsDirectoryEvent::OperatorAvsRegistrationStatusUpdated { operator, avs, is_registered } => {
            let (operator, avs, status) = (*operator, *avs, u8::from(*is_registered));
            Directory::OperatorAVSRegistrationStatusUpdated { operator, avs, status }.encode_log_data()
        }
        AvsDirectoryEvent::AvsMetadataUriUpdated { avs, metadata_uri } => {
            Directory::AVSMetadataURIUpdated { avs: *avs, metadataURI: metadata_uri.clone() }.encode_log_data()
        }
    }
}
