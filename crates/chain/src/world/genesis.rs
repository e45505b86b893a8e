//! The state before the first block.

use super::{Account, BlockHashes, Code, GenesisCall, GenesisCallError, Storage, Supply, World};
use crate::{
    block::{genesis_header, payload_header, ssz_withdrawals_root},
    digest::LtHash,
    evm::stub,
    spec::ChainSpec,
    system_contracts,
};
use alloy_primitives::{Address, Bytes, U256};
use aquifer_beacon::{EMPTY_TRANSACTIONS_ROOT, Envelope, StateTree, types::ExecutionPayloadHeader};
use aquifer_contracts::NativeKind;
use aquifer_protocol::Protocol;
use imbl::OrdMap;
use std::{collections::BTreeMap, sync::Arc};

/// An account the network file puts into the genesis state.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GenesisAccount {
    /// Balance in wei.
    pub balance: U256,
    /// Nonce.
    pub nonce: u64,
    /// Code; empty for none.
    pub code: Bytes,
    /// Storage.
    pub storage: BTreeMap<U256, U256>,
}

impl World {
    /// Builds the genesis state: the protocol, which addresses it serves, and ordinary accounts.
    ///
    /// A native account gets the stub code and nonce 1; an entry for it in `alloc` gives its balance only. So it does for a
    /// system contract, which gets its published code and storage.
    #[must_use]
    pub fn genesis(
        spec: &ChainSpec,
        protocol: Protocol,
        natives: impl IntoIterator<Item = (Address, NativeKind)>,
        alloc: impl IntoIterator<Item = (Address, GenesisAccount)>,
    ) -> Self {
        Self::unsealed(spec, protocol, natives, alloc).sealed(spec)
    }

    /// As [`World::genesis`], and then makes calls in it. Needs a big stack (`evm::with_big_stack`).
    ///
    /// # Errors
    /// The first call that fails.
    pub fn genesis_with_calls(
        spec: &ChainSpec,
        protocol: Protocol,
        natives: impl IntoIterator<Item = (Address, NativeKind)>,
        alloc: impl IntoIterator<Item = (Address, GenesisAccount)>,
        calls: Vec<GenesisCall>,
    ) -> Result<Self, GenesisCallError> {
        let mut world = Self::unsealed(spec, protocol, natives, alloc);
        world.make_genesis_calls(spec, calls)?;
        Ok(world.sealed(spec))
    }

    fn unsealed(
        spec: &ChainSpec,
        protocol: Protocol,
        natives: impl IntoIterator<Item = (Address, NativeKind)>,
        alloc: impl IntoIterator<Item = (Address, GenesisAccount)>,
    ) -> Self {
        let unnamed = Envelope::genesis(&protocol.beacon, &spec.forks(), ExecutionPayloadHeader::default());
        let mut world = Self {
            envelope: unnamed,
            tree: StateTree::default(),
            accounts: OrdMap::new(),
            codes: OrdMap::new(),
            natives: natives.into_iter().collect(),
            protocol,
            supply: Supply::default(),
            block_hashes: BlockHashes::default(),
            digest: Arc::default(),
        };
        for (address, account) in alloc {
            world.allocate(address, account);
        }
        world.install_system_contracts();
        world.install_stubs();
        world
    }

    /// With its commitment, and a beacon chain that starts from the hash of the block that holds everything else.
    fn sealed(mut self, spec: &ChainSpec) -> Self {
        self.digest = Arc::new(LtHash::of(&self));
        let header = genesis_header(spec, &self);
        let payload = payload_header(&header, header.hash_slow(), EMPTY_TRANSACTIONS_ROOT, ssz_withdrawals_root(&[]));
        self.envelope = Envelope::genesis(&self.protocol.beacon, &spec.forks(), payload);
        self
    }

    fn allocate(&mut self, address: Address, genesis: GenesisAccount) {
        let mut account = Account { nonce: genesis.nonce, balance: genesis.balance, ..Account::default() };
        account.storage = genesis.storage.into_iter().collect();
        if !genesis.code.is_empty() {
            let code = Code::new(genesis.code);
            account.code_hash = code.hash();
            self.codes.insert(account.code_hash, code);
        }
        self.supply.genesis += account.balance;
        if !account.is_empty() {
            self.accounts.insert(address, account);
        }
    }

    fn install_system_contracts(&mut self) {
        for contract in system_contracts::all() {
            let balance = self.accounts.remove(&contract.address).map_or(U256::ZERO, |account| account.balance);
            self.supply.genesis -= balance;
            self.allocate(contract.address, contract.account(balance));
        }
    }

    fn install_stubs(&mut self) {
        self.codes.insert(stub::code_hash(), stub::code());
        let created = self.protocol.restaking.created();
        for address in self.natives.keys().copied().chain(created) {
            let account = self.accounts.entry(address).or_default();
            account.nonce = 1;
            account.code_hash = stub::code_hash();
            account.storage = Storage::default();
        }
    }
}
