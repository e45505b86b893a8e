//! `Eigen`.

use crate::{
    interfaces::restaking::IEigen,
    table::{Function, Mutability},
};

pub(super) const FUNCTIONS: &[Function] = functions!(IEigen {
    View 300 + 0: bEIGENCall;
    Change 60_000 + 0: wrapCall unwrapCall;
    Change 15_000 + 10_000: multisendCall;
});
