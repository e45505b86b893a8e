//! The same methods over WebSocket, and subscriptions.

use crate::server::{STETH, Server, read};
use serde_json::{Value, json};
use soketto::{
    Receiver, Sender,
    connection::Error,
    handshake::{Client, ServerResponse},
};
use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};
use tokio::net::TcpStream;
use tokio_util::compat::{Compat, TokioAsyncReadCompatExt};

type Stream = Compat<TcpStream>;

/// A connection; notifications that arrive while it waits for an answer are kept.
struct Socket {
    sender: Sender<Stream>,
    receiver: Receiver<Stream>,
    notifications: VecDeque<Value>,
}

impl Socket {
    async fn open(server: &Server) -> Self {
        let stream = TcpStream::connect(server.rpc).await.expect("the server listens");
        let host = server.rpc.to_string();
        let mut client = Client::new(stream.compat(), &host, "/");
        assert!(matches!(client.handshake().await, Ok(ServerResponse::Accepted { .. })));
        let (sender, receiver) = client.into_builder().finish();
        Self { sender, receiver, notifications: VecDeque::new() }
    }

    async fn next(&mut self) -> Result<Value, Error> {
        let mut bytes = Vec::new();
        let receive = self.receiver.receive_data(&mut bytes);
        tokio::time::timeout(Duration::from_secs(10), receive).await.expect("a message within ten seconds")?;
        Ok(serde_json::from_slice(&bytes).expect("JSON"))
    }

    async fn call(&mut self, method: &str, params: Value) -> Value {
        let request = json!({"jsonrpc": "2.0", "id": 7, "method": method, "params": params});
        self.sender.send_text(request.to_string()).await.expect("sent");
        self.sender.flush().await.expect("sent");
        loop {
            let message = self.next().await.expect("an answer");
            if message.get("id").is_some() {
                return message;
            }
            self.notifications.push_back(message);
        }
    }

    async fn ok(&mut self, method: &str, params: Value) -> Value {
        read(&self.call(method, params).await).expect("a result")
    }

    /// What the next notification of a subscription says.
    async fn told(&mut self, subscription: &Value) -> Value {
        loop {
            let message = match self.notifications.pop_front() {
                Some(message) => message,
                None => self.next().await.expect("a notification"),
            };
            assert_eq!(message["method"], "eth_subscription");
            if message["params"]["subscription"] == *subscription {
                return message["params"]["result"].clone();
            }
        }
    }
}

#[test]
fn methods_work_as_over_http() {
    let server = Server::start();
    server.runtime.block_on(async {
        let mut socket = Socket::open(&server).await;
        assert_eq!(socket.ok("eth_chainId", json!([])).await, json!("0x7a69"));
        let answer = socket.call("eth_nonsense", json!([])).await;
        assert_eq!((&answer["id"], &answer["error"]["code"]), (&json!(7), &json!(-32601)));
    });
}

#[test]
fn new_heads_come_one_by_one_without_a_gap() {
    let server = Server::start();
    server.runtime.block_on(async {
        let mut socket = Socket::open(&server).await;
        socket.ok("evm_setAutomine", json!([false])).await;
        let heads = socket.ok("eth_subscribe", json!(["newHeads"])).await;
        socket.ok("evm_mine", json!([{"blocks": 5}])).await;
        let mut parent = None;
        for _ in 0..5 {
            let head = socket.told(&heads).await;
            assert!(head["number"].is_string() && head["logsBloom"].is_string(), "{head}");
            if let Some(parent) = parent {
                assert_eq!(head["parentHash"], parent);
            }
            parent = Some(head["hash"].clone());
        }
        assert_eq!(socket.ok("eth_unsubscribe", json!([heads])).await, json!(true));
        assert_eq!(socket.ok("eth_unsubscribe", json!([heads])).await, json!(false));
    });
}

#[test]
fn logs_come_as_they_happen() {
    let server = Server::start();
    server.runtime.block_on(async {
        let mut socket = Socket::open(&server).await;
        let logs = socket.ok("eth_subscribe", json!(["logs", {"address": STETH}])).await;
        let submit = json!({"from": server.account(0), "to": STETH, "value": "0xde0b6b3a7640000"});
        let hash = socket.ok("eth_sendTransaction", json!([submit])).await;
        let log = socket.told(&logs).await;
        assert_eq!((&log["transactionHash"], &log["removed"]), (&hash, &json!(false)));
    });
}

#[test]
fn unknown_subscriptions_are_refused() {
    let server = Server::start();
    server.runtime.block_on(async {
        let mut socket = Socket::open(&server).await;
        for params in [json!(["nonsense"]), json!([]), json!(["logs", {"address": 5}])] {
            assert_eq!(socket.call("eth_subscribe", params).await["error"]["code"], json!(-32602));
        }
        assert_eq!(socket.ok("eth_chainId", json!([])).await, json!("0x7a69"));
    });
}

#[test]
fn a_message_beyond_the_limit_is_refused_and_the_connection_goes_on() {
    let server = Server::with(|config| config.limits.request_bytes = 2_000);
    server.runtime.block_on(async {
        let mut socket = Socket::open(&server).await;
        let refusal = socket.call("eth_chainId", json!(["x".repeat(4_000)])).await;
        assert_eq!((&refusal["id"], &refusal["error"]["code"]), (&Value::Null, &json!(-32007)), "{refusal}");
        assert_eq!(socket.ok("eth_chainId", json!([])).await, json!("0x7a69"));
    });
}

#[test]
fn stopping_ends_subscriptions_and_waits_of_clients() {
    let mut server = Server::start();
    let mut socket = server.runtime.block_on(Socket::open(&server));
    server.runtime.block_on(async {
        socket.ok("evm_setAutomine", json!([false])).await;
        socket.ok("eth_subscribe", json!(["newHeads"])).await;
    });
    let waiting = {
        let body =
            json!({"jsonrpc": "2.0", "id": 1, "method": "aquifer_waitForBlock", "params": [1_000_000, 30_000]}).to_string();
        let address = server.rpc;
        std::thread::spawn(move || crate::http::post(address, &body))
    };
    std::thread::sleep(Duration::from_millis(100));
    let started = Instant::now();
    server.stop_serving();
    assert!(started.elapsed() < Duration::from_secs(3), "{:?}", started.elapsed());
    assert!(read(&waiting.join().expect("an answer").json()).is_ok());
    assert!(server.runtime.block_on(socket.next()).is_err());
}
