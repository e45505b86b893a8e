//! The registry: validators, their balances, who they are.

use super::{answer::Answer, error::ApiError, lookup::FoundState, media::Media, request::Request, selection::Selection};
use crate::{api::Api, number::Decimal};
use alloy_primitives::FixedBytes;
use aquifer_beacon::types;
use aquifer_protocol::{
    ethereum::{PublicKey, Validator, ValidatorStatus},
    units::{Epoch, ValidatorIndex},
};
use serde::{Serialize, Serializer};
use std::marker::PhantomData;

/// A validator with its place, balance and status.
#[derive(Debug, Serialize)]
struct Entry {
    index: Decimal,
    balance: Decimal,
    status: ValidatorStatus,
    validator: types::Validator,
}

/// A balance with its place.
#[derive(Debug, Serialize)]
struct BalanceEntry {
    index: Decimal,
    balance: Decimal,
}

/// Who a validator is, without what changes every epoch.
#[derive(Debug, Serialize)]
struct Identity {
    index: Decimal,
    pubkey: FixedBytes<48>,
    activation_epoch: Decimal,
}

/// What is told of a validator: as JSON, and as SSZ where that exists.
trait Row: Serialize + Send + 'static {
    fn of(index: ValidatorIndex, validator: &Validator, epoch: Epoch) -> Self;
}

impl Row for Entry {
    fn of(index: ValidatorIndex, validator: &Validator, epoch: Epoch) -> Self {
        Self {
            index: Decimal::of(index.get()),
            balance: Decimal::of(validator.balance.get()),
            status: validator.status_at(epoch),
            validator: types::Validator::from(validator),
        }
    }
}

impl Row for BalanceEntry {
    fn of(index: ValidatorIndex, validator: &Validator, _epoch: Epoch) -> Self {
        Self { index: Decimal::of(index.get()), balance: Decimal::of(validator.balance.get()) }
    }
}

impl Row for Identity {
    fn of(index: ValidatorIndex, validator: &Validator, _epoch: Epoch) -> Self {
        Self {
            index: Decimal::of(index.get()),
            pubkey: validator.pubkey,
            activation_epoch: Decimal::of(validator.activation_epoch.get()),
        }
    }
}

/// The selected rows of a state, put together one by one while they are written.
struct Rows<R> {
    state: FoundState,
    selection: Selection,
    row: PhantomData<fn() -> R>,
}

impl<R: Row> Serialize for Rows<R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let beacon = self.state.beacon();
        let epoch = beacon.epoch();
        serializer.collect_seq(self.selection.find(beacon).map(|(index, validator)| R::of(index, &validator, epoch)))
    }
}

fn listed<R: Row>(api: &Api, state: FoundState, selection: Selection) -> Answer {
    Answer::of_chain_streamed(api.desk.bodies(), state.is_finalized, Rows::<R> { state, selection, row: PhantomData })
}

/// `GET states/{state_id}/validators`.
pub(crate) fn validators(api: &Api, request: &Request) -> Result<Answer, ApiError> {
    let selection = Selection::of_query(request)?;
    Ok(listed::<Entry>(api, api.found_state(request.state_id()?)?, selection))
}

/// `POST states/{state_id}/validators`.
pub(crate) fn validators_posted(api: &Api, request: &Request) -> Result<Answer, ApiError> {
    let selection = Selection::of_body(request)?;
    Ok(listed::<Entry>(api, api.found_state(request.state_id()?)?, selection))
}

/// `GET states/{state_id}/validators/{validator_id}`.
pub(crate) fn validator(api: &Api, request: &Request) -> Result<Answer, ApiError> {
    let id = request.validator_id()?;
    let state = api.found_state(request.state_id()?)?;
    let beacon = state.beacon();
    let found = id.find(beacon).and_then(|index| Some((index, beacon.validator(index)?)));
    let (index, validator) = found.ok_or_else(|| ApiError::not_found("Validator not found"))?;
    Answer::of_chain(state.is_finalized, Entry::of(index, &validator, beacon.epoch()))
}

/// `GET states/{state_id}/validator_balances`.
pub(crate) fn balances(api: &Api, request: &Request) -> Result<Answer, ApiError> {
    let selection = Selection::of_query(request)?;
    balances_of(api, api.found_state(request.state_id()?)?, selection, request.media)
}

/// `POST states/{state_id}/validator_balances`.
pub(crate) fn balances_posted(api: &Api, request: &Request) -> Result<Answer, ApiError> {
    let selection = Selection::of_listed(request)?;
    balances_of(api, api.found_state(request.state_id()?)?, selection, request.media)
}

/// SSZ: index and balance, eight bytes little-endian each.
fn balances_of(api: &Api, state: FoundState, selection: Selection, media: Media) -> Result<Answer, ApiError> {
    if media == Media::Json {
        return Ok(listed::<BalanceEntry>(api, state, selection));
    }
    let mut bytes = Vec::new();
    for (index, validator) in selection.find(state.beacon()) {
        bytes.extend_from_slice(&index.get().to_le_bytes());
        bytes.extend_from_slice(&validator.balance.get().to_le_bytes());
    }
    Ok(Answer::ssz(bytes))
}

/// `POST states/{state_id}/validator_identities`. SSZ: index, key, activation epoch.
pub(crate) fn identities(api: &Api, request: &Request) -> Result<Answer, ApiError> {
    let selection = Selection::of_listed(request)?;
    let state = api.found_state(request.state_id()?)?;
    if request.media == Media::Json {
        return Ok(listed::<Identity>(api, state, selection));
    }
    let mut bytes = Vec::new();
    for (index, validator) in selection.find(state.beacon()) {
        let key: PublicKey = validator.pubkey;
        bytes.extend_from_slice(&index.get().to_le_bytes());
        bytes.extend_from_slice(key.as_slice());
        bytes.extend_from_slice(&validator.activation_epoch.get().to_le_bytes());
    }
    Ok(Answer::ssz(bytes))
}
