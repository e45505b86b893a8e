//! Refusals of this contract as its custom errors.

use crate::errors::Refusal;
use alloy_primitives::Bytes;
use aquifer_protocol::restaking::avs_directory::AvsDirectoryError;

impl Refusal for AvsDirectoryError {
    fn revert_data(&self) -> Bytes {
        match *self {}
    }
}
