//! `BackingEigen`: what it has beside the functions of a token with votes.

use super::votes_token::tokens_mut;
use crate::{
    frame::{Frame, Served, answer, done},
    interfaces::restaking::IBackingEigen::{self, IBackingEigenCalls as Call},
};
use aquifer_protocol::units::EigenAmount;

pub(super) fn serve(frame: &mut Frame<'_>) -> Served {
    match frame.decode_strict::<Call>()? {
        Call::mint(call) => {
            let amount = EigenAmount::new(call.amount);
            frame.change(|p, ctx, fx| tokens_mut(p).mint_backing(ctx, call.to, amount, fx))?;
        }
        Call::burn(call) => frame.change(|p, ctx, fx| tokens_mut(p).burn_backing(ctx, EigenAmount::new(call.amount), fx))?,
        Call::setIsMinter(call) => {
            frame.change(|p, ctx, fx| tokens_mut(p).set_is_minter(ctx, call.minterAddress, call.newStatus, fx))?;
        }
        Call::EIGEN(_) => return answer::<IBackingEigen::EIGENCall>(&frame.addresses().restaking.eigen),
        Call::isMinter(call) => {
            return answer::<IBackingEigen::isMinterCall>(&frame.protocol().restaking.eigen.is_minter(call.account));
        }
    }
    done()
}
