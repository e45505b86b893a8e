//! The protocol's events as logs of the real contracts.
//!
//! Every match is exhaustive: an event without a log stops the build.

mod burner;
mod deposit_contract;
mod governance;
mod queue;
mod steth;
mod wsteth;

use alloy_primitives::{Log, U256};
use aquifer_protocol::{AddressBook, Event};

/// The log of an event, with its address.
pub(crate) fn encode(event: Event, addresses: &AddressBook) -> Log {
    let address = event.emitter(addresses);
    let data = match event {
        Event::Steth(event) => steth::encode(event),
        Event::Wsteth(event) => wsteth::encode(event),
        Event::Burner(event) => burner::encode(event),
        Event::Queue(event) => queue::encode(event),
        Event::Deposit(event) => deposit_contract::encode(event),
        Event::Governance(event) => governance::encode(event),
    };
    Log { address, data }
}

/// A count or a time as the ABI carries it.
fn uint(value: u64) -> U256 {
    U256::from(value)
}
