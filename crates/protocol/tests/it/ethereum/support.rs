//! Chains to test with.

use aquifer_protocol::ethereum::{Beacon, BeaconConstants, GenesisValidator, PerformanceProfile, PublicKey};
use aquifer_protocol::units::{Epochs, Gwei, Slot, Slots, Timestamp, ValidatorIndex};
use aquifer_protocol::{Address, B256};
use std::sync::Arc;

pub(crate) const ETH: u64 = 1_000_000_000;

/// A key that stands for a number.
pub(crate) fn key(number: u64) -> PublicKey {
    PublicKey::left_padding_from(&number.to_be_bytes())
}

/// The address validator `number` withdraws to.
pub(crate) fn owner(number: u64) -> Address {
    Address::left_padding_from(&(0xaa00_0000 + number).to_be_bytes())
}

/// The key behind the BLS credentials of validator `number`.
pub(crate) fn withdrawal_key(number: u64) -> PublicKey {
    PublicKey::left_padding_from(&(0xbb00_0000 + number).to_be_bytes())
}

/// Credentials of a kind that name an address.
pub(crate) fn credentials(prefix: u8, address: Address) -> B256 {
    let mut bytes = address.into_word();
    bytes[0] = prefix;
    bytes
}

/// A validator of the genesis state with address credentials.
pub(crate) fn staker(number: u64, prefix: u8, balance: u64, profile: PerformanceProfile) -> GenesisValidator {
    GenesisValidator {
        pubkey: key(number),
        credentials: credentials(prefix, owner(number)),
        balance: Gwei::new(balance),
        fee_recipient: owner(number),
        profile,
    }
}

pub(crate) fn chain(constants: BeaconConstants, validators: Vec<GenesisValidator>) -> Beacon {
    Beacon::genesis(Arc::new(constants), Timestamp::new(1_000), B256::repeat_byte(7), validators).unwrap()
}

/// A chain of perfect validators with 32 ETH.
pub(crate) fn perfect_chain(constants: BeaconConstants, count: u64) -> Beacon {
    chain(constants, (0..count).map(|number| staker(number, 1, 32 * ETH, PerformanceProfile::PERFECT)).collect())
}

/// Small limits and short delays: a life fits into a few epochs.
pub(crate) fn quick() -> BeaconConstants {
    BeaconConstants {
        slots_per_epoch: 4,
        sync_committee_size: 8,
        epochs_per_sync_committee_period: 4,
        epochs_per_slashings_vector: 8,
        min_validator_withdrawability_delay: Epochs::new(2),
        shard_committee_period: Epochs::new(2),
        pending_partial_withdrawals_limit: 4,
        pending_consolidations_limit: 3,
        ..BeaconConstants::minimal()
    }
}

/// Plays `slots` slots, each with an empty block.
pub(crate) fn play(beacon: &mut Beacon, slots: u64) {
    for _ in 0..slots {
        next_slot(beacon);
        beacon.process_empty_block().unwrap();
    }
}

pub(crate) fn next_slot(beacon: &mut Beacon) {
    beacon.advance_to_slot(beacon.slot().after(Slots::new(1)).unwrap()).unwrap();
}

/// Plays up to the first slot of an epoch, each slot with a block.
pub(crate) fn play_to_epoch(beacon: &mut Beacon, epoch: u64) {
    let end = Slot::new(epoch * beacon.constants.slots_per_epoch);
    let slots = end.since(beacon.slot()).unwrap().get();
    play(beacon, slots);
}

pub(crate) fn index(number: u64) -> ValidatorIndex {
    ValidatorIndex::new(number)
}
