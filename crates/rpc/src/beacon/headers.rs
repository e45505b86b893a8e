//! Headers and roots of blocks.

use super::{answer::Answer, error::ApiError, lookup::FoundBlock, request::Request};
use crate::api::Api;
use alloy_primitives::B256;
use aquifer_beacon::types::{INFINITY_SIGNATURE, SignedBeaconBlockHeader};
use aquifer_chain::Block;
use serde::Serialize;
use serde_json::json;

/// A header as the API gives it.
#[derive(Debug, Serialize)]
struct HeaderData {
    root: B256,
    canonical: bool,
    header: SignedBeaconBlockHeader,
}

impl HeaderData {
    fn of(block: &Block) -> Self {
        let header = SignedBeaconBlockHeader { message: block.beacon, signature: INFINITY_SIGNATURE };
        Self { root: block.beacon_root(), canonical: true, header }
    }
}

/// `GET headers?slot&parent_root`: the head when nothing is asked for.
pub(crate) fn headers(api: &Api, request: &Request) -> Result<Answer, ApiError> {
    let slot = request.queried_slot()?;
    let parent_root = request.query.root("parent_root")?;
    let found = match (slot, parent_root) {
        (None, None) => Some(api.node.head().block.clone()),
        (Some(slot), _) => api.node.block_at_slot(slot)?,
        (None, Some(root)) => child_of(api, root)?,
    };
    let found = found.filter(|block| parent_root.is_none_or(|root| block.beacon.parent_root == root));
    let block = found.ok_or_else(ApiError::block_not_found)?;
    Answer::of_chain(api.is_finalized(block.slot), [HeaderData::of(&block)])
}

fn child_of(api: &Api, parent_root: B256) -> Result<Option<std::sync::Arc<Block>>, ApiError> {
    match api.node.block_by_beacon_root(&parent_root)? {
        Some(parent) => Ok(api.numbered(parent.number() + 1)?),
        None => Ok(None),
    }
}

/// `GET headers/{block_id}`.
pub(crate) fn header(api: &Api, request: &Request) -> Result<Answer, ApiError> {
    let FoundBlock { block, is_finalized } = api.found_block(request.block_id()?)?;
    Answer::of_chain(is_finalized, HeaderData::of(&block))
}

/// `GET blocks/{block_id}/root`.
pub(crate) fn root(api: &Api, request: &Request) -> Result<Answer, ApiError> {
    let FoundBlock { block, is_finalized } = api.found_block(request.block_id()?)?;
    Answer::of_chain(is_finalized, json!({ "root": block.beacon_root() }))
}
