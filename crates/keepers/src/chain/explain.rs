//! What a node refused, in the contracts' own words.

use alloy_primitives::{Bytes, hex};
use alloy_provider::transport::{RpcError, TransportErrorKind};
use alloy_sol_types::{Revert, SolError, SolInterface};
use aquifer_contracts::interfaces::{
    IAccounting, IAccountingOracle, IDepositSecurityModule, IHashConsensus, IOracleReportSanityChecker, IStakingRouter,
    IWithdrawalQueue,
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

/// A revert's data by name, if any of the contracts knows it.
fn revert(data: &Bytes) -> String {
    if let Ok(reason) = Revert::abi_decode(data) {
        return reason.reason;
    }
    macro_rules! known {
        ($($errors:path),*) => {
            $(if let Ok(error) = <$errors>::abi_decode(data) { return named(&format!("{error:?}")); })*
        };
    }
    known!(
        IHashConsensus::IHashConsensusErrors,
        IAccountingOracle::IAccountingOracleErrors,
        IAccounting::IAccountingErrors,
        IOracleReportSanityChecker::IOracleReportSanityCheckerErrors,
        IWithdrawalQueue::IWithdrawalQueueErrors,
        IDepositSecurityModule::IDepositSecurityModuleErrors,
        IStakingRouter::IStakingRouterErrors
    );
    format!("0x{}", hex::encode(data))
}

/// `Name(Name { field: 1 })` as `Name { field: 1 }`.
fn named(debug: &str) -> String {
    debug.split_once('(').and_then(|(_, rest)| rest.strip_suffix(')')).unwrap_or(debug).to_owned()
}

/// The message of any failure, innermost cause by name when a contract refused.
#[must_use]
pub fn reason(error: &eyre::Report) -> String {
    match error.downcast_ref::<alloy_contract::Error>() {
        Some(alloy_contract::Error::TransportError(inner)) => explain(inner),
        _ => format!("{error:#}"),
    }
}
