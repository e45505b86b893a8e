//! Trees of rewards as the node keeps them, and claims as the contract takes them.

use super::Client;
use alloy_primitives::{Address, B256, U256};
use aquifer_contracts::interfaces::restaking::IRewardsCoordinator as Abi;
use aquifer_protocol::restaking::rewards::{
    Claim,
    tree::{DistributionTree, Earnings},
};
use eyre::eyre;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeMap;

/// Earners of one part of a publication: some two megabytes of JSON when each has earned three tokens.
const EARNERS_A_PART: usize = 5_000;

#[derive(Debug, Clone, Serialize, Deserialize)]
struct EarnerRecord {
    earner: Address,
    tokens: Vec<TokenRecord>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct TokenRecord {
    token: Address,
    cumulative: U256,
}

#[derive(Debug, Deserialize)]
struct TreeRecord {
    earners: Vec<EarnerRecord>,
}

impl Client {
    /// The published tree of a root; `None` when nobody has published it. That it hashes to the root is checked here.
    ///
    /// # Errors
    /// When the node is away, or what it keeps is another tree.
    pub async fn rewards_tree(&self, root: B256) -> eyre::Result<Option<DistributionTree>> {
        let Some(record) = self.request::<_, Option<TreeRecord>>("aquifer_rewardsTree", (root,)).await? else { return Ok(None) };
        let amounts =
            |entry: EarnerRecord| (entry.earner, entry.tokens.into_iter().map(|token| (token.token, token.cumulative)).collect());
        let earnings: Earnings = record.earners.into_iter().map(amounts).collect();
        let tree = DistributionTree::new(&earnings)?;
        if tree.root() != root {
            return Err(eyre!("the published tree hashes to {}, expected {root}", tree.root()));
        }
        Ok(Some(tree))
    }

    /// Publishes the tree of a posted root, in parts when it is large.
    ///
    /// # Errors
    /// When the node is away or refuses.
    pub async fn publish_rewards(&self, root: B256, earnings: &Earnings) -> eyre::Result<()> {
        let record = |(earner, tokens): (&Address, &BTreeMap<Address, U256>)| EarnerRecord {
            earner: *earner,
            tokens: tokens.iter().map(|(token, cumulative)| TokenRecord { token: *token, cumulative: *cumulative }).collect(),
        };
        let records: Vec<EarnerRecord> = earnings.iter().map(record).collect();
        let mut parts = records.chunks(EARNERS_A_PART).peekable();
        while let Some(earners) = parts.next() {
            let part = json!([{ "root": root, "earners": earners, "more": parts.peek().is_some() }]);
            self.request::<_, bool>("aquifer_publishRewards", part).await?;
        }
        Ok(())
    }
}

/// A claim as `processClaim` takes it.
#[must_use]
pub fn merkle_claim(claim: Claim) -> Abi::RewardsMerkleClaim {
    let leaves = claim.token_leaves.iter();
    Abi::RewardsMerkleClaim {
        rootIndex: claim.root_index,
        earnerIndex: claim.earner_index,
        earnerTreeProof: claim.earner_proof,
        earnerLeaf: Abi::EarnerTreeMerkleLeaf { earner: claim.earner, earnerTokenRoot: claim.earner_token_root },
        tokenIndices: claim.token_indices,
        tokenTreeProofs: claim.token_proofs,
        tokenLeaves: leaves
            .map(|leaf| Abi::TokenTreeMerkleLeaf { token: leaf.token, cumulativeEarnings: leaf.cumulative })
            .collect(),
    }
}
