//! `PauserRegistry`.

use crate::{
    frame::{Frame, Served, answer, done},
    interfaces::restaking::IPauserRegistry::{self as Registry, IPauserRegistryCalls as Call},
};
use aquifer_protocol::governance::Pausers as _;
use std::sync::Arc;

pub(super) fn serve(frame: &mut Frame<'_>) -> Served {
    let pausers = &frame.protocol().restaking.pausers;
    match frame.decode_strict::<Call>()? {
        Call::isPauser(call) => answer::<Registry::isPauserCall>(&pausers.is_pauser(call.pauser)),
        Call::unpauser(_) => answer::<Registry::unpauserCall>(&pausers.unpauser()),
        Call::setIsPauser(call) => {
            frame.change(|p, ctx, fx| {
                Arc::make_mut(&mut p.restaking.pausers).set_is_pauser(ctx, call.newPauser, call.canPause, fx)
            })?;
            done()
        }
        Call::setUnpauser(call) => {
            frame.change(|p, ctx, fx| Arc::make_mut(&mut p.restaking.pausers).set_unpauser(ctx, call.newUnpauser, fx))?;
            done()
        }
    }
}
