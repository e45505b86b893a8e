//! Pods on the mock host: recorded proofs, creation and stake, shares, requests to the beacon chain.

mod control;
mod ether;
mod recorded;
mod refusals;
mod requests;
mod shares;

use crate::network::{ADMIN, ALICE, Network};
use alloy_primitives::{Address, B256, Bytes, U256};
use alloy_sol_types::SolError;
use aquifer_contracts::{CallAnswer, interfaces::restaking::IEigenPodManager as Manager, mock::MockHost};
use aquifer_protocol::{
    restaking::pods::{BEACON_ROOTS, EigenPodManager, GenesisPodValidator},
    units::{Gwei, ValidatorIndex, Wei},
};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

/// Roots of beacon blocks by timestamp, as EIP-4788's system contract keeps them.
type Ring = Arc<Mutex<BTreeMap<u64, B256>>>;

/// A network whose manager of pods is open, with a ring of beacon roots.
fn network() -> (Network, Ring) {
    let mut network = Network::start();
    network.host.protocol.restaking.pods = Arc::new(EigenPodManager::genesis(ADMIN));
    let ring = Ring::default();
    let served = Arc::clone(&ring);
    let serve = move |_: &mut MockHost, call: &aquifer_contracts::OutsideCall| {
        let asked = u64::try_from(U256::from_be_slice(&call.input)).unwrap_or_default();
        let root = served.lock().expect("a ring").get(&asked).copied();
        CallAnswer { success: root.is_some(), output: root.map(Bytes::from).unwrap_or_default() }
    };
    network.host.contracts.insert(BEACON_ROOTS, Arc::new(serve));
    (network, ring)
}

/// A network in which Alice has a pod, and the pod's address.
fn with_pod() -> (Network, Ring, Address) {
    let (mut network, ring) = network();
    let manager = network.book.restaking.eigen_pod_manager;
    let pod = network.call(ALICE, manager, Wei::ZERO, &Manager::createPodCall {});
    (network, ring, pod)
}

/// A network in which Alice's pod counts one validator of 32 ETH, of key [`KEY`].
fn with_validator() -> (Network, Ring, Address) {
    let (mut network, ring) = network();
    let pods = Arc::make_mut(&mut network.host.protocol.restaking.pods);
    let validator =
        GenesisPodValidator { index: ValidatorIndex::new(7), pubkey: KEY.into(), restaked: Gwei::new(32_000_000_000) };
    let pod = pods.genesis_pod(&network.book.restaking, ALICE, &[validator]).expect("a first pod");
    (network, ring, pod)
}

/// Key of the validator of [`with_validator`].
const KEY: [u8; 48] = [7; 48];

/// Revert data of a custom error.
fn error(error: &impl SolError) -> Bytes {
    error.abi_encode().into()
}
