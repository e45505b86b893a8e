//! Tests of the state machine as its users see it: vectors made by others' code, properties, closed forms.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod ethereum;
mod lido;
mod restaking;
mod token;
mod vector_families;
mod vectors;
