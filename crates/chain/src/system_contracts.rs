//! The system contracts of Ethereum: their published bytecode, in every genesis state, called by the rules of blocks.
//!
//! A block begins with the root of the parent's beacon block (EIP-4788) and the hash of the parent (EIP-2935), both
//! unchecked; it ends with what was asked of the consensus side (EIP-7002, EIP-7251), both checked. Invariant CHN-8: each
//! of them is there, with its code and nonce 1.

use crate::{
    digest::LtHash,
    world::{GenesisAccount, Storage, World, slot_change},
};
use alloy_consensus::Header;
use alloy_eips::{
    eip2935::{HISTORY_STORAGE_ADDRESS, HISTORY_STORAGE_CODE},
    eip4788::{BEACON_ROOTS_ADDRESS, BEACON_ROOTS_CODE},
    eip7002::{WITHDRAWAL_REQUEST_PREDEPLOY_ADDRESS, WITHDRAWAL_REQUEST_PREDEPLOY_CODE},
    eip7251::CONSOLIDATION_REQUEST_PREDEPLOY_ADDRESS,
};
use alloy_primitives::{Address, B256, Bytes, U256, bytes, keccak256};
use aquifer_protocol::{invariants::BrokenInvariant, tables::ChangeSink};
use std::sync::LazyLock;

/// Where the roots of beacon blocks lie (EIP-4788).
pub const BEACON_ROOTS: Address = BEACON_ROOTS_ADDRESS;
/// Where the hashes of blocks lie (EIP-2935).
pub const BLOCK_HASHES: Address = HISTORY_STORAGE_ADDRESS;
/// Where withdrawals and exits are asked for (EIP-7002).
pub const WITHDRAWAL_REQUESTS: Address = WITHDRAWAL_REQUEST_PREDEPLOY_ADDRESS;
/// Where consolidations are asked for (EIP-7251).
pub const CONSOLIDATION_REQUESTS: Address = CONSOLIDATION_REQUEST_PREDEPLOY_ADDRESS;

/// Entries of the ring buffers of EIP-4788 and EIP-2935.
const RING: u64 = 8191;
/// Where the two request contracts keep excess, count, and head and tail of their queue.
const REQUEST_COUNTERS: [u8; 4] = [0, 1, 2, 3];

/// Runtime code of EIP-7251, as its creation code leaves it: 414 bytes. The constant of `alloy-eips` carries two more.
static CONSOLIDATION_REQUEST_CODE: Bytes = bytes!(
    "3373fffffffffffffffffffffffffffffffffffffffe1460d35760115f54807fffffffffffffffffffffffffffffffff
     ffffffffffffffffffffffffffffffff1461019a57600182026001905f5b5f8211156068578101908302848302900491
     6001019190604d565b9093900492505050366060146088573661019a573461019a575f5260205ff35b341061019a5760
     0154600101600155600354806004026004013381556001015f358155600101602035815560010160403590553360601b
     5f5260605f60143760745fa0600101600355005b6003546002548082038060021160e7575060025b5f5b818114610129
     5782810160040260040181607402815460601b8152601401816001015481526020018160020154815260200190600301
     54905260010160e9565b910180921461013b5790600255610146565b90505f6002555f6003555b5f54807fffffffffff
     ffffffffffffffffffffffffffffffffffffffffffffffffffffff141561017357505f5b600154600182820111610188
     5750505f61018e565b01600190035b5f555f6001556074025ff35b5f5ffd"
);

/// A contract the block rules call.
#[derive(Debug)]
pub struct SystemContract {
    /// Where it lies.
    pub address: Address,
    /// Its runtime code.
    pub code: Bytes,
    /// Keccak-256 of it.
    pub code_hash: B256,
    /// Whether it begins with an excess of 2^256 - 1 in slot 0, as its creation code leaves it: until the first system call
    /// every request and the fee getter revert.
    is_inhibited: bool,
}

static CONTRACTS: LazyLock<[SystemContract; 4]> = LazyLock::new(|| {
    [
        SystemContract::new(BEACON_ROOTS, &BEACON_ROOTS_CODE, false),
        SystemContract::new(BLOCK_HASHES, &HISTORY_STORAGE_CODE, false),
        SystemContract::new(WITHDRAWAL_REQUESTS, &WITHDRAWAL_REQUEST_PREDEPLOY_CODE, true),
        SystemContract::new(CONSOLIDATION_REQUESTS, &CONSOLIDATION_REQUEST_CODE, true),
    ]
});

impl SystemContract {
    fn new(address: Address, code: &Bytes, is_inhibited: bool) -> Self {
        Self { address, code: code.clone(), code_hash: keccak256(code), is_inhibited }
    }

    /// The account at genesis, which keeps the balance it was given.
    pub(crate) fn account(&self, balance: U256) -> GenesisAccount {
        let storage = self.is_inhibited.then_some((U256::ZERO, U256::MAX)).into_iter().collect();
        GenesisAccount { balance, nonce: 1, code: self.code.clone(), storage }
    }
}

/// All four, in the order the block rules call them.
#[must_use]
pub fn all() -> &'static [SystemContract] {
    CONTRACTS.as_slice()
}

/// Whether a system contract lies at an address.
#[must_use]
pub fn is_system_contract(address: &Address) -> bool {
    all().iter().any(|contract| contract.address == *address)
}

/// Whether no request waits and no fee is left to fall: then the calls at the end of a block would change nothing.
pub(crate) fn requests_rest(world: &World) -> bool {
    [WITHDRAWAL_REQUESTS, CONSOLIDATION_REQUESTS].iter().all(|contract| {
        let Some(account) = world.account(contract) else { return false };
        REQUEST_COUNTERS.iter().all(|slot| account.storage.get(&U256::from(*slot)).is_zero())
    })
}

/// The two ring buffers: what storing a parent writes into them, without running their code, which cannot be changed.
#[derive(Debug, Clone)]
pub(crate) struct Rings {
    beacon_roots: Storage,
    block_hashes: Storage,
}

impl Rings {
    /// The rings of a state.
    pub(crate) fn of(world: &World) -> Self {
        let storage = |address| world.account(&address).map(|account| account.storage.clone()).unwrap_or_default();
        Self { beacon_roots: storage(BEACON_ROOTS), block_hashes: storage(BLOCK_HASHES) }
    }

    /// Writes what the two system calls at the start of the block `header` write, and tells `sink`.
    pub(crate) fn store_parent(&mut self, header: &Header, sink: &mut dyn ChangeSink) {
        let (time, root) = (header.timestamp, header.parent_beacon_block_root.unwrap_or_default());
        let (place, before) = (time % RING, header.number.saturating_sub(1) % RING);
        write(&mut self.beacon_roots, BEACON_ROOTS, place, U256::from(time), sink);
        write(&mut self.beacon_roots, BEACON_ROOTS, place + RING, root.into(), sink);
        write(&mut self.block_hashes, BLOCK_HASHES, before, header.parent_hash.into(), sink);
    }

    /// Puts them into a state.
    pub(crate) fn install(&self, world: &mut World) {
        for (address, storage) in [(BEACON_ROOTS, &self.beacon_roots), (BLOCK_HASHES, &self.block_hashes)] {
            if let Some(account) = world.accounts.get_mut(&address) {
                account.storage = storage.clone();
            }
        }
    }
}

fn write(ring: &mut Storage, contract: Address, place: u64, value: U256, sink: &mut dyn ChangeSink) {
    let place = U256::from(place);
    slot_change(&contract, &place, &ring.get(&place), &value, sink);
    ring.set(place, value);
}

impl World {
    /// The state as the first transaction of the next block meets it, as far as the execution side goes: hash and beacon root of
    /// the parent are where `BLOCKHASH`, EIP-2935 and EIP-4788 find them. `header` is that of the next block.
    #[must_use]
    pub fn opened_for(&self, header: &Header) -> Self {
        let mut rings = Rings::of(self);
        rings.store_parent(header, &mut LtHash::empty());
        let mut world = self.clone();
        rings.install(&mut world);
        world.block_hashes.push(header.number.saturating_sub(1), header.parent_hash);
        world
    }
}

/// CHN-8.
pub(crate) fn check(world: &World) -> Result<(), BrokenInvariant> {
    for contract in all() {
        let holds =
            world.account(&contract.address).is_some_and(|found| found.code_hash == contract.code_hash && found.nonce == 1);
        BrokenInvariant::unless(holds, "CHN-8", || format!("the system contract at {} is not there", contract.address))?;
    }
    Ok(())
}
