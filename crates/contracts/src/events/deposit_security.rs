//! Logs of `DepositSecurityModule`.

use super::uint;
use crate::interfaces::IDepositSecurityModule as Dsm;
use alloy_primitives::LogData;
use alloy_sol_types::SolEvent as _;
use aquifer_protocol::liquid::lido::deposit_security::DepositSecurityEvent;

/// The topics and data of an event.
pub(super) fn encode(event: DepositSecurityEvent) -> LogData {
    use DepositSecurityEvent as E;
    match event {
        E::OwnerChanged { new_value } => Dsm::OwnerChanged { newValue: new_value }.encode_log_data(),
        E::PauseIntentValidityPeriodBlocksChanged { new_value } => {
            Dsm::PauseIntentValidityPeriodBlocksChanged { newValue: new_value }.encode_log_data()
        }
        E::MaxOperatorsPerUnvettingChanged { new_value } => {
            Dsm::MaxOperatorsPerUnvettingChanged { newValue: new_value }.encode_log_data()
        }
        E::GuardianQuorumChanged { new_value } => Dsm::GuardianQuorumChanged { newValue: new_value }.encode_log_data(),
        E::GuardianAdded { guardian } => Dsm::GuardianAdded { guardian }.encode_log_data(),
        E::GuardianRemoved { guardian } => Dsm::GuardianRemoved { guardian }.encode_log_data(),
        E::DepositsPaused { guardian } => Dsm::DepositsPaused { guardian }.encode_log_data(),
        E::DepositsUnpaused => Dsm::DepositsUnpaused {}.encode_log_data(),
        E::LastDepositBlockChanged { new_value } => {
            Dsm::LastDepositBlockChanged { newValue: uint(new_value.get()) }.encode_log_data()
        }
    }
}
