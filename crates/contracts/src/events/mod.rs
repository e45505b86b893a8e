//! The protocol's events as logs of the real contracts.
//!
//! Every match is exhaustive: an event without a log stops the build.

mod accounting_oracle;
mod burner;
mod deposit_contract;
mod deposit_security;
mod governance;
mod hash_consensus;
mod node_operators;
mod queue;
mod restaking;
mod sanity;
mod staking_router;
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
        Event::Sanity(event) => sanity::encode(event),
        Event::Router(event) => staking_router::encode(event),
        Event::Consensus(event) => hash_consensus::encode(event),
        Event::Oracle(event) => accounting_oracle::encode(event),
        Event::DepositSecurity(event) => deposit_security::encode(event),
        Event::StakingModule(event) => node_operators::encode(event.event),
        Event::Deposit(event) => deposit_contract::encode(event),
        Event::Restaking(event) => restaking::encode(&event),
        Event::Governance(event) => governance::encode(event),
    };
    Log { address, data }
}

/// A count or a time as the ABI carries it.
fn uint(value: u64) -> U256 {
    U256::from(value)
}
