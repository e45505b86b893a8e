//! A request as the endpoints see it.

use super::{
    error::ApiError,
    ids::{BlockId, StateId, ValidatorId, decimal},
    media::Media,
    query::Query,
};
use aquifer_protocol::units::{Epoch, Slot};
use axum::body::Bytes;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

/// What was asked.
#[derive(Debug)]
pub(crate) struct Request {
    /// Named segments of the path.
    pub(crate) path: BTreeMap<String, String>,
    /// What follows the question mark.
    pub(crate) query: Query,
    /// The form the answer takes.
    pub(crate) media: Media,
    /// What was sent along.
    pub(crate) body: Bytes,
}

impl Request {
    /// The state named in the path.
    ///
    /// # Errors
    /// 400.
    pub(crate) fn state_id(&self) -> Result<StateId, ApiError> {
        StateId::parse(self.segment("state_id"))
    }

    /// The block named in the path.
    ///
    /// # Errors
    /// 400.
    pub(crate) fn block_id(&self) -> Result<BlockId, ApiError> {
        BlockId::parse(self.segment("block_id"))
    }

    /// The validator named in the path.
    ///
    /// # Errors
    /// 400.
    pub(crate) fn validator_id(&self) -> Result<ValidatorId, ApiError> {
        ValidatorId::parse(self.segment("validator_id"))
    }

    /// The epoch named in the path.
    ///
    /// # Errors
    /// 400.
    pub(crate) fn epoch(&self) -> Result<Epoch, ApiError> {
        let text = self.segment("epoch");
        decimal(text).map(Epoch::new).ok_or_else(|| ApiError::bad_request(format!("Invalid epoch: {text}")))
    }

    /// The epoch of the query, if there is one.
    ///
    /// # Errors
    /// 400.
    pub(crate) fn queried_epoch(&self) -> Result<Option<Epoch>, ApiError> {
        Ok(self.query.number("epoch")?.map(Epoch::new))
    }

    /// The slot of the query, if there is one.
    ///
    /// # Errors
    /// 400.
    pub(crate) fn queried_slot(&self) -> Result<Option<Slot>, ApiError> {
        Ok(self.query.number("slot")?.map(Slot::new))
    }

    /// The body as JSON.
    ///
    /// # Errors
    /// 400.
    pub(crate) fn json<T: DeserializeOwned>(&self) -> Result<T, ApiError> {
        serde_json::from_slice(&self.body).map_err(|error| ApiError::bad_request(format!("Invalid request body: {error}")))
    }

    /// The body as JSON; nothing when there is none.
    ///
    /// # Errors
    /// 400.
    pub(crate) fn optional_json<T: DeserializeOwned>(&self) -> Result<Option<T>, ApiError> {
        if self.body.iter().all(u8::is_ascii_whitespace) { Ok(None) } else { self.json() }
    }

    fn segment(&self, name: &str) -> &str {
        self.path.get(name).map_or("", String::as_str)
    }
}
