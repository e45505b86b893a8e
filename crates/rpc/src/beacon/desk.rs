//! How much the Beacon API does at a time, and what it remembers.
//!
//! Requests take threads that the rest of the server shares, so no more of them run at once than these numbers say: what
//! clients do here cannot stop JSON-RPC.

use super::{error::ApiError, played::PlayedStates};
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Requests answered at a time; more wait.
const REQUESTS: usize = 64;
/// Long bodies written at a time; more wait.
const BODIES: usize = 16;
/// Streams of events at a time; more are refused.
const STREAMS: usize = 256;

/// Turns, and states worth keeping.
pub(crate) struct Desk {
    requests: Arc<Semaphore>,
    bodies: Arc<Semaphore>,
    streams: Arc<Semaphore>,
    /// States of slots without blocks.
    pub(crate) played: PlayedStates,
}

impl Default for Desk {
    fn default() -> Self {
        let turns = |count| Arc::new(Semaphore::new(count));
        Self { requests: turns(REQUESTS), bodies: turns(BODIES), streams: turns(STREAMS), played: PlayedStates::default() }
    }
}

impl Desk {
    /// Waits for the turn of a request.
    ///
    /// # Errors
    /// 503 when the server ends.
    pub(crate) async fn request(&self) -> Result<OwnedSemaphorePermit, ApiError> {
        Arc::clone(&self.requests).acquire_owned().await.map_err(ApiError::unavailable)
    }

    /// Where long bodies wait for their turn.
    pub(crate) fn bodies(&self) -> Arc<Semaphore> {
        Arc::clone(&self.bodies)
    }

    /// A place for a stream of events.
    ///
    /// # Errors
    /// 503 when all are taken.
    pub(crate) fn stream(&self) -> Result<OwnedSemaphorePermit, ApiError> {
        let full = |_| ApiError::unavailable(format!("more than {STREAMS} streams of events"));
        Arc::clone(&self.streams).try_acquire_owned().map_err(full)
    }
}
