//! Answers in the envelopes of the Beacon API.

use super::{error::ApiError, stream};
use axum::{
    body::{Body, Bytes},
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Names the fork an answer's types belong to; clients that decode SSZ cannot do without.
const CONSENSUS_VERSION: HeaderName = HeaderName::from_static("eth-consensus-version");
/// The fork every state and block of this chain belongs to.
pub(crate) const VERSION: &str = "fulu";

/// What a request is answered with when nothing is wrong.
pub(crate) struct Answer {
    status: StatusCode,
    kind: Option<&'static str>,
    is_versioned: bool,
    body: Body,
}

/// `{"data"}` and whatever is said of it; what is `None` is left out.
#[derive(Debug, Serialize)]
struct Envelope<T> {
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dependent_root: Option<alloy_primitives::B256>,
    #[serde(skip_serializing_if = "Option::is_none")]
    execution_optimistic: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    finalized: Option<bool>,
    data: T,
}

impl<T> Envelope<T> {
    const fn of(data: T) -> Self {
        Self { version: None, dependent_root: None, execution_optimistic: None, finalized: None, data }
    }
}

impl Answer {
    /// No body: what was sent was taken.
    pub(crate) fn empty() -> Self {
        Self::of_status(StatusCode::OK)
    }

    /// A status without a body.
    pub(crate) fn of_status(status: StatusCode) -> Self {
        Self { status, kind: None, is_versioned: false, body: Body::empty() }
    }

    /// `{"data"}`.
    pub(crate) fn data(data: impl Serialize) -> Result<Self, ApiError> {
        Self::json(&Envelope::of(data))
    }

    /// Data of a state or block.
    pub(crate) fn of_chain(is_finalized: bool, data: impl Serialize) -> Result<Self, ApiError> {
        Self::json(&Envelope { execution_optimistic: Some(false), finalized: Some(is_finalized), ..Envelope::of(data) })
    }

    /// Data of a state or block whose type changes with forks.
    pub(crate) fn versioned(is_finalized: bool, data: impl Serialize) -> Result<Self, ApiError> {
        let envelope = Envelope {
            version: Some(VERSION),
            execution_optimistic: Some(false),
            finalized: Some(is_finalized),
            ..Envelope::of(data)
        };
        Ok(Self::json(&envelope)?.with_version())
    }

    /// `{"version", "data"}` of something that is on no chain yet.
    pub(crate) fn versioned_data(data: impl Serialize) -> Result<Self, ApiError> {
        Ok(Self::json(&Envelope { version: Some(VERSION), ..Envelope::of(data) })?.with_version())
    }

    /// Duties: what they depend on stands beside them.
    pub(crate) fn duties(dependent_root: Option<alloy_primitives::B256>, data: impl Serialize) -> Result<Self, ApiError> {
        Self::json(&Envelope { dependent_root, execution_optimistic: Some(false), ..Envelope::of(data) })
    }

    /// JSON with an envelope of its own.
    pub(crate) fn json(body: &impl Serialize) -> Result<Self, ApiError> {
        let bytes = serde_json::to_vec(body).map_err(ApiError::internal)?;
        Ok(Self { status: StatusCode::OK, kind: Some("application/json"), is_versioned: false, body: bytes.into() })
    }

    /// SSZ bytes.
    pub(crate) fn ssz(bytes: impl Into<Bytes>) -> Self {
        Self::ssz_stream(Body::from(bytes.into()))
    }

    /// SSZ bytes that are written while they are sent.
    pub(crate) fn ssz_stream(body: Body) -> Self {
        Self { status: StatusCode::OK, kind: Some("application/octet-stream"), is_versioned: true, body }
    }

    /// Data of a state that is turned into JSON while it is sent: for what may be long.
    pub(crate) fn of_chain_streamed(turns: Arc<Semaphore>, is_finalized: bool, data: impl Serialize + Send + 'static) -> Self {
        let envelope = Envelope { execution_optimistic: Some(false), finalized: Some(is_finalized), ..Envelope::of(data) };
        Self::json_stream(turns, envelope)
    }

    /// The same with the version of the data's type.
    pub(crate) fn versioned_streamed(turns: Arc<Semaphore>, is_finalized: bool, data: impl Serialize + Send + 'static) -> Self {
        let envelope = Envelope {
            version: Some(VERSION),
            execution_optimistic: Some(false),
            finalized: Some(is_finalized),
            ..Envelope::of(data)
        };
        Self::json_stream(turns, envelope).with_version()
    }

    fn json_stream(turns: Arc<Semaphore>, envelope: Envelope<impl Serialize + Send + 'static>) -> Self {
        let body = stream::body(turns, move |writer| Ok(serde_json::to_writer(writer, &envelope)?));
        Self { status: StatusCode::OK, kind: Some("application/json"), is_versioned: false, body }
    }

    fn with_version(mut self) -> Self {
        self.is_versioned = true;
        self
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let mut response = Response::new(self.body);
        *response.status_mut() = self.status;
        if let Some(kind) = self.kind {
            response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        }
        if self.is_versioned {
            response.headers_mut().insert(CONSENSUS_VERSION, HeaderValue::from_static(VERSION));
        }
        response
    }
}
