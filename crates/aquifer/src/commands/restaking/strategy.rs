//! Strategies by the names people use: the symbol of the token, `native` for native stake, or the address.

use super::Trial;
use alloy_primitives::{Address, U256};
use alloy_rpc_types_eth::BlockId;
use aquifer_contracts::interfaces::{IERC20, restaking::IStrategy};
use aquifer_keepers::chain::Client;
use aquifer_protocol::restaking::BEACON_CHAIN_ETH;
use eyre::eyre;
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::str::FromStr;

/// What people call native stake.
const NATIVE: &str = "native";

/// A strategy as it was named on the command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum StrategyName {
    Address(Address),
    /// Symbol of its token, in any case.
    Symbol(String),
}

impl FromStr for StrategyName {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(text.parse().map_or_else(|_| Self::Symbol(text.to_owned()), Self::Address))
    }
}

/// A strategy and its token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Strategy {
    pub(crate) address: Address,
    /// None of native stake, whose shares are wei.
    pub(crate) token: Option<Address>,
    pub(crate) symbol: String,
    pub(crate) is_whitelisted: bool,
}

/// As `aquifer_restakingStrategies` lists them.
#[derive(Debug, Deserialize)]
struct Listed {
    strategy: Address,
    token: Address,
    whitelisted: bool,
}

/// All strategies.
#[derive(Debug, Clone)]
pub(crate) struct Strategies {
    by_address: BTreeMap<Address, Strategy>,
}

impl Strategies {
    /// Reads them as of a block, native stake among them.
    pub(crate) async fn read(client: &Client, block: BlockId) -> eyre::Result<Self> {
        let listed: Vec<Listed> = client.request("aquifer_restakingStrategies", json!([block])).await?;
        let mut trial = Trial::default();
        let symbols: Vec<_> = listed.iter().map(|listed| trial.call(listed.token, &IERC20::symbolCall {})).collect();
        let answers = trial.read(client, block).await?;
        let mut by_address = BTreeMap::from([(BEACON_CHAIN_ETH, Strategy::native())]);
        for (listed, symbol) in listed.into_iter().zip(&symbols) {
            let symbol = answers.find(symbol).unwrap_or_else(|| listed.token.to_string());
            let (address, token) = (listed.strategy, Some(listed.token));
            by_address.insert(address, Strategy { address, token, symbol, is_whitelisted: listed.whitelisted });
        }
        Ok(Self { by_address })
    }

    /// The strategy that was named.
    pub(crate) fn find(&self, name: &StrategyName) -> eyre::Result<&Strategy> {
        let unknown = |name: &str| eyre!("there is no strategy {name}; there are: {}", self.names());
        match name {
            StrategyName::Address(address) => self.by_address.get(address).ok_or_else(|| unknown(&address.to_string())),
            StrategyName::Symbol(symbol) => {
                let mut found = self.by_address.values().filter(|strategy| strategy.symbol.eq_ignore_ascii_case(symbol));
                match (found.next(), found.next()) {
                    (Some(strategy), None) => Ok(strategy),
                    (None, _) => Err(unknown(symbol)),
                    (Some(first), Some(second)) => Err(eyre!(
                        "`{symbol}` is the token of more than one strategy: say {} or {}",
                        first.address,
                        second.address
                    )),
                }
            }
        }
    }

    /// All of them, by address.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Strategy> {
        self.by_address.values()
    }

    /// All that were named, in the ascending order of addresses that the contracts ask for.
    pub(crate) fn find_all(&self, names: &[StrategyName]) -> eyre::Result<Vec<&Strategy>> {
        let mut found = names.iter().map(|name| self.find(name)).collect::<eyre::Result<Vec<_>>>()?;
        found.sort_by_key(|strategy| strategy.address);
        Ok(found)
    }

    /// The strategy at an address; one of somebody else's goes by its address.
    pub(crate) fn at(&self, address: Address) -> Strategy {
        self.by_address.get(&address).cloned().unwrap_or_else(|| Strategy {
            address,
            token: None,
            symbol: address.to_string(),
            is_whitelisted: false,
        })
    }

    fn names(&self) -> String {
        let names: Vec<_> = self.by_address.values().map(|strategy| strategy.symbol.as_str()).collect();
        names.join(", ")
    }
}

impl Strategy {
    fn native() -> Self {
        Self { address: BEACON_CHAIN_ETH, token: None, symbol: NATIVE.to_owned(), is_whitelisted: true }
    }

    /// What it is counted in: `stETH`, `ETH`.
    pub(crate) fn unit(&self) -> &str {
        if self.is_native() { "ETH" } else { &self.symbol }
    }

    /// Whether it is native stake.
    pub(crate) fn is_native(&self) -> bool {
        self.address == BEACON_CHAIN_ETH
    }
}

/// What shares are worth in tokens as of a block, one by one. Shares of native stake are wei.
pub(crate) async fn values(client: &Client, block: BlockId, shares: &[(Address, U256)]) -> eyre::Result<Vec<U256>> {
    let mut trial = Trial::default();
    let places: Vec<_> = shares
        .iter()
        .map(|(strategy, shares)| {
            let view = IStrategy::sharesToUnderlyingViewCall { amountShares: *shares };
            (*strategy != BEACON_CHAIN_ETH).then(|| trial.call(*strategy, &view))
        })
        .collect();
    let answers = trial.read(client, block).await?;
    let value = |(place, (_, shares)): (&Option<_>, &(Address, U256))| match place {
        Some(place) => answers.get(place),
        None => Ok(*shares),
    };
    places.iter().zip(shares).map(value).collect()
}
