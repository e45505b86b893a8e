//! Refusals of a pause by bits: custom errors that every contract with one has.

use super::{Refusal, custom};
use crate::interfaces::IPausable;
use alloy_primitives::Bytes;
use aquifer_protocol::governance::PauseBitsError;

impl Refusal for PauseBitsError {
    fn revert_data(&self) -> Bytes {
        match self {
            Self::CurrentlyPaused { .. } => custom(&IPausable::CurrentlyPaused {}),
            Self::OnlyPauser(_) => custom(&IPausable::OnlyPauser {}),
            Self::OnlyUnpauser(_) => custom(&IPausable::OnlyUnpauser {}),
            Self::InvalidNewPausedStatus { .. } => custom(&IPausable::InvalidNewPausedStatus {}),
        }
    }
}
