//! Performs what a call of the protocol wants done outside, in its order.

use crate::{Host, OutsideCall, errors, events, frame::Stop, tokens};
use alloy_primitives::{Address, Bytes};
use aquifer_protocol::{Effect, Effects, PaymentFailure, units::Wei};
use std::sync::Arc;

/// Gas of one effect of a call that moves ether: about what a log of the real contracts costs.
pub(crate) const EFFECT_GAS: u64 = 1_900;

/// Emits the events of a change that moves no ether.
pub(crate) fn events(host: &mut dyn Host, effects: Effects) {
    let addresses = Arc::clone(&host.protocol().addresses);
    for effect in effects {
        debug_assert!(matches!(effect, Effect::Event(_)), "a change that moves ether needs a mark: {effect:?}");
        if let Effect::Event(event) = effect {
            host.log(events::encode(event, &addresses));
        }
    }
}

/// Performs every effect; the caller holds a mark for the case that one fails.
pub(crate) fn all(host: &mut dyn Host, effects: Effects) -> Result<(), Stop> {
    let addresses = Arc::clone(&host.protocol().addresses);
    for effect in effects {
        match effect {
            Effect::Event(event) => host.log(events::encode(event, &addresses)),
            Effect::Move { from, to, amount } => move_ether(host, from, to, amount)?,
            Effect::Pay { from, to, amount, failure } => pay(host, from, to, amount, failure)?,
            Effect::Request { from, to, fee, input } => request(host, from, to, fee, input)?,
            Effect::SendToken { token, from, to, amount } => tokens::send(host, token, from, to, amount)?,
            Effect::TakeToken { token, spender, from, to, amount } => tokens::take(host, token, spender, (from, to), amount)?,
            Effect::Deploy(address) => host.deploy(address),
        }
    }
    Ok(())
}

fn move_ether(host: &mut dyn Host, from: Address, to: Address, amount: Wei) -> Result<(), Stop> {
    if host.transfer(from, to, amount) { Ok(()) } else { Err(Stop::empty()) }
}

fn pay(host: &mut dyn Host, from: Address, to: Address, amount: Wei, failure: PaymentFailure) -> Result<(), Stop> {
    if host.balance(from) < amount {
        return Err(Stop::Revert(errors::payment_not_covered(failure)));
    }
    let answer = host.call(OutsideCall { from, to, value: amount, input: Bytes::new(), is_static: false });
    if answer.success { Ok(()) } else { Err(Stop::Revert(errors::payment_failed(failure))) }
}

fn request(host: &mut dyn Host, from: Address, to: Address, fee: Wei, input: Bytes) -> Result<(), Stop> {
    let answer = host.call(OutsideCall { from, to, value: fee, input, is_static: false });
    if answer.success { Ok(()) } else { Err(Stop::Revert(errors::request_failed())) }
}
