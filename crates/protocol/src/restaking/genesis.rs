//! EigenLayer's contracts as a chain starts with them.
//!
//! Here is what constructors and initialisers fix, and pods whose validators are there from genesis on. Operators, deposits,
//! delegations and services come after, by the contracts' own functions.

use super::{
    Restaking, RestakingConfig, RestakingError,
    avs_directory::AvsDirectory,
    eigen::EigenTokens,
    pausers::PauserRegistry,
    pods::{EigenPodManager, GenesisPodValidator},
    rewards::{RewardsCoordinator, RewardsGenesis},
    strategies::{DepositLimits, Strategy, StrategyKind, factory::StrategyFactory},
    strategy_manager::StrategyManager,
};
use crate::{
    address_book::RestakingAddresses,
    units::{EigenAmount, Timestamp},
};
use alloy_primitives::Address;
use std::sync::Arc;

/// What the contracts are deployed with.
#[derive(Debug, Clone, Default)]
pub struct RestakingGenesis {
    /// Delays and switches of the rules.
    pub config: RestakingConfig,
    /// Owns every contract and ends pauses; nobody: who administers the rest of the protocol. The factory admits strategies.
    pub owner: Option<Address>,
    /// Who may pause.
    pub pausers: Vec<Address>,
    /// What `RewardsCoordinator` is initialised with; nothing: mainnet's terms, for the owner.
    pub rewards: Option<RewardsGenesis>,
    /// Who holds EIGEN.
    pub eigen_holders: Vec<(Address, EigenAmount)>,
    /// Strategies that are there and admitted.
    pub strategies: Vec<GenesisStrategy>,
    /// Pods with validators.
    pub pods: Vec<GenesisPod>,
}

/// A strategy that is there at genesis: that of EIGEN, or one of a liquid staking token without limits, as on mainnet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GenesisStrategy {
    /// Where it lives.
    pub address: Address,
    /// The token stakers deposit.
    pub token: Address,
}

impl GenesisStrategy {
    /// `EigenStrategy` holds what is behind EIGEN.
    fn strategy(&self, book: &RestakingAddresses) -> Strategy {
        if self.token == book.eigen {
            return Strategy::new(book.backing_eigen, StrategyKind::Eigen { eigen: book.eigen });
        }
        Strategy::new(self.token, StrategyKind::TvlLimited(DepositLimits::NONE))
    }
}

/// A pod that is there at genesis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GenesisPod {
    /// Whose it is.
    pub owner: Address,
    /// Its validators, which withdraw to it on the beacon chain.
    pub validators: Vec<GenesisPodValidator>,
}

impl RestakingGenesis {
    /// The contracts, administered by `admin` where nobody else is named.
    ///
    /// # Errors
    /// What a constructor refuses.
    pub fn build(self, book: &RestakingAddresses, now: Timestamp, admin: Address) -> Result<Restaking, RestakingError> {
        let owner = self.owner.unwrap_or(admin);
        let mut restaking = Restaking {
            config: Arc::new(self.config),
            strategy_manager: Arc::new(StrategyManager::new(owner, book.strategy_factory)),
            pods: Arc::new(EigenPodManager::genesis(owner)),
            rewards: Arc::new(RewardsCoordinator::genesis(self.rewards.unwrap_or_else(|| RewardsGenesis::mainnet(owner)))),
            avs_directory: Arc::new(AvsDirectory::genesis(owner)),
            eigen: Arc::new(EigenTokens::genesis(book, owner, &self.eigen_holders, now)?),
            pausers: Arc::new(PauserRegistry::genesis(&self.pausers, owner)?),
            ..Restaking::default()
        };
        Arc::make_mut(&mut restaking.strategies).factory = StrategyFactory::new(owner);
        for strategy in &self.strategies {
            restaking.genesis_strategy(strategy.address, strategy.strategy(book));
        }
        for pod in &self.pods {
            Arc::make_mut(&mut restaking.pods).genesis_pod(book, pod.owner, &pod.validators)?;
        }
        Ok(restaking)
    }
}
