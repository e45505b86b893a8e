//! `Eigen`: what it has beside the functions of a token with votes.

use super::votes_token::tokens_mut;
use crate::{
    frame::{Frame, Served, answer, done},
    interfaces::restaking::IEigen::{self, IEigenCalls as Call},
};
use aquifer_protocol::units::EigenAmount;

pub(super) fn serve(frame: &mut Frame<'_>) -> Served {
    match frame.decode_strict::<Call>()? {
        Call::wrap(call) => frame.change(|p, ctx, fx| tokens_mut(p).wrap(ctx, EigenAmount::new(call.amount), fx))?,
        Call::unwrap(call) => frame.change(|p, ctx, fx| tokens_mut(p).unwrap(ctx, EigenAmount::new(call.amount), fx))?,
        Call::multisend(call) => {
            let amounts: Vec<EigenAmount> = call.amounts.into_iter().map(EigenAmount::new).collect();
            frame.change(|p, ctx, fx| tokens_mut(p).multisend(ctx, &call.receivers, &amounts, fx))?;
        }
        Call::bEIGEN(_) => return answer::<IEigen::bEIGENCall>(&frame.addresses().restaking.backing_eigen),
    }
    done()
}
