//! The real contracts' interfaces, one file a contract: function names, events and errors as published.
//!
//! A function is listed exactly when [`crate::dispatch()`] answers it: the dispatcher matches the generated enum
//! without a wildcard. `tests/abi_surface.rs` holds the lists against hard-coded names.
//! With the feature `rpc` every interface also has a provider binding (`ILido::new(address, provider)`).

#![allow(missing_docs, reason = "the bindings are generated; names and meanings are those of the real contracts")]
#![allow(clippy::too_many_arguments, reason = "the provider bindings take a function's arguments one by one")]

/// One interface, with provider bindings when the feature `rpc` is on.
#[cfg(feature = "rpc")]
macro_rules! abi {
    ($($interface:tt)*) => {
        alloy_sol_types::sol! {
            #[sol(rpc, alloy_sol_types = alloy_sol_types, alloy_contract = alloy_contract)]
            #[derive(Debug, PartialEq, Eq)]
            $($interface)*
        }
    };
}

/// One interface, with provider bindings when the feature `rpc` is on.
#[cfg(not(feature = "rpc"))]
macro_rules! abi {
    ($($interface:tt)*) => {
        alloy_sol_types::sol! {
            #[derive(Debug, PartialEq, Eq)]
            $($interface)*
        }
    };
}

mod access_control;
mod accounting;
mod accounting_oracle;
mod attestation_service;
mod burner;
mod deposit_contract;
mod deposit_security_module;
mod hash_consensus;
mod lido;
mod lido_locator;
mod node_operators_registry;
mod outside;
mod pausable;
pub mod restaking;
mod sanity_checker;
mod staking_router;
mod vaults;
mod withdrawal_queue;
mod wsteth;

pub use access_control::IAccessControlEnumerable;
pub use accounting::IAccounting;
pub use accounting_oracle::IAccountingOracle;
pub use attestation_service::AttestationService;
pub use burner::IBurner;
pub use deposit_contract::IDepositContract;
pub use deposit_security_module::IDepositSecurityModule;
pub use hash_consensus::IHashConsensus;
pub use lido::ILido;
pub use lido_locator::ILidoLocator;
pub use node_operators_registry::INodeOperatorsRegistry;
pub use outside::{IAVSRegistrar, IERC20, IERC721Receiver, IERC1271, INFTDescriptor, ISecondOpinionOracle, IServiceManager};
pub use pausable::{IOwnable, IPausable};
pub use sanity_checker::IOracleReportSanityChecker;
pub use staking_router::IStakingRouter;
pub use vaults::{ILidoExecutionLayerRewardsVault, IWithdrawalVault};
pub use withdrawal_queue::IWithdrawalQueue;
pub use wsteth::IWstETH;
