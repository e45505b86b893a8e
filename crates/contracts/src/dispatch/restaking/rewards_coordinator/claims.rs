//! Claims: each is paid before the next is looked at.

use super::{Rewards, convert, submissions::leave};
use crate::frame::{Frame, Served, done};
use alloy_primitives::Address;

pub(super) fn process(frame: &mut Frame<'_>, claims: Vec<Rewards::RewardsMerkleClaim>, recipient: Address) -> Served {
    let this = frame.call.this;
    frame.marked(|frame| {
        frame.change(|p, _, _| p.restaking.rewards_mut().begin_claims())?;
        for claim in claims.into_iter().map(convert::claim) {
            frame.settle(|p, ctx, fx| p.restaking.rewards_mut().process_claim(this, ctx, &claim, recipient, fx))?;
        }
        leave(frame)
    })?;
    done()
}
