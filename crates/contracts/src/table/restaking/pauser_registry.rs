//! `PauserRegistry`.

use crate::{
    interfaces::restaking::IPauserRegistry,
    table::{Function, Mutability},
};

pub(super) const FUNCTIONS: &[Function] = functions!(IPauserRegistry {
    View 2_600 + 0: isPauserCall unpauserCall;
    Change 15_000 + 0: setIsPauserCall setUnpauserCall;
});
