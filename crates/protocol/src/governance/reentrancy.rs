//! One call at a time, as OpenZeppelin's `ReentrancyGuard` (4.x) has it.

use serde::{Deserialize, Serialize};

/// Whether a guarded function of the contract runs: code of others that it calls finds the door shut.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ReentrancyGuard(bool);

/// `ReentrancyGuard: reentrant call`
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a guarded function runs already")]
pub struct ReentrantCall;

impl ReentrancyGuard {
    /// A guarded function begins.
    ///
    /// # Errors
    /// [`ReentrantCall`] while another runs.
    pub const fn enter(&mut self) -> Result<(), ReentrantCall> {
        if self.0 {
            return Err(ReentrantCall);
        }
        self.0 = true;
        Ok(())
    }

    /// The guarded function ends. A failure needs no end: the value from before it returns.
    pub const fn leave(&mut self) {
        self.0 = false;
    }

    /// Whether a guarded function runs.
    #[must_use]
    pub const fn is_entered(self) -> bool {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_door_is_shut_until_the_call_has_ended() {
        let mut guard = ReentrancyGuard::default();
        assert_eq!(guard.enter(), Ok(()));
        assert_eq!(guard.enter(), Err(ReentrantCall));
        guard.leave();
        assert_eq!(guard.enter(), Ok(()));
    }
}
