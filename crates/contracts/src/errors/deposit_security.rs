//! Refusals of `DepositSecurityModule`: custom errors.

use super::{Refusal, custom};
use crate::interfaces::IDepositSecurityModule as Dsm;
use alloy_primitives::Bytes;
use aquifer_protocol::liquid::lido::deposit_security::DepositSecurityError;

impl Refusal for DepositSecurityError {
    fn revert_data(&self) -> Bytes {
        match self {
            Self::ZeroAddress { field } => custom(&Dsm::ZeroAddress { field: (*field).to_owned() }),
            Self::ZeroParameter { parameter } => custom(&Dsm::ZeroParameter { parameter: (*parameter).to_owned() }),
            Self::DuplicateAddress { address } => custom(&Dsm::DuplicateAddress { addr: *address }),
            Self::NotAnOwner { caller } => custom(&Dsm::NotAnOwner { caller: *caller }),
            Self::InvalidSignature => custom(&Dsm::InvalidSignature {}),
            Self::SignaturesNotSorted => custom(&Dsm::SignaturesNotSorted {}),
            Self::DepositNoQuorum => custom(&Dsm::DepositNoQuorum {}),
            Self::DepositRootChanged => custom(&Dsm::DepositRootChanged {}),
            Self::DepositInactiveModule => custom(&Dsm::DepositInactiveModule {}),
            Self::DepositTooFrequent => custom(&Dsm::DepositTooFrequent {}),
            Self::DepositUnexpectedBlockHash => custom(&Dsm::DepositUnexpectedBlockHash {}),
            Self::DepositsNotPaused => custom(&Dsm::DepositsNotPaused {}),
            Self::DepositsArePaused => custom(&Dsm::DepositsArePaused {}),
            Self::ModuleNonceChanged => custom(&Dsm::ModuleNonceChanged {}),
            Self::PauseIntentExpired => custom(&Dsm::PauseIntentExpired {}),
            Self::UnvetPayloadInvalid => custom(&Dsm::UnvetPayloadInvalid {}),
            Self::UnvetUnexpectedBlockHash => custom(&Dsm::UnvetUnexpectedBlockHash {}),
            Self::NotAGuardian { address } => custom(&Dsm::NotAGuardian { addr: *address }),
            Self::Arith(error) => error.revert_data(),
        }
    }
}
