//! From earnings to a root, and back to the proof of one earner.

use super::{
    MerkleTree,
    hashing::{TokenEarnings, earner_leaf, token_leaf},
};
use crate::restaking::rewards::Claim;
use alloy_primitives::{Address, B256, U256};
use std::collections::BTreeMap;

/// What everybody has earned since the beginning: by earner, by token, in base units.
pub type Earnings = BTreeMap<Address, BTreeMap<Address, U256>>;

/// Why a claim cannot be made from a tree.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TreeError {
    /// Nobody earned anything.
    #[error("no earner has earned anything: there is no tree")]
    Empty,
    /// More earners than a claim can name (`uint32`).
    #[error("{earners} earners, a claim can name 2^32")]
    TooManyEarners {
        /// How many there are.
        earners: usize,
    },
    /// Not in the tree.
    #[error("{earner} has earned nothing")]
    UnknownEarner {
        /// Who asked.
        earner: Address,
    },
    /// Not among what the earner earned.
    #[error("{earner} has earned nothing of token {token}")]
    UnknownToken {
        /// Who asked.
        earner: Address,
        /// For what.
        token: Address,
    },
}

/// The tree of all earners. Trees of tokens are small: they are built again for a proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DistributionTree {
    /// Ascending by earner, as the leaves.
    earners: Vec<Earner>,
    tree: MerkleTree,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Earner {
    address: Address,
    /// Ascending by token.
    tokens: Vec<TokenEarnings>,
    token_root: B256,
}

impl DistributionTree {
    /// The tree over earnings. Earners without tokens are left out.
    ///
    /// # Errors
    /// [`TreeError::Empty`], [`TreeError::TooManyEarners`].
    pub fn new(earnings: &Earnings) -> Result<Self, TreeError> {
        let earners: Vec<Earner> = earnings.iter().filter_map(|(address, tokens)| Earner::new(*address, tokens)).collect();
        if u32::try_from(earners.len()).is_err() {
            return Err(TreeError::TooManyEarners { earners: earners.len() });
        }
        let leaves = earners.iter().map(|earner| earner_leaf(earner.address, earner.token_root)).collect();
        let tree = MerkleTree::new(leaves).ok_or(TreeError::Empty)?;
        Ok(Self { earners, tree })
    }

    /// What is posted.
    #[must_use]
    pub fn root(&self) -> B256 {
        self.tree.root()
    }

    /// What an earner earned, ascending by token; nothing for accounts that are no earners.
    #[must_use]
    pub fn earned_by(&self, earner: Address) -> &[TokenEarnings] {
        self.place_of(earner).and_then(|place| self.earners.get(place)).map_or(&[], |earner| earner.tokens.as_slice())
    }

    /// The claim of an earner for tokens, against the root of a number.
    ///
    /// # Errors
    /// [`TreeError::UnknownEarner`], [`TreeError::UnknownToken`].
    pub fn claim(&self, root_index: u32, earner: Address, tokens: &[Address]) -> Result<Claim, TreeError> {
        let unknown = || TreeError::UnknownEarner { earner };
        let place = self.place_of(earner).ok_or_else(unknown)?;
        let entry = self.earners.get(place).ok_or_else(unknown)?;
        let mut claim = Claim {
            root_index,
            earner_index: u32::try_from(place).map_err(|_| TreeError::TooManyEarners { earners: self.earners.len() })?,
            earner_proof: self.tree.proof(place).ok_or_else(unknown)?,
            earner,
            earner_token_root: entry.token_root,
            token_indices: Vec::with_capacity(tokens.len()),
            token_proofs: Vec::with_capacity(tokens.len()),
            token_leaves: Vec::with_capacity(tokens.len()),
        };
        let subtree = token_tree(&entry.tokens).ok_or_else(unknown)?;
        for &token in tokens {
            let unknown = || TreeError::UnknownToken { earner, token };
            let place = entry.tokens.binary_search_by_key(&token, |leaf| leaf.token).map_err(|_| unknown())?;
            claim.token_indices.push(u32::try_from(place).map_err(|_| unknown())?);
            claim.token_proofs.push(subtree.proof(place).ok_or_else(unknown)?);
            claim.token_leaves.extend(entry.tokens.get(place));
        }
        Ok(claim)
    }

    fn place_of(&self, earner: Address) -> Option<usize> {
        self.earners.binary_search_by_key(&earner, |entry| entry.address).ok()
    }
}

impl Earner {
    fn new(address: Address, tokens: &BTreeMap<Address, U256>) -> Option<Self> {
        let tokens: Vec<_> =
            tokens.iter().map(|(token, cumulative)| TokenEarnings { token: *token, cumulative: *cumulative }).collect();
        let token_root = match tokens.as_slice() {
            // Most earn one token: its leaf is the root, without layers to keep.
            [only] => token_leaf(only),
            _ => token_tree(&tokens)?.root(),
        };
        Some(Self { address, tokens, token_root })
    }
}

fn token_tree(tokens: &[TokenEarnings]) -> Option<MerkleTree> {
    MerkleTree::new(tokens.iter().map(token_leaf).collect())
}
