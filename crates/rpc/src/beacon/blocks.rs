//! Blocks.

use super::{answer::Answer, error::ApiError, lookup::FoundBlock, media::Media, request::Request};
use crate::api::Api;
use aquifer_beacon::types::ExecutionPayloadHeader;
use ssz::Encode;

/// `GET /eth/v2/beacon/blocks/{block_id}`.
pub(crate) fn block(api: &Api, request: &Request) -> Result<Answer, ApiError> {
    let FoundBlock { block, is_finalized } = api.found_block(request.block_id()?)?;
    let signed = api.signed_block(&block)?;
    match request.media {
        Media::Ssz => Ok(Answer::ssz(signed.as_ssz_bytes())),
        Media::Json => Answer::versioned(is_finalized, signed),
    }
}

/// `GET /eth/v2/beacon/blocks/{block_id}/attestations`.
pub(crate) fn attestations(api: &Api, request: &Request) -> Result<Answer, ApiError> {
    let FoundBlock { block, is_finalized } = api.found_block(request.block_id()?)?;
    let signed = api.signed_block(&block)?;
    Answer::versioned(is_finalized, &*signed.message.body.attestations)
}

/// `GET /eth/v1/beacon/blinded_blocks/{block_id}`: the payload's header in place of the payload.
pub(crate) fn blinded_block(api: &Api, request: &Request) -> Result<Answer, ApiError> {
    let FoundBlock { block, is_finalized } = api.found_block(request.block_id()?)?;
    let signed = api.signed_block(&block)?;
    let header = ExecutionPayloadHeader::from(&signed.message.body.execution_payload);
    let mut blinded = serde_json::to_value(signed).map_err(ApiError::internal)?;
    if let Some(body) = blinded["message"]["body"].as_object_mut() {
        body.remove("execution_payload");
        body.insert("execution_payload_header".to_owned(), serde_json::to_value(header).map_err(ApiError::internal)?);
    }
    Answer::versioned(is_finalized, blinded)
}

/// `GET /eth/v1/beacon/blob_sidecars/{block_id}`: no block carries blobs.
pub(crate) fn blob_sidecars(api: &Api, request: &Request) -> Result<Answer, ApiError> {
    let FoundBlock { is_finalized, .. } = api.found_block(request.block_id()?)?;
    Answer::versioned(is_finalized, [(); 0])
}
