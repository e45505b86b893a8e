//! What a node refused, in the contracts' own words.

use super::words::meaning;
use alloy_primitives::{Bytes, hex};
use alloy_provider::transport::{RpcError, TransportErrorKind};
use alloy_sol_types::{Panic, Revert, SolError, SolInterface};
use aquifer_contracts::interfaces::{
    IAccounting, IAccountingOracle, IDepositSecurityModule, IHashConsensus, IOracleReportSanityChecker, IPausable,
    IStakingRouter, IWithdrawalQueue,
    restaking::{
        IAVSDirectory, IAllocationManager, IDelegationManager, IEigenPod, IEigenPodManager, IKeyRegistrar, IPauserRegistry,
        IPermissionController, IRewardsCoordinator, IStrategy, IStrategyManager,
    },
};

/// The message of an error, with the name and values of a custom error instead of its bytes.
#[must_use]
pub fn explain(error: &RpcError<TransportErrorKind>) -> String {
    let Some(payload) = error.as_error_resp() else { return error.to_string() };
    match payload.as_revert_data() {
        Some(data) if !data.is_empty() => format!("execution reverted: {}", revert(&data)),
        _ => format!("{} (code {})", payload.message, payload.code),
    }
}

/// A revert's data by name, and in words where the name says little; as hex when none of the contracts knows it.
#[must_use]
pub fn revert(data: &Bytes) -> String {
    if let Ok(reason) = Revert::abi_decode(data) {
        return reason.reason;
    }
    if let Ok(panic) = Panic::abi_decode(data) {
        return panic.to_string();
    }
    macro_rules! known {
        ($($errors:path),*) => {
            $(if let Ok(error) = <$errors>::abi_decode(data) { return in_words(&named(&format!("{error:?}"))); })*
        };
    }
    known!(
        IHashConsensus::IHashConsensusErrors,
        IAccountingOracle::IAccountingOracleErrors,
        IAccounting::IAccountingErrors,
        IOracleReportSanityChecker::IOracleReportSanityCheckerErrors,
        IWithdrawalQueue::IWithdrawalQueueErrors,
        IDepositSecurityModule::IDepositSecurityModuleErrors,
        IStakingRouter::IStakingRouterErrors,
        IPausable::IPausableErrors,
        IDelegationManager::IDelegationManagerErrors,
        IStrategyManager::IStrategyManagerErrors,
        IStrategy::IStrategyErrors,
        IAllocationManager::IAllocationManagerErrors,
        IPermissionController::IPermissionControllerErrors,
        IPauserRegistry::IPauserRegistryErrors,
        IEigenPodManager::IEigenPodManagerErrors,
        IEigenPod::IEigenPodErrors,
        IRewardsCoordinator::IRewardsCoordinatorErrors,
        IKeyRegistrar::IKeyRegistrarErrors,
        IAVSDirectory::IAVSDirectoryErrors
    );
    format!("0x{}", hex::encode(data))
}

/// `Name(Name { field: 1 })` as `Name { field: 1 }`.
fn named(debug: &str) -> String {
    debug.split_once('(').and_then(|(_, rest)| rest.strip_suffix(')')).unwrap_or(debug).to_owned()
}

/// An error with what it means behind its name.
fn in_words(error: &str) -> String {
    let name = error.split([' ', '(']).next().unwrap_or(error);
    meaning(name).map_or_else(|| error.to_owned(), |words| format!("{error}: {words}"))
}

/// The message of any failure, innermost cause by name when a contract refused.
#[must_use]
pub fn reason(error: &eyre::Report) -> String {
    match error.downcast_ref::<alloy_contract::Error>() {
        Some(alloy_contract::Error::TransportError(inner)) => explain(inner),
        _ => format!("{error:#}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_are_named_and_explained() {
        let delay = IDelegationManager::WithdrawalDelayNotElapsed {}.abi_encode();
        assert_eq!(revert(&delay.into()), "WithdrawalDelayNotElapsed: the delay of the withdrawal has not passed");
        assert_eq!(revert(&Revert::from("ALLOWANCE_EXCEEDED").abi_encode().into()), "ALLOWANCE_EXCEEDED");
        let overflow = Panic { code: alloy_primitives::U256::from(0x11) }.abi_encode();
        assert!(revert(&overflow.into()).contains("overflow"), "a panic of the compiler");
        assert_eq!(revert(&Bytes::from_static(&[1, 2, 3, 4])), "0x01020304");
    }
}
