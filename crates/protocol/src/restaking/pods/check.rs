//! What must hold of the pods after every call.

use super::{EigenPod, EigenPodManager, PodValidatorStatus, pod_address};
use crate::{
    address_book::RestakingAddresses,
    invariants::BrokenInvariant,
    units::{Magnitude, Wei},
};
use alloy_primitives::Address;

impl EigenPodManager {
    /// Checks RST-40 to RST-44, reading every pod and every validator.
    ///
    /// # Errors
    /// The id and the rule when one is broken.
    pub fn check(&self, book: &RestakingAddresses) -> Result<(), BrokenInvariant> {
        BrokenInvariant::unless(self.pods.len() == self.pod_of.len(), "RST-40", || {
            format!("{} pods of {} owners", self.pods.len(), self.pod_of.len())
        })?;
        for (address, pod) in &self.pods {
            let in_place = *address == pod_address(book, pod.owner) && self.pod_of(pod.owner) == Some(*address);
            BrokenInvariant::unless(in_place, "RST-40", || format!("the pod of {} is at {address}", pod.owner))?;
            self.check_validators(*address, pod)?;
        }
        self.check_known_pods()?;
        let above = self.slashing_factors.iter().find(|(_, factor)| **factor > Magnitude::WHOLE);
        BrokenInvariant::unless(above.is_none(), "RST-43", || format!("{above:?} is above the whole"))
    }

    /// Ether every pod must hold at least (LIQ-12).
    pub fn tracked_ether(&self) -> impl Iterator<Item = (Address, Wei)> {
        self.pods.iter().map(|(address, pod)| (*address, pod.restaked_execution_layer.into()))
    }

    fn check_validators(&self, address: Address, pod: &EigenPod) -> Result<(), BrokenInvariant> {
        let (mut active, mut awaited) = (0_u64, 0_u64);
        let latest = pod.current_checkpoint.unwrap_or(pod.last_checkpoint);
        for (pubkey_hash, info) in self.validators(address) {
            active = active.saturating_add(u64::from(info.status == PodValidatorStatus::Active));
            let is_awaited = pod.current_checkpoint.is_some_and(|checkpoint| info.is_awaited_by(checkpoint));
            awaited = awaited.saturating_add(u64::from(is_awaited));
            let gone = info.status == PodValidatorStatus::Withdrawn;
            let holds = info.last_checkpointed_at <= latest && (!gone || info.restaked_balance.is_zero());
            BrokenInvariant::unless(holds, "RST-44", || format!("{pubkey_hash} of {address}: {info:?}"))?;
        }
        BrokenInvariant::unless(active == pod.active_validators, "RST-41", || {
            format!("{address} counts {}, {active} are active", pod.active_validators)
        })?;
        let remaining = pod.checkpoint.proofs_remaining;
        BrokenInvariant::unless(awaited == remaining, "RST-42", || {
            format!("{address} waits for {remaining} proofs, {awaited} validators are unseen")
        })
    }

    /// Nothing is kept for a pod that is not there.
    fn check_known_pods(&self) -> Result<(), BrokenInvariant> {
        let of_validators = self.validators.keys().map(|(pod, _)| pod);
        let mut named = of_validators.chain(self.exited.keys().map(|(pod, _)| pod));
        let stray = named.find(|pod| !self.pods.contains_key(*pod));
        BrokenInvariant::unless(stray.is_none(), "RST-41", || format!("validators of {stray:?}, where no pod is"))
    }
}
