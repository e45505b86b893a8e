//! The second port: is the process up, does it accept traffic, what are its numbers; and the Beacon API.

use crate::{api::Api, beacon, readiness};
use axum::{
    Json, Router,
    extract::{DefaultBodyLimit, State},
    http::{StatusCode, header},
    response::IntoResponse,
    routing::get,
};
use std::{fmt::Write, sync::Arc};

/// Routes of the second port.
pub(crate) fn router(api: Arc<Api>) -> Router {
    let body_bytes = usize::try_from(api.config.limits.request_bytes).unwrap_or(usize::MAX);
    beacon::router()
        .route("/healthz", get(healthz))
        .route("/readyz", get(readyz))
        .route("/metrics", get(metrics))
        .layer(DefaultBodyLimit::max(body_bytes))
        .with_state(api)
}

/// The process is up.
async fn healthz() -> &'static str {
    "ok\n"
}

/// Whether calls are served, and if not why.
async fn readyz(State(api): State<Arc<Api>>) -> impl IntoResponse {
    let readiness = readiness::of(&api);
    let status = if readiness.ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(readiness))
}

/// Numbers in the text format of Prometheus.
async fn metrics(State(api): State<Arc<Api>>) -> impl IntoResponse {
    let is_ready = u64::from(readiness::of(&api).ready);
    let head = api.node.head();
    let mut text = String::new();
    gauge(
        &mut text,
        "aquifer_build_info",
        &format!("{{version=\"{}\"}}", env!("CARGO_PKG_VERSION")),
        "Version of this binary.",
        1,
    );
    gauge(&mut text, "aquifer_ready", "", "Whether calls are served.", is_ready);
    gauge(&mut text, "aquifer_head_block_number", "", "Number of the latest block.", head.block.header.number);
    gauge(&mut text, "aquifer_head_timestamp_seconds", "", "Its timestamp.", head.block.header.timestamp);
    let (beacon, pool) = (&head.world.protocol.beacon, api.node.pool_status());
    gauge(&mut text, "aquifer_beacon_epoch", "", "Epoch of the latest block.", beacon.epoch().get());
    gauge(&mut text, "aquifer_beacon_finalized_epoch", "", "Last finalized epoch.", beacon.finalized_epoch().get());
    gauge(&mut text, "aquifer_mempool_transactions", "", "Transactions that wait.", pool.pending + pool.queued);
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text)
}

fn gauge(text: &mut String, name: &str, labels: &str, help: &str, value: impl std::fmt::Display) {
    // Writing to a string cannot fail.
    let _ = write!(text, "# HELP {name} {help}\n# TYPE {name} gauge\n{name}{labels} {value}\n");
}
