//! The whole protocol as one value.

use crate::{
    AddressBook,
    ethereum::{Beacon, DepositContract},
    governance::Governance,
    liquid::lido::{Lido, Steth, withdrawal_queue::WithdrawalQueue},
    restaking::Restaking,
    tables::{ChangeSink, Tables, value_changes},
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Everything the protocol knows. A clone is a handful of reference counts; the older value is the undo log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Protocol {
    /// Where every contract lives on this chain.
    pub addresses: Arc<AddressBook>,
    /// The beacon chain.
    pub beacon: Arc<Beacon>,
    /// Ethereum's deposit contract.
    pub deposit_contract: Arc<DepositContract>,
    /// Lido's contracts.
    pub lido: Lido,
    /// EigenLayer's contracts.
    pub restaking: Restaking,
    /// Who may do what.
    pub governance: Arc<Governance>,
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

    /// The withdrawal queue to change it, likewise.
    pub fn queue_mut(&mut self) -> &mut WithdrawalQueue {
        Arc::make_mut(&mut self.lido.queue)
    }
}

impl Tables for Protocol {
    fn changes(&self, before: Option<&Self>, sink: &mut dyn ChangeSink) {
        value_changes("addresses", before.map(|before| &before.addresses), &self.addresses, sink);
        self.beacon.changes(before.map(|before| &before.beacon), sink);
        self.deposit_contract.changes(before.map(|before| &before.deposit_contract), sink);
        self.lido.changes(before.map(|before| &before.lido), sink);
        self.restaking.changes(before.map(|before| &before.restaking), sink);
        self.governance.changes(before.map(|before| &before.governance), sink);
    }
}
