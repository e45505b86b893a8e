//! Refusals of `PermissionController` as its custom errors.

use crate::{
    errors::{Refusal, custom},
    interfaces::restaking::{IAllocationManager, IPermissionController as Pc},
};
use alloy_primitives::Bytes;
use aquifer_protocol::restaking::permissions::PermissionError;

impl Refusal for PermissionError {
    fn revert_data(&self) -> Bytes {
        match self {
            Self::InvalidPermissions { .. } => custom(&IAllocationManager::InvalidPermissions {}),
            Self::NotAdmin { .. } => custom(&Pc::NotAdmin {}),
            Self::AdminAlreadySet { .. } => custom(&Pc::AdminAlreadySet {}),
            Self::AdminAlreadyPending { .. } => custom(&Pc::AdminAlreadyPending {}),
            Self::AdminNotPending { .. } => custom(&Pc::AdminNotPending {}),
            Self::AdminNotSet { .. } => custom(&Pc::AdminNotSet {}),
            Self::CannotHaveZeroAdmins { .. } => custom(&Pc::CannotHaveZeroAdmins {}),
            Self::AppointeeAlreadySet { .. } => custom(&Pc::AppointeeAlreadySet {}),
            Self::AppointeeNotSet { .. } => custom(&Pc::AppointeeNotSet {}),
        }
    }
}
