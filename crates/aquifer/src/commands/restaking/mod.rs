//! What the commands of restaking share: the contracts, strategies by their names, positions, trials, transactions.
//!
//! Everything a view of the contracts says is read there, as EigenLayer's own clients do; only lists that no view gives
//! (who delegates to an operator, which services there are) are the node's own methods.

mod amount;
mod core;
mod effect;
mod operator;
mod position;
mod sending;
mod set;
mod snapshot;
mod strategy;
mod trial;
mod withdrawal;

pub(crate) use amount::Amount;
pub(super) use amount::{WHOLE, magnitude, part, token};
pub(super) use core::{Core, Operators, Service};
pub(super) use effect::Effect;
pub(super) use operator::{Allocated, Membership, Operator, Stake};
pub(super) use position::{Holding, Position};
pub(super) use sending::{Call, Sending, Sent};
pub(super) use set::{Set, SetStake};
pub(super) use snapshot::{Snapshot, Subject, When};
pub(crate) use strategy::StrategyName;
pub(super) use strategy::{Strategies, Strategy, values};
pub(super) use trial::{Place, Trial};
pub(super) use withdrawal::{Queued, queued_of, valued, waiting};
