//! Refusals of `Burner`: custom errors.

use super::{Refusal, custom};
use crate::interfaces::IBurner;
use alloy_primitives::Bytes;
use aquifer_protocol::liquid::lido::BurnerError;

impl Refusal for BurnerError {
    fn revert_data(&self) -> Bytes {
        match self {
            Self::ZeroBurnAmount => custom(&IBurner::ZeroBurnAmount {}),
            Self::BurnAmountExceedsActual { requested, actual } => {
                custom(&IBurner::BurnAmountExceedsActual { requestedAmount: requested.get(), actualAmount: actual.get() })
            }
            Self::DirectEthTransfer => custom(&IBurner::DirectETHTransfer {}),
            Self::Arith(error) => error.revert_data(),
        }
    }
}
