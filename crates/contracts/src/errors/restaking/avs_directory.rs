//! Refusals of `AVSDirectory` as its custom errors.

use crate::{
    errors::{Refusal, custom},
    interfaces::restaking::IAVSDirectory as Directory,
};
use alloy_primitives::Bytes;
use aquifer_protocol::restaking::avs_directory::AvsDirectoryError;

impl Refusal for AvsDirectoryError {
    fn revert_data(&self) -> Bytes {
        match self {
            Self::OperatorAlreadyRegisteredToAvs { .. } => custom(&Directory::OperatorAlreadyRegisteredToAVS {}),
            Self::OperatorNotRegisteredToAvs { .. } => custom(&Directory::OperatorNotRegisteredToAVS {}),
            Self::OperatorNotRegisteredToEigenLayer(_) => custom(&Directory::OperatorNotRegisteredToEigenLayer {}),
            Self::SaltSpent { .. } => custom(&Directory::SaltSpent {}),
            Self::SignatureExpired { .. } => custom(&Directory::SignatureExpired {}),
            Self::InvalidSignature { .. } => custom(&Directory::InvalidSignature {}),
        }
    }
}
