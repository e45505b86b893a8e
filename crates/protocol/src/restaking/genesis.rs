//! EigenLayer's contracts as a chain starts with them.
//!
//! Here is what constructors and initialisers fix. Operators, deposits, delegations and services come after, by the
//! contracts' own functions.

use super::{Restaking, RestakingConfig};
use std::sync::Arc;

/// What the contracts are deployed with.
#[derive(Debug, Clone, Default)]
pub struct RestakingGenesis {
    /// Delays and switches of the rules.
    pub config: RestakingConfig,
}

impl RestakingGenesis {
    /// The contracts, with nobody in them.
    #[must_use]
    pub fn build(self) -> Restaking {
        Restaking { config: Arc::new(self.config), ..Restaking::default() }
    }
}
