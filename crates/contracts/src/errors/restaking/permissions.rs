//! Refusals of this contract as its custom errors.

use crate::errors::Refusal;
use alloy_primitives::Bytes;
use aquifer_protocol::restaking::permissions::PermissionError;

impl Refusal for PermissionError {
    fn revert_data(&self) -> Bytes {
        match *self {}
    }
}
