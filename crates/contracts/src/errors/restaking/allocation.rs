//! Refusals of this contract as its custom errors.

use crate::errors::Refusal;
use alloy_primitives::Bytes;
use aquifer_protocol::restaking::allocation::AllocationError;

impl Refusal for AllocationError {
    fn revert_data(&self) -> Bytes {
        match *self {}
    }
}
