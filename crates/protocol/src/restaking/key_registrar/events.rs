//! Events of `KeyRegistrar`.

use super::Curve;
use crate::restaking::OperatorSet;
use alloy_primitives::Address;

/// What happened; the names are those of the contract's events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyRegistrarEvent {
    /// `OperatorSetConfigured((address,uint32) operatorSet, uint8 curveType)`
    OperatorSetConfigured {
        /// The set.
        set: OperatorSet,
        /// Its curve.
        curve: Curve,
    },
    /// `KeyRegistered((address,uint32) operatorSet, address indexed operator, uint8 curveType, bytes pubkey)`
    KeyRegistered {
        /// The set.
        set: OperatorSet,
        /// The operator.
        operator: Address,
        /// The set's curve.
        curve: Curve,
        /// Key data as it came.
        data: Vec<u8>,
    },
    /// `KeyDeregistered((address,uint32) operatorSet, address indexed operator, uint8 curveType)`
    KeyDeregistered {
        /// The set.
        set: OperatorSet,
        /// The operator.
        operator: Address,
        /// The set's curve.
        curve: Curve,
    },
}
