//! Roots, trees, and what an earner has by them.

use crate::commands::restaking::{Core, Strategies};
use crate::failure::Failure;
use alloy_primitives::{Address, B256, U256};
use aquifer_contracts::interfaces::restaking::IRewardsCoordinator::{
    DistributionRoot, IRewardsCoordinatorInstance, RewardsMerkleClaim,
};
use aquifer_keepers::chain::{Provider, merkle_claim};
use aquifer_protocol::restaking::rewards::tree::DistributionTree;
use eyre::eyre;
use std::collections::BTreeMap;

/// What the contract and the published trees say.
pub(super) struct Ledger {
    pub(super) coordinator: IRewardsCoordinatorInstance<Provider>,
    /// The last root that can be claimed against.
    pub(super) claimable: Option<Posted>,
    /// The last root, when it cannot be claimed against yet.
    pub(super) pending: Option<Posted>,
    symbols: BTreeMap<Address, String>,
}

/// A root with its tree.
pub(super) struct Posted {
    pub(super) root: DistributionRoot,
    tree: Option<DistributionTree>,
}

/// What an earner has of one token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) token: Address,
    pub(super) symbol: String,
    /// By the root that can be claimed against, since the beginning.
    pub(super) earned: U256,
    /// Paid in all.
    pub(super) claimed: U256,
    /// Added by the root that is not active yet.
    pub(super) pending: U256,
}

impl Line {
    /// What a claim pays now.
    pub(super) fn claimable(&self) -> U256 {
        self.earned.saturating_sub(self.claimed)
    }
}

impl Ledger {
    pub(super) async fn read(core: &Core) -> Result<Self, Failure> {
        let coordinator = IRewardsCoordinatorInstance::new(core.addresses.rewards_coordinator, core.client.provider());
        let count = coordinator.getDistributionRootsLength().call().await.map_err(eyre::Report::from)?;
        let symbols = symbols(&core.strategies().await?);
        if count.is_zero() {
            return Ok(Self { coordinator, claimable: None, pending: None, symbols });
        }
        let claimable = coordinator.getCurrentClaimableDistributionRoot().call().await.map_err(eyre::Report::from)?;
        let last = coordinator.getCurrentDistributionRoot().call().await.map_err(eyre::Report::from)?;
        let is_pending = !last.disabled && last.rewardsCalculationEndTimestamp > claimable.rewardsCalculationEndTimestamp;
        let pending = if is_pending { Some(Posted::read(core, last).await?) } else { None };
        let claimable = if claimable.root == B256::ZERO { None } else { Some(Posted::read(core, claimable).await?) };
        Ok(Self { coordinator, claimable, pending, symbols })
    }

    /// The root that can be claimed against, or why there is none.
    pub(super) fn claimable(&self) -> Result<&Posted, Failure> {
        self.claimable.as_ref().ok_or_else(|| {
            Failure::Refused(match &self.pending {
                Some(pending) => {
                    eyre!("nothing can be claimed yet: the first root becomes active at {}", pending.root.activatedAt)
                }
                None => eyre!("nothing can be claimed yet: no root was posted"),
            })
        })
    }

    /// What an earner has, by token.
    pub(super) async fn lines(&self, earner: Address) -> Result<Vec<Line>, Failure> {
        let mut amounts: BTreeMap<Address, (U256, U256)> = BTreeMap::new();
        if let Some(posted) = &self.claimable {
            for leaf in posted.tree()?.earned_by(earner) {
                amounts.entry(leaf.token).or_default().0 = leaf.cumulative;
            }
        }
        if let Some(posted) = &self.pending {
            for leaf in posted.tree()?.earned_by(earner) {
                let (earned, pending) = amounts.entry(leaf.token).or_default();
                *pending = leaf.cumulative.saturating_sub(*earned);
            }
        }
        let mut lines = Vec::new();
        for (token, (earned, pending)) in amounts {
            let claimed = self.coordinator.cumulativeClaimed(earner, token).call().await.map_err(eyre::Report::from)?;
            lines.push(Line { token, symbol: self.symbol(token), earned, claimed, pending });
        }
        Ok(lines)
    }

    /// The claim of an earner for tokens.
    pub(super) async fn claim(&self, earner: Address, tokens: &[Address]) -> Result<RewardsMerkleClaim, Failure> {
        let posted = self.claimable()?;
        let index = self.coordinator.getRootIndexFromHash(posted.root.root).call().await.map_err(eyre::Report::from)?;
        let claim = posted.tree()?.claim(index, earner, tokens).map_err(eyre::Report::from)?;
        Ok(merkle_claim(claim))
    }

    /// A token by its symbol, when it is that of a strategy.
    fn symbol(&self, token: Address) -> String {
        self.symbols.get(&token).cloned().unwrap_or_else(|| token.to_string())
    }
}

impl Posted {
    async fn read(core: &Core, root: DistributionRoot) -> eyre::Result<Self> {
        let tree = core.client.rewards_tree(root.root).await?;
        Ok(Self { root, tree })
    }

    fn tree(&self) -> Result<&DistributionTree, Failure> {
        self.tree.as_ref().ok_or_else(|| {
            Failure::Refused(eyre!("the tree of root {} is not published: the rewards keeper does that", self.root.root))
        })
    }
}

fn symbols(strategies: &Strategies) -> BTreeMap<Address, String> {
    strategies.all().filter_map(|strategy| Some((strategy.token?, strategy.symbol.clone()))).collect()
}
