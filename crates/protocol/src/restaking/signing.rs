//! What signatures for EigenLayer's contracts are tied to.

use crate::token::Eip712Domain;
use alloy_primitives::Address;

/// The domain of a contract of the core: its version is the first number of the release, 1.
#[must_use]
pub const fn eigenlayer_domain(chain_id: u64, verifying_contract: Address) -> Eip712Domain {
    Eip712Domain { name: "EigenLayer", version: "1", chain_id, verifying_contract }
}
