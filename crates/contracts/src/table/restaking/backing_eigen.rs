//! `BackingEigen`.

use crate::{
    interfaces::restaking::IBackingEigen,
    table::{Function, Mutability},
};

pub(super) const FUNCTIONS: &[Function] = functions!(IBackingEigen {
    View 300 + 0: EIGENCall;
    View 2_600 + 0: isMinterCall;
    Change 25_000 + 0: setIsMinterCall burnCall;
    Change 45_000 + 0: mintCall;
});
