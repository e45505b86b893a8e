//! Refusals of OpenZeppelin's `ECDSA`, in its strings.

use super::{Refusal, string};
use crate::signature::RecoverError;
use alloy_primitives::Bytes;

impl Refusal for RecoverError {
    fn revert_data(&self) -> Bytes {
        string(match self {
            Self::HighS => "ECDSA: invalid signature 's' value",
            Self::BadV => "ECDSA: invalid signature 'v' value",
            Self::NoSigner => "ECDSA: invalid signature",
        })
    }
}
