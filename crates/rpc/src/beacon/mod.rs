//! The Beacon API: what generic clients, oracles and proof generators of Ethereum's consensus side ask of a node.
//!
//! Paths, envelopes, statuses and words are those of the standard (`ethereum/beacon-APIs`). It is served on the second
//! port beside health and metrics. Types and their JSON and SSZ are `aquifer_beacon`'s; the numbers are the protocol's.
//!
//! Deliberately absent: everything a validator client needs to make blocks and votes, the light client's endpoints, blobs.

mod answer;
mod blocks;
mod committees;
mod config;
mod debug;
mod desk;
mod duties;
mod error;
mod events;
mod headers;
mod ids;
mod lookup;
mod media;
mod news;
mod node;
mod played;
mod pool;
mod query;
mod queues;
mod request;
mod rewards;
mod routes;
mod selection;
mod spec;
mod states;
mod stream;
mod topic;
mod validators;

pub(crate) use desk::Desk;

use crate::api::Api;
use axum::{Router, routing::get};
use media::{JSON, JSON_OR_SSZ};
use routes::Routes;
use std::sync::Arc;

/// Routes of the Beacon API.
pub(crate) fn router() -> Router<Arc<Api>> {
    let routes = of_node_and_config(Routes::new());
    let routes = of_states(routes);
    let routes = of_blocks(routes);
    let routes = of_pool(routes);
    of_validators(routes).add("/eth/v1/events", get(events::events)).finish()
}

fn of_node_and_config(routes: Routes) -> Routes {
    routes
        .get("/eth/v1/node/syncing", JSON, node::syncing)
        .get("/eth/v1/node/health", JSON, node::health)
        .get("/eth/v1/node/version", JSON, node::version)
        .get("/eth/v1/node/identity", JSON, node::identity)
        .get("/eth/v1/node/peers", JSON, node::peers)
        .get("/eth/v1/node/peers/{peer_id}", JSON, node::peer)
        .get("/eth/v1/node/peer_count", JSON, node::peer_count)
        .get("/eth/v1/beacon/genesis", JSON, config::genesis)
        .get("/eth/v1/config/spec", JSON, config::config_spec)
        .get("/eth/v1/config/fork_schedule", JSON, config::fork_schedule)
        .get("/eth/v1/config/deposit_contract", JSON, config::deposit_contract)
}

fn of_states(routes: Routes) -> Routes {
    let state = |tail: &str| format!("/eth/v1/beacon/states/{{state_id}}/{tail}");
    routes
        .get(&state("root"), JSON, states::root)
        .get(&state("fork"), JSON, states::fork)
        .get(&state("finality_checkpoints"), JSON, states::finality_checkpoints)
        .get(&state("randao"), JSON, states::randao)
        .get(&state("validators"), JSON, validators::validators)
        .post(&state("validators"), JSON, validators::validators_posted)
        .get(&state("validators/{validator_id}"), JSON, validators::validator)
        .get(&state("validator_balances"), JSON_OR_SSZ, validators::balances)
        .post(&state("validator_balances"), JSON_OR_SSZ, validators::balances_posted)
        .post(&state("validator_identities"), JSON_OR_SSZ, validators::identities)
        .get(&state("committees"), JSON, committees::committees)
        .get(&state("sync_committees"), JSON, committees::sync_committees)
        .get(&state("pending_deposits"), JSON_OR_SSZ, queues::pending_deposits)
        .get(&state("pending_partial_withdrawals"), JSON_OR_SSZ, queues::pending_partial_withdrawals)
        .get(&state("pending_consolidations"), JSON_OR_SSZ, queues::pending_consolidations)
        .get(&state("proposer_lookahead"), JSON_OR_SSZ, queues::proposer_lookahead)
        .get("/eth/v1/builder/states/{state_id}/expected_withdrawals", JSON_OR_SSZ, queues::expected_withdrawals)
        .get("/eth/v2/debug/beacon/states/{state_id}", JSON_OR_SSZ, debug::state)
        .get("/eth/v2/debug/beacon/heads", JSON, debug::heads)
        .get("/eth/v1/debug/fork_choice", JSON, debug::fork_choice)
}

fn of_blocks(routes: Routes) -> Routes {
    routes
        .get("/eth/v1/beacon/headers", JSON, headers::headers)
        .get("/eth/v1/beacon/headers/{block_id}", JSON, headers::header)
        .get("/eth/v1/beacon/blocks/{block_id}/root", JSON, headers::root)
        .get("/eth/v2/beacon/blocks/{block_id}", JSON_OR_SSZ, blocks::block)
        .get("/eth/v2/beacon/blocks/{block_id}/attestations", JSON, blocks::attestations)
        .get("/eth/v1/beacon/blinded_blocks/{block_id}", JSON, blocks::blinded_block)
        .get("/eth/v1/beacon/blob_sidecars/{block_id}", JSON, blocks::blob_sidecars)
        .get("/eth/v1/beacon/rewards/blocks/{block_id}", JSON, rewards::block)
        .post("/eth/v1/beacon/rewards/sync_committee/{block_id}", JSON, rewards::sync_committee)
        .post("/eth/v1/beacon/rewards/attestations/{epoch}", JSON, rewards::attestations)
}

fn of_pool(routes: Routes) -> Routes {
    routes
        .get("/eth/v1/beacon/pool/voluntary_exits", JSON, pool::voluntary_exits)
        .post("/eth/v1/beacon/pool/voluntary_exits", JSON, pool::submit_voluntary_exit)
        .get("/eth/v1/beacon/pool/proposer_slashings", JSON, pool::proposer_slashings)
        .post("/eth/v1/beacon/pool/proposer_slashings", JSON, pool::submit_proposer_slashing)
        .get("/eth/v1/beacon/pool/attester_slashings", JSON, pool::attester_slashings)
        .post("/eth/v1/beacon/pool/attester_slashings", JSON, pool::submit_attester_slashing)
        .get("/eth/v2/beacon/pool/attester_slashings", JSON, pool::attester_slashings_v2)
        .post("/eth/v2/beacon/pool/attester_slashings", JSON, pool::submit_attester_slashing)
        .get("/eth/v1/beacon/pool/bls_to_execution_changes", JSON, pool::bls_to_execution_changes)
        .post("/eth/v1/beacon/pool/bls_to_execution_changes", JSON, pool::submit_bls_to_execution_changes)
        .get("/eth/v1/beacon/pool/attestations", JSON, pool::none)
        .get("/eth/v2/beacon/pool/attestations", JSON, pool::none_v2)
}

fn of_validators(routes: Routes) -> Routes {
    routes
        .get("/eth/v1/validator/duties/proposer/{epoch}", JSON, duties::proposer)
        .get("/eth/v2/validator/duties/proposer/{epoch}", JSON, duties::proposer_v2)
        .post("/eth/v1/validator/duties/attester/{epoch}", JSON, duties::attester)
        .post("/eth/v1/validator/duties/sync/{epoch}", JSON, duties::sync)
        .post("/eth/v1/validator/liveness/{epoch}", JSON, duties::liveness)
}
