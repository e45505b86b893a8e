//! States of slots without blocks: the state after the last block, played forward. The last ones are kept, since whoever
//! asks for one asks again; one is played at a time, and how far is bounded.

use super::error::ApiError;
use alloy_primitives::B256;
use aquifer_chain::World;
use aquifer_protocol::units::Slot;
use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

/// States kept.
const KEPT: usize = 4;
/// Furthest slot after a block that is played to: five weeks of mainnet's slots.
const SLOTS_MAX: u64 = 1 << 18;
/// Requests that may wait for a state to be played; more are refused.
const WAITING_MAX: usize = 16;

/// A state that was played forward.
struct Played {
    /// Hash of the block it was played from.
    block: B256,
    world: Arc<World>,
}

/// The last states that were asked for.
#[derive(Default)]
pub(crate) struct PlayedStates {
    kept: Mutex<VecDeque<Played>>,
    waiting: AtomicUsize,
}

impl PlayedStates {
    /// What the state after a block has become by a later slot.
    ///
    /// # Errors
    /// 404 for a slot too far from the block, 503 when too many wait.
    pub(crate) fn play(&self, block: B256, world: Arc<World>, slot: Slot) -> Result<Arc<World>, ApiError> {
        let ahead = slot.get().saturating_sub(slot_of(&world).get());
        if ahead > SLOTS_MAX {
            return Err(ApiError::not_found(format!("State not found: slot {slot} is {ahead} slots after the last block")));
        }
        let waiting = self.waiting.fetch_add(1, Ordering::AcqRel);
        let played = if waiting < WAITING_MAX { self.play_in_turn(block, world, slot) } else { Err(busy()) };
        self.waiting.fetch_sub(1, Ordering::AcqRel);
        played
    }

    fn play_in_turn(&self, block: B256, world: Arc<World>, slot: Slot) -> Result<Arc<World>, ApiError> {
        // A panic while the lock was held cannot leave a state half played: it is put in whole.
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let on_the_way = kept.iter().filter(|played| played.block == block && slot_of(&played.world) <= slot);
        let nearest = on_the_way.map(|played| &played.world).max_by_key(|world| slot_of(world));
        let mut world = nearest.map_or(world, Arc::clone);
        if slot_of(&world) == slot {
            return Ok(world);
        }
        Arc::make_mut(&mut world).play_to(slot).map_err(ApiError::internal)?;
        if kept.len() == KEPT {
            kept.pop_front();
        }
        kept.push_back(Played { block, world: Arc::clone(&world) });
        Ok(world)
    }
}

fn slot_of(world: &World) -> Slot {
    world.protocol.beacon.slot()
}

fn busy() -> ApiError {
    ApiError::unavailable("too many requests wait for states of slots without blocks")
}
