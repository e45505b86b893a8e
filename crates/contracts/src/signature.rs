//! Recovering signers as the EVM's `ecrecover` and OpenZeppelin's `ECDSA` do.

use crate::{
    frame::{Frame, Stop},
    interfaces::IERC1271,
};
use alloy_primitives::{Address, B256, Bytes, Signature, U256, b256};
use alloy_sol_types::SolCall as _;

/// Half the order of secp256k1: an `s` above it is the malleable twin of another signature (EIP-2).
const HALF_ORDER: B256 = b256!("7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0");

/// Why no signer could be recovered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RecoverError {
    /// `s` is above half the order of the curve.
    HighS,
    /// `v` is neither 27 nor 28.
    BadV,
    /// The numbers name no point: `ecrecover` answers zero.
    NoSigner,
}

/// The signer of `hash`.
pub(crate) fn recover(hash: B256, v: u8, r: B256, s: B256) -> Result<Address, RecoverError> {
    if s > HALF_ORDER {
        return Err(RecoverError::HighS);
    }
    if v != 27 && v != 28 {
        return Err(RecoverError::BadV);
    }
    Signature::new(r.into(), s.into(), v == 28).recover_address_from_prehash(&hash).map_err(|_| RecoverError::NoSigner)
}

/// The signer of `hash` from the short form of EIP-2098: the parity sits in the top bit of `vs`.
pub(crate) fn recover_short(hash: B256, r: B256, vs: B256) -> Result<Address, RecoverError> {
    let vs = U256::from_be_bytes(vs.0);
    let odd = vs.bit(255);
    let mut s = vs;
    s.set_bit(255, false);
    recover(hash, 27 + u8::from(odd), r, s.into())
}

/// Gas of recovering one signer, as the precompile takes.
const GAS_PER_SIGNATURE: u64 = 3_000;

/// Whether a signature is the signer's, as OpenZeppelin's `SignatureChecker` (4.9) finds out: its key has signed, or its
/// contract says so (ERC-1271).
pub(crate) fn is_valid(frame: &mut Frame<'_>, signer: Address, hash: B256, signature: &Bytes) -> Result<bool, Stop> {
    frame.charge(GAS_PER_SIGNATURE)?;
    Ok(recover_long(hash, signature) == Some(signer) || is_valid_by_contract(frame, signer, hash, signature))
}

/// The signer of `hash` from 65 bytes `r, s, v`; none from anything else.
fn recover_long(hash: B256, signature: &[u8]) -> Option<Address> {
    let (&[v], rest) = signature.split_last().map(|(v, rest)| (std::array::from_ref(v), rest))?;
    let (r, s) = rest.split_at_checked(32)?;
    recover(hash, v, B256::try_from(r).ok()?, B256::try_from(s).ok()?).ok()
}

fn is_valid_by_contract(frame: &mut Frame<'_>, signer: Address, hash: B256, signature: &Bytes) -> bool {
    let question = IERC1271::isValidSignatureCall { hash, signature: signature.clone() }.abi_encode();
    let answer = frame.ask(signer, question, true);
    let magic = B256::right_padding_from(&IERC1271::isValidSignatureCall::SELECTOR);
    answer.success && answer.output.get(..32).is_some_and(|word| word == magic.as_slice())
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::{address, keccak256};

    #[test]
    fn a_signature_in_both_forms_names_its_signer() {
        // The first example of EIP-2098, signed with the key 0x1234..1234.
        let hash = keccak256(b"\x19Ethereum Signed Message:\n11Hello World");
        let r = b256!("68a020a209d3d56c46f38cc50a33f704f4a9a10a59377f8dd762ac66910e9b90");
        let s = b256!("7e865ad05c4035ab5792787d4a0297a43617ae897930a6fe4d822b8faea52064");
        let signer = address!("2e988A386a799F506693793c6A5AF6B54dfAaBfB");
        assert_eq!(recover(hash, 27, r, s), Ok(signer));
        assert_eq!(recover_short(hash, r, s), Ok(signer));
    }

    #[test]
    fn malleable_and_malformed_signatures_are_told_apart() {
        let word = B256::repeat_byte(1);
        assert_eq!(recover(word, 27, word, B256::repeat_byte(0x80)), Err(RecoverError::HighS));
        assert_eq!(recover(word, 29, word, word), Err(RecoverError::BadV));
        assert_eq!(recover(word, 27, B256::ZERO, word), Err(RecoverError::NoSigner));
    }
}
