//! Refusals of `StrategyFactory` as its custom errors.

use crate::{
    errors::{Refusal, custom},
    interfaces::restaking::IStrategyFactory as Factory,
};
use alloy_primitives::Bytes;
use aquifer_protocol::restaking::strategies::factory::FactoryError;

impl Refusal for FactoryError {
    fn revert_data(&self) -> Bytes {
        match self {
            Self::BlacklistedToken(_) => custom(&Factory::BlacklistedToken {}),
            Self::AlreadyBlacklisted(_) => custom(&Factory::AlreadyBlacklisted {}),
            Self::StrategyAlreadyExists { .. } => custom(&Factory::StrategyAlreadyExists {}),
            Self::Paused(error) => error.revert_data(),
            Self::Owner(error) => error.revert_data(),
        }
    }
}
