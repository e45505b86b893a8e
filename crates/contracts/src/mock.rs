//! A host without a chain: balances, logs and outside contracts in memory. For tests and the simulator.

use crate::{CallAnswer, Host, NativeCall, NativeKind, NativeOutcome, OutsideCall, addresses, dispatch};
use alloy_primitives::{Address, B256, Bytes, Log};
use aquifer_protocol::{
    Protocol,
    units::{BlockNumber, Timestamp, Wei},
};
use imbl::OrdMap;
use std::sync::Arc;

/// Code of somebody else's contract: sees the host (and may call native contracts), answers the call.
pub type OutsideCode = Arc<dyn Fn(&mut MockHost, &OutsideCall) -> CallAnswer + Send + Sync>;

/// Calls deeper than this fail, as 1,024 frames do in the EVM; smaller, because frames here use the caller's stack.
const DEPTH_MAX: u32 = 64;

/// A [`Host`] in memory.
#[derive(Clone)]
pub struct MockHost {
    /// The protocol as it stands.
    pub protocol: Protocol,
    /// Number of the block being built.
    pub block_number: BlockNumber,
    /// Its timestamp.
    pub timestamp: Timestamp,
    /// EIP-155 chain id.
    pub chain_id: u64,
    /// Ether of every account that holds some.
    pub balances: OrdMap<Address, Wei>,
    /// Logs of the calls so far; a test clears them.
    pub logs: Vec<Log>,
    /// Native addresses.
    pub natives: OrdMap<Address, NativeKind>,
    /// Outside contracts.
    pub contracts: OrdMap<Address, OutsideCode>,
    /// Hashes of earlier blocks.
    pub block_hashes: OrdMap<u64, B256>,
    /// Gas left to spend.
    pub gas: u64,
    depth: u32,
}

impl std::fmt::Debug for MockHost {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MockHost")
            .field("block_number", &self.block_number)
            .field("timestamp", &self.timestamp)
            .finish_non_exhaustive()
    }
}

impl MockHost {
    /// A host around a protocol: its contracts are native, nobody holds ether, gas is plenty.
    #[must_use]
    pub fn new(protocol: Protocol) -> Self {
        let natives = addresses::native_kinds(&protocol.addresses).into_iter().collect();
        Self {
            protocol,
            block_number: BlockNumber::new(1),
            timestamp: Timestamp::new(0),
            chain_id: 1,
            balances: OrdMap::new(),
            logs: Vec::new(),
            natives,
            contracts: OrdMap::new(),
            block_hashes: OrdMap::new(),
            gas: u64::MAX,
            depth: 0,
        }
    }

    /// Ether of an account.
    #[must_use]
    pub fn balance_of(&self, account: Address) -> Wei {
        self.balances.get(&account).copied().unwrap_or(Wei::ZERO)
    }

    /// Gives an account ether from nowhere, as far as it can hold it: balances end at 2^256 - 1 wei.
    pub fn fund(&mut self, account: Address, amount: Wei) {
        let held = Wei::new(self.balance_of(account).get().saturating_add(amount.get()));
        self.balances.insert(account, held);
    }

    /// Sends a transaction to a native contract: value moves, the contract runs; all undone unless it returns.
    pub fn transact(&mut self, from: Address, to: Address, value: Wei, input: &[u8]) -> NativeOutcome {
        self.enter(from, to, value, input, false)
    }

    /// Asks a native contract in a static frame; nothing stays.
    pub fn view(&mut self, from: Address, to: Address, input: &[u8]) -> NativeOutcome {
        self.enter(from, to, Wei::ZERO, input, true)
    }

    fn enter(&mut self, from: Address, to: Address, value: Wei, input: &[u8], is_static: bool) -> NativeOutcome {
        let Some(kind) = NativeKind::at(to, &self.natives, &self.protocol) else {
            return NativeOutcome::Return(Bytes::new());
        };
        let (balances, logs) = (self.balances.clone(), self.logs.len());
        if !self.transfer(from, to, value) {
            return NativeOutcome::Revert(Bytes::new());
        }
        let outcome = dispatch(self, kind, &NativeCall { this: to, caller: from, value: value.get(), input, is_static });
        if !matches!(outcome, NativeOutcome::Return(_)) {
            self.balances = balances;
            self.logs.truncate(logs);
        }
        outcome
    }

    /// Runs outside code; a failure undoes everything it caused.
    fn run(&mut self, code: &OutsideCode, call: &OutsideCall) -> CallAnswer {
        let before = (self.protocol.clone(), self.balances.clone(), self.logs.len());
        let moved = self.transfer(call.from, call.to, call.value);
        let answer = if moved { code(self, call) } else { failure(Bytes::new()) };
        if !answer.success {
            (self.protocol, self.balances) = (before.0, before.1);
            self.logs.truncate(before.2);
        }
        answer
    }
}

const fn failure(output: Bytes) -> CallAnswer {
    CallAnswer { success: false, output }
}

impl Host for MockHost {
    fn protocol(&self) -> &Protocol {
        &self.protocol
    }

    fn protocol_mut(&mut self) -> &mut Protocol {
        &mut self.protocol
    }

    fn block_number(&self) -> BlockNumber {
        self.block_number
    }

    fn timestamp(&self) -> Timestamp {
        self.timestamp
    }

    fn chain_id(&self) -> u64 {
        self.chain_id
    }

    fn block_hash(&mut self, number: u64) -> B256 {
        self.block_hashes.get(&number).copied().unwrap_or_default()
    }

    fn balance(&mut self, account: Address) -> Wei {
        self.balance_of(account)
    }

    fn has_code(&mut self, account: Address) -> bool {
        NativeKind::at(account, &self.natives, &self.protocol).is_some() || self.contracts.contains_key(&account)
    }

    fn charge(&mut self, gas: u64) -> bool {
        let left = self.gas.checked_sub(gas);
        self.gas = left.unwrap_or_default();
        left.is_some()
    }

    fn log(&mut self, log: Log) {
        self.logs.push(log);
    }

    fn transfer(&mut self, from: Address, to: Address, amount: Wei) -> bool {
        let Ok(rest) = self.balance_of(from).try_sub(amount) else {
            return false;
        };
        if from == to {
            return true;
        }
        let Ok(held) = self.balance_of(to).try_add(amount) else {
            return false;
        };
        self.balances.insert(from, rest);
        self.balances.insert(to, held);
        true
    }

    /// Which accounts have code follows from the protocol here.
    fn deploy(&mut self, _address: Address) {}

    fn call(&mut self, call: OutsideCall) -> CallAnswer {
        if self.depth >= DEPTH_MAX {
            return failure(Bytes::new());
        }
        self.depth += 1;
        let answer = if NativeKind::at(call.to, &self.natives, &self.protocol).is_some() {
            match self.enter(call.from, call.to, call.value, &call.input, call.is_static) {
                NativeOutcome::Return(output) => CallAnswer { success: true, output },
                NativeOutcome::Revert(output) => failure(output),
                NativeOutcome::OutOfGas | NativeOutcome::StaticViolation => failure(Bytes::new()),
            }
        } else if let Some(code) = self.contracts.get(&call.to).cloned() {
            self.run(&code, &call)
        } else {
            CallAnswer { success: self.transfer(call.from, call.to, call.value), output: Bytes::new() }
        };
        self.depth -= 1;
        answer
    }
}
