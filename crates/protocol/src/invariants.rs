//! What must hold after every call, each rule with an id.
//!
//! Every module checks its own rules (`check`); here are those that hold between modules, and `Protocol::check` that
//! runs them all. Checks may read every entry: they are for tests, fuzzers and `aquifer verify`, not for calls.
//! `docs/invariants.md` lists the ids.

/// A rule that does not hold: always a fault of ours, never of a caller.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{id}: {message}")]
pub struct BrokenInvariant {
    /// Id of the rule, as in `docs/invariants.md`.
    pub id: &'static str,
    /// What was found.
    pub message: String,
}

impl BrokenInvariant {
    /// Rule `id` is broken by what `message` says.
    #[must_use]
    pub fn new(id: &'static str, message: impl Into<String>) -> Self {
        Self { id, message: message.into() }
    }

    /// `Ok` when the rule holds.
    ///
    /// # Errors
    /// The broken rule, with what `message` says of it.
    pub fn unless(holds: bool, id: &'static str, message: impl FnOnce() -> String) -> Result<(), Self> {
        if holds { Ok(()) } else { Err(Self::new(id, message())) }
    }
}
