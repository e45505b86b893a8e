//! The execution side as table entries.

use super::{Account, Storage, World};
use alloy_primitives::{Address, U256};
use aquifer_protocol::tables::{ChangeSink, Tables, canonical, map_changes, value_changes};
use imbl::ordmap::DiffItem;

const ACCOUNTS: &str = "accounts";
const STORAGE: &str = "storage";

impl Tables for World {
    fn changes(&self, before: Option<&Self>, sink: &mut dyn ChangeSink) {
        account_changes(before, self, sink);
        map_changes("codes", before.map(|world| &world.codes), &self.codes, sink);
        map_changes("natives", before.map(|world| &world.natives), &self.natives, sink);
        value_changes("supply", before.map(|world| &world.supply), &self.supply, sink);
        self.protocol.changes(before.map(|world| &world.protocol), sink);
    }
}

/// An account is one entry; each of its storage slots another.
fn account_changes(before: Option<&World>, after: &World, sink: &mut dyn ChangeSink) {
    let Some(before) = before else {
        for (address, account) in &after.accounts {
            changed(address, None, Some(account), sink);
        }
        return;
    };
    for item in before.accounts.diff(&after.accounts) {
        match item {
            DiffItem::Add(address, account) => changed(address, None, Some(account), sink),
            DiffItem::Remove(address, account) => changed(address, Some(account), None, sink),
            DiffItem::Update { old: (address, old), new: (_, new) } => changed(address, Some(old), Some(new), sink),
        }
    }
}

fn changed(address: &Address, before: Option<&Account>, after: Option<&Account>, sink: &mut dyn ChangeSink) {
    let (old, new) = (before.map(entry), after.map(entry));
    if old != new {
        sink.change(ACCOUNTS, address.as_slice(), old.as_ref().map(|bytes| &bytes[..]), new.as_ref().map(|bytes| &bytes[..]));
    }
    storage_changes(address, before, after, sink);
}

/// Nonce, balance and code hash at fixed places: this entry is the one every transaction changes.
fn entry(account: &Account) -> [u8; 72] {
    let mut bytes = [0; 72];
    bytes[..8].copy_from_slice(&account.nonce.to_be_bytes());
    bytes[8..40].copy_from_slice(&account.balance.to_be_bytes::<32>());
    bytes[40..].copy_from_slice(account.code_hash.as_slice());
    bytes
}

fn storage_changes(address: &Address, before: Option<&Account>, after: Option<&Account>, sink: &mut dyn ChangeSink) {
    let empty = Storage::default();
    let before = before.map_or(&empty, |account| &account.storage);
    let after = after.map_or(&empty, |account| &account.storage);
    before.each_change(after, &mut |(slot, old, new)| slot_change(address, &slot, &old, &new, sink));
}

/// A storage slot that changes; one that is zero is not there.
pub(crate) fn slot_change(address: &Address, slot: &U256, before: &U256, after: &U256, sink: &mut dyn ChangeSink) {
    let bytes = |word: &U256| (!word.is_zero()).then(|| word.to_be_bytes::<32>());
    let (old, new) = (bytes(before), bytes(after));
    sink.change(STORAGE, &canonical(&(address, slot)), old.as_ref().map(|v| &v[..]), new.as_ref().map(|v| &v[..]));
}
