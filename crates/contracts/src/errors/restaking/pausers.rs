//! Refusals of this contract as its custom errors.

use crate::errors::Refusal;
use alloy_primitives::Bytes;
use aquifer_protocol::restaking::pausers::PauserError;

impl Refusal for PauserError {
    fn revert_data(&self) -> Bytes {
        match *self {}
    }
}
