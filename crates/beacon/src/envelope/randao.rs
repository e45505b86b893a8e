//! The mixes: every block changes that of its epoch by its reveal, and an epoch begins with the last one's.
//!
//! A reveal is signed by nobody here. It is made from the chain's seed and the slot, so that mixes are as good as random
//! and the same wherever the same chain is played.

use super::Envelope;
use crate::hash::{Node, ZERO, hash_pair};
use crate::types::BlsSignature;
use aquifer_protocol::units::{Epoch, Slot};

impl Envelope {
    /// What the proposer of a slot reveals: three SHA-256 hashes of the seed, the slot and their number.
    #[must_use]
    pub fn randao_reveal(&self, slot: Slot) -> BlsSignature {
        let mut reveal = [ZERO; 3];
        for (part, place) in (0u8..).zip(&mut reveal) {
            *place = hash_pair(&self.seed.0, &occasion(slot, part));
        }
        BlsSignature::from_slice(reveal.as_flattened())
    }

    /// `process_randao`.
    pub(super) fn mix_in(&mut self, epoch: Epoch, reveal: &BlsSignature) {
        let digest = ethereum_hashing::hash_fixed(reveal.as_slice());
        let mut mix = self.randao_mix(epoch).0;
        mix.iter_mut().zip(digest).for_each(|(byte, other)| *byte ^= other);
        self.randao_mixes.set(mix_position(epoch.get()), mix);
    }

    /// `process_randao_mixes_reset`.
    pub(super) fn carry_mix_into(&mut self, epoch: Epoch) {
        let before = self.randao_mixes.get(mix_position(epoch.get().saturating_sub(1)));
        self.randao_mixes.set(mix_position(epoch.get()), before);
    }
}

/// Place of an epoch in the ring of 65536 mixes.
pub(super) fn mix_position(epoch: u64) -> usize {
    usize::try_from(epoch % (1 << crate::fields::depth::MIXES)).unwrap_or(0)
}

/// A slot and a number as a leaf: slot in eight little-endian bytes, then the number.
fn occasion(slot: Slot, part: u8) -> Node {
    let mut leaf = crate::hash::number(slot.get());
    if let Some(byte) = leaf.get_mut(8) {
        *byte = part;
    }
    leaf
}
