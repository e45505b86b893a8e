//! From a network file to the state before the first block.

mod lido;
mod opening;
mod pods;
mod restaking;
mod validators;

use super::{
    AccountRef, Network, NetworkError,
    file::{AllocTable, MevTable, chance},
};
use crate::block::genesis_block;
use crate::evm::with_big_stack;
use crate::mev::Mev;
use crate::world::{GenesisAccount, World};
use crate::{ChainSpec, Genesis};
use alloy_eips::eip1559::BaseFeeParams;
use alloy_primitives::{Address, U256};
use aquifer_contracts::{NativeKind, addresses};
use aquifer_protocol::ethereum::{Beacon, BeaconConstants, DepositContract, NewcomerDefaults, PerformanceProfile};
use aquifer_protocol::genesis::GenesisConfig;
use aquifer_protocol::units::Timestamp;
use aquifer_protocol::{AddressBook, Protocol};
use std::collections::BTreeMap;
use std::sync::Arc;
use validators::{Fleet, Owner, credentials, fleets, genesis_validators};

impl Network {
    /// What the chain starts from. The same file gives the same genesis, hash and all.
    ///
    /// # Errors
    /// [`NetworkError`] when the protocol refuses what the file asks for.
    pub fn genesis(&self) -> Result<Genesis, NetworkError> {
        let book = self.addresses()?;
        let constants = self.constants()?;
        let spec = self.spec(&constants)?;
        let fleets = fleets(self, credentials(book.withdrawal_vault));
        let beacon = self.beacon(constants, &book, &fleets)?;
        let restaking = self.restaking(&book, &fleets, &beacon)?;
        let lido = self.lido(&book, fleets)?;
        let admin = self.crew()?.admin.address();
        let config = GenesisConfig {
            addresses: book.clone(),
            chain_id: spec.chain_id,
            beacon,
            deposit_contract: DepositContract::new(),
            lido,
            restaking,
            admin,
        };
        let protocol = Protocol::genesis(config).map_err(|error| self.fault(format!("this genesis is impossible: {error}")))?;
        let world = self.opened(&spec, protocol, &book)?;
        world.check().map_err(|broken| self.fault(format!("this genesis breaks an invariant: {broken}")))?;
        let block =
            genesis_block(&spec, &world).map_err(|error| self.fault(format!("this genesis has no first block: {error}")))?;
        Ok(Genesis { spec, block, world, network: self.digest() })
    }

    /// The state before the first block, with restaking open.
    fn opened(&self, spec: &ChainSpec, protocol: Protocol, book: &AddressBook) -> Result<World, NetworkError> {
        let (natives, alloc, calls) = (self.natives(book), self.alloc(book)?, self.opening_calls(book)?);
        let world = with_big_stack(|| World::genesis_with_calls(spec, protocol, natives, alloc, calls));
        let world = world.map_err(|error| self.fault(format!("no thread to make the first calls: {error}")))?;
        world.map_err(|error| self.fault(format!("[restaking]: {error}")))
    }

    /// Where the contracts live.
    ///
    /// # Errors
    /// [`NetworkError`] when the treasury's account is none.
    pub fn addresses(&self) -> Result<AddressBook, NetworkError> {
        let mut book = self.file.native.get_ref().address_book(addresses::mainnet());
        book.treasury = self.file.lido.treasury.get_ref().address(&self.phrase).map_err(|error| self.fault(error.to_string()))?;
        Ok(book)
    }

    /// Length of a slot in seconds.
    ///
    /// # Errors
    /// [`NetworkError`] when a constant is impossible.
    pub fn seconds_per_slot(&self) -> Result<u64, NetworkError> {
        self.constants().map(|constants| constants.seconds_per_slot.get())
    }

    fn constants(&self) -> Result<BeaconConstants, NetworkError> {
        self.file.beacon.resolve().map_err(|(_, message)| self.fault(message))
    }

    fn spec(&self, constants: &BeaconConstants) -> Result<ChainSpec, NetworkError> {
        let chain = &self.file.chain;
        let version = self.file.beacon.genesis_fork_version;
        Ok(ChainSpec {
            chain_id: *chain.id.get_ref(),
            gas_limit: *chain.gas_limit.get_ref(),
            genesis_time: Timestamp::new(*chain.genesis_time.get_ref()),
            seconds_per_slot: constants.seconds_per_slot.get(),
            genesis_fork_version: version,
            seed: self.seed(),
            base_fee_params: BaseFeeParams::ethereum(),
            initial_base_fee: chain.base_fee.get_ref().0.saturating_to(),
            mev: self.file.mev.as_ref().map(|table| self.mev(table)).transpose()?,
        })
    }

    fn mev(&self, table: &MevTable) -> Result<Mev, NetworkError> {
        Ok(Mev {
            source: self.account(*table.account.get_ref())?,
            blocks: chance(*table.blocks_bips.get_ref()),
            typical: table.typical.get_ref().0.saturating_to(),
            large_share: chance(*table.large_bips.get_ref()),
            large: table.large.get_ref().0.saturating_to(),
        })
    }

    fn account(&self, account: AccountRef) -> Result<Address, NetworkError> {
        account.address(&self.phrase).map_err(|error| self.fault(error.to_string()))
    }

    /// The beacon chain: operator by operator, Lido's validators first.
    fn beacon(&self, constants: BeaconConstants, book: &AddressBook, fleets: &[Fleet]) -> Result<Beacon, NetworkError> {
        let lido = Owner { credentials: credentials(book.withdrawal_vault), fee_recipient: book.el_rewards_vault };
        let mut validators = Vec::new();
        for ((position, operator), fleet) in (0..).zip(&self.file.operators).zip(fleets) {
            let profile = operator.get_ref().profile(position);
            validators.extend(genesis_validators(&fleet.lido, lido, profile));
            for (owner, own) in self.own_validators(book, operator.get_ref(), fleet)? {
                validators.extend(genesis_validators(own, owner, profile));
            }
        }
        let time = Timestamp::new(*self.file.chain.genesis_time.get_ref());
        let mut beacon = Beacon::genesis(Arc::new(constants), time, self.seed(), validators)
            .map_err(|error| self.fault(format!("this beacon chain is impossible: {error}")))?;
        let newcomers = NewcomerDefaults { fee_recipient: book.el_rewards_vault, profile: PerformanceProfile::PERFECT };
        beacon
            .set_newcomer_defaults(book.withdrawal_vault, newcomers)
            .map_err(|error| self.fault(format!("this beacon chain is impossible: {error}")))?;
        Ok(beacon)
    }

    /// The native contracts the file names; others stay ordinary accounts.
    fn natives(&self, book: &AddressBook) -> Vec<(Address, NativeKind)> {
        let named = self.file.native.get_ref().addresses();
        addresses::native_kinds(book).into_iter().filter(|(address, _)| named.contains(address)).collect()
    }

    /// Ordinary accounts: development accounts, keepers, the file's own, and the ether of Lido's buffer.
    fn alloc(&self, book: &AddressBook) -> Result<BTreeMap<Address, GenesisAccount>, NetworkError> {
        let mut alloc: BTreeMap<Address, GenesisAccount> = BTreeMap::new();
        let mut fund = |address: Address, balance: U256| {
            let account = alloc.entry(address).or_default();
            account.balance = account.balance.saturating_add(balance);
        };
        for signer in self.accounts()? {
            fund(signer.address(), self.file.accounts.balance.0);
        }
        let crew = self.crew()?;
        let keepers = [&crew.admin, &crew.depositor, &crew.finaliser].into_iter();
        let keepers =
            keepers.chain(&crew.reporters).chain(&crew.guardians).chain(crew.operators.iter().map(|operator| &operator.account));
        let keepers = keepers.chain([&crew.rewards, &crew.watcher, &crew.payer].into_iter().flatten());
        for keeper in keepers {
            fund(keeper.address(), self.file.keepers.balance.0);
        }
        fund(book.steth, self.file.lido.buffered_ether.get_ref().0);
        if let Some(mev) = &self.file.mev {
            fund(self.account(*mev.account.get_ref())?, mev.balance.0);
        }
        for staker in &self.file.restaking.stakers {
            let gas = GenesisAccount { balance: self.file.keepers.balance.0, ..GenesisAccount::default() };
            alloc.entry(self.account(staker.get_ref().account)?).or_insert(gas);
        }
        for table in &self.file.alloc {
            let table = table.get_ref();
            let address = self.account(table.account)?;
            merge(alloc.entry(address).or_default(), table);
        }
        Ok(alloc)
    }
}

/// Puts an `[[alloc]]` table over what the account has.
fn merge(account: &mut GenesisAccount, table: &AllocTable) {
    account.balance = account.balance.saturating_add(table.balance.0);
    account.nonce = table.nonce;
    account.code = table.code.clone();
    account.storage = table.storage.clone();
}
