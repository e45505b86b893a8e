//! Pods with validators at genesis: of a node operator's own validators the last ones withdraw to them.

use super::validators::{Fleet, Owner, credentials};
use crate::network::file::OperatorTable;
use crate::network::{Network, NetworkError};
use alloy_primitives::Address;
use aquifer_protocol::AddressBook;
use aquifer_protocol::ethereum::{Beacon, PublicKey};
use aquifer_protocol::restaking::GenesisPod;
use aquifer_protocol::restaking::pods::{GenesisPodValidator, pod_address, pod_credentials};
use toml::Spanned;

impl Network {
    /// Whose a node operator's own validators are: its own first, then those of the pods it runs, in the order of the stakers.
    pub(super) fn own_validators<'a>(
        &self,
        book: &AddressBook,
        operator: &OperatorTable,
        fleet: &'a Fleet,
    ) -> Result<Vec<(Owner, &'a [PublicKey])>, NetworkError> {
        let account = self.signer(*operator.account.get_ref())?.address();
        let pods = self.pods_run_by(operator)?;
        let in_pods: usize = pods.iter().map(|(_, validators)| validators).sum();
        let (own, mut rest) = fleet.own.split_at(fleet.own.len().saturating_sub(in_pods));
        let mut owners = vec![(Owner { credentials: credentials(account), fee_recipient: account }, own)];
        for (owner, validators) in pods {
            let (of_pod, others) = rest.split_at(validators.min(rest.len()));
            let pod = pod_credentials(pod_address(&book.restaking, owner));
            owners.push((Owner { credentials: pod, fee_recipient: account }, of_pod));
            rest = others;
        }
        Ok(owners)
    }

    /// Every pod of the file with its validators as the beacon chain has them.
    pub(super) fn genesis_pods(&self, fleets: &[Fleet], beacon: &Beacon) -> Result<Vec<GenesisPod>, NetworkError> {
        let mut genesis = Vec::new();
        for (operator, fleet) in self.file.operators.iter().zip(fleets) {
            let pods = self.pods_run_by(operator.get_ref())?;
            let in_pods: usize = pods.iter().map(|(_, validators)| validators).sum();
            let mut keys = fleet.own.iter().skip(fleet.own.len().saturating_sub(in_pods)).copied();
            for (owner, validators) in pods {
                let validators = keys.by_ref().take(validators).filter_map(|key| genesis_validator(beacon, key));
                genesis.push(GenesisPod { owner, validators: validators.collect() });
            }
        }
        Ok(genesis)
    }

    /// The owners of the pods a node operator runs validators for, and how many.
    fn pods_run_by(&self, operator: &OperatorTable) -> Result<Vec<(Address, usize)>, NetworkError> {
        let stakers = self.file.restaking.stakers.iter().map(Spanned::get_ref);
        let pods = stakers.filter_map(|staker| Some((staker.account, staker.pod.as_ref()?)));
        let run_here = pods.filter(|(_, pod)| pod.run_by.get_ref() == operator.account.get_ref());
        run_here.map(|(owner, pod)| Ok((self.account(owner)?, usize::try_from(pod.validators).unwrap_or(usize::MAX)))).collect()
    }
}

fn genesis_validator(beacon: &Beacon, pubkey: PublicKey) -> Option<GenesisPodValidator> {
    let index = beacon.find(&pubkey)?;
    let restaked = beacon.validator(index)?.effective_balance;
    Some(GenesisPodValidator { index, pubkey, restaked })
}
