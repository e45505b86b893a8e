//! Refusals of EigenLayer's contracts: custom errors, and strings of OpenZeppelin's parts.

mod allocation;
mod avs_directory;
mod delegation;
mod eigen;
mod key_registrar;
mod pausers;
mod permissions;
mod pods;
mod rewards;
mod strategies;
mod strategy_factory;
mod strategy_manager;

use super::{Refusal, string};
use alloy_primitives::Bytes;
use aquifer_protocol::{governance::OwnableError, restaking::RestakingError};

impl Refusal for RestakingError {
    fn revert_data(&self) -> Bytes {
        match self {
            Self::Strategy(error) => error.revert_data(),
            Self::Factory(error) => error.revert_data(),
            Self::StrategyManager(error) => error.revert_data(),
            Self::Delegation(error) => error.revert_data(),
            Self::Allocation(error) => error.revert_data(),
            Self::Pods(error) => error.revert_data(),
            Self::Rewards(error) => error.revert_data(),
            Self::Permissions(error) => error.revert_data(),
            Self::Pausers(error) => error.revert_data(),
            Self::AvsDirectory(error) => error.revert_data(),
            Self::KeyRegistrar(error) => error.revert_data(),
            Self::Eigen(error) => error.revert_data(),
            Self::Paused(error) => error.revert_data(),
            Self::Ownable(error) => error.revert_data(),
            Self::NoControl(_) => Bytes::new(),
            Self::Arith(error) => error.revert_data(),
        }
    }
}

impl Refusal for OwnableError {
    fn revert_data(&self) -> Bytes {
        string(match self {
            Self::NotOwner { .. } => "Ownable: caller is not the owner",
            Self::NewOwnerIsZero => "Ownable: new owner is the zero address",
        })
    }
}
