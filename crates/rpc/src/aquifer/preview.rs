//! What a request of a validator's owner would do, and why it would do nothing: the chain itself ignores it silently.
//!
//! The rules are the protocol's own, played on a copy of the state.

use crate::{api::Api, args::Args, error::RpcError, number::Decimal, number::Number};
use alloy_primitives::{Address, FixedBytes};
use aquifer_protocol::{
    ethereum::{Beacon, ConsolidationRequest, WithdrawalRequest},
    units::{Epoch, Gwei, ValidatorIndex},
};
use serde::{Deserialize, Serialize};

/// What somebody wants.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)]
enum Wanted {
    /// To leave, signed by the validator's key.
    VoluntaryExit { validator_index: Number, epoch: Option<Number> },
    /// EIP-7002. Amount in Gwei, zero for everything.
    Withdrawal { source_address: Address, pubkey: FixedBytes<48>, amount: Number },
    /// EIP-7251. Both keys the same: a switch to compounding.
    Consolidation { source_address: Address, source_pubkey: FixedBytes<48>, target_pubkey: FixedBytes<48> },
}

/// What would happen.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Preview {
    accepted: bool,
    /// Why not.
    reason: Option<String>,
    effect: Option<Effect>,
}

/// Epochs are numbers, those that are not set are left null.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Effect {
    validator_index: u64,
    /// First epoch without duties.
    exit_epoch: Option<u64>,
    /// First epoch in which the ether may be paid.
    withdrawable_epoch: Option<u64>,
    /// Gwei that would move: out of the beacon chain, into another validator, or back through the deposit queue.
    amount: Decimal,
}

/// `aquifer_previewRequest(request, block)`.
pub(crate) fn preview_request(api: &Api, mut args: Args) -> Result<Preview, RpcError> {
    let wanted: Wanted = args.required()?;
    let block = args.block()?;
    args.end()?;
    let state = api.state(block)?;
    let mut beacon = Beacon::clone(&state.world.protocol.beacon);
    Ok(match wanted.play(&mut beacon) {
        Ok(effect) => Preview { accepted: true, reason: None, effect },
        Err(reason) => Preview { accepted: false, reason: Some(reason), effect: None },
    })
}

impl Wanted {
    /// The effect on the copy, or why there is none.
    fn play(self, beacon: &mut Beacon) -> Result<Option<Effect>, String> {
        match self {
            Self::VoluntaryExit { validator_index, epoch } => {
                let index = ValidatorIndex::new(validator_index.0);
                let epoch = epoch.map_or_else(|| beacon.epoch(), |epoch| Epoch::new(epoch.0));
                beacon.process_voluntary_exit(index, epoch).map_err(|refusal| refusal.to_string())?;
                Ok(leaving(beacon, index))
            }
            Self::Withdrawal { source_address, pubkey, amount } => {
                let request = WithdrawalRequest { source_address, pubkey, amount: Gwei::new(amount.0) };
                beacon.process_withdrawal_request(&request).map_err(|ignored| ignored.to_string())?;
                let index = beacon.find(&pubkey);
                Ok(index.and_then(|index| if amount.0 == 0 { leaving(beacon, index) } else { partial(beacon) }))
            }
            Self::Consolidation { source_address, source_pubkey, target_pubkey } => {
                let request = ConsolidationRequest { source_address, source_pubkey, target_pubkey };
                let before = balance(beacon, &source_pubkey);
                beacon.process_consolidation_request(&request).map_err(|ignored| ignored.to_string())?;
                let Some(effect) = beacon.find(&source_pubkey).and_then(|index| leaving(beacon, index)) else { return Ok(None) };
                // A switch leaves the validator where it is; what was above 32 ETH waits in the deposit queue.
                let queued = before.floor_sub(balance(beacon, &source_pubkey));
                let amount = if source_pubkey == target_pubkey { Decimal::of(queued.get()) } else { effect.amount };
                Ok(Some(Effect { amount, ..effect }))
            }
        }
    }
}

fn balance(beacon: &Beacon, pubkey: &FixedBytes<48>) -> Gwei {
    beacon.find(pubkey).and_then(|index| beacon.validator(index)).map_or(Gwei::ZERO, |validator| validator.balance)
}

/// A validator's epochs after the request, and all it has.
fn leaving(beacon: &Beacon, index: ValidatorIndex) -> Option<Effect> {
    let validator = beacon.validator(index)?;
    let set = |epoch: Epoch| (epoch != Epoch::FAR).then(|| epoch.get());
    Some(Effect {
        validator_index: index.get(),
        exit_epoch: set(validator.exit_epoch),
        withdrawable_epoch: set(validator.withdrawable_epoch),
        amount: Decimal::of(validator.balance.get()),
    })
}

/// The last partial withdrawal of the queue: the one just asked for.
fn partial(beacon: &Beacon) -> Option<Effect> {
    let queued = beacon.pending_partial_withdrawals().iter().last()?;
    Some(Effect {
        validator_index: queued.index.get(),
        exit_epoch: None,
        withdrawable_epoch: Some(queued.withdrawable_epoch.get()),
        amount: Decimal::of(queued.amount.get()),
    })
}
