//! The node itself: is it there, what is it, does it follow the chain.
//!
//! It makes the chain, so it is never behind; it has no peers.

use super::{answer::Answer, error::ApiError, request::Request};
use crate::{api::Api, number::Decimal, readiness};
use axum::http::StatusCode;
use serde::Serialize;
use serde_json::json;

#[derive(Debug, Serialize)]
struct Syncing {
    head_slot: Decimal,
    sync_distance: Decimal,
    is_syncing: bool,
    is_optimistic: bool,
    el_offline: bool,
}

/// `GET /eth/v1/node/syncing`.
pub(crate) fn syncing(api: &Api, _request: &Request) -> Result<Answer, ApiError> {
    let head_slot = Decimal::of(api.node.head().block.slot.get());
    let sync_distance = Decimal::of(0u64);
    Answer::data(Syncing { head_slot, sync_distance, is_syncing: false, is_optimistic: false, el_offline: false })
}

/// `GET /eth/v1/node/health`: 200, or 503 when the node has ended. `syncing_status` never matters here.
pub(crate) fn health(api: &Api, request: &Request) -> Result<Answer, ApiError> {
    let status = request.query.number("syncing_status")?;
    if status.is_some_and(|status| !(100..600).contains(&status)) {
        return Err(ApiError::bad_request("Invalid syncing status code"));
    }
    let is_ready = readiness::of(api).ready;
    Ok(Answer::of_status(if is_ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE }))
}

/// `GET /eth/v1/node/version`.
pub(crate) fn version(_api: &Api, _request: &Request) -> Result<Answer, ApiError> {
    let version = format!("Aquifer/v{}/{}-{}", env!("CARGO_PKG_VERSION"), std::env::consts::ARCH, std::env::consts::OS);
    Answer::data(json!({ "version": version }))
}

/// `GET /eth/v1/node/identity`: there is no network, so nothing names the node in it.
pub(crate) fn identity(_api: &Api, _request: &Request) -> Result<Answer, ApiError> {
    Answer::data(json!({
        "peer_id": "",
        "enr": "",
        "p2p_addresses": [],
        "discovery_addresses": [],
        "metadata": {
            "seq_number": "0",
            "attnets": "0x0000000000000000",
            "syncnets": "0x00",
            "custody_group_count": "0",
        },
    }))
}

/// `GET /eth/v1/node/peers`.
pub(crate) fn peers(_api: &Api, _request: &Request) -> Result<Answer, ApiError> {
    Answer::json(&json!({ "data": [], "meta": { "count": 0 } }))
}

/// `GET /eth/v1/node/peers/{peer_id}`.
pub(crate) fn peer(_api: &Api, _request: &Request) -> Result<Answer, ApiError> {
    Err(ApiError::not_found("Peer not found"))
}

/// `GET /eth/v1/node/peer_count`.
pub(crate) fn peer_count(_api: &Api, _request: &Request) -> Result<Answer, ApiError> {
    Answer::data(json!({ "disconnected": "0", "connecting": "0", "connected": "0", "disconnecting": "0" }))
}
