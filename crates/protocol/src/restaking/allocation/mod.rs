//! `AllocationManager`: services, operator sets, magnitudes, slashing (section 5 of the restaking specification).
//!
//! An operator's stake in a strategy is one whole, of which it allocates parts ("magnitudes") to operator sets. No part is
//! allocated twice. What is allocated is what a set can slash: a slash takes from the allocation and from the whole alike, so
//! the other sets' parts stay what they are. Taking a part back from a set that can slash it needs a delay, in which it is
//! still slashed; giving more counts after a delay of the operator's own choice.
//!
//! Invariants
//! - RST-20  encumbered = sum over sets of the larger of current and pending magnitude <= maximum magnitude
//! - RST-21  maximum magnitudes never rise and never exceed the whole
//! - RST-22  every allocation that waits to be lowered is in its queue once, in the order in which the delays end
//! - RST-23  an operator's registered sets and the sets' members are the same pairs, all of existing sets
//! - RST-24  an operator's allocated sets and strategies are those with a magnitude or a pending change
//! - RST-25  every set has a slasher and a service with metadata; no redistributing set has native stake

mod allocated;
mod delay;
mod error;
mod events;
mod invariants;
mod magnitudes;
mod modify;
mod queue;
mod registration;
mod scheduled;
mod services;
mod sets;
mod slash;
mod slashers;
mod stake;
mod tables;
#[cfg(test)]
mod tests;

pub use error::AllocationError;
pub use events::AllocationEvent;
pub use magnitudes::{Allocation, PendingMagnitude};
pub use modify::AllocationChange;
pub use scheduled::Scheduled;
pub use services::Service;
pub use sets::{NewOperatorSet, SetRecord};
pub use slash::{Slashed, Slashing};

use crate::{
    governance::PauseBits,
    restaking::{EnumerableSets, Histories, OperatorSet},
    units::{ArithError, BlockNumber, Blocks, Magnitude},
};
use alloy_primitives::Address;
use imbl::OrdMap;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// Pause bit of `modifyAllocations` and `clearDeallocationQueue`.
pub const PAUSED_MODIFY_ALLOCATIONS: u8 = 0;
/// Pause bit of `slashOperator`.
pub const PAUSED_OPERATOR_SLASHING: u8 = 1;
/// Pause bit of registering for operator sets and deregistering.
pub const PAUSED_OPERATOR_SET_REGISTRATION_AND_DEREGISTRATION: u8 = 2;

/// `AllocationManager`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AllocationManager {
    paused: PauseBits,
    services: OrdMap<Address, Service>,
    sets: OrdMap<OperatorSet, SetRecord>,
    /// Strategies of each set.
    strategies: EnumerableSets<OperatorSet, Address>,
    /// Operators registered for each set.
    members: EnumerableSets<OperatorSet, Address>,
    /// Sets each operator is registered for.
    registered_sets: EnumerableSets<Address, OperatorSet>,
    /// Last block in which a set can slash an operator that left it, by operator and set.
    slashable_until: OrdMap<(Address, OperatorSet), BlockNumber>,
    /// Each operator's allocation delay.
    delays: OrdMap<Address, Scheduled<Blocks>>,
    /// By operator and strategy; the whole before the first slash.
    max_magnitudes: Histories<(Address, Address), Magnitude>,
    /// By operator and strategy: what is allocated or waits to be freed.
    encumbered: OrdMap<(Address, Address), Magnitude>,
    /// By operator, set and strategy; as of the last change, see [`Allocation::at`].
    allocations: OrdMap<(Address, OperatorSet, Address), Allocation>,
    /// Sets each operator has allocated to.
    allocated_sets: EnumerableSets<Address, OperatorSet>,
    /// Strategies from which each operator has allocated to a set.
    allocated_strategies: EnumerableSets<(Address, OperatorSet), Address>,
    /// By operator and strategy: the sets whose allocations wait to be lowered, first come first.
    deallocation_queues: OrdMap<(Address, Address), VecDeque<OperatorSet>>,
}

impl AllocationManager {
    /// Which functions are paused.
    #[must_use]
    pub const fn pause_bits(&self) -> PauseBits {
        self.paused
    }

    /// The same, to change it.
    pub const fn pause_bits_mut(&mut self) -> &mut PauseBits {
        &mut self.paused
    }

    /// The largest part of its stake in a strategy an operator can allocate: the whole less all that was slashed
    /// (`getMaxMagnitude`).
    #[must_use]
    pub fn max_magnitude(&self, operator: Address, strategy: Address) -> Magnitude {
        self.max_magnitudes.latest((operator, strategy)).unwrap_or(Magnitude::WHOLE)
    }

    /// The same at the end of a block (`getMaxMagnitudesAtBlock`).
    #[must_use]
    pub fn max_magnitude_at(&self, operator: Address, strategy: Address, block: BlockNumber) -> Magnitude {
        self.max_magnitudes.at((operator, strategy), block).unwrap_or(Magnitude::WHOLE)
    }
}

/// The block a delay after `block`. The contract counts blocks in `uint32`, and panics where that ends.
fn block_after(block: BlockNumber, delay: Blocks) -> Result<BlockNumber, ArithError> {
    let after = block.after(delay)?;
    if after.get() > u64::from(u32::MAX) { Err(ArithError::Overflow) } else { Ok(after) }
}
