//! The trees behind a root: each earner has a tree of tokens, all earners together one of earners.
//!
//! Hashing (section 8 of the restaking specification), all of it Keccak-256:
//! earner leaf = `H(0x00 ++ earner ++ token root)`, token leaf = `H(0x01 ++ token ++ cumulative)`, inner node =
//! `H(left ++ right)`. Leaves ascend by address and are filled up with zero words to a power of two; a single leaf is its
//! own root.

mod distribution;
mod hashing;
mod merkle;

pub use distribution::{DistributionTree, Earnings, TreeError};
pub use hashing::{TokenEarnings, earner_leaf, fold_proof, token_leaf};
pub use merkle::MerkleTree;
