//! `eth_subscribe`: new heads and logs as they happen, over WebSocket.

use super::logs;
use crate::{api::Api, args::Args, convert::header, error::RpcError};
use alloy_rpc_types_eth::Filter;
use aquifer_chain::node::Update;
use jsonrpsee::{
    PendingSubscriptionSink, RpcModule, SubscriptionMessage, SubscriptionSink,
    core::RegisterMethodError,
    server::IdProvider,
    types::{ErrorObjectOwned, Params, SubscriptionId},
};
use serde_json::value::{RawValue, to_raw_value};
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};
use tokio::sync::broadcast::{Receiver, error::RecvError};

/// Most blocks told of after one update; of a longer run of empty blocks the last ones.
const BLOCKS_MAX: u64 = 4_096;

/// What a subscriber wants to hear of.
#[derive(Debug, Clone)]
enum Wanted {
    /// Headers of new blocks.
    Heads,
    /// Logs that match.
    Logs(Box<Filter>),
}

/// Counts subscriptions: ids are hex strings, as geth's.
#[derive(Debug, Default)]
pub(crate) struct SubscriptionIds(AtomicU64);

impl IdProvider for SubscriptionIds {
    fn next_id(&self) -> SubscriptionId<'static> {
        format!("{:#x}", self.0.fetch_add(1, Ordering::Relaxed) + 1).into()
    }
}

/// Adds `eth_subscribe` and `eth_unsubscribe`.
pub(crate) fn register(module: &mut RpcModule<Api>) -> Result<(), RegisterMethodError> {
    module.register_subscription("eth_subscribe", "eth_subscription", "eth_unsubscribe", |params, pending, api, _| {
        subscribe(params, pending, api)
    })?;
    Ok(())
}

async fn subscribe(params: Params<'static>, pending: PendingSubscriptionSink, api: Arc<Api>) {
    let updates = api.node.subscribe();
    match wanted(&params) {
        Err(error) => pending.reject(ErrorObjectOwned::from(error)).await,
        Ok(wanted) => {
            // The client may have gone before it was accepted.
            if let Ok(sink) = pending.accept().await {
                tell(&api, wanted, sink, updates).await;
            }
        }
    }
}

fn wanted(params: &Params<'_>) -> Result<Wanted, RpcError> {
    let mut args = Args::new(params)?;
    let kind: String = args.required()?;
    let wanted = match kind.as_str() {
        "newHeads" => Wanted::Heads,
        "logs" => Wanted::Logs(args.optional()?.unwrap_or_default()),
        other => return Err(RpcError::InvalidParams(format!("no {other:?} subscription in eth namespace"))),
    };
    args.end()?;
    Ok(wanted)
}

/// Tells a subscriber of everything new until it leaves or the server stops.
async fn tell(api: &Arc<Api>, wanted: Wanted, sink: SubscriptionSink, mut updates: Receiver<Arc<Update>>) {
    let mut stopping = api.stopping.clone();
    loop {
        let update = tokio::select! {
            update = updates.recv() => update,
            () = sink.closed() => return,
            _ = stopping.wait_for(|stopping| *stopping) => return,
        };
        match update {
            Ok(update) => {
                if send(api, &wanted, &sink, update).await.is_none() {
                    return;
                }
            }
            Err(RecvError::Lagged(missed)) => tracing::warn!(missed, "a subscriber is too slow and misses blocks"),
            Err(RecvError::Closed) => return,
        }
    }
}

/// `None` when the subscriber is gone or cannot be served.
async fn send(api: &Arc<Api>, wanted: &Wanted, sink: &SubscriptionSink, update: Arc<Update>) -> Option<()> {
    let (reader, wanted) = (Arc::clone(api), wanted.clone());
    let news = api.workers.wait(move || news(&reader, &wanted, &update)).await.ok()?;
    for item in news {
        let message = SubscriptionMessage::new(sink.method_name(), sink.subscription_id(), &item).ok()?;
        sink.send(message).await.ok()?;
    }
    Some(())
}

fn news(api: &Api, wanted: &Wanted, update: &Update) -> Result<Vec<Box<RawValue>>, RpcError> {
    let head = update.head.block.number();
    let first = update.first.max((head + 1).saturating_sub(BLOCKS_MAX));
    match wanted {
        Wanted::Heads => {
            let numbered = |number| api.numbered(number).map(|block| block.map(|block| to_raw_value(&header(&block))));
            let headers = (first..=head).map(numbered).collect::<Result<Vec<_>, _>>()?;
            headers.into_iter().flatten().collect::<Result<_, _>>().map_err(RpcError::internal)
        }
        Wanted::Logs(filter) => {
            let logs = if first == head {
                logs::in_block(filter, &update.head.block, &update.head.receipts)
            } else {
                logs::between(api, filter, first, head)?
            };
            logs.iter().map(to_raw_value).collect::<Result<_, _>>().map_err(RpcError::internal)
        }
    }
}
