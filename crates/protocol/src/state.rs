//! The whole protocol as one value.

use crate::{
    AddressBook,
    liquid::lido::{Lido, Steth},
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Everything the protocol knows. A clone is a handful of reference counts; the older value is the undo log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Protocol {
    /// Where every contract lives on this chain.
    pub addresses: Arc<AddressBook>,
    /// Lido's contracts.
    pub lido: Lido,
}

impl Protocol {
    /// Runs a call that touches several modules: on `Err` everything is as it was.
    ///
    /// # Errors
    /// What `call` returns.
    pub fn attempt<T, E>(&mut self, call: impl FnOnce(&mut Self) -> Result<T, E>) -> Result<T, E> {
        let before = self.clone();
        let result = call(self);
        if result.is_err() {
            *self = before;
        }
        result
    }

    /// `Lido` to change it: a copy of its own when an older value still shares it.
    pub fn steth_mut(&mut self) -> &mut Steth {
        Arc::make_mut(&mut self.lido.steth)
    }
}
