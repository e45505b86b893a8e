//! Many keys as one, many signatures as one.

use aquifer_protocol::ethereum::{BlsSignature, PublicKey};
use blst::min_pk;

/// Why there is no aggregate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AggregateError {
    /// Nothing to add up: the sum would be the point at infinity, which proves nothing.
    #[error("an aggregate needs at least one part")]
    Empty,
    /// A part is no point of its group, or the infinity key.
    #[error("part {position} is no valid point of its group")]
    Invalid {
        /// Its position, from zero.
        position: usize,
    },
}

/// The sum of public keys, each validated: `eth_aggregate_pubkeys`. A key may occur more than once.
///
/// # Errors
/// [`AggregateError`].
pub fn aggregate_public_keys(pubkeys: &[PublicKey]) -> Result<PublicKey, AggregateError> {
    let validated = pubkeys.iter().enumerate().map(|(position, pubkey)| {
        min_pk::PublicKey::key_validate(pubkey.as_slice()).map_err(|_| AggregateError::Invalid { position })
    });
    let validated = validated.collect::<Result<Vec<_>, _>>()?;
    let (first, others) = validated.split_first().ok_or(AggregateError::Empty)?;
    let mut sum = min_pk::AggregatePublicKey::from_public_key(first);
    for pubkey in others {
        // Infallible without the group check, which `key_validate` has done.
        let _ = sum.add_public_key(pubkey, false);
    }
    Ok(PublicKey::new(sum.to_public_key().compress()))
}

/// The sum of signatures over one message, each checked to lie in its group.
///
/// # Errors
/// [`AggregateError`].
pub fn aggregate_signatures(signatures: &[BlsSignature]) -> Result<BlsSignature, AggregateError> {
    let validated = signatures.iter().enumerate().map(|(position, signature)| {
        min_pk::Signature::sig_validate(signature.as_slice(), false).map_err(|_| AggregateError::Invalid { position })
    });
    let validated = validated.collect::<Result<Vec<_>, _>>()?;
    let (first, others) = validated.split_first().ok_or(AggregateError::Empty)?;
    let mut sum = min_pk::AggregateSignature::from_signature(first);
    for signature in others {
        // Infallible without the group check, which `sig_validate` has done.
        let _ = sum.add_signature(signature, false);
    }
    Ok(BlsSignature::new(sum.to_signature().compress()))
}
