//! States by the names the Beacon API has for them.

use super::{error::ApiError, ids::StateId};
use crate::api::Api;
use aquifer_chain::World;
use aquifer_protocol::{
    ethereum::Beacon,
    units::{Epoch, Slot},
};
use std::sync::Arc;

/// A state that was asked for.
#[derive(Debug, Clone)]
pub(crate) struct FoundState {
    /// The state.
    pub(crate) world: Arc<World>,
    /// Whether the chain can no longer go back behind it.
    pub(crate) is_finalized: bool,
}

impl FoundState {
    /// The accounting in it.
    pub(crate) fn beacon(&self) -> &Beacon {
        &self.world.protocol.beacon
    }
}

impl Api {
    /// # Errors
    /// 404 for a slot above the head, and for a root nobody knows.
    pub(crate) fn found_state(&self, id: StateId) -> Result<FoundState, ApiError> {
        let head = self.node.head();
        let beacon = &head.world.protocol.beacon;
        let start = |epoch: Epoch| Slot::new(epoch.get().saturating_mul(beacon.constants.slots_per_epoch));
        let slot = match id {
            StateId::Head => beacon.slot(),
            StateId::Genesis => Slot::new(0),
            StateId::Finalized => start(beacon.finalized_epoch()),
            StateId::Justified => start(beacon.justified_epoch()),
            StateId::Slot(slot) => slot,
            StateId::Root(_) => return Err(ApiError::state_not_found()),
        };
        if slot > beacon.slot() {
            return Err(ApiError::state_not_found());
        }
        let mut world = self.node.world_at(self.node.number_at_or_before(slot)?)?;
        if matches!(id, StateId::Slot(_)) && world.protocol.beacon.slot() < slot {
            let beacon = Arc::make_mut(&mut Arc::make_mut(&mut world).protocol.beacon);
            beacon.advance_to_slot(slot).map_err(ApiError::internal)?;
        }
        Ok(FoundState { is_finalized: slot <= start(beacon.finalized_epoch()), world })
    }
}
