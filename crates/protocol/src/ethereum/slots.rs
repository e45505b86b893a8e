//! Slots and blocks.
use super::{Beacon, BeaconError, Withdrawal};
use crate::units::{Slot, ValidatorIndex};
use alloy_primitives::Address;
use serde::{Deserialize, Serialize};

/// What the beacon side gives a block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockStart {
    /// Ether that arrives on the execution side, in order.
    pub withdrawals: Vec<Withdrawal>,
    /// Who proposes.
    pub proposer: ValidatorIndex,
    /// Who receives the tips (COINBASE).
    pub fee_recipient: Address,
}

impl Beacon {
    /// Advances to a later slot. Every epoch that ends in between gets its transition, its participation from the
    /// profiles; slots in between have no block.
    ///
    /// # Errors
    /// [`BeaconError::SlotNotAfter`].
    pub fn advance_to_slot(&mut self, slot: Slot) -> Result<(), BeaconError> {
        todo!("{slot}")
    }

    /// Begins the block of the current slot: takes withdrawals, pays proposer and sync committee.
    ///
    /// # Errors
    /// [`BeaconError::BlockAlreadyBegun`].
    pub fn begin_block(&mut self) -> Result<BlockStart, BeaconError> {
        todo!()
    }
}
