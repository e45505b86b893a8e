//! Who may do what: one store of roles for all contracts, and the pause that several of them share.
//!
//! Roles follow OpenZeppelin's `AccessControlEnumerable`: an account holding the admin role of a role grants and revokes
//! it; the order of members is that of an `EnumerableSet` (removing moves the last one into the gap). The ABI layer
//! words the refusals, which differ between contracts.
//!
//! Invariants
//! - LIQ-60  no account is twice among the members of a role

mod access;
mod ownable;
mod pausable;
mod pause_bits;
mod reentrancy;

pub use access::{Governance, GovernanceError, GovernanceEvent, Role, RoleRecord};
pub use ownable::{OwnableError, Owner, OwnershipTransferred};
pub use pausable::{PausableError, PausableEvent, PausableUntil};
pub use pause_bits::{PauseBits, PauseBitsError, PauseBitsEvent, Pausers};
pub use reentrancy::{ReentrancyGuard, ReentrantCall};
