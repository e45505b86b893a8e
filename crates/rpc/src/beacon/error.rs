//! Errors of the Beacon API: an HTTP status, and `{"code", "message"}` that says why.

use crate::error::RpcError;
use aquifer_chain::{CommandError, HistoryError};
use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Serialize;

/// Why a request has no other answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{status}: {message}")]
pub(crate) struct ApiError {
    status: StatusCode,
    message: String,
    failures: Vec<Failure>,
}

/// What is wrong with one of many things sent together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Failure {
    /// Its place in the request.
    pub(crate) index: usize,
    /// What is wrong with it.
    pub(crate) message: String,
}

#[derive(Serialize)]
struct Body<'a> {
    code: u16,
    message: &'a str,
    #[serde(skip_serializing_if = "<[Failure]>::is_empty")]
    failures: &'a [Failure],
}

impl ApiError {
    fn new(status: StatusCode, message: impl ToString) -> Self {
        Self { status, message: message.to_string(), failures: Vec::new() }
    }

    /// 400: the request is malformed, or what it submits is invalid.
    pub(crate) fn bad_request(message: impl ToString) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    /// 400 with what is wrong, one by one.
    pub(crate) fn failures(message: impl ToString, failures: Vec<Failure>) -> Self {
        Self { failures, ..Self::bad_request(message) }
    }

    /// 404: a block, state or validator that is not there.
    pub(crate) fn not_found(message: impl ToString) -> Self {
        Self::new(StatusCode::NOT_FOUND, message)
    }

    /// 404 in the words tools look for.
    pub(crate) fn state_not_found() -> Self {
        Self::not_found("State not found")
    }

    /// 404 in the words tools look for.
    pub(crate) fn block_not_found() -> Self {
        Self::not_found("Block not found")
    }

    /// 405: the path has other methods.
    pub(crate) fn method_not_allowed() -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed")
    }

    /// 406: nothing the client accepts can be had.
    pub(crate) fn not_acceptable() -> Self {
        Self::new(StatusCode::NOT_ACCEPTABLE, "Accepted media type not supported")
    }

    /// 415: the body is not of a type that is read here.
    pub(crate) fn unsupported_media_type() -> Self {
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "Unsupported media type: application/json is expected")
    }

    /// 500: something broke on this side.
    pub(crate) fn internal(reason: impl ToString) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, reason)
    }

    /// 503: the node is not there to answer.
    pub(crate) fn unavailable(reason: impl ToString) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, reason)
    }

    /// A status the server itself found, in its own words.
    pub(crate) fn of_status(status: StatusCode, message: impl ToString) -> Self {
        Self::new(status, message)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let body = Body { code: self.status.as_u16(), message: &self.message, failures: &self.failures };
        (self.status, Json(body)).into_response()
    }
}

impl From<HistoryError> for ApiError {
    fn from(error: HistoryError) -> Self {
        match error {
            // A revert came between looking and reading.
            HistoryError::NotYet { .. } => Self::state_not_found(),
            HistoryError::Replay(_) | HistoryError::Thread(_) => Self::internal(error),
        }
    }
}

impl From<CommandError> for ApiError {
    fn from(error: CommandError) -> Self {
        match error {
            CommandError::Stopped { .. } => Self::unavailable(error),
            CommandError::Refused { .. } | CommandError::Clock(_) => Self::bad_request(error),
        }
    }
}

impl From<RpcError> for ApiError {
    fn from(error: RpcError) -> Self {
        Self::internal(error)
    }
}
