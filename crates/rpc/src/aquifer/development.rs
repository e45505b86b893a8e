//! What only a development network may be told: time, performance, slashing.

use crate::{api::Api, args::Args, dev::change, error::RpcError, number::Number};
use alloy_primitives::Address;
use aquifer_chain::block::{DevelopmentChange, ValidatorSelection};
use aquifer_protocol::{
    ethereum::{BeaconError, EquivocationKind, OperatorGroup, PartsPerMillion, PerformanceProfile},
    liquid::lido::{node_operators::OperatorId, staking_router::ModuleId},
    units::{Epochs, ValidatorIndex},
};
use serde::{Deserialize, Serialize};

/// Most slots one call advances: about four months.
const SLOTS_MAX: u64 = 900_000;

/// Where the chain stands after an advance.
#[derive(Debug, Serialize)]
pub(crate) struct Reached {
    number: u64,
    slot: u64,
}

/// Which validators: a list of positions, all of one withdrawal address, those Lido gave one operator, all that share their
/// outages, or `"all"`.
#[derive(Debug, Deserialize)]
#[serde(
    untagged,
    expecting = "expected a list of validator indices, {\"withdrawalAddress\": address}, {\"module\": id, \"operator\": id}, {\"group\": number} or \"all\""
)]
enum Selection {
    Listed(Vec<Number>),
    Of {
        #[serde(rename = "withdrawalAddress")]
        withdrawal_address: Address,
    },
    OfOperator {
        module: u32,
        operator: u64,
    },
    OfGroup {
        group: u32,
    },
    Word(String),
}

/// How well: by name, or chance by chance in millionths.
#[derive(Debug, Deserialize)]
#[serde(
    untagged,
    expecting = "expected \"perfect\", \"offline\" or an object of chances in millionths (\"uptime\", \"source\", \"target\", \"head\", \"proposals\", \"sync\": certain when left out; \"doubleVotes\", \"doubleProposals\": never when left out), \"meanOutage\" in epochs and \"group\""
)]
enum Profile {
    Named(ProfileName),
    Chances(Chances),
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum ProfileName {
    Perfect,
    Offline,
}

/// Chances in millionths; a duty left out is certain, an offence left out never happens.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Chances {
    uptime: Option<u32>,
    source: Option<u32>,
    target: Option<u32>,
    head: Option<u32>,
    proposals: Option<u32>,
    sync: Option<u32>,
    double_votes: Option<u32>,
    double_proposals: Option<u32>,
    /// How long an absence lasts on average, in epochs; left out, every epoch is drawn on its own.
    mean_outage: Option<u64>,
    /// Validators of one group are away in the same epochs.
    group: Option<u32>,
}

/// An offence by its name.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Offence {
    DoubleVote,
    DoubleProposal,
}

/// `aquifer_advanceSlots(n)`: every slot gets its block.
pub(crate) fn advance_slots(api: &Api, mut args: Args) -> Result<Reached, RpcError> {
    let Number(slots) = args.required()?;
    args.end()?;
    advance(api, Some(slots))
}

/// `aquifer_advanceEpochs(n)`.
pub(crate) fn advance_epochs(api: &Api, mut args: Args) -> Result<Reached, RpcError> {
    let Number(epochs) = args.required()?;
    args.end()?;
    advance(api, epochs.checked_mul(api.node.head().world.protocol.beacon.constants.slots_per_epoch))
}

/// `aquifer_setPerformance(validators, profile)`: from the current epoch on.
pub(crate) fn set_performance(api: &Api, mut args: Args) -> Result<bool, RpcError> {
    let (selection, profile): (Selection, Profile) = (args.required()?, args.required()?);
    args.end()?;
    let (validators, profile) = (selection.resolve(api)?, profile.resolve()?);
    change(api, DevelopmentChange::SetPerformance { validators, profile })?;
    Ok(true)
}

/// `aquifer_slashValidator(index)`: as if evidence against it had been included.
pub(crate) fn slash_validator(api: &Api, mut args: Args) -> Result<bool, RpcError> {
    let Number(index) = args.required()?;
    args.end()?;
    let validator = slashable(api, index)?;
    change(api, DevelopmentChange::SlashValidator { validator })?;
    Ok(true)
}

/// `aquifer_equivocate(index, "doubleVote" | "doubleProposal")`: it signs twice in the next block's slot, and the block after
/// that slashes it.
pub(crate) fn equivocate(api: &Api, mut args: Args) -> Result<bool, RpcError> {
    let (Number(index), offence): (Number, Offence) = (args.required()?, args.required()?);
    args.end()?;
    let kind = match offence {
        Offence::DoubleVote => EquivocationKind::DoubleVote,
        Offence::DoubleProposal => EquivocationKind::DoubleProposal,
    };
    let validator = slashable(api, index)?;
    change(api, DevelopmentChange::Equivocate { validator, kind })?;
    Ok(true)
}

/// A validator that can be slashed now: where blocks come in their own time, a refusal by the block would be heard by nobody.
fn slashable(api: &Api, index: u64) -> Result<ValidatorIndex, RpcError> {
    let (index, head) = (ValidatorIndex::new(index), api.node.head());
    let beacon = &head.world.protocol.beacon;
    if beacon.is_slashable(index).map_err(RpcError::refused)? {
        return Ok(index);
    }
    Err(RpcError::refused(BeaconError::NotSlashable { index, epoch: beacon.epoch() }))
}

fn advance(api: &Api, slots: Option<u64>) -> Result<Reached, RpcError> {
    match slots {
        Some(slots) if slots <= SLOTS_MAX => api.node.advance_slots(slots, |_, _| ())?,
        _ => return Err(RpcError::InvalidParams(format!("more than {SLOTS_MAX} slots in one call"))),
    };
    let head = api.node.head();
    Ok(Reached { number: head.block.number(), slot: head.block.slot.get() })
}

impl Selection {
    fn resolve(self, api: &Api) -> Result<ValidatorSelection, RpcError> {
        match self {
            Self::Listed(indices) => {
                Ok(ValidatorSelection::Listed(indices.into_iter().map(|index| ValidatorIndex::new(index.0)).collect()))
            }
            Self::Word(word) if word == "all" => Ok(ValidatorSelection::All),
            Self::Word(word) => Err(RpcError::InvalidParams(format!("invalid argument 0: {word:?} is not \"all\""))),
            Self::Of { withdrawal_address } => of_withdrawal_address(api, withdrawal_address),
            Self::OfOperator { module, operator } => of_operator(api, ModuleId::new(module), OperatorId::new(operator)),
            Self::OfGroup { group } => of_group(api, OperatorGroup::new(group)),
        }
    }
}

fn of_withdrawal_address(api: &Api, address: Address) -> Result<ValidatorSelection, RpcError> {
    let head = api.node.head();
    let belongs = |credentials: alloy_primitives::B256| credentials[0] != 0 && Address::from_word(credentials) == address;
    let listed: Vec<_> = head
        .world
        .protocol
        .beacon
        .validators()
        .filter_map(|(index, validator)| belongs(validator.credentials).then_some(index))
        .collect();
    if listed.is_empty() {
        return Err(RpcError::refused(format!("no validator withdraws to {address}")));
    }
    Ok(ValidatorSelection::Listed(listed))
}

fn of_operator(api: &Api, module: ModuleId, operator: OperatorId) -> Result<ValidatorSelection, RpcError> {
    let head = api.node.head();
    let (registry, beacon) = (&head.world.protocol.lido.node_operators, &head.world.protocol.beacon);
    let keys = registry.total_signing_key_count(module, operator).map_err(RpcError::refused)?;
    let indices = (0..keys).filter_map(|index| beacon.find(&registry.signing_key(module, operator, index).ok()?.0.pubkey));
    Ok(ValidatorSelection::Listed(indices.collect()))
}

fn of_group(api: &Api, group: OperatorGroup) -> Result<ValidatorSelection, RpcError> {
    let head = api.node.head();
    let members = head.world.protocol.beacon.validators().filter(|(_, validator)| validator.profile.group == Some(group));
    let listed: Vec<_> = members.map(|(index, _)| index).collect();
    if listed.is_empty() {
        return Err(RpcError::refused(format!("no validator is in group {}", group.get())));
    }
    Ok(ValidatorSelection::Listed(listed))
}

impl Profile {
    fn resolve(self) -> Result<PerformanceProfile, RpcError> {
        match self {
            Self::Named(ProfileName::Perfect) => Ok(PerformanceProfile::PERFECT),
            Self::Named(ProfileName::Offline) => Ok(PerformanceProfile::OFFLINE),
            Self::Chances(chances) => chances.resolve(),
        }
    }
}

impl Chances {
    fn resolve(self) -> Result<PerformanceProfile, RpcError> {
        let profile = PerformanceProfile {
            uptime: duty(self.uptime)?,
            mean_outage: Epochs::new(self.mean_outage.unwrap_or(0)),
            group: self.group.map(OperatorGroup::new),
            source: duty(self.source)?,
            target: duty(self.target)?,
            head: duty(self.head)?,
            proposals: duty(self.proposals)?,
            sync: duty(self.sync)?,
            double_votes: offence(self.double_votes)?,
            double_proposals: offence(self.double_proposals)?,
        };
        profile.check().map_err(|error| RpcError::InvalidParams(format!("invalid argument 1: {error}")))?;
        Ok(profile)
    }
}

/// Certain when left out.
fn duty(given: Option<u32>) -> Result<PartsPerMillion, RpcError> {
    chance(given.unwrap_or(PartsPerMillion::FULL.get()))
}

/// Never when left out.
fn offence(given: Option<u32>) -> Result<PartsPerMillion, RpcError> {
    chance(given.unwrap_or(PartsPerMillion::ZERO.get()))
}

fn chance(given: u32) -> Result<PartsPerMillion, RpcError> {
    PartsPerMillion::new(given)
        .ok_or_else(|| RpcError::InvalidParams(format!("invalid argument 1: {given} is not 0 to 1000000 millionths")))
}
