//! Logs of strategies.

use crate::interfaces::restaking::{IDurationVaultStrategy as Vault, IStrategy as Strategy, IStrategyFactory as Factory};
use alloy_primitives::LogData;
use alloy_sol_types::SolEvent as _;
use aquifer_protocol::{
    restaking::strategies::{StrategyEvent, factory::FactoryEvent},
    units::Timestamp,
};

/// The topics and data of an event.
pub(super) fn encode(event: &StrategyEvent) -> LogData {
    use StrategyEvent as E;
    match *event {
        E::ExchangeRateEmitted { rate } => Strategy::ExchangeRateEmitted { rate }.encode_log_data(),
        E::StrategyTokenSet { token, decimals } => Strategy::StrategyTokenSet { token, decimals }.encode_log_data(),
        E::MaxPerDepositUpdated { previous, new } => {
            Strategy::MaxPerDepositUpdated { previousValue: previous, newValue: new }.encode_log_data()
        }
        E::BeaconUpgraded { beacon } => Strategy::BeaconUpgraded { beacon }.encode_log_data(),
        E::Initialized => Strategy::Initialized { version: 1 }.encode_log_data(),
        E::VaultLocked { locked_at, unlock_at } => {
            Vault::VaultLocked { lockedAt: seconds(locked_at), unlockAt: seconds(unlock_at) }.encode_log_data()
        }
        E::VaultMatured { matured_at } => Vault::VaultMatured { maturedAt: seconds(matured_at) }.encode_log_data(),
        E::VaultAdvancedToWithdrawals { arbitrator, matured_at } => {
            Vault::VaultAdvancedToWithdrawals { arbitrator, maturedAt: seconds(matured_at) }.encode_log_data()
        }
        E::DeallocateAttempted { success } => Vault::DeallocateAttempted { success }.encode_log_data(),
        E::DeregisterAttempted { success } => Vault::DeregisterAttempted { success }.encode_log_data(),
        E::MetadataUriUpdated { ref uri } => Vault::MetadataURIUpdated { newMetadataURI: uri.clone() }.encode_log_data(),
        E::VaultInitialized { admin, arbitrator, token, duration, limits, ref metadata_uri } => Vault::VaultInitialized {
            vaultAdmin: admin,
            arbitrator,
            underlyingToken: token,
            duration: duration.get() as u32,
            maxPerDeposit: limits.max_per_deposit,
            stakeCap: limits.max_total_deposits,
            metadataURI: metadata_uri.clone(),
        }
        .encode_log_data(),
        E::MaxTotalDepositsUpdated { previous, new } => {
            Strategy::MaxTotalDepositsUpdated { previousValue: previous, newValue: new }.encode_log_data()
        }
    }
}

/// The topics and data of an event of the factory.
pub(super) fn encode_factory(event: &FactoryEvent) -> LogData {
    use FactoryEvent as E;
    match *event {
        E::StrategySetForToken { token, strategy } => Factory::StrategySetForToken { token, strategy }.encode_log_data(),
        E::TokenBlacklisted { token } => Factory::TokenBlacklisted { token }.encode_log_data(),
        E::DurationVaultDeployed { vault, token, admin, duration, max_per_deposit, stake_cap, ref metadata_uri, set } => {
            Factory::DurationVaultDeployed {
                vault,
                underlyingToken: token,
                vaultAdmin: admin,
                duration: duration.get() as u32,
                maxPerDeposit: max_per_deposit,
                stakeCap: stake_cap,
                metadataURI: metadata_uri.clone(),
                operatorSetAVS: set.avs,
                operatorSetId: set.id,
            }
            .encode_log_data()
        }
    }
}

/// A time as the contract counts it.
const fn seconds(at: Timestamp) -> u32 {
    at.get() as u32
}
