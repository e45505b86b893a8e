//! An epoch transition to put beside that of another program: writes the state before it as SSZ and the balances after it, and
//! says how long five transitions took, one core, without hashing.
//!
//! `cargo run --release -p aquifer-beacon --example epoch_for_others -- VALIDATORS FOLDER`; used by `e2e/lodestar/epoch.mjs`.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a measuring program fails by panicking and prints its figures")]

#[path = "../../protocol/benches/transition/realistic.rs"]
mod realistic;

use aquifer_beacon::types::{Checkpoint, ExecutionPayloadHeader};
use aquifer_beacon::{Envelope, ForkSchedule, StateView};
use aquifer_protocol::ethereum::Beacon;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::time::Instant;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let count: u64 = arguments.next().unwrap().parse().unwrap();
    let folder = arguments.next().unwrap();
    let beacon = realistic::realistic(count);
    write_state(&beacon, &Path::new(&folder).join("state.ssz"));

    let mut after = None;
    let mut millis = Vec::new();
    for run in 0..6 {
        let mut ending = beacon.clone();
        let start = Instant::now();
        ending.process_epoch().unwrap();
        // The first warms up.
        millis.extend((run > 0).then_some(start.elapsed().as_secs_f64() * 1e3));
        after = Some(ending);
    }
    let after = after.unwrap();
    write_numbers(after.validators().map(|(_, validator)| validator.balance.get()), &Path::new(&folder).join("balances.bin"));
    let effective = after.validators().map(|(_, validator)| validator.effective_balance.get());
    write_numbers(effective, &Path::new(&folder).join("effective_balances.bin"));
    println!("{millis:?}");
}

fn write_state(beacon: &Beacon, path: &Path) {
    let forks = ForkSchedule::new([0x10, 0, 0x09, 0x10].into());
    let mut record = Envelope::genesis(beacon, &forks, ExecutionPayloadHeader::default()).record();
    let finality = beacon.finality();
    let checkpoint = |epoch: aquifer_protocol::units::Epoch| Checkpoint { epoch: epoch.get(), ..Checkpoint::default() };
    record.previous_justified_checkpoint = checkpoint(finality.previous_justified);
    record.current_justified_checkpoint = checkpoint(finality.current_justified);
    record.finalized_checkpoint = checkpoint(finality.finalized);
    let envelope = Envelope::from_record(beacon.seed, beacon.constants.slots_per_epoch, record);
    let mut file = BufWriter::new(File::create(path).unwrap());
    StateView::new(beacon, &envelope).unwrap().ssz().write_to(&mut file).unwrap();
    file.flush().unwrap();
}

fn write_numbers(numbers: impl Iterator<Item = u64>, path: &Path) {
    let bytes: Vec<u8> = numbers.flat_map(u64::to_le_bytes).collect();
    std::fs::write(path, bytes).unwrap();
}
