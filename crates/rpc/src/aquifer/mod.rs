//! Methods of this chain alone: what the beacon chain and Lido stand at, keepers, time.

mod beacon;
mod development;
mod exits;
mod keepers;
mod network;
mod status;
mod validators;
mod wait;

pub(crate) use keepers::KeeperBoard;

use crate::methods::Methods;
use jsonrpsee::core::RegisterMethodError;

/// Adds those that exist on every network.
pub(crate) fn register(methods: &mut Methods) -> Result<(), RegisterMethodError> {
    methods.read("aquifer_status", status::status)?;
    methods.read("aquifer_accounts", network::accounts)?;
    methods.read("aquifer_addresses", network::addresses)?;
    methods.read("aquifer_beaconState", beacon::beacon_state)?;
    methods.read("aquifer_pendingDeposits", beacon::pending_deposits)?;
    methods.read("aquifer_validators", validators::validators)?;
    methods.read("aquifer_keeperReport", keepers::keeper_report)?;
    methods.change("aquifer_submitVoluntaryExit", exits::submit_voluntary_exit)?;
    wait::register(methods.module())
}

/// Adds those that exist on development networks only.
pub(crate) fn register_development(methods: &mut Methods) -> Result<(), RegisterMethodError> {
    methods.change("aquifer_advanceEpochs", development::advance_epochs)?;
    methods.change("aquifer_advanceSlots", development::advance_slots)?;
    methods.change("aquifer_setPerformance", development::set_performance)?;
    methods.change("aquifer_slashValidator", development::slash_validator)
}
