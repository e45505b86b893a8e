//! What Lido knows of the vault hub: the bad debt that the next report makes everybody's.
//!
//! Deliberately absent: the vaults. Only the hub's address may mint and burn external shares; who stands behind it is
//! not Lido's business.

use crate::{
    tables::{ChangeSink, Tables, value_changes},
    units::{ArithError, Shares},
};
use serde::{Deserialize, Serialize};

/// The state of `VaultHub` as far as `Accounting` reads it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VaultHub {
    /// External shares without backing (`badDebtToInternalize`).
    pub bad_debt_to_internalize: Shares,
}

impl VaultHub {
    /// `decreaseInternalizedBadDebt`: a report made that much of it everybody's.
    ///
    /// # Errors
    /// [`ArithError::Underflow`] when there is not that much.
    pub(super) fn decrease_internalized_bad_debt(&mut self, amount: Shares) -> Result<(), ArithError> {
        self.bad_debt_to_internalize = self.bad_debt_to_internalize.try_sub(amount)?;
        Ok(())
    }
}

impl Tables for VaultHub {
    fn changes(&self, before: Option<&Self>, sink: &mut dyn ChangeSink) {
        value_changes("vault_hub", before, self, sink);
    }
}
