//! The table of endpoints: a path, what it offers, and a function from a request to an answer.
//!
//! Endpoints read history and may replay, so none of them runs on the async runtime.

use super::{
    answer::Answer,
    error::ApiError,
    media::{self, Offer},
    query::Query,
    request::Request,
};
use crate::{api::Api, long_targets::query_of};
use axum::{
    Router,
    body::Bytes,
    extract::{
        RawPathParams, State,
        rejection::{BytesRejection, RawPathParamsRejection},
    },
    http::{HeaderMap, Uri},
    response::{IntoResponse, Response},
    routing::{MethodRouter, get, post},
};
use std::sync::Arc;

/// Reads a request, answers.
pub(crate) type Endpoint = fn(&Api, &Request) -> Result<Answer, ApiError>;

/// Endpoints on their way into a router.
pub(crate) struct Routes {
    router: Router<Arc<Api>>,
}

impl Routes {
    /// No endpoints yet.
    pub(crate) fn new() -> Self {
        Self { router: Router::new() }
    }

    /// Adds what answers GET.
    pub(crate) fn get(self, path: &str, offer: Offer, endpoint: Endpoint) -> Self {
        self.add(path, get(move |state, path, uri, headers, body| serve(state, path, uri, headers, body, offer, endpoint)))
    }

    /// Adds what answers POST.
    pub(crate) fn post(self, path: &str, offer: Offer, endpoint: Endpoint) -> Self {
        self.add(path, post(move |state, path, uri, headers, body| submit(state, path, uri, headers, body, offer, endpoint)))
    }

    /// Adds an endpoint of another kind.
    pub(crate) fn add(self, path: &str, method: MethodRouter<Arc<Api>>) -> Self {
        Self { router: self.router.route(path, method) }
    }

    /// The finished table; what is not in it is answered as the Beacon API answers.
    pub(crate) fn finish(self) -> Router<Arc<Api>> {
        let unknown = async || ApiError::not_found("Not Found");
        let other_method = async || ApiError::method_not_allowed();
        self.router.method_not_allowed_fallback(other_method).fallback(unknown)
    }
}

type PathParams = Result<RawPathParams, RawPathParamsRejection>;
type Body = Result<Bytes, BytesRejection>;

async fn submit(
    state: State<Arc<Api>>,
    path: PathParams,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
    offer: Offer,
    endpoint: Endpoint,
) -> Response {
    match media::check_json_body(&headers) {
        Ok(()) => serve(state, path, uri, headers, body, offer, endpoint).await,
        Err(error) => error.into_response(),
    }
}

async fn serve(
    State(api): State<Arc<Api>>,
    path: PathParams,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
    offer: Offer,
    endpoint: Endpoint,
) -> Response {
    let answer = match read(path, &uri, &headers, body, offer) {
        Ok(request) => blocking(api, move |api| endpoint(api, &request)).await,
        Err(error) => Err(error),
    };
    answer.into_response()
}

fn read(path: PathParams, uri: &Uri, headers: &HeaderMap, body: Body, offer: Offer) -> Result<Request, ApiError> {
    let path = path.map_err(|rejection| ApiError::bad_request(rejection.body_text()))?;
    let body = body.map_err(|rejection| ApiError::of_status(rejection.status(), rejection.body_text()))?;
    Ok(Request {
        path: path.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        query: Query::parse(query_of(uri, headers)),
        media: media::negotiate(headers, offer)?,
        body,
    })
}

/// Runs what may read the disk, replay or wait for the builder where that stops nobody, when its turn has come.
pub(crate) async fn blocking<T: Send + 'static>(
    api: Arc<Api>,
    call: impl FnOnce(&Api) -> Result<T, ApiError> + Send + 'static,
) -> Result<T, ApiError> {
    let turn = api.desk.request().await?;
    let call = move || {
        // Held to the end even when the client has gone.
        let _turn = turn;
        call(&api)
    };
    tokio::task::spawn_blocking(call).await.map_err(|_| ApiError::internal("the request handler crashed"))?
}
