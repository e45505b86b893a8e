//! Refusals of `NodeOperatorsRegistry`: revert strings, which are the texts of the protocol's errors.

use super::{Refusal, safe_math, string};
use alloy_primitives::Bytes;
use aquifer_protocol::liquid::lido::node_operators::NodeOperatorsError;

impl Refusal for NodeOperatorsError {
    fn revert_data(&self) -> Bytes {
        match self {
            Self::Arith(error) => safe_math(*error),
            Self::OutOfRange
            | Self::AppAuthFailed
            | Self::WrongNameLength
            | Self::ZeroAddress
            | Self::LidoRewardAddress
            | Self::MaxOperatorsCountExceeded
            | Self::WrongOperatorActiveState
            | Self::ValueIsTheSame
            | Self::InvalidKeysCount
            | Self::LengthMismatch
            | Self::EmptyKey
            | Self::VettedKeysCountIncreased
            | Self::InvalidAllocatedKeysCount
            | Self::ExitedValidatorsCountDecreased
            | Self::DistributionNotReady => string(&self.to_string()),
        }
    }
}
