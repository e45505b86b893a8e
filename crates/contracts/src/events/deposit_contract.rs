//! Logs of the deposit contract.

use crate::interfaces::IDepositContract;
use alloy_primitives::LogData;
use alloy_sol_types::SolEvent as _;
use aquifer_protocol::ethereum::DepositEvent;

/// The topics and data of an event; amount and index are eight little-endian bytes.
pub(super) fn encode(event: DepositEvent) -> LogData {
    IDepositContract::DepositEvent {
        pubkey: event.pubkey.into(),
        withdrawal_credentials: event.withdrawal_credentials.into(),
        amount: event.amount.get().to_le_bytes().into(),
        signature: event.signature.into(),
        index: event.index.to_le_bytes().into(),
    }
    .encode_log_data()
}
