//! Logs of `WstETH`.

use crate::interfaces::IWstETH;
use alloy_primitives::LogData;
use alloy_sol_types::SolEvent as _;
use aquifer_protocol::liquid::lido::WstethEvent;

/// The topics and data of an event.
pub(super) fn encode(event: WstethEvent) -> LogData {
    match event {
        WstethEvent::Transfer { from, to, value } => IWstETH::Transfer { from, to, value: value.get() }.encode_log_data(),
        WstethEvent::Approval { owner, spender, value } => {
            IWstETH::Approval { owner, spender, value: value.get() }.encode_log_data()
        }
    }
}
