//! The second port, and starting and stopping.

use crate::{http::get, server::Server};
use aquifer_rpc::ServeError;
use serde_json::json;
use std::net::TcpListener;

#[test]
fn health_and_readiness_are_told_apart() {
    let server = Server::start();
    assert_eq!((get(server.health, "/healthz").status, get(server.health, "/healthz").body.as_str()), (200, "ok\n"));
    let ready = get(server.health, "/readyz");
    assert_eq!((ready.status, ready.json()), (200, json!({"ready": true, "reasons": []})));
    assert_eq!(get(server.health, "/nonsense").status, 404);
}

#[test]
fn metrics_name_the_build_and_the_head() {
    let server = Server::start();
    server.ok("evm_mine", json!([{"blocks": 2}]));
    let number = server.quantity("eth_blockNumber", json!([]));
    let metrics = get(server.health, "/metrics");
    assert_eq!(metrics.status, 200);
    assert!(metrics.headers.contains("text/plain; version=0.0.4"));
    assert!(metrics.body.contains("aquifer_build_info{version="), "{}", metrics.body);
    let head = metrics.body.lines().find_map(|line| line.strip_prefix("aquifer_head_block_number "));
    assert!(head.and_then(|head| head.parse::<u128>().ok()).is_some_and(|head| head >= number), "{}", metrics.body);
}

#[test]
fn a_taken_port_is_named() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port();
    let server = Server::start();
    let config = aquifer_rpc::RpcConfig { port, ..aquifer_rpc::RpcConfig::on("127.0.0.1".parse().expect("an address")) };
    let error = server.runtime.block_on(aquifer_rpc::serve(config, server.node.clone())).expect_err("the port is taken");
    assert!(matches!(error, ServeError::PortInUse { port: named, .. } if named == port), "{error}");
    assert!(error.to_string().contains(&port.to_string()), "{error}");
}
