//! Refusals of this contract as its custom errors.

use crate::errors::Refusal;
use alloy_primitives::Bytes;
use aquifer_protocol::restaking::strategy_manager::StrategyManagerError;

impl Refusal for StrategyManagerError {
    fn revert_data(&self) -> Bytes {
        match *self {}
    }
}
