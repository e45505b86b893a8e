//! Development changes: what a transaction cannot do, on networks made for it.

use super::{BlockExecutor, InputError};
use crate::{block::DevelopmentChange, system_contracts::is_system_contract, world::Code};
use alloy_primitives::{Address, U256};
use aquifer_protocol::invariants::BrokenInvariant;

/// A change was refused, or the state broke while making room for it.
#[derive(Debug)]
pub(crate) enum ChangeError {
    Refused(InputError),
    Broken(BrokenInvariant),
}

impl From<InputError> for ChangeError {
    fn from(error: InputError) -> Self {
        Self::Refused(error)
    }
}

impl BlockExecutor<'_> {
    /// Makes the change at its place among the transactions: what they did so far is committed first.
    pub(crate) fn develop(&mut self, change: &DevelopmentChange) -> Result<(), ChangeError> {
        self.flush().map_err(ChangeError::Broken)?;
        match change {
            DevelopmentChange::SetBalance { account, balance } => self.set_balance(*account, *balance)?,
            DevelopmentChange::SetCode { account, code } => {
                self.check_ordinary(*account)?;
                self.evm.db_mut().set_code(*account, Code::new(code.clone()));
            }
            DevelopmentChange::SetNonce { account, nonce } => {
                self.check_ordinary(*account)?;
                self.evm.db_mut().change(*account, |account| account.nonce = *nonce);
            }
            DevelopmentChange::SetStorage { account, slot, value } => {
                self.check_not_native(*account)?;
                self.check_exists(*account)?;
                self.evm.db_mut().set_storage(*account, *slot, *value);
            }
            DevelopmentChange::SetPerformance { validators, profile } => self.set_performance(validators, *profile)?,
            DevelopmentChange::SlashValidator { validator } => self.slash(*validator)?,
            DevelopmentChange::Equivocate { validator, kind } => self.equivocate(*validator, *kind)?,
        }
        Ok(())
    }

    fn check_not_native(&self, account: Address) -> Result<(), InputError> {
        if self.evm.native_kind(account).is_some() { Err(InputError::NativeAccount { account }) } else { Ok(()) }
    }

    /// Neither native nor called by the block rules, which need its code.
    fn check_ordinary(&self, account: Address) -> Result<(), InputError> {
        self.check_not_native(account)?;
        if is_system_contract(&account) { Err(InputError::SystemContract { account }) } else { Ok(()) }
    }

    /// An empty account is not in the state (EIP-161), and neither would be its storage.
    fn check_exists(&mut self, account: Address) -> Result<(), InputError> {
        if self.evm.db_mut().contains(account) { Ok(()) } else { Err(InputError::EmptyAccount { account }) }
    }

    fn set_balance(&mut self, account: Address, balance: U256) -> Result<(), InputError> {
        let tracked = self.evm.protocol().tracked_ether().into_iter().find(|(native, _)| *native == account);
        if let Some((_, tracked)) = tracked
            && balance < tracked.get()
        {
            return Err(InputError::BelowTracked { account, tracked: tracked.get() });
        }
        let db = self.evm.db_mut();
        let before = db.balance(account);
        db.change(account, |account| account.balance = balance);
        self.supply.minted += balance.saturating_sub(before);
        self.supply.removed += before.saturating_sub(balance);
        Ok(())
    }
}
