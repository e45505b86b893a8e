//! `GET /eth/v1/events`: news of the chain as server-sent events.

use super::{error::ApiError, news::News, query::Query, routes::blocking, topic::Topic};
use crate::{api::Api, long_targets::query_of};
use axum::{
    extract::State,
    http::{HeaderMap, Uri},
    response::{
        IntoResponse, Response, Sse,
        sse::{Event, KeepAlive},
    },
};
use std::{collections::BTreeSet, convert::Infallible, sync::Arc};
use tokio::sync::{
    OwnedSemaphorePermit,
    broadcast::error::RecvError,
    mpsc::{Sender, channel},
};

/// Events written ahead of a slow reader.
const EVENTS_AHEAD: usize = 64;

/// Subscribes to topics; an unknown one is refused before anything is sent.
pub(crate) async fn events(State(api): State<Arc<Api>>, uri: Uri, headers: HeaderMap) -> Response {
    let topics = topics(&Query::parse(query_of(&uri, &headers)));
    match topics.and_then(|topics| Ok((topics, api.desk.stream()?))) {
        Ok((topics, place)) => subscribe(api, topics, place),
        Err(error) => error.into_response(),
    }
}

fn topics(query: &Query) -> Result<BTreeSet<Topic>, ApiError> {
    let topics: BTreeSet<Topic> = query.list("topics").map(Topic::parse).collect::<Result<_, _>>()?;
    if topics.is_empty() {
        return Err(ApiError::bad_request("Invalid topics: none is given"));
    }
    Ok(topics)
}

fn subscribe(api: Arc<Api>, topics: BTreeSet<Topic>, place: OwnedSemaphorePermit) -> Response {
    let (sender, mut receiver) = channel(EVENTS_AHEAD);
    tokio::spawn(async move {
        let _place = place;
        let mut stopping = api.stopping.clone();
        tokio::select! {
            () = tell(&api, &topics, &sender) => {}
            () = sender.closed() => {}
            _ = stopping.wait_for(|stopping| *stopping) => {}
        }
    });
    let stream = futures_util::stream::poll_fn(move |context| receiver.poll_recv(context));
    Sse::new(stream).keep_alive(KeepAlive::default()).into_response()
}

/// Tells a subscriber of everything new until there is nothing more to come.
async fn tell(api: &Arc<Api>, topics: &BTreeSet<Topic>, sender: &Sender<Result<Event, Infallible>>) {
    let mut updates = api.node.subscribe();
    let mut news = News::since(&api.node.head());
    loop {
        let update = match updates.recv().await {
            Ok(update) => update,
            Err(RecvError::Lagged(missed)) => {
                tracing::warn!(missed, "a subscriber of events is too slow and misses blocks");
                continue;
            }
            Err(RecvError::Closed) => return,
        };
        let before = news.clone();
        let told = blocking(Arc::clone(api), move |api| {
            let items = news.of(api, &update)?;
            Ok((news, items))
        });
        let (now, items) = told.await.unwrap_or_else(|error| {
            // The chain went back between the update and the look at its blocks: another update says so.
            tracing::debug!(%error, "an update is passed over");
            (before, Vec::new())
        });
        news = now;
        for (topic, data) in items.into_iter().filter(|(topic, _)| topics.contains(topic)) {
            if sender.send(Ok(Event::default().event(topic.name()).data(data))).await.is_err() {
                return;
            }
        }
    }
}
