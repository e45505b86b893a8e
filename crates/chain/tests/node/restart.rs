//! Stopping, dying, and starting again.

use crate::fixture::{Wallet, by_hand, config, copy_of, ether, eventually, hashes, open, send};
use aquifer_chain::{Node, NodeConfig};
use std::{fs, io::Read as _, path::Path, sync::Mutex};

/// Some of everything: transactions, idle slots, a skipped stretch.
fn live(node: &Node) {
    let wallet = Wallet::new(1);
    send(node, wallet.transfer(0));
    node.advance_slots(70, |_, _| {}).unwrap();
    send(node, wallet.stake(1, ether(3)));
    node.increase_time(1_000).unwrap();
    send(node, wallet.transfer(2));
    node.mine(5).unwrap();
}

/// What a client could have seen.
fn seen(node: &Node) -> impl PartialEq + std::fmt::Debug + use<> {
    let head = node.head();
    let receipts: Vec<_> = (0..=head.number()).map(|number| node.receipts(number).unwrap()).collect();
    let blocks: Vec<_> = (0..=head.number()).map(|number| node.block_by_number(number).unwrap()).collect();
    (hashes(node), receipts, blocks, head.world.commitment(), node.time_offset())
}

#[test]
fn a_restart_keeps_everything() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(config(dir.path()));
    live(&node);
    let (before, world) = (seen(&node), node.head().world.clone());
    node.shutdown();
    drop(node);
    let node = open(by_hand(dir.path()));
    assert_eq!(seen(&node), before);
    assert_eq!(node.head().world, world);
    node.mine(1).unwrap();
}

#[test]
fn a_killed_process_loses_nothing_it_served() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(config(dir.path()));
    let wallet = Wallet::new(1);
    for nonce in 0..20 {
        let transaction = wallet.transfer(nonce);
        let hash = *transaction.tx_hash();
        let served = send(&node, transaction);
        let copy = copy_of(dir.path());
        let again = open(by_hand(copy.path()));
        let (block, place) = again.transaction(hash).unwrap().expect("what was served");
        assert_eq!((block.number(), place), served);
        assert_eq!(again.receipts(block.number()).unwrap(), node.receipts(block.number()).unwrap());
        assert_eq!(again.head().hash(), node.head().hash());
    }
}

#[test]
fn an_index_that_is_gone_or_damaged_is_made_anew() {
    #[track_caller]
    fn check(harm: impl Fn(&Path)) {
        let dir = tempfile::tempdir().unwrap();
        let node = open(config(dir.path()));
        live(&node);
        let before = seen(&node);
        drop(node);
        harm(&dir.path().join("index.redb"));
        let node = open(by_hand(dir.path()));
        assert_eq!(seen(&node), before);
    }
    check(|index| fs::remove_file(index).unwrap());
    check(|index| fs::write(index, b"nonsense").unwrap());
    check(|index| {
        let bytes = fs::read(index).unwrap();
        fs::write(index, &bytes[..bytes.len() / 2]).unwrap();
    });
}

#[test]
fn a_damaged_snapshot_falls_back_to_the_one_before_or_to_genesis() {
    fn snapshots(dir: &Path) -> Vec<std::path::PathBuf> {
        let mut files: Vec<_> = fs::read_dir(dir.join("snapshots")).unwrap().map(|file| file.unwrap().path()).collect();
        files.sort_by_key(|path| path.file_stem().unwrap().to_str().unwrap().parse::<u64>().unwrap());
        files
    }
    let dir = tempfile::tempdir().unwrap();
    for _ in 0..5 {
        let node = open(by_hand(dir.path()));
        node.mine(10).unwrap();
        // A clean end writes one.
        node.shutdown();
    }
    let files = snapshots(dir.path());
    assert_eq!(files.len(), 3);
    let expected = {
        let node = open(by_hand(dir.path()));
        (node.head().hash(), node.head().world.commitment())
    };
    for file in files.iter().rev() {
        let bytes = fs::read(file).unwrap();
        fs::write(file, &bytes[..bytes.len() - 1]).unwrap();
        let copy = copy_of(dir.path());
        let node = open(by_hand(copy.path()));
        assert_eq!((node.head().hash(), node.head().world.commitment()), expected);
    }
}

#[test]
fn a_damaged_snapshot_is_named_in_a_warning_with_what_serves_instead() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(by_hand(dir.path()));
    node.mine(10).unwrap();
    node.shutdown();
    drop(node);
    let file = dir.path().join("snapshots/10.snapshot");
    let bytes = fs::read(&file).unwrap();
    fs::write(&file, &bytes[..bytes.len() - 1]).unwrap();
    let told = said_while(|| assert_eq!(open(by_hand(dir.path())).head().number(), 10));
    let warning =
        format!("the snapshot {} is passed over, an older one or genesis serves: it is damaged in chunk 0", file.display());
    assert!(told.lines().any(|line| line.contains("WARN") && line.contains(&warning)), "{told}");
}

/// What this thread logs meanwhile.
fn said_while(work: impl FnOnce()) -> String {
    let (mut reader, writer) = std::io::pipe().unwrap();
    let subscriber = tracing_subscriber::fmt().with_ansi(false).with_writer(Mutex::new(writer)).finish();
    tracing::subscriber::with_default(subscriber, work);
    let mut said = String::new();
    reader.read_to_string(&mut said).unwrap();
    said
}

#[test]
fn a_flipped_byte_anywhere_in_a_snapshot_is_noticed() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(by_hand(dir.path()));
    node.mine(40).unwrap();
    node.shutdown();
    let head = node.head().hash();
    drop(node);
    let file = dir.path().join("snapshots/40.snapshot");
    let whole = fs::read(&file).unwrap();
    let step = (whole.len() / 12).max(1);
    for place in (0..whole.len()).step_by(step) {
        let mut bytes = whole.clone();
        bytes[place] ^= 0x40;
        fs::write(&file, bytes).unwrap();
        let snapshots =
            aquifer_chain::snapshot::Snapshots::new(dir.path().join("snapshots"), crate::fixture::genesis().block.hash);
        assert!(snapshots.load(40).is_err(), "byte {place}");
    }
    assert_eq!(open(by_hand(dir.path())).head().hash(), head);
}

#[test]
fn snapshots_are_written_while_blocks_go_on() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(NodeConfig { snapshot_every: 1, ..by_hand(dir.path()) });
    std::thread::sleep(std::time::Duration::from_millis(2_050));
    node.mine(1).unwrap();
    eventually("a snapshot", || dir.path().join("snapshots/1.snapshot").exists());
}

#[test]
fn another_gas_limit_after_a_restart_leaves_old_blocks_as_they_are() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(by_hand(dir.path()));
    node.mine(10).unwrap();
    let before = hashes(&node);
    drop(node);
    fs::remove_dir_all(dir.path().join("snapshots")).unwrap();
    let mut larger: NodeConfig = by_hand(dir.path());
    larger.genesis.spec.gas_limit = 90_000_000;
    let node = open(larger.clone());
    assert_eq!(hashes(&node), before);
    node.mine(2).unwrap();
    assert_eq!(node.head().block.header.gas_limit, 90_000_000);
    let after = hashes(&node);
    drop(node);
    fs::remove_dir_all(dir.path().join("snapshots")).unwrap();
    assert_eq!(hashes(&open(larger)), after);
}

#[test]
fn blocks_of_other_rules_are_refused() {
    use redb::ReadableTable as _;
    let dir = tempfile::tempdir().unwrap();
    let node = open(by_hand(dir.path()));
    node.mine(3).unwrap();
    drop(node);
    fs::remove_dir_all(dir.path().join("snapshots")).unwrap();
    let runs = redb::TableDefinition::<u64, &[u8]>::new("runs");
    let database = redb::Database::open(dir.path().join("blocks.redb")).unwrap();
    let transaction = database.begin_write().unwrap();
    {
        let mut table = transaction.open_table(runs).unwrap();
        let mut payload = table.get(1).unwrap().unwrap().value()[8..].to_vec();
        payload[17] = 99;
        let bytes = [&blake3::hash(&payload).as_bytes()[..8], &payload].concat();
        table.insert(1, bytes.as_slice()).unwrap();
    }
    transaction.commit().unwrap();
    drop(database);
    let error = Node::open(by_hand(dir.path())).unwrap_err().to_string();
    assert!(error.starts_with("block 1 was made under rules revision 99"), "{error}");
}
