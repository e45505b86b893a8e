//! Submissions: each is paid for before the next is looked at.

use super::{Rewards, convert};
use crate::frame::{Frame, Served, Stop, done};
use aquifer_protocol::restaking::rewards::{DirectedFor, RewardsError, RewardsFor};

pub(super) fn by_stake(frame: &mut Frame<'_>, to: RewardsFor, given: Vec<Rewards::RewardsSubmission>) -> Served {
    let book = frame.addresses().restaking;
    let this = frame.call.this;
    frame.marked(|frame| {
        frame.change(|p, ctx, _| p.restaking.begin_rewards_submissions(&book, ctx, to))?;
        for submission in given.into_iter().map(convert::submission) {
            frame.settle(|p, ctx, fx| p.restaking.create_rewards_submission(this, ctx, to, &submission, fx))?;
        }
        leave(frame)
    })?;
    done()
}

pub(super) fn directed(frame: &mut Frame<'_>, to: DirectedFor, given: Vec<Rewards::OperatorDirectedRewardsSubmission>) -> Served {
    let book = frame.addresses().restaking;
    let this = frame.call.this;
    frame.marked(|frame| {
        frame.change(|p, ctx, _| p.restaking.begin_directed_submissions(&book, ctx, to))?;
        for submission in given.into_iter().map(convert::directed_submission) {
            frame.settle(|p, ctx, fx| p.restaking.create_directed_submission(this, ctx, to, &submission, fx))?;
        }
        leave(frame)
    })?;
    done()
}

/// The last step of a guarded function.
pub(super) fn leave(frame: &mut Frame<'_>) -> Result<(), Stop> {
    frame.change(|p, _, _| {
        p.restaking.rewards_mut().leave();
        Ok::<(), RewardsError>(())
    })
}
