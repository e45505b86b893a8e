//! EigenLayer before the first block: what its contracts are deployed with, and where services and strategies are.

use super::validators::Fleet;
use crate::network::file::TokenRef;
use crate::network::tokens::{BEACON_CHAIN_ETH_NAME, token_address};
use crate::network::{Network, NetworkError};
use alloy_primitives::Address;
use aquifer_contracts::addresses;
use aquifer_protocol::AddressBook;
use aquifer_protocol::ethereum::Beacon;

use aquifer_protocol::restaking::rewards::RewardsGenesis;
use aquifer_protocol::restaking::{BEACON_CHAIN_ETH, Delays, GenesisStrategy, RestakingConfig, RestakingGenesis};
use aquifer_protocol::units::{EigenAmount, Seconds};
use toml::Spanned;

impl Network {
    /// What the contracts are deployed with.
    pub(super) fn restaking(
        &self,
        book: &AddressBook,
        fleets: &[Fleet],
        beacon: &Beacon,
    ) -> Result<RestakingGenesis, NetworkError> {
        let pausers = self.file.restaking.pausers.iter().map(|pauser| self.account(*pauser));
        let owner = self.restaking_owner()?;
        Ok(RestakingGenesis {
            config: self.restaking_config(),
            owner: Some(owner),
            pausers: std::iter::once(Ok(owner)).chain(pausers).collect::<Result<_, _>>()?,
            rewards: Some(self.rewards_terms(book, owner)?),
            eigen_holders: self.eigen_holders()?,
            strategies: self.genesis_strategies(book)?,
            pods: self.genesis_pods(fleets, beacon)?,
        })
    }

    /// What is not said is mainnet's; without a keeper for them the owner posts roots.
    fn rewards_terms(&self, book: &AddressBook, owner: Address) -> Result<RewardsGenesis, NetworkError> {
        let table = &self.file.restaking.rewards;
        let mainnet = RewardsGenesis::mainnet(owner);
        let delay = table.activation_delay.map(|seconds| Seconds::new(seconds.into()));
        Ok(RewardsGenesis {
            rewards_updater: self.crew()?.rewards.map_or(owner, |keeper| keeper.address()),
            fee_recipient: table.fee_recipient.map_or(Ok(book.treasury), |recipient| self.account(recipient))?,
            activation_delay: delay.unwrap_or(mainnet.activation_delay),
            default_split_bips: table.default_split_bips.as_ref().map_or(mainnet.default_split_bips, |split| *split.get_ref()),
            ..mainnet
        })
    }

    fn eigen_holders(&self) -> Result<Vec<(Address, EigenAmount)>, NetworkError> {
        let holders = self.file.restaking.eigen_holders.iter().map(Spanned::get_ref);
        holders.map(|holder| Ok((self.account(holder.account)?, EigenAmount::new(holder.amount.0)))).collect()
    }

    fn genesis_strategies(&self, book: &AddressBook) -> Result<Vec<GenesisStrategy>, NetworkError> {
        let strategies = self.file.restaking.strategies.iter().map(|table| {
            let named = table.get_ref().token.get_ref();
            Ok(GenesisStrategy { address: self.strategy(book, named)?, token: self.token(book, named)? })
        });
        strategies.collect()
    }

    fn restaking_config(&self) -> RestakingConfig {
        let table = &self.file.restaking;
        let mut delays = table.delays.as_ref().map_or(Delays::MAINNET, |delays| delays.get_ref().0);
        if table.slash_resolution == Some(false) {
            delays.slash_resolution = None;
        }
        RestakingConfig { delays, early_lookup: table.early_lookup.into() }
    }

    /// Who owns the contracts.
    pub(super) fn restaking_owner(&self) -> Result<Address, NetworkError> {
        match self.file.restaking.owner {
            Some(owner) => self.account(owner),
            None => Ok(self.crew()?.admin.address()),
        }
    }

    /// Where the services of the file are, in its order.
    #[must_use]
    pub fn service_addresses(&self) -> Vec<Address> {
        let services = self.file.restaking.services.iter().map(Spanned::get_ref);
        services.map(|service| Self::service_deployer(&service.name).create(0)).collect()
    }

    /// Who creates a service's contract: an account of its own, so that the contract's address follows from its name.
    pub(super) fn service_deployer(name: &str) -> Address {
        addresses::derived(&format!("service:{name}"))
    }

    /// The address of a token.
    pub(in crate::network) fn token(&self, book: &AddressBook, named: &TokenRef) -> Result<Address, NetworkError> {
        token_address(book, named).map_err(|message| self.fault(message))
    }

    /// The strategy of a token.
    pub(super) fn strategy(&self, book: &AddressBook, named: &TokenRef) -> Result<Address, NetworkError> {
        if *named == TokenRef::Name(BEACON_CHAIN_ETH_NAME.to_owned()) {
            return Ok(BEACON_CHAIN_ETH);
        }
        let mut strategies = self.file.restaking.strategies.iter().map(Spanned::get_ref);
        let table = strategies.find(|strategy| strategy.token.get_ref() == named);
        let table = table.ok_or_else(|| self.fault(format!("`{named}` has no strategy")))?;
        let is_eigen = self.token(book, named)? == book.restaking.eigen;
        let otherwise = if is_eigen { book.restaking.eigen_strategy } else { addresses::derived(&format!("strategy:{named}")) };
        Ok(table.address.unwrap_or(otherwise))
    }
}
