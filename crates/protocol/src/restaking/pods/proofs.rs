//! Merkle proofs against the roots of beacon blocks, as `BeaconChainProofs` takes them.
//!
//! Proofs are concatenated nodes from the leaf up; a bit of 0 in the index says that the node is the left child. Heights are
//! those of section 4.1 of the beacon-roots specification; the state's tree grew by a level with Electra.

use super::{PodError, PubkeyHash};
use crate::{
    ethereum::hash,
    units::{Epoch, Gwei, Timestamp, ValidatorIndex},
};
use alloy_primitives::B256;

/// Bytes of a node.
const NODE: usize = 32;
/// Levels of a block header's tree, and the place of the state's root in it.
const HEADER: Tree = Tree { height: 3, index: 3 };
/// Levels of the list of validators, its length included, and its place in the state.
const VALIDATORS: Tree = Tree { height: 41, index: 11 };
/// Levels of the list of balances, four in a leaf, its length included, and its place in the state.
const BALANCES: Tree = Tree { height: 39, index: 12 };
/// Fields of a validator.
const FIELDS: usize = 8;

/// A tree of the proofs, and which leaf of the tree above it is.
struct Tree {
    height: u32,
    index: u64,
}

/// Which generation of beacon states a proof is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProofVersion {
    /// Up to the fork: 28 fields or fewer.
    Deneb,
    /// From Electra on: more than 32 fields.
    Pectra,
}

/// The root of a state against the root of its block.
#[derive(Debug, Clone, Copy)]
pub struct StateRootProof<'a> {
    /// Root of the state.
    pub beacon_state_root: B256,
    /// Nodes up to the block's root.
    pub proof: &'a [u8],
}

/// A validator against the root of the state.
#[derive(Debug, Clone, Copy)]
pub struct ValidatorProof<'a> {
    /// Leaves of the validator.
    pub fields: ValidatorFields<'a>,
    /// Nodes up to the state's root.
    pub proof: &'a [u8],
}

/// The list of balances against the root of the block.
#[derive(Debug, Clone, Copy)]
pub struct BalanceContainerProof<'a> {
    /// Root of the list.
    pub balance_container_root: B256,
    /// Nodes up to the block's root.
    pub proof: &'a [u8],
}

/// A balance against the root of the list.
#[derive(Debug, Clone, Copy)]
pub struct BalanceProof<'a> {
    /// Root of the validator's key: what the pod finds the validator by. Not part of what is proven.
    pub pubkey_hash: PubkeyHash,
    /// The leaf of four balances.
    pub balance_root: B256,
    /// Nodes up to the list's root.
    pub proof: &'a [u8],
}

/// Leaves of a validator as a caller names them: eight if the proof is to hold.
#[derive(Debug, Clone, Copy)]
pub struct ValidatorFields<'a>(pub &'a [B256]);

impl ProofVersion {
    /// The generation of the state that a block of this time is given the root of.
    ///
    /// # Errors
    /// [`PodError::ForkTimestampZero`].
    pub(super) fn at(timestamp: Timestamp, fork: Timestamp) -> Result<Self, PodError> {
        if fork == Timestamp::default() {
            return Err(PodError::ForkTimestampZero);
        }
        // At the fork's own time the root is that of the block before.
        Ok(if timestamp <= fork { Self::Deneb } else { Self::Pectra })
    }

    /// Levels of the state's tree.
    const fn state_height(self) -> u32 {
        match self {
            Self::Deneb => 5,
            Self::Pectra => 6,
        }
    }
}

impl StateRootProof<'_> {
    /// `verifyStateRoot`
    pub(super) fn check(&self, block_root: B256) -> Result<(), PodError> {
        check_inclusion(block_root, self.beacon_state_root, HEADER.index, HEADER.height, self.proof)
    }
}

impl ValidatorProof<'_> {
    /// `verifyValidatorFields`
    pub(super) fn check(&self, version: ProofVersion, state_root: B256, index: ValidatorIndex) -> Result<(), PodError> {
        let leaf = self.fields.root()?;
        let height = VALIDATORS.height.saturating_add(version.state_height());
        check_inclusion(state_root, leaf, VALIDATORS.leaf(index.get()), height, self.proof)
    }
}

impl BalanceContainerProof<'_> {
    /// `verifyBalanceContainer`
    pub(super) fn check(&self, version: ProofVersion, block_root: B256) -> Result<(), PodError> {
        let state = Tree { height: version.state_height(), index: HEADER.index };
        let height = HEADER.height.saturating_add(version.state_height());
        check_inclusion(block_root, self.balance_container_root, state.leaf(BALANCES.index), height, self.proof)
    }
}

impl BalanceProof<'_> {
    /// `verifyValidatorBalance`: the balance of the validator at `index`.
    pub(super) fn balance(&self, container_root: B256, index: ValidatorIndex) -> Result<Gwei, PodError> {
        let leaf_index = index.get().checked_shr(2).unwrap_or(0);
        check_inclusion(container_root, self.balance_root, leaf_index, BALANCES.height, self.proof)?;
        let place = usize::try_from(index.get() & 3).unwrap_or(0);
        Ok(Gwei::new(little_endian_at(&self.balance_root, place)))
    }
}

impl ValidatorFields<'_> {
    /// Root of the validator's key.
    pub(super) fn pubkey_hash(&self) -> Result<PubkeyHash, PodError> {
        self.field(0)
    }

    pub(super) fn withdrawal_credentials(&self) -> Result<B256, PodError> {
        self.field(1)
    }

    pub(super) fn effective_balance(&self) -> Result<Gwei, PodError> {
        Ok(Gwei::new(little_endian_at(&self.field(2)?, 0)))
    }

    pub(super) fn is_slashed(&self) -> Result<bool, PodError> {
        Ok(!self.field(3)?.is_zero())
    }

    pub(super) fn activation_epoch(&self) -> Result<Epoch, PodError> {
        Ok(Epoch::new(little_endian_at(&self.field(5)?, 0)))
    }

    pub(super) fn exit_epoch(&self) -> Result<Epoch, PodError> {
        Ok(Epoch::new(little_endian_at(&self.field(6)?, 0)))
    }

    fn field(&self, place: usize) -> Result<B256, PodError> {
        self.0.get(place).copied().ok_or(PodError::FieldOutOfBounds(place))
    }

    /// Root of the container.
    fn root(&self) -> Result<B256, PodError> {
        let leaves: &[B256; FIELDS] = self.0.try_into().map_err(|_| PodError::InvalidValidatorFieldsLength(self.0.len()))?;
        let [a, b, c, d, e, f, g, h] = leaves;
        let left = hash(&hash(a, b), &hash(c, d));
        let right = hash(&hash(e, f), &hash(g, h));
        Ok(hash(&left, &right))
    }
}

impl Tree {
    /// Index of a leaf of this tree among the leaves of the tree above, cut down to this tree's level.
    fn leaf(&self, leaf: u64) -> u64 {
        self.index.checked_shl(self.height).unwrap_or(0) | leaf
    }
}

/// The word at `place` among the four of a leaf, lowest byte first as SSZ writes numbers.
fn little_endian_at(leaf: &B256, place: usize) -> u64 {
    let (words, _) = leaf.as_chunks::<8>();
    words.get(place).map_or(0, |bytes| u64::from_le_bytes(*bytes))
}

/// `Merkle.verifyInclusionSha256`: climbs from the leaf, one node a level.
fn check_inclusion(root: B256, leaf: B256, index: u64, height: u32, proof: &[u8]) -> Result<(), PodError> {
    let expected = usize::try_from(height).unwrap_or(0).saturating_mul(NODE);
    if proof.len() != expected {
        return Err(PodError::InvalidProofLength { expected, got: proof.len() });
    }
    if root.is_zero() {
        return Err(PodError::EmptyRoot);
    }
    let (siblings, _) = proof.as_chunks::<NODE>();
    let climb = |(node, place): (B256, u64), sibling: &[u8; NODE]| {
        let sibling = B256::new(*sibling);
        let parent = if place & 1 == 0 { hash(&node, &sibling) } else { hash(&sibling, &node) };
        (parent, place >> 1)
    };
    let (top, rest) = siblings.iter().fold((leaf, index), climb);
    if rest != 0 {
        return Err(PodError::InvalidIndex(index));
    }
    if top == root { Ok(()) } else { Err(PodError::InvalidProof) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAF: B256 = B256::repeat_byte(1);
    const SIBLINGS: [B256; 2] = [B256::repeat_byte(2), B256::repeat_byte(3)];

    fn proof() -> Vec<u8> {
        SIBLINGS.iter().flatten().copied().collect()
    }

    #[test]
    fn a_bit_of_the_index_says_on_which_side_the_node_is() {
        let [first, second] = SIBLINGS;
        let root = hash(&second, &hash(&LEAF, &first));
        assert_eq!(check_inclusion(root, LEAF, 0b10, 2, &proof()), Ok(()));
        assert_eq!(check_inclusion(root, LEAF, 0b00, 2, &proof()), Err(PodError::InvalidProof));
        assert_eq!(check_inclusion(root, LEAF, 0b110, 2, &proof()), Err(PodError::InvalidIndex(0b110)));
    }

    #[test]
    fn a_proof_is_as_long_as_its_tree_is_high_and_proves_nothing_of_no_root() {
        let refused = |expected| Err(PodError::InvalidProofLength { expected, got: 64 });
        assert_eq!(check_inclusion(LEAF, LEAF, 0, 3, &proof()), refused(96));
        assert_eq!(check_inclusion(LEAF, LEAF, 0, 1, &proof()), refused(32));
        assert_eq!(check_inclusion(B256::ZERO, LEAF, 0, 2, &proof()), Err(PodError::EmptyRoot));
    }

    #[test]
    fn the_tree_of_states_grew_after_the_fork_and_no_proof_is_taken_before_its_time_is_known() {
        let at = |timestamp, fork| ProofVersion::at(Timestamp::new(timestamp), Timestamp::new(fork));
        assert_eq!(at(9, 0), Err(PodError::ForkTimestampZero));
        assert_eq!(at(10, 10), Ok(ProofVersion::Deneb));
        assert_eq!(at(11, 10), Ok(ProofVersion::Pectra));
    }

    #[test]
    fn fields_that_are_missing_are_an_access_out_of_bounds_and_seven_are_no_validator() {
        let fields = ValidatorFields(&[LEAF; 6]);
        assert_eq!(fields.exit_epoch(), Err(PodError::FieldOutOfBounds(6)));
        assert_eq!(ValidatorFields(&[LEAF; 7]).root(), Err(PodError::InvalidValidatorFieldsLength(7)));
    }

    #[test]
    fn four_balances_share_a_leaf() {
        let mut leaf = B256::ZERO;
        leaf[8..16].copy_from_slice(&32_000_000_000_u64.to_le_bytes());
        assert_eq!((little_endian_at(&leaf, 1), little_endian_at(&leaf, 0)), (32_000_000_000, 0));
    }
}
