//! The chain behind the orderer's contract, disks that fail, and any life of a node.

#[allow(dead_code, reason = "shared with the integration tests, which use all of it")]
#[path = "../../tests/node/fixture.rs"]
mod fixture;

use super::{
    chain::Chain,
    open::{assemble, identity, open_store, start},
    *,
};
use crate::{
    history::Recorded,
    orderer::{ChainApp, ChainFailure, Contents, Evidence, LocalApp, ProposalCtx, Solo, Verdict},
    store::{Store, tests::CarelessDisk},
};
use fixture::{BOB, Wallet, by_hand, ether, set_balance};
use proptest::prelude::*;
use tempfile::TempDir;

/// A chain without a builder thread, driven by a test.
struct Replica {
    _dir: TempDir,
    _lock: DataDir,
    shared: Arc<Shared>,
    chain: Chain,
}

impl Replica {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let config = by_hand(dir.path());
        let lock = DataDir::lock(dir.path()).unwrap();
        let store = open_store(&lock, identity(&config.genesis)).unwrap();
        let (shared, snapshotter) = assemble(config, &lock, store).unwrap();
        Self { _dir: dir, _lock: lock, chain: Chain::new(shared.clone(), snapshotter), shared }
    }

    fn give(&self, transaction: SignedTransaction) {
        let state = sender_state(&self.shared.head.load().world, &transaction.signer());
        self.shared.pool().add(transaction, &state).unwrap();
    }

    fn head(&self) -> B256 {
        self.chain.durable_head()
    }
}

const fn waiting(slot: u64) -> ProposalCtx {
    ProposalCtx { slot: Slot::new(slot), contents: Contents::Waiting }
}

/// One height of a BFT engine: the leader builds, everybody validates the bytes, everybody commits, some twice.
fn agree(replicas: &mut [Replica], leader: usize, slot: u64) {
    let parent = replicas[leader].head();
    let block = replicas[leader].chain.build(&parent, waiting(slot)).unwrap().unwrap();
    for replica in replicas.iter_mut() {
        assert_eq!(replica.chain.validate(&parent, &block), Verdict::Valid);
        let height = replica.chain.durable_height() + 1;
        replica.chain.commit(height, &block, b"certificate").unwrap();
        replica.chain.commit(height, &block, b"certificate").unwrap();
        assert_eq!(replica.chain.durable_height(), height);
    }
}

#[test]
fn a_committee_and_the_orderer_of_one_yield_the_same_chain() {
    let mut replicas = [Replica::new(), Replica::new(), Replica::new()];
    let mut solo = Replica::new();
    let wallet = Wallet::new(1);
    for height in 1..=6_u64 {
        let leader = usize::try_from(height % 3).unwrap();
        let slot = height * 2;
        replicas[leader].give(wallet.transfer(height - 1));
        agree(&mut replicas, leader, slot);
        solo.give(wallet.transfer(height - 1));
        Solo.order(&mut solo.chain, waiting(slot)).unwrap().unwrap();
    }
    let worlds: Vec<_> = replicas.iter().map(|replica| replica.shared.head.load().world.clone()).collect();
    for replica in &replicas {
        assert_eq!(replica.head(), solo.head());
        assert_eq!(replica.shared.store.tip().unwrap(), solo.shared.store.tip().unwrap());
        assert_eq!(replica.shared.pool().status(), PoolStatus::default());
    }
    assert!(worlds.iter().all(|world| *world == solo.shared.head.load().world));
}

#[test]
fn speculative_blocks_are_built_on_each_other_and_the_losers_go() {
    let mut replica = Replica::new();
    let genesis = replica.head();
    let first = replica.chain.build_local(&genesis, waiting(1)).unwrap().unwrap();
    let rival = replica.chain.build_local(&genesis, waiting(2)).unwrap().unwrap();
    let second = replica.chain.build_local(&first, waiting(3)).unwrap().unwrap();
    replica.chain.commit_through(&second).unwrap();
    assert_eq!((replica.head(), replica.chain.durable_height()), (second, 2));
    assert!(replica.chain.build_local(&rival, waiting(4)).unwrap().is_none());
    let lost: Result<(), ChainFailure> = replica.chain.commit_through(&rival);
    assert!(lost.is_err());
}

#[test]
fn inputs_of_a_losing_block_go_into_the_next() {
    let mut replica = Replica::new();
    let genesis = replica.head();
    let winner = replica.chain.build_local(&genesis, waiting(1)).unwrap().unwrap();
    let (reply, answer) = sync_channel(1);
    replica.shared.queue().push(queue::QueuedInput::new(set_balance(BOB, ether(3)), Some(reply)));
    replica.chain.build_local(&genesis, waiting(2)).unwrap().unwrap();
    replica.chain.commit_through(&winner).unwrap();
    assert!(answer.try_recv().is_err());
    Solo.order(&mut replica.chain, waiting(3)).unwrap().unwrap();
    assert_eq!(answer.try_recv().unwrap(), Ok(Submitted::Included { number: 2 }));
    assert_eq!(replica.shared.head.load().world.balance(&BOB), ether(3));
}

#[test]
fn a_verdict_tells_what_time_cures_from_what_it_does_not() {
    let (mut leader, mut follower) = (Replica::new(), Replica::new());
    let genesis = leader.head();
    let first = leader.chain.build(&genesis, waiting(1)).unwrap().unwrap();
    let first_id = crate::Block::decode(&first).unwrap().hash;
    let second = leader.chain.build(&first_id, waiting(2)).unwrap().unwrap();
    assert_eq!(follower.chain.validate(&first_id, &second), Verdict::NotYet);
    assert_eq!(follower.chain.validate(&genesis, &first), Verdict::Valid);
    assert_eq!(follower.chain.validate(&first_id, &second), Verdict::Valid);
    assert!(matches!(follower.chain.validate(&genesis, &second), Verdict::Invalid(_)));
    assert!(matches!(follower.chain.validate(&genesis, &alloy_primitives::Bytes::from_static(b"no")), Verdict::Invalid(_)));
    let mut forged = crate::Block::decode(&first).unwrap();
    forged.header.gas_used = 7;
    let forged = forged.encode().into();
    assert!(matches!(follower.chain.validate(&genesis, &forged), Verdict::Invalid(_)));
    assert_eq!(follower.chain.committee(0).members.len(), 1);
    assert_eq!(crate::Block::decode(&follower.chain.genesis()).unwrap().hash, genesis);
}

#[test]
fn evidence_changes_neither_the_chain_nor_the_next_block() {
    let (mut accused, mut plain) = (Replica::new(), Replica::new());
    let statements = [b"one".as_slice().into(), b"another".as_slice().into()];
    accused.chain.report_evidence(Evidence { epoch: 0, key: [1; 32], height: 1, statements });
    assert_eq!(accused.head(), plain.head());
    let genesis = plain.head();
    let expected = plain.chain.build(&genesis, waiting(1)).unwrap();
    assert_eq!(accused.chain.build(&genesis, waiting(1)).unwrap(), expected);
    let on_demand = ProposalCtx { slot: Slot::new(2), contents: Contents::OnDemand };
    assert_eq!(accused.chain.build(&genesis, on_demand).unwrap(), None, "evidence alone makes no block");
}

#[test]
fn a_snapshot_is_named_only_at_a_height_where_one_is_kept() {
    let mut replica = Replica::new();
    for slot in 1..=3 {
        Solo.order(&mut replica.chain, waiting(slot)).unwrap().unwrap();
    }
    assert_eq!(replica.chain.snapshot_at(3), None);
    let head = Recorded::clone(&replica.shared.head.load());
    replica.chain.snapshotter().finish(&head).unwrap();
    let found = replica.chain.snapshot_at(3).unwrap();
    assert_eq!((found.height, found.block), (3, replica.head()));
    assert!(found.path.is_file());
    assert_eq!((replica.chain.snapshot_at(2), replica.chain.snapshot_at(4)), (None, None));
}

#[test]
fn a_full_disk_ends_the_node_with_a_message_and_loses_nothing_it_served() {
    let dir = tempfile::tempdir().unwrap();
    let (config, disk) = (by_hand(dir.path()), CarelessDisk::new());
    let lock = DataDir::lock(dir.path()).unwrap();
    let identity = identity(&config.genesis);
    let (shared, snapshotter) = assemble(config, &lock, Store::open_on(disk.clone(), identity).unwrap()).unwrap();
    let node = start(lock, shared, snapshotter).unwrap();
    node.mine(5).unwrap();
    let served = node.head().hash();
    disk.fails.store(true, Ordering::SeqCst);
    let reason = "the disk is full: free some space and start again; every block served so far is stored";
    assert_eq!(node.mine(1), Err(CommandError::Stopped { reason: Some(reason.to_owned()) }));
    assert_eq!(node.stopped().borrow().as_deref(), Some(reason));
    assert_eq!(node.head().hash(), served);
    assert_eq!(node.submit_transaction(Wallet::new(1).transfer(0)), Err(PoolError::Stopping));
    drop(node);
    let after = Store::open_on(disk.after_power_loss(), identity).unwrap();
    assert_eq!((after.tip().unwrap().number, after.tip().unwrap().hash), (5, served));
}

#[test]
fn whoever_waits_for_an_input_is_told_when_the_disk_fails() {
    let dir = tempfile::tempdir().unwrap();
    let (mut config, disk) = (by_hand(dir.path()), CarelessDisk::new());
    config.mining = Mining::OnDemand;
    let lock = DataDir::lock(dir.path()).unwrap();
    let identity = identity(&config.genesis);
    let (shared, snapshotter) = assemble(config, &lock, Store::open_on(disk.clone(), identity).unwrap()).unwrap();
    let node = start(lock, shared, snapshotter).unwrap();
    disk.fails.store(true, Ordering::SeqCst);
    assert!(matches!(node.submit_input(set_balance(BOB, ether(1))), Err(CommandError::Stopped { reason: Some(_) })));
    assert_eq!(node.head().number(), 0);
}

/// A step of a node's life.
#[derive(Debug, Clone)]
enum Step {
    Mine(u64),
    Send(u8),
    Jump(u64),
    Save,
    Revert(usize),
    Restart,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (1_u64..40).prop_map(Step::Mine),
        4 => (1_u8..4).prop_map(Step::Send),
        1 => (1_u64..2_000).prop_map(Step::Jump),
        2 => Just(Step::Save),
        1 => (0_usize..3).prop_map(Step::Revert),
        2 => Just(Step::Restart),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    /// After any life with restarts, jumps and reverts, what is stored is what was shown, and it verifies.
    #[test]
    fn any_life_is_kept_and_verifies(steps in proptest::collection::vec(step(), 1..14)) {
        let dir = tempfile::tempdir().unwrap();
        let mut node = fixture::open(by_hand(dir.path()));
        let mut saved = Vec::new();
        for step in steps {
            match step {
                Step::Mine(count) => node.mine(count).unwrap(),
                Step::Send(key) => {
                    let wallet = Wallet::new(key);
                    node.submit_transaction(wallet.transfer(node.pending_nonce(wallet.address()))).unwrap();
                    node.mine(1).unwrap();
                }
                Step::Jump(seconds) => drop(node.increase_time(seconds).unwrap()),
                Step::Save => saved.push((node.snapshot().unwrap(), node.head().hash())),
                Step::Revert(which) if which < saved.len() => {
                    let (id, hash) = saved[which];
                    prop_assert_eq!(node.revert(id), Ok(true));
                    prop_assert_eq!(node.head().hash(), hash);
                    saved.truncate(which);
                }
                Step::Revert(_) => {}
                Step::Restart => {
                    let shown = (fixture::hashes(&node), node.head().world.clone());
                    drop(node);
                    node = fixture::open(by_hand(dir.path()));
                    prop_assert_eq!((fixture::hashes(&node), node.head().world.clone()), shown);
                    saved.clear();
                }
            }
        }
        let head = node.head();
        drop(node);
        let report = crate::verify(dir.path(), &fixture::genesis(), |_, _| {}).unwrap();
        prop_assert_eq!((report.head, report.head_hash), (head.number(), head.hash()));
    }
}
