//! Hash trees that remember: a value in, what changed is hashed again, everything else is shared with the version before.

pub(crate) mod column;
pub(crate) mod committee;
pub(crate) mod heap;
pub(crate) mod queue;
pub(crate) mod registry;
pub(crate) mod slashings;
pub(crate) mod spine;
pub(crate) mod vector;
