//! The validators a chain starts with, and the deposit keys that wait.
//!
//! Deriving a key takes a tenth of a millisecond and signing a deposit half of one, so the operators share the threads.

use crate::network::{Network, file::OperatorTable};
use alloy_primitives::{Address, B256};
use aquifer_bls::{KeySource, sign_deposit};
use aquifer_protocol::ethereum::{BlsSignature, GenesisValidator, PerformanceProfile, PublicKey};
use aquifer_protocol::units::Gwei;
use std::thread;

/// Balance of a genesis validator and amount of a deposit: 32 ETH.
const DEPOSIT: Gwei = Gwei::new(32_000_000_000);

/// Everything an operator brings to genesis.
pub(super) struct Fleet {
    /// Its validators for Lido, with their registry numbers from 0.
    pub(super) lido: Vec<PublicKey>,
    /// Its own validators.
    pub(super) own: Vec<PublicKey>,
    /// Signed keys that wait, with the registry numbers that follow.
    pub(super) spare: Vec<(PublicKey, BlsSignature)>,
}

/// Where validators withdraw to, and who gets their tips.
#[derive(Debug, Clone, Copy)]
pub(super) struct Owner {
    pub(super) credentials: B256,
    pub(super) fee_recipient: Address,
}

/// Credentials that withdraw to an address (first byte 0x01).
pub(super) fn credentials(address: Address) -> B256 {
    let mut credentials = address.into_word();
    credentials[0] = 0x01;
    credentials
}

/// Derives every operator's keys, on as many threads as the machine has.
pub(super) fn fleets(network: &Network, lido: B256) -> Vec<Fleet> {
    let keys = network.keys();
    let version = network.file.beacon.genesis_fork_version;
    let operators: Vec<&OperatorTable> = network.file.operators.iter().map(toml::Spanned::get_ref).collect();
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let derive = |operator: &OperatorTable| fleet(operator, &keys, lido, version);
    thread::scope(|scope| {
        let chunks = operators.chunks(operators.len().div_ceil(threads).max(1));
        let workers: Vec<_> =
            chunks.map(|chunk| (chunk, scope.spawn(move || chunk.iter().map(|o| derive(o)).collect::<Vec<_>>()))).collect();
        // A thread that could not do its part leaves it to this one.
        workers
            .into_iter()
            .flat_map(|(chunk, worker)| worker.join().unwrap_or_else(|_| chunk.iter().map(|o| derive(o)).collect()))
            .collect()
    })
}

fn fleet(operator: &OperatorTable, keys: &KeySource, lido: B256, version: alloy_primitives::FixedBytes<4>) -> Fleet {
    let (module, id) = (*operator.module.get_ref(), *operator.id.get_ref());
    let deposited = *operator.lido_validators.get_ref();
    let spare = (deposited..deposited + operator.spare_keys).map(|number| {
        let key = keys.lido(module, id, number);
        (key.public_key(), sign_deposit(&key, lido, DEPOSIT, version))
    });
    Fleet {
        lido: (0..deposited).map(|number| keys.lido(module, id, number).public_key()).collect(),
        own: (0..operator.own_validators).map(|number| keys.own(module, id, number).public_key()).collect(),
        spare: spare.collect(),
    }
}

/// Genesis validators of some keys.
pub(super) fn genesis_validators(
    pubkeys: &[PublicKey],
    owner: Owner,
    profile: PerformanceProfile,
) -> impl Iterator<Item = GenesisValidator> {
    pubkeys.iter().map(move |pubkey| GenesisValidator {
        pubkey: *pubkey,
        credentials: owner.credentials,
        balance: DEPOSIT,
        fee_recipient: owner.fee_recipient,
        profile,
    })
}
