//! Refusals of `KeyRegistrar` as its custom errors.

use crate::{
    errors::{Refusal, custom},
    interfaces::restaking::IKeyRegistrar as Registrar,
};
use alloy_primitives::Bytes;
use aquifer_protocol::restaking::{OperatorSet, key_registrar::KeyRegistrarError};

impl Refusal for KeyRegistrarError {
    fn revert_data(&self) -> Bytes {
        match self {
            Self::InvalidCurveType(_) => custom(&Registrar::InvalidCurveType {}),
            Self::ConfigurationAlreadySet(_) => custom(&Registrar::ConfigurationAlreadySet {}),
            Self::OperatorSetNotConfigured(_) => custom(&Registrar::OperatorSetNotConfigured {}),
            Self::OperatorAlreadyRegistered { .. } => custom(&Registrar::OperatorAlreadyRegistered {}),
            Self::InvalidKeyFormat { .. } => custom(&Registrar::InvalidKeyFormat {}),
            Self::MalformedKeyData { .. } => Bytes::new(),
            Self::ZeroPubkey => custom(&Registrar::ZeroPubkey {}),
            Self::KeyAlreadyRegistered { .. } => custom(&Registrar::KeyAlreadyRegistered {}),
            Self::InvalidSignature => custom(&Registrar::InvalidSignature {}),
            Self::OperatorStillSlashable { set, operator } => {
                custom(&Registrar::OperatorStillSlashable { operatorSet: abi(*set), operator: *operator })
            }
            Self::KeyNotFound { set, operator } => {
                custom(&Registrar::KeyNotFound { operatorSet: abi(*set), operator: *operator })
            }
        }
    }
}

const fn abi(set: OperatorSet) -> Registrar::OperatorSet {
    Registrar::OperatorSet { avs: set.avs, id: set.id }
}
