//! Rewards of restaking: what they go by on a day, and the trees behind their roots.

mod publication;
mod snapshot;

pub(crate) use publication::{Uploads, publish, tree};
pub(crate) use snapshot::snapshot;
