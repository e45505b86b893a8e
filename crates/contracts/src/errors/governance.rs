//! Refusals of roles: the strings of OpenZeppelin 4.

use super::{Refusal, string};
use alloy_primitives::Bytes;
use aquifer_protocol::governance::GovernanceError;

impl Refusal for GovernanceError {
    fn revert_data(&self) -> Bytes {
        match self {
            Self::MissingRole { contract: _, account, role } => {
                string(&format!("AccessControl: account {account:#x} is missing role {role:#x}"))
            }
            Self::CanOnlyRenounceForSelf => string("AccessControl: can only renounce roles for self"),
        }
    }
}
