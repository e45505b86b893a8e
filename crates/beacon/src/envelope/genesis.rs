//! The envelope of a chain that starts.

use super::{Checkpoints, Envelope, EnvelopeRecord};
use crate::fields::{SLOTS_PER_HISTORICAL_ROOT, depth};
use crate::fork::ForkSchedule;
use crate::types::{BeaconBlockBody, BeaconBlockHeader, Eth1Data, ExecutionPayloadHeader, INFINITY_PUBKEY};
use alloy_primitives::{B256, b256};
use aquifer_protocol::ethereum::Beacon;
use tree_hash::TreeHash as _;

/// Root of the deposit contract's tree without deposits.
const EMPTY_DEPOSIT_ROOT: B256 = b256!("d70a234731285c6804c2a4f56711ddb8c82c99740f207854891028af34e27e5e");

impl Envelope {
    /// The state around an accounting that starts, with `payload` as the execution chain's first block.
    ///
    /// All mixes are the hash of that block; the header is that of the empty block nobody proposed.
    #[must_use]
    pub fn genesis(beacon: &Beacon, forks: &ForkSchedule, payload: ExecutionPayloadHeader) -> Self {
        let block_hash = payload.block_hash;
        let ring = || vec![B256::ZERO; usize::try_from(SLOTS_PER_HISTORICAL_ROOT).unwrap_or(0)];
        let checkpoints = Checkpoints::default();
        let record = EnvelopeRecord {
            fork: forks.fork(),
            latest_block_header: BeaconBlockHeader {
                slot: beacon.slot().get(),
                body_root: BeaconBlockBody::default().tree_hash_root(),
                ..BeaconBlockHeader::default()
            },
            block_roots: ring(),
            state_roots: ring(),
            historical_roots: Vec::new(),
            eth1_data: Eth1Data { deposit_root: EMPTY_DEPOSIT_ROOT, deposit_count: 0, block_hash },
            eth1_data_votes: Vec::new(),
            eth1_deposit_index: 0,
            randao_mixes: vec![block_hash; 1 << depth::MIXES],
            previous_justified_checkpoint: checkpoints.previous_justified,
            current_justified_checkpoint: checkpoints.current_justified,
            finalized_checkpoint: checkpoints.finalized,
            current_aggregate_pubkey: INFINITY_PUBKEY,
            next_aggregate_pubkey: INFINITY_PUBKEY,
            latest_execution_payload_header: payload,
            historical_summaries: Vec::new(),
            deposit_requests_start_index: u64::MAX,
        };
        Self::from_record(beacon.seed, beacon.constants.slots_per_epoch, record)
    }
}
