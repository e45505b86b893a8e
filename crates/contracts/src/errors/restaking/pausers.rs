//! Refusals of `PauserRegistry` as its custom errors.

use crate::{
    errors::{Refusal, custom},
    interfaces::restaking::IPauserRegistry,
};
use alloy_primitives::Bytes;
use aquifer_protocol::restaking::pausers::PauserError;

impl Refusal for PauserError {
    fn revert_data(&self) -> Bytes {
        match self {
            Self::OnlyUnpauser(_) => custom(&IPauserRegistry::OnlyUnpauser {}),
            Self::InputAddressZero => custom(&IPauserRegistry::InputAddressZero {}),
        }
    }
}
