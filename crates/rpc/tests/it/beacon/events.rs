//! The stream of events.

use super::client::{data, number, refused};
use crate::server::Server;
use serde_json::{Value, json};
use std::{
    io::{BufRead, BufReader, Write},
    net::TcpStream,
    time::Duration,
};

struct Stream(BufReader<TcpStream>);

impl Stream {
    fn open(server: &Server, topics: &str) -> Self {
        let mut stream = TcpStream::connect(server.health).expect("the server listens");
        stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a timeout");
        write!(stream, "GET /eth/v1/events?{topics} HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n")
            .expect("sent");
        let mut stream = Self(BufReader::new(stream));
        let mut headers = String::new();
        while !headers.ends_with("\r\n\r\n") {
            headers.push_str(&stream.line());
        }
        assert!(headers.starts_with("HTTP/1.1 200") && headers.contains("content-type: text/event-stream"), "{headers}");
        stream
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        assert!(self.0.read_line(&mut line).expect("a line in time") > 0, "the stream ended");
        line
    }

    /// Topic and data of the next event.
    fn next(&mut self) -> (String, Value) {
        let topic = loop {
            if let Some(topic) = self.line().strip_prefix("event: ") {
                break topic.trim().to_owned();
            }
        };
        let data = self.line();
        let data = data.strip_prefix("data: ").expect("data after the topic");
        (topic, serde_json::from_str(data).expect("JSON"))
    }

    /// The next event of a topic.
    fn wait_for(&mut self, topic: &str) -> Value {
        loop {
            let (name, data) = self.next();
            if name == topic {
                return data;
            }
        }
    }
}

#[test]
fn every_block_is_told_of_and_becomes_the_head() {
    let server = Server::start();
    let mut stream = Stream::open(&server, "topics=head,block");
    server.ok("aquifer_advanceSlots", json!([33]));
    for _ in 0..33 {
        let (topic, block) = stream.next();
        assert_eq!(topic, "block");
        let (topic, head) = stream.next();
        assert_eq!((topic.as_str(), &head["block"], &head["slot"]), ("head", &block["block"], &block["slot"]));
        let header = data(&server, &format!("/eth/v1/beacon/headers/{}", number(&head["slot"])));
        assert_eq!((&header["root"], &header["header"]["message"]["state_root"]), (&head["block"], &head["state"]));
        assert_eq!(head["epoch_transition"], json!(number(&head["slot"]) == 32));
        let genesis = data(&server, "/eth/v1/beacon/blocks/genesis/root")["root"].clone();
        assert_eq!(head["previous_duty_dependent_root"], genesis);
    }
}

#[test]
fn finality_is_told_of_with_its_block() {
    let server = Server::start();
    let mut stream = Stream::open(&server, "topics=finalized_checkpoint");
    server.ok("aquifer_advanceEpochs", json!([4]));
    let told = stream.wait_for("finalized_checkpoint");
    let epoch = number(&told["epoch"]);
    assert!(epoch >= 1);
    let header = data(&server, &format!("/eth/v1/beacon/headers/{}", epoch * 32));
    assert_eq!((&header["root"], &header["header"]["message"]["state_root"]), (&told["block"], &told["state"]));
}

#[test]
fn going_back_is_a_reorganisation() {
    let server = Server::start();
    let id = server.ok("evm_snapshot", json!([]));
    server.ok("aquifer_advanceSlots", json!([3]));
    let old = data(&server, "/eth/v1/beacon/blocks/head/root")["root"].clone();
    let mut stream = Stream::open(&server, "topics=chain_reorg");
    server.ok("evm_revert", json!([id]));
    let told = stream.wait_for("chain_reorg");
    let new = data(&server, "/eth/v1/beacon/blocks/head/root")["root"].clone();
    assert_eq!((&told["old_head_block"], &told["new_head_block"], &told["depth"]), (&old, &new, &json!("3")));
}

#[test]
fn operations_are_told_of_when_a_block_has_them() {
    let server = Server::start();
    let mut stream = Stream::open(&server, "topics=proposer_slashing&topics=voluntary_exit");
    server.ok("aquifer_slashValidator", json!([5]));
    let told = stream.wait_for("proposer_slashing");
    assert_eq!(told["signed_header_1"]["message"]["proposer_index"], json!("5"));
    assert_ne!(told["signed_header_1"], told["signed_header_2"]);
}

#[test]
fn an_unknown_topic_is_refused() {
    let server = Server::start();
    for query in ["topics=head,nonsense", "topics=", "", "topics=Head"] {
        refused(&server, &format!("/eth/v1/events?{query}"), 400);
    }
    Stream::open(&server, "topics=attestation,contribution_and_proof");
}

#[test]
fn stopping_ends_the_stream() {
    let mut server = Server::start();
    let mut stream = Stream::open(&server, "topics=head");
    let started = std::time::Instant::now();
    server.stop_serving();
    assert!(started.elapsed() < Duration::from_secs(3), "{:?}", started.elapsed());
    let mut rest = String::new();
    std::io::Read::read_to_string(&mut stream.0, &mut rest).expect("the end");
}

#[test]
fn a_client_that_does_not_read_holds_nobody_else_up() {
    let mut server = Server::start();
    let idle = Stream::open(&server, "topics=head,block");
    for _ in 0..4 {
        server.ok("aquifer_advanceSlots", json!([4_000]));
    }
    let mut reader = Stream::open(&server, "topics=block");
    server.ok("aquifer_advanceSlots", json!([1]));
    assert_eq!(number(&reader.wait_for("block")["slot"]), server.node.head().block.slot.get());
    // What was written for the idle one cannot be delivered: the server waits for it no longer than for any call.
    let started = std::time::Instant::now();
    server.stop_serving();
    assert!(started.elapsed() < Duration::from_secs(8), "{:?}", started.elapsed());
    drop(idle);
}
