//! Refusals of this contract as its custom errors.

use crate::errors::Refusal;
use alloy_primitives::Bytes;
use aquifer_protocol::restaking::key_registrar::KeyRegistrarError;

impl Refusal for KeyRegistrarError {
    fn revert_data(&self) -> Bytes {
        match *self {}
    }
}
