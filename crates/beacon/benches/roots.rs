//! How fast states are hashed, proven and written: `cargo bench -p aquifer-beacon --bench roots`.
//!
//! One thread. A version of the state before is kept in every case, as a chain keeps it.

#![expect(clippy::unwrap_used, reason = "a benchmark fails by panicking")]

use alloy_primitives::{Address, B256, FixedBytes};
use aquifer_beacon::types::{self, ExecutionPayloadHeader, SyncAggregate, Withdrawal};
use aquifer_beacon::{
    BlockContents, EMPTY_TRANSACTIONS_ROOT, Envelope, ForkSchedule, StateProver, StateTree, StateView, empty_body_root,
    withdrawals_root,
};
use aquifer_protocol::ethereum::{
    Beacon, BeaconConstants, BlockStart, GenesisValidator, PartsPerMillion, PerformanceProfile, PublicKey,
};
use aquifer_protocol::units::{Gwei, Slot, Timestamp, ValidatorIndex};
use divan::{Bencher, black_box};
use std::sync::{Arc, LazyLock};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    divan::main();
}

/// A chain with its trees warm.
#[derive(Clone)]
struct Chain {
    beacon: Beacon,
    envelope: Envelope,
    tree: StateTree,
}

/// A million validators, no two alike, at the end of their ninth epoch.
static MILLION: LazyLock<Chain> = LazyLock::new(|| Chain::new(1_000_000, 8 * 32 + 31));

impl Chain {
    fn new(validators: u64, slot: u64) -> Self {
        let parts = |number: u64| PartsPerMillion::new(950_000 + u32::try_from(number % 50_000).unwrap()).unwrap();
        let validators = (0..validators).map(|number| GenesisValidator {
            pubkey: distinct_key(number),
            credentials: FixedBytes::left_padding_from(&(1 + number).to_be_bytes()) | FixedBytes::right_padding_from(&[1]),
            balance: Gwei::new(32_000_000_000 + number * 977 % 400_000_000),
            fee_recipient: Address::ZERO,
            profile: PerformanceProfile { head: parts(number), ..PerformanceProfile::PERFECT },
        });
        let constants = Arc::new(BeaconConstants::mainnet());
        let mut beacon = Beacon::genesis(constants, Timestamp::new(0), B256::repeat_byte(1), validators.collect()).unwrap();
        let payload = ExecutionPayloadHeader::default();
        let envelope = Envelope::genesis(&beacon, &ForkSchedule::new(types::Version::ZERO), payload);
        beacon.advance_to_slot(Slot::new(slot)).unwrap();
        let mut tree = StateTree::default();
        tree.update(&beacon).unwrap();
        Self { beacon, envelope, tree }
    }

    fn root(&mut self) -> B256 {
        StateView::new(&self.beacon, &self.envelope).unwrap().root(&mut self.tree).unwrap()
    }

    /// The accounting of an empty block in the next slot.
    fn play_accounting(&mut self) -> BlockStart {
        self.beacon.advance_to_slot(Slot::new(self.beacon.slot().get() + 1)).unwrap();
        self.beacon.process_empty_block().unwrap()
    }

    /// The chained part of the same block.
    fn chain_block(&mut self, start: &BlockStart, state_root_before: B256) -> B256 {
        let (slot, beacon, envelope) = (self.beacon.slot(), &self.beacon, &mut self.envelope);
        envelope.close_slot(Slot::new(slot.get() - 1), state_root_before);
        envelope.enter_slot(slot, &beacon.finality());
        let withdrawals: Vec<Withdrawal> = start.withdrawals.iter().map(Withdrawal::from).collect();
        let payload = ExecutionPayloadHeader {
            block_number: slot.get(),
            transactions_root: EMPTY_TRANSACTIONS_ROOT,
            withdrawals_root: withdrawals_root(&withdrawals),
            ..ExecutionPayloadHeader::default()
        };
        let randao_reveal = envelope.randao_reveal(slot);
        let sync = SyncAggregate::default();
        let body_root = empty_body_root(&randao_reveal, &envelope.eth1_data(), B256::ZERO, &sync, &payload);
        envelope.put_block(slot, BlockContents { proposer: start.proposer, randao_reveal, body_root, payload });
        let accounting = self.tree.update(&self.beacon).unwrap();
        self.envelope.state_root(&accounting)
    }
}

/// No two keys continue each other: every validator has a row of its own.
fn distinct_key(number: u64) -> PublicKey {
    let mut key = PublicKey::repeat_byte(0x80);
    key[8..16].copy_from_slice(&number.to_be_bytes());
    key[40..].copy_from_slice(&number.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes());
    key
}

/// SHA-256 of 64 bytes, by how many are hashed in one call.
mod pair {
    use super::{Bencher, black_box};

    const COUNTS: [usize; 4] = [1, 16, 64, 65_536];

    #[divan::bench(args = COUNTS)]
    fn hashtree_rs(bencher: Bencher<'_, '_>, count: usize) {
        hashtree_rs::init();
        let (input, mut output) = (vec![7; 64 * count], vec![0; 32 * count]);
        bencher
            .counter(divan::counter::ItemsCount::new(count))
            .bench_local(|| hashtree_rs::hash(&mut output, black_box(&input), count));
    }

    #[divan::bench(args = COUNTS)]
    fn ethereum_hashing(bencher: Bencher<'_, '_>, count: usize) {
        let (input, mut output) = (vec![7; 64 * count], vec![0; 32 * count]);
        bencher.counter(divan::counter::ItemsCount::new(count)).bench_local(|| {
            for (parent, pair) in output.chunks_exact_mut(32).zip(black_box(&input).chunks_exact(64)) {
                parent.copy_from_slice(&ethereum_hashing::hash_fixed(pair));
            }
        });
    }
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn million_first_root(bencher: Bencher<'_, '_>) {
    let chain = MILLION.clone();
    bencher.with_inputs(|| Chain { tree: StateTree::default(), ..chain.clone() }).bench_local_values(|mut chain| chain.root());
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn million_root_after_an_epoch(bencher: Bencher<'_, '_>) {
    let mut after = MILLION.clone();
    after.beacon.advance_to_slot(Slot::new(9 * 32)).unwrap();
    bencher.with_inputs(|| after.clone()).bench_local_values(|mut chain| chain.root());
}

#[divan::bench(sample_count = 50, sample_size = 1)]
fn million_root_after_one_validator_changed(bencher: Bencher<'_, '_>) {
    let mut after = MILLION.clone();
    let proposer = after.beacon.proposer_at(after.beacon.slot()).unwrap();
    after.beacon.slash_validator(ValidatorIndex::new(654_321), proposer).unwrap();
    bencher.with_inputs(|| after.clone()).bench_local_values(|mut chain| chain.root());
}

#[divan::bench(sample_count = 20, sample_size = 1)]
fn million_root_after_a_block(bencher: Bencher<'_, '_>) {
    let mut after = MILLION.clone();
    after.beacon.process_empty_block().unwrap();
    bencher.with_inputs(|| after.clone()).bench_local_values(|mut chain| chain.root());
}

#[divan::bench(sample_count = 50)]
fn million_validator_proof(bencher: Bencher<'_, '_>) {
    let mut chain = MILLION.clone();
    let Chain { beacon, envelope, tree } = &mut chain;
    bencher.bench_local(|| {
        let prover = StateProver::new(StateView::new(beacon, envelope).unwrap(), tree).unwrap();
        prover.credential_proofs(&[ValidatorIndex::new(654_321)]).unwrap()
    });
}

#[divan::bench(sample_count = 50)]
fn million_balance_proof(bencher: Bencher<'_, '_>) {
    let mut chain = MILLION.clone();
    let Chain { beacon, envelope, tree } = &mut chain;
    bencher.bench_local(|| {
        let prover = StateProver::new(StateView::new(beacon, envelope).unwrap(), tree).unwrap();
        prover.checkpoint_proofs(&[ValidatorIndex::new(654_321)]).unwrap()
    });
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn million_state_as_ssz(bencher: Bencher<'_, '_>) {
    let chain = MILLION.clone();
    let view = StateView::new(&chain.beacon, &chain.envelope).unwrap();
    bencher.bench_local(|| view.ssz().write_to(&mut std::io::sink()).unwrap());
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn million_state_as_json(bencher: Bencher<'_, '_>) {
    let chain = MILLION.clone();
    let view = StateView::new(&chain.beacon, &chain.envelope).unwrap();
    bencher.bench_local(|| serde_json::to_writer(std::io::sink(), &view).unwrap());
}

/// An epoch of empty blocks on a small chain: what each costs to play, to hash as accounting, and to chain.
mod slots_of_300_validators {
    use super::{B256, Bencher, Chain};

    const SLOTS: usize = 3_200;

    fn run(bencher: Bencher<'_, '_>, mut slot: impl FnMut(&mut Chain)) {
        let chain = Chain::new(300, 8 * 32 + 31);
        bencher.counter(divan::counter::ItemsCount::new(SLOTS)).with_inputs(|| chain.clone()).bench_local_values(|mut chain| {
            (0..SLOTS).for_each(|_| slot(&mut chain));
            chain
        });
    }

    #[divan::bench(sample_count = 5, sample_size = 1)]
    fn played(bencher: Bencher<'_, '_>) {
        run(bencher, |chain| {
            chain.play_accounting();
        });
    }

    #[divan::bench(sample_count = 5, sample_size = 1)]
    fn played_and_hashed(bencher: Bencher<'_, '_>) {
        run(bencher, |chain| {
            chain.play_accounting();
            divan::black_box(chain.tree.update(&chain.beacon).unwrap());
        });
    }

    #[divan::bench(sample_count = 5, sample_size = 1)]
    fn played_hashed_and_chained(bencher: Bencher<'_, '_>) {
        let mut state_root = B256::ZERO;
        run(bencher, |chain| {
            let start = chain.play_accounting();
            state_root = chain.chain_block(&start, state_root);
        });
    }
}
