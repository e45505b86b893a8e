//! Who has to do what in an epoch: proposers, attesters, the sync committee; and who was there.

use super::{
    answer::Answer,
    committees::{check_near, slots_of, sync_committee_at},
    error::ApiError,
    ids::decimal,
    lookup::FoundState,
    request::Request,
};
use crate::{api::Api, number::Decimal};
use aquifer_protocol::{
    ethereum::{Beacon, PublicKey},
    units::{Epoch, Slot, ValidatorIndex},
};
use serde::Serialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

#[derive(Debug, Serialize)]
struct ProposerDuty {
    pubkey: PublicKey,
    validator_index: Decimal,
    slot: Decimal,
}

#[derive(Debug, Serialize)]
struct AttesterDuty {
    pubkey: PublicKey,
    validator_index: Decimal,
    committee_index: Decimal,
    committee_length: Decimal,
    committees_at_slot: Decimal,
    validator_committee_index: Decimal,
    slot: Decimal,
}

#[derive(Debug, Serialize)]
struct SyncDuty {
    pubkey: PublicKey,
    validator_index: Decimal,
    validator_sync_committee_indices: Vec<Decimal>,
}

#[derive(Debug, Serialize)]
struct Liveness {
    index: Decimal,
    is_live: bool,
}

/// `GET /eth/v1/validator/duties/proposer/{epoch}`: depends on the last block before the epoch.
pub(crate) fn proposer(api: &Api, request: &Request) -> Result<Answer, ApiError> {
    let epoch = request.epoch()?;
    proposers(api, epoch, epoch)
}

/// `GET /eth/v2/validator/duties/proposer/{epoch}`: depends on the last block before the epoch before, where the lookahead
/// of Fulu was fixed.
pub(crate) fn proposer_v2(api: &Api, request: &Request) -> Result<Answer, ApiError> {
    let epoch = request.epoch()?;
    proposers(api, epoch, before(epoch))
}

fn proposers(api: &Api, epoch: Epoch, fixed_before: Epoch) -> Result<Answer, ApiError> {
    let state = state_for(api, epoch)?;
    let beacon = state.beacon();
    let duties = slots_of(beacon, epoch).filter_map(|slot| {
        let proposer = beacon.proposer_at(Slot::new(slot)).ok()?;
        let pubkey = beacon.validator(proposer)?.pubkey;
        Some(ProposerDuty { pubkey, validator_index: Decimal::of(proposer.get()), slot: Decimal::of(slot) })
    });
    let duties: Vec<_> = duties.collect();
    let root = api.dependent_root(fixed_before)?;
    Answer::duties(Some(root), duties)
}

/// `POST /eth/v1/validator/duties/attester/{epoch}` with indices.
pub(crate) fn attester(api: &Api, request: &Request) -> Result<Answer, ApiError> {
    let (epoch, indices) = (request.epoch()?, indices(request)?);
    let state = state_for(api, epoch)?;
    let beacon = state.beacon();
    let mut committees: BTreeMap<Slot, Vec<ValidatorIndex>> = BTreeMap::new();
    let duties = indices.into_iter().filter_map(|index| {
        let slot = beacon.attestation_slot(index, epoch)?;
        let committee = committees.entry(slot).or_insert_with(|| beacon.committee(slot));
        AttesterDuty::of(beacon, index, slot, committee)
    });
    let duties: Vec<_> = duties.collect();
    let root = api.dependent_root(before(epoch))?;
    Answer::duties(Some(root), duties)
}

impl AttesterDuty {
    fn of(beacon: &Beacon, index: ValidatorIndex, slot: Slot, committee: &[ValidatorIndex]) -> Option<Self> {
        let count = |of: usize| Decimal::of(u64::try_from(of).unwrap_or(u64::MAX));
        Some(Self {
            pubkey: beacon.validator(index)?.pubkey,
            validator_index: Decimal::of(index.get()),
            committee_index: Decimal::of(0u64),
            committee_length: count(committee.len()),
            committees_at_slot: Decimal::of(1u64),
            validator_committee_index: count(committee.binary_search(&index).ok()?),
            slot: Decimal::of(slot.get()),
        })
    }
}

/// `POST /eth/v1/validator/duties/sync/{epoch}` with indices.
pub(crate) fn sync(api: &Api, request: &Request) -> Result<Answer, ApiError> {
    let (epoch, indices) = (request.epoch()?, indices(request)?);
    let state = match epoch <= head_epoch(api) {
        true => state_for(api, epoch)?,
        false => head_state(api),
    };
    let beacon = state.beacon();
    let seats = sync_committee_at(beacon, epoch)?;
    let duties = indices.into_iter().filter_map(|index| {
        let held = (0u64..).zip(seats).filter(|(_, holder)| **holder == index).map(|(seat, _)| Decimal::of(seat));
        let held: Vec<_> = held.collect();
        let pubkey = beacon.validator(index)?.pubkey;
        let duty =
            || SyncDuty { pubkey, validator_index: Decimal::of(index.get()), validator_sync_committee_indices: held.clone() };
        (!held.is_empty()).then(duty)
    });
    Answer::duties(None, duties.collect::<Vec<_>>())
}

/// `POST /eth/v1/validator/liveness/{epoch}` with indices: who was seen in the epoch, of the last one, this one and the next.
pub(crate) fn liveness(api: &Api, request: &Request) -> Result<Answer, ApiError> {
    let (epoch, indices) = (request.epoch()?, indices(request)?);
    let head = api.node.head();
    let beacon = &head.world.protocol.beacon;
    check_near(beacon, epoch)?;
    let known: Vec<_> = indices.into_iter().filter(|index| index.get() < beacon.validator_count()).collect();
    let live = if epoch == beacon.epoch() { beacon.attested_so_far(&known) } else { attested_before(beacon, epoch, &known) };
    let told = known.into_iter().zip(live).map(|(index, is_live)| Liveness { index: Decimal::of(index.get()), is_live });
    Answer::data(told.collect::<Vec<_>>())
}

/// Who attested in the epoch before the current one; of the next nothing is known.
fn attested_before(beacon: &Beacon, epoch: Epoch, indices: &[ValidatorIndex]) -> Vec<bool> {
    let flags = |index: &ValidatorIndex| beacon.validator(*index).map_or(0, |validator| validator.previous_participation);
    indices.iter().map(|index| epoch < beacon.epoch() && flags(index) != 0).collect()
}

/// The body's list of indices, each once, in their order.
fn indices(request: &Request) -> Result<BTreeSet<ValidatorIndex>, ApiError> {
    let listed: Vec<String> = request.json()?;
    let index = |text: &String| decimal(text).map(ValidatorIndex::new).ok_or_else(|| text.clone());
    let indices: Result<_, _> = listed.iter().map(index).collect();
    indices.map_err(|text| ApiError::bad_request(format!("Invalid validator index: {text}")))
}

/// The state duties of an epoch are read from: the head for this epoch and the next, its first slot's for one that is over.
fn state_for(api: &Api, epoch: Epoch) -> Result<FoundState, ApiError> {
    let head = head_state(api);
    let now = head.beacon().epoch();
    if epoch == now || epoch.get() == now.get().saturating_add(1) {
        return Ok(head);
    }
    if epoch > now {
        return Err(ApiError::bad_request(format!("Invalid epoch: {epoch} is after the next epoch; now is {now}")));
    }
    let first = Slot::new(slots_of(head.beacon(), epoch).start);
    Ok(FoundState { world: api.state_at(first)?, is_finalized: false })
}

fn head_state(api: &Api) -> FoundState {
    FoundState { world: Arc::clone(&api.node.head().world), is_finalized: false }
}

fn head_epoch(api: &Api) -> Epoch {
    api.node.head().world.protocol.beacon.epoch()
}

fn before(epoch: Epoch) -> Epoch {
    Epoch::new(epoch.get().saturating_sub(1))
}
