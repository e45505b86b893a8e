//! What only a development network may be told: time, performance, slashing.

use crate::{api::Api, args::Args, dev::change, error::RpcError, number::Number};
use alloy_primitives::Address;
use aquifer_chain::block::{DevelopmentChange, ValidatorSelection};
use aquifer_protocol::{
    ethereum::{PartsPerMillion, PerformanceProfile},
    liquid::lido::{node_operators::OperatorId, staking_router::ModuleId},
    units::ValidatorIndex,
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

/// Which validators: a list of positions, all of one withdrawal address, those Lido gave one operator, or `"all"`.
#[derive(Debug, Deserialize)]
#[serde(
    untagged,
    expecting = "expected a list of validator indices, {\"withdrawalAddress\": address}, {\"module\": id, \"operator\": id} or \"all\""
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
    Word(String),
}

/// How well: by name, or chance by chance in millionths.
#[derive(Debug, Deserialize)]
#[serde(
    untagged,
    expecting = "expected \"perfect\", \"offline\" or chances in millionths: {\"uptime\", \"source\", \"target\", \"head\", \"proposals\", \"sync\"}, each certain when left out"
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

/// Chances in millionths; what is left out is certain.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Chances {
    uptime: Option<u32>,
    source: Option<u32>,
    target: Option<u32>,
    head: Option<u32>,
    proposals: Option<u32>,
    sync: Option<u32>,
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
    change(api, DevelopmentChange::SlashValidator { validator: ValidatorIndex::new(index) })?;
    Ok(true)
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
        let chance = |given: Option<u32>| {
            let given = given.unwrap_or(PartsPerMillion::FULL.get());
            PartsPerMillion::new(given)
                .ok_or_else(|| RpcError::InvalidParams(format!("invalid argument 1: {given} is not 0 to 1000000 millionths")))
        };
        Ok(PerformanceProfile {
            uptime: chance(self.uptime)?,
            source: chance(self.source)?,
            target: chance(self.target)?,
            head: chance(self.head)?,
            proposals: chance(self.proposals)?,
            sync: chance(self.sync)?,
        })
    }
}
