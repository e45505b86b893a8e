//! Logs of `KeyRegistrar`.

use crate::interfaces::restaking::IKeyRegistrar as Registrar;
use alloy_primitives::LogData;
use alloy_sol_types::SolEvent as _;
use aquifer_protocol::restaking::{
    OperatorSet,
    key_registrar::{Curve, KeyRegistrarEvent},
};

/// The topics and data of an event.
pub(super) fn encode(event: &KeyRegistrarEvent) -> LogData {
    use KeyRegistrarEvent as E;
    match event.clone() {
        E::OperatorSetConfigured { set, curve } => {
            Registrar::OperatorSetConfigured { operatorSet: abi(set), curveType: curve_type(curve) }.encode_log_data()
        }
        E::KeyRegistered { set, operator, curve, data } => {
            let (operator_set, curve) = (abi(set), curve_type(curve));
            let event = Registrar::KeyRegistered { operatorSet: operator_set, operator, curveType: curve, pubkey: data.into() };
            event.encode_log_data()
        }
        E::KeyDeregistered { set, operator, curve } => {
            Registrar::KeyDeregistered { operatorSet: abi(set), operator, curveType: curve_type(curve) }.encode_log_data()
        }
    }
}

const fn abi(set: OperatorSet) -> Registrar::OperatorSet {
    Registrar::OperatorSet { avs: set.avs, id: set.id }
}

const fn curve_type(curve: Curve) -> Registrar::CurveType {
    match curve {
        Curve::Ecdsa => Registrar::CurveType::ECDSA,
        Curve::Bn254 => Registrar::CurveType::BN254,
    }
}
