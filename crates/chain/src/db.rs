//! revm's view of a [`World`]: reads from it, and takes the changes of a whole block at once.

use crate::world::{Account, BlockHashes, Code, Storage, World};
use alloy_primitives::{Address, B256, KECCAK256_EMPTY, U256};
use imbl::OrdMap;
use revm::{
    Database,
    bytecode::Bytecode,
    state::{Account as ChangedAccount, AccountInfo, EvmState},
};
use std::convert::Infallible;

/// Accounts, code and block hashes of a world, shared with it until written.
#[derive(Debug, Clone)]
pub struct WorldDb {
    accounts: OrdMap<Address, Account>,
    codes: OrdMap<B256, Code>,
    block_hashes: BlockHashes,
}

/// What a commit did to the sum of all balances, in wei.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct BalanceChange {
    pub(crate) before: U256,
    pub(crate) after: U256,
    /// Whether a contract destroyed itself: the only way for ether to vanish.
    pub(crate) destroyed_contract: bool,
}

impl WorldDb {
    /// A view of a world.
    #[must_use]
    pub fn new(world: &World) -> Self {
        Self { accounts: world.accounts.clone(), codes: world.codes.clone(), block_hashes: world.block_hashes.clone() }
    }

    /// Balance in wei.
    pub(crate) fn balance(&self, address: Address) -> U256 {
        self.accounts.get(&address).map_or(U256::ZERO, |account| account.balance)
    }

    /// Nonce.
    pub(crate) fn nonce(&self, address: Address) -> u64 {
        self.accounts.get(&address).map_or(0, |account| account.nonce)
    }

    /// Whether the account is there.
    pub(crate) fn contains(&self, address: Address) -> bool {
        self.accounts.contains_key(&address)
    }

    /// Changes an account; one that is empty afterwards goes.
    pub(crate) fn change(&mut self, address: Address, change: impl FnOnce(&mut Account)) {
        let account = self.accounts.entry(address).or_default();
        change(account);
        if account.is_empty() {
            self.accounts.remove(&address);
        }
    }

    /// Adds ether to an account.
    pub(crate) fn credit(&mut self, address: Address, amount: U256) {
        self.change(address, |account| account.balance += amount);
    }

    /// Sets the code of an account.
    pub(crate) fn set_code(&mut self, address: Address, code: Code) {
        let hash = code.hash();
        if hash != KECCAK256_EMPTY {
            self.codes.insert(hash, code);
        }
        self.change(address, |account| account.code_hash = hash);
    }

    /// Sets a storage slot of an account.
    pub(crate) fn set_storage(&mut self, address: Address, slot: U256, value: U256) {
        self.change(address, |account| account.storage.set(slot, value));
    }

    /// Takes over what executed. Empty accounts go (EIP-161), destroyed ones too.
    pub(crate) fn commit(&mut self, state: EvmState) -> BalanceChange {
        let mut change = BalanceChange::default();
        for (address, account) in state {
            if account.is_touched() {
                self.commit_account(address, account, &mut change);
            }
        }
        change
    }

    fn commit_account(&mut self, address: Address, changed: ChangedAccount, change: &mut BalanceChange) {
        change.destroyed_contract |= changed.is_selfdestructed();
        // "Locally" means in the last transaction that touched it: after a later one the account lives again, empty or not.
        if changed.is_selfdestructed_locally() || changed.info.is_empty() {
            if let Some(gone) = self.accounts.remove(&address) {
                change.before += gone.balance;
            }
            return;
        }
        let created = changed.is_created();
        let ChangedAccount { info, storage, .. } = changed;
        self.keep_code(&info);
        let account = self.accounts.entry(address).or_default();
        change.before += account.balance;
        change.after += info.balance;
        (account.nonce, account.balance, account.code_hash) = (info.nonce, info.balance, info.code_hash);
        if created {
            account.storage = Storage::default();
        }
        // What is stored decides, not the journal's `is_changed`: that compares with the start of the last transaction that
        // touched the slot, and several transactions are committed together.
        for (slot, value) in storage {
            if account.storage.get(&slot) != value.present_value {
                account.storage.set(slot, value.present_value);
            }
        }
    }

    fn keep_code(&mut self, info: &AccountInfo) {
        if info.code_hash == KECCAK256_EMPTY || self.codes.contains_key(&info.code_hash) {
            return;
        }
        if let Some(code) = &info.code {
            self.codes.insert(info.code_hash, Code::from(code.clone()));
        }
    }

    /// Gives back what a world is made of.
    pub(crate) fn into_parts(self) -> (OrdMap<Address, Account>, OrdMap<B256, Code>) {
        (self.accounts, self.codes)
    }
}

impl Database for WorldDb {
    type Error = Infallible;

    fn basic(&mut self, address: Address) -> Result<Option<AccountInfo>, Infallible> {
        Ok(self.accounts.get(&address).map(|account| AccountInfo {
            balance: account.balance,
            nonce: account.nonce,
            code_hash: account.code_hash,
            account_id: None,
            code: if account.code_hash == KECCAK256_EMPTY { Some(Bytecode::default()) } else { None },
        }))
    }

    fn code_by_hash(&mut self, code_hash: B256) -> Result<Bytecode, Infallible> {
        Ok(self.codes.get(&code_hash).map(|code| code.bytecode().clone()).unwrap_or_default())
    }

    fn storage(&mut self, address: Address, slot: U256) -> Result<U256, Infallible> {
        Ok(self.accounts.get(&address).map_or(U256::ZERO, |account| account.storage.get(&slot)))
    }

    fn block_hash(&mut self, number: u64) -> Result<B256, Infallible> {
        Ok(self.block_hashes.get(number))
    }
}
