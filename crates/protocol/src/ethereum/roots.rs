//! The one SSZ root this side keeps: that of the validators at genesis, which names the chain in signatures of exits.
//!
//! Rules: SSZ `hash_tree_root` of `List[Validator, 2^40]`, SHA-256.

use super::deposit_contract::{hash, little_endian, pubkey_root};
use super::validator::Validator;
use crate::units::{Epoch, Gwei};
use alloy_primitives::B256;

/// Depth of `List[Validator, 2^40]`.
const REGISTRY_DEPTH: u32 = 40;

/// `hash_tree_root` of the list of validators.
pub(crate) fn validators_root(validators: impl Iterator<Item = Validator>) -> B256 {
    let mut level: Vec<B256> = validators.map(|validator| validator_root(&validator)).collect();
    let length = u64::try_from(level.len()).unwrap_or(u64::MAX);
    let mut empty = B256::ZERO;
    for _ in 0..REGISTRY_DEPTH {
        level = level.chunks(2).map(|pair| parent(pair, &empty)).collect();
        empty = hash(&empty, &empty);
    }
    hash(level.first().unwrap_or(&empty), &little_endian(length))
}

fn parent(pair: &[B256], empty: &B256) -> B256 {
    match pair {
        [left, right] => hash(left, right),
        [left] => hash(left, empty),
        _ => *empty,
    }
}

/// `hash_tree_root` of one validator: eight fields, depth 3.
fn validator_root(validator: &Validator) -> B256 {
    let amount = |gwei: Gwei| little_endian(gwei.get());
    let epoch = |epoch: Epoch| little_endian(epoch.get());
    let identity = hash(&pubkey_root(&validator.pubkey), &validator.credentials);
    let weight = hash(&amount(validator.effective_balance), &little_endian(u64::from(validator.slashed)));
    let entry = hash(&epoch(validator.activation_eligibility_epoch), &epoch(validator.activation_epoch));
    let leaving = hash(&epoch(validator.exit_epoch), &epoch(validator.withdrawable_epoch));
    hash(&hash(&identity, &weight), &hash(&entry, &leaving))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ethereum::{PerformanceProfile, PublicKey};
    use alloy_primitives::{Address, b256};

    /// Eight validators of a state whose roots two independent SSZ libraries agree on: key, credentials, effective balance
    /// in ETH, eligibility and activation epoch.
    #[rustfmt::skip]
    const EIGHT: [(&str, &str, u64, u64, u64); 8] = [
    ("b384f767d964e100c8a9b21018d08c25ffebae268b3ab6d610353897541971726dbfc3c7463884c68a531515aab94c87", "010000000000000000000000d8bd1da0a225ff4466191b3bf476303f71d3e81f", 32, 0, 0),
    ("b3d89e2f29c712c6a9f8e5a269b97617c4a94dd6f6662ab3b07ce9e5434573f15b5c988cd14bbd5804f77156a8af1cfa", "0100000000000000000000007620796aa8f0fc23896aa238ced65231f5b2f5f3", 32, 968, 1070),
    ("af9ce44f50148db412194af0baf0bab36bd5c3e0c4938911a4e502e398b59e5cca7c78e3fe034195478879eeb23db0a6", "010000000000000000000000d9f09c0c5cd04f067addfb4e72c1b64ac02e70bc", 32, 60, 103),
    ("86d330af51fa593fa9f93edb9d16640186be2e93ea94d259781e1eb34deb844c3968d75ea91d19f159dbd0523c6c5ba5", "02000000000000000000000051f1073e21c744e9cb8c4c59ead411beb245ba8b", 64, 817, 1023),
    ("9040fde3b97bbc113f7a4ed9fc825763bb7e8073ce7c01b4fb87cf6dcba3fc87075357e9f8daeee5aea2abeb153f1038", "020000000000000000000000f1e3f6cfb149360cd2dd267cc8d40e14be6b20fe", 1024, 383, 869),
    ("a0f42b08f7612bc9e639dc735f17d49738b54722316ae7d4080ee8cba27f2bfbee2496f84095c9ee002a0329e4c9e59d", "0100000000000000000000007ceca5b6a19777a844b7da5aa74a91f6d0f259cf", 32, 690, 929),
    ("b07f3aa566e548b737b827f6a782fa5cde12cd25615ece69fea40a728c4c90387592aa5a174218574d9a59d722906ae4", "000cefd30b0c72bd242dd30ca7799defac3aa979ca4e695663f541afd8f5743c", 32, 429, 453),
    ("94ab82672325bf9764444ba5a1c25946365039ef5c82d706cc8f1a1f99c249a08dd5700459c2d5b2113f8afe311d6029", "020000000000000000000000e74acdab6fc4727ec3d049431bb46246b1bbe2a1", 1024, 185, 650),
    ];

    #[test]
    fn the_root_of_the_registry_is_that_of_independent_libraries() {
        let validators = EIGHT.map(|(pubkey, credentials, eth, eligibility, activation)| Validator {
            pubkey: pubkey.parse::<PublicKey>().unwrap(),
            credentials: credentials.parse().unwrap(),
            effective_balance: Gwei::new(eth * Gwei::ETHER.get()),
            slashed: false,
            activation_eligibility_epoch: Epoch::new(eligibility),
            activation_epoch: Epoch::new(activation),
            exit_epoch: Epoch::FAR,
            withdrawable_epoch: Epoch::FAR,
            balance: Gwei::ZERO,
            inactivity_score: 0,
            previous_participation: 0,
            current_participation: 0,
            fee_recipient: Address::ZERO,
            profile: PerformanceProfile::PERFECT,
        });
        let expected = b256!("0x23c05a4a4ff2bd58e92664d661d2569685a6dcc0aa38d38f7bbbfe8ca08bdd39");
        assert_eq!(validators_root(validators.into_iter()), expected);
    }
}
