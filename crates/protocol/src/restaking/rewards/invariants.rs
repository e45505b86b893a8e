//! RST-60 to RST-64.

use super::RewardsCoordinator;
use crate::{invariants::BrokenInvariant, units::Timestamp};
use alloy_primitives::Address;
use std::collections::BTreeMap;

impl RewardsCoordinator {
    /// Every rule of the contract.
    ///
    /// # Errors
    /// The first that does not hold.
    pub fn check(&self) -> Result<(), BrokenInvariant> {
        self.check_roots()?;
        self.check_nonces()?;
        self.check_claims()?;
        BrokenInvariant::unless(!self.guard.is_entered(), "RST-64", || "a guarded function runs between calls".into())
    }

    /// RST-60 and RST-61.
    fn check_roots(&self) -> Result<(), BrokenInvariant> {
        let mut last = Timestamp::default();
        for ((index, root), expected) in self.roots.iter().zip(0..) {
            BrokenInvariant::unless(*index == expected, "RST-60", || format!("root {index} stands where {expected} belongs"))?;
            let end = root.calculation_end;
            BrokenInvariant::unless(end > last, "RST-60", || format!("root {index} ends at {end}, the one before at {last}"))?;
            BrokenInvariant::unless(end < root.activated_at, "RST-61", || {
                format!("root {index} is active from {} on, its period ends at {end}", root.activated_at)
            })?;
            last = end;
        }
        let said = self.calculation_end();
        BrokenInvariant::unless(said == last, "RST-60", || format!("the last root ends at {last}, the contract says {said}"))
    }

    /// RST-62
    fn check_nonces(&self) -> Result<(), BrokenInvariant> {
        let mut counted: BTreeMap<Address, u64> = BTreeMap::new();
        for (submitter, _, _) in self.submissions.keys() {
            let count = counted.entry(*submitter).or_default();
            *count = count.saturating_add(1);
        }
        let said: BTreeMap<Address, u64> = self.nonces.iter().map(|(submitter, nonce)| (*submitter, *nonce)).collect();
        BrokenInvariant::unless(counted == said, "RST-62", || format!("nonces {said:?}, recorded submissions {counted:?}"))
    }

    /// RST-63
    fn check_claims(&self) -> Result<(), BrokenInvariant> {
        let has_root = self.roots.values().any(|root| !root.disabled);
        for ((earner, token), claimed) in &self.cumulative_claimed {
            BrokenInvariant::unless(has_root && !claimed.is_zero(), "RST-63", || {
                format!("{earner} has claimed {claimed} of token {token}, there is a root to claim against: {has_root}")
            })?;
        }
        Ok(())
    }
}
