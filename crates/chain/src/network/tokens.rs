//! Tokens by name, as `[restaking]` speaks of them.

use super::{error::unknown, file::TokenRef};
use alloy_primitives::Address;
use aquifer_protocol::AddressBook;

/// What native stake is called among the strategies of a service.
pub(super) const BEACON_CHAIN_ETH_NAME: &str = "beacon_chain_eth";

/// Tokens with names, and where they are.
fn named(book: &AddressBook) -> [(&'static str, Address); 3] {
    [("steth", book.steth), ("wsteth", book.wsteth), ("eigen", book.restaking.eigen)]
}

/// Where a token is.
///
/// # Errors
/// What is wrong with a name that no token has.
pub(super) fn token_address(book: &AddressBook, token: &TokenRef) -> Result<Address, String> {
    match token {
        TokenRef::Address(address) => Ok(*address),
        TokenRef::Name(name) => {
            let tokens = named(book);
            let found = tokens.iter().find(|(known, _)| known == name).map(|(_, address)| *address);
            found.ok_or_else(|| format!("{}, or an address", unknown("token", name, &tokens.map(|(known, _)| known))))
        }
    }
}
