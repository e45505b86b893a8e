//! What the chain is: its genesis, constants, forks, and where deposits go.

use super::{answer::Answer, error::ApiError, request::Request, spec};
use crate::{api::Api, number::Decimal};
use alloy_primitives::{B256, FixedBytes};
use aquifer_beacon::{ForkSchedule, types};
use serde::Serialize;
use serde_json::json;

#[derive(Debug, Serialize)]
struct Genesis {
    genesis_time: Decimal,
    genesis_validators_root: B256,
    genesis_fork_version: FixedBytes<4>,
}

/// `GET /eth/v1/beacon/genesis`.
pub(crate) fn genesis(api: &Api, _request: &Request) -> Result<Answer, ApiError> {
    let head = api.node.head();
    let beacon = &head.world.protocol.beacon;
    Answer::data(Genesis {
        genesis_time: Decimal::of(beacon.genesis_time.get()),
        genesis_validators_root: beacon.genesis_validators_root,
        genesis_fork_version: api.node.spec().genesis_fork_version,
    })
}

/// `GET /eth/v1/config/spec`.
pub(crate) fn config_spec(api: &Api, _request: &Request) -> Result<Answer, ApiError> {
    Answer::data(spec::spec(api, &forks(api)))
}

/// `GET /eth/v1/config/fork_schedule`.
pub(crate) fn fork_schedule(api: &Api, _request: &Request) -> Result<Answer, ApiError> {
    let forks = forks(api);
    let mut previous_version = forks.genesis_version();
    let schedule = forks.forks().map(|(_, version, epoch)| types::Fork {
        previous_version: std::mem::replace(&mut previous_version, version),
        current_version: version,
        epoch,
    });
    Answer::data(schedule.collect::<Vec<_>>())
}

/// `GET /eth/v1/config/deposit_contract`.
pub(crate) fn deposit_contract(api: &Api, _request: &Request) -> Result<Answer, ApiError> {
    let address = api.node.head().world.protocol.addresses.deposit_contract;
    Answer::data(json!({ "chain_id": api.node.spec().chain_id.to_string(), "address": address }))
}

fn forks(api: &Api) -> ForkSchedule {
    ForkSchedule::new(api.node.spec().genesis_fork_version)
}
