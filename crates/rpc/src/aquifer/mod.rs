//! Methods of this chain alone: what the beacon chain and Lido stand at, keepers, time.

mod beacon;
mod development;
mod exits;
mod keepers;
mod network;
mod preview;
mod proofs;
mod queues;
mod restaking;
mod rewards;
mod status;
mod supply;
mod validators;
mod wait;

pub(crate) use keepers::KeeperBoard;
pub(crate) use rewards::Uploads;

use crate::methods::Methods;
use jsonrpsee::core::RegisterMethodError;

/// Adds those that exist on every network.
pub(crate) fn register(methods: &mut Methods) -> Result<(), RegisterMethodError> {
    methods.quick("aquifer_status", status::status)?;
    methods.wait("aquifer_supply", supply::supply)?;
    methods.quick("aquifer_accounts", network::accounts)?;
    methods.quick("aquifer_addresses", network::addresses)?;
    methods.wait("aquifer_beaconState", beacon::beacon_state)?;
    methods.wait("aquifer_pendingDeposits", beacon::pending_deposits)?;
    methods.wait("aquifer_validators", validators::validators)?;
    methods.wait("aquifer_queues", queues::queues)?;
    methods.wait("aquifer_previewRequest", preview::preview_request)?;
    methods.wait("aquifer_getValidatorProof", proofs::validator_proof)?;
    methods.wait("aquifer_getBalanceProof", proofs::balance_proof)?;
    methods.wait("aquifer_getBeaconProof", proofs::beacon_proof)?;
    methods.quick("aquifer_keeperReport", keepers::keeper_report)?;
    methods.wait("aquifer_rewardsSnapshot", rewards::snapshot)?;
    methods.wait("aquifer_publishRewards", rewards::publish)?;
    methods.wait("aquifer_rewardsTree", rewards::tree)?;
    methods.wait("aquifer_restaking", restaking::summary)?;
    methods.wait("aquifer_restakingStrategies", restaking::strategies)?;
    methods.wait("aquifer_restakingOperators", restaking::operators)?;
    methods.wait("aquifer_restakingStakers", restaking::stakers)?;
    methods.wait("aquifer_restakingServices", restaking::services)?;
    methods.wait("aquifer_submitVoluntaryExit", exits::submit_voluntary_exit)?;
    wait::register(methods.module())
}

/// Adds those that exist on development networks only.
pub(crate) fn register_development(methods: &mut Methods) -> Result<(), RegisterMethodError> {
    methods.wait("aquifer_advanceEpochs", development::advance_epochs)?;
    methods.wait("aquifer_advanceSlots", development::advance_slots)?;
    methods.wait("aquifer_equivocate", development::equivocate)?;
    methods.wait("aquifer_setPerformance", development::set_performance)?;
    methods.wait("aquifer_slashValidator", development::slash_validator)
}
