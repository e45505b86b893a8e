//! `StrategyFactory`.

use crate::table::Function;

pub(super) const FUNCTIONS: &[Function] = &[];
