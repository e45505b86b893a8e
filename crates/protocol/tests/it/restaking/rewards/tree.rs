//! Trees: every earner's claim leads to the root, nothing else does.

use alloy_primitives::keccak256;
use aquifer_protocol::{
    Address, B256, U256,
    restaking::rewards::tree::{
        DistributionTree, Earnings, MerkleTree, TokenEarnings, TreeError, earner_leaf, fold_proof, token_leaf,
    },
};
use proptest::prelude::*;

fn leaf(number: usize) -> B256 {
    keccak256(number.to_be_bytes())
}

/// The definition, word by word: leaves filled up to a power of two, then pairs.
fn plain_root(leaves: &[B256]) -> B256 {
    let mut layer = leaves.to_vec();
    layer.resize(leaves.len().next_power_of_two(), B256::ZERO);
    while layer.len() > 1 {
        layer = layer.chunks(2).map(|pair| keccak256([pair[0], pair[1]].concat())).collect();
    }
    layer[0]
}

#[test]
fn a_tree_with_left_out_fillings_has_the_root_of_one_with_all_leaves() {
    for count in 1..70 {
        let leaves: Vec<B256> = (0..count).map(leaf).collect();
        let tree = MerkleTree::new(leaves.clone()).expect("there are leaves");
        assert_eq!(tree.root(), plain_root(&leaves), "{count} leaves");
        for (place, leaf) in leaves.iter().enumerate() {
            let proof = tree.proof(place).expect("a leaf's place");
            assert_eq!(fold_proof(*leaf, place.try_into().unwrap(), &proof), Some(tree.root()), "{place} of {count}");
            assert_eq!(proof.len(), 32 * usize::try_from(count.next_power_of_two().trailing_zeros()).unwrap());
        }
        assert_eq!(tree.proof(count), None);
    }
    assert_eq!(MerkleTree::new(Vec::new()), None);
}

#[test]
fn a_single_earner_of_a_single_token_is_the_root() {
    let (earner, token, cumulative) = (Address::repeat_byte(1), Address::repeat_byte(2), U256::from(7));
    let earnings = Earnings::from([(earner, [(token, cumulative)].into())]);
    let tree = DistributionTree::new(&earnings).unwrap();
    let leaf = TokenEarnings { token, cumulative };
    assert_eq!(tree.root(), earner_leaf(earner, token_leaf(&leaf)));
    let claim = tree.claim(3, earner, &[token]).unwrap();
    assert_eq!((claim.root_index, claim.earner_index, claim.earner_proof.len()), (3, 0, 0));
    assert_eq!((claim.token_indices, claim.token_leaves), (vec![0], vec![leaf]));
}

#[test]
fn a_proof_that_is_not_made_of_words_leads_nowhere() {
    assert_eq!(fold_proof(leaf(1), 0, &[0; 33]), None);
    assert_eq!(fold_proof(leaf(1), 0, &[]), Some(leaf(1)));
}

#[test]
fn who_earned_nothing_has_no_claim() {
    let (earner, token, other) = (Address::repeat_byte(1), Address::repeat_byte(2), Address::repeat_byte(3));
    let earnings = Earnings::from([(earner, [(token, U256::ONE)].into()), (other, [].into())]);
    let tree = DistributionTree::new(&earnings).unwrap();
    assert_eq!(tree.claim(0, other, &[token]), Err(TreeError::UnknownEarner { earner: other }));
    assert_eq!(tree.claim(0, earner, &[other]), Err(TreeError::UnknownToken { earner, token: other }));
    assert_eq!(tree.earned_by(other), []);
    assert_eq!(DistributionTree::new(&Earnings::new()), Err(TreeError::Empty));
}

proptest! {
    #[test]
    fn every_claim_leads_to_the_root_and_a_changed_amount_does_not(
        amounts in proptest::collection::btree_map(any::<[u8; 20]>(), proptest::collection::btree_map(any::<[u8; 20]>(), 1u128.., 1..4), 1..40)
    ) {
        let earnings: Earnings = amounts
            .into_iter()
            .map(|(earner, tokens)| (earner.into(), tokens.into_iter().map(|(token, amount)| (token.into(), U256::from(amount))).collect()))
            .collect();
        let tree = DistributionTree::new(&earnings).unwrap();
        for (earner, tokens) in &earnings {
            let named: Vec<Address> = tokens.keys().copied().collect();
            let claim = tree.claim(0, *earner, &named).unwrap();
            let leaf = earner_leaf(*earner, claim.earner_token_root);
            prop_assert_eq!(fold_proof(leaf, claim.earner_index, &claim.earner_proof), Some(tree.root()));
            for ((index, proof), leaf) in claim.token_indices.iter().zip(&claim.token_proofs).zip(&claim.token_leaves) {
                prop_assert_eq!(leaf.cumulative, tokens[&leaf.token]);
                prop_assert_eq!(fold_proof(token_leaf(leaf), *index, proof), Some(claim.earner_token_root));
                let more = TokenEarnings { cumulative: leaf.cumulative + U256::ONE, ..*leaf };
                prop_assert_ne!(fold_proof(token_leaf(&more), *index, proof), Some(claim.earner_token_root));
            }
        }
    }
}
