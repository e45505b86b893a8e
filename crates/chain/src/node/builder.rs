//! The thread that owns the head: it makes blocks when something waits, when time has passed, and when asked.
//!
//! Invariant NOD-3: no command is answered before what it did is durable.

use super::{
    CommandError, Mining, Submitted,
    chain::Chain,
    command::{Command, Progress, Reply, Target},
    queue::QueuedInput,
    shared::Shared,
};
use crate::{
    clock::StoredClock,
    history::Recorded,
    orderer::{ChainFailure, Contents, ProposalCtx, Solo},
};
use aquifer_protocol::units::Slot;
use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::Ordering,
        mpsc::{Receiver, RecvTimeoutError, TryRecvError},
    },
    time::Duration,
};

/// The most empty blocks in one durable transaction.
const RUN: u64 = crate::store::MAX_RUN as u64;
/// How long it sleeps when nothing is due.
const IDLE: Duration = Duration::from_secs(3_600);

/// A state to go back to (`evm_snapshot`).
struct Saved {
    recorded: Recorded,
    clock: StoredClock,
}

/// The builder.
pub(super) struct Builder {
    shared: Arc<Shared>,
    chain: Chain,
    orderer: Solo,
    commands: Receiver<Command>,
    saved: BTreeMap<u64, Saved>,
    next_save: u64,
    /// What `evm_setAutomine(true)` returns to.
    automatic: Mining,
}

impl Builder {
    pub(super) fn new(shared: Arc<Shared>, chain: Chain, commands: Receiver<Command>) -> Self {
        let automatic = match shared.mining() {
            Mining::ByHand => Mining::OnDemand,
            mining => mining,
        };
        Self { shared, chain, orderer: Solo, commands, saved: BTreeMap::new(), next_save: 1, automatic }
    }

    /// Works until it is told to stop, or the chain cannot go on.
    pub(super) fn run(mut self) -> Result<(), ChainFailure> {
        loop {
            let has_built = self.mine_waiting()?;
            self.play_due()?;
            let command = match self.next_command(has_built) {
                Ok(Some(command)) => command,
                Ok(None) => continue,
                Err(Ended) => return self.finish(),
            };
            if matches!(command, Command::Stop) {
                return self.finish();
            }
            self.serve(command)?;
        }
    }

    fn next_command(&self, is_busy: bool) -> Result<Option<Command>, Ended> {
        if is_busy {
            return match self.commands.try_recv() {
                Ok(command) => Ok(Some(command)),
                Err(TryRecvError::Empty) => Ok(None),
                Err(TryRecvError::Disconnected) => Err(Ended),
            };
        }
        match self.commands.recv_timeout(self.patience()) {
            Ok(command) => Ok(Some(command)),
            Err(RecvTimeoutError::Timeout) => Ok(None),
            Err(RecvTimeoutError::Disconnected) => Err(Ended),
        }
    }

    fn patience(&self) -> Duration {
        match self.shared.mining() {
            Mining::ByHand => IDLE,
            Mining::OnDemand | Mining::EverySlot => self.shared.clock().until_due(self.head_slot()).min(IDLE),
        }
    }

    fn serve(&mut self, command: Command) -> Result<(), ChainFailure> {
        match command {
            Command::Wake => self.shared.waking.store(false, Ordering::Release),
            Command::Submit(input, reply) => self.submit(*input, reply),
            Command::Mine(count, reply) => answer(&reply, self.mine(count)?),
            Command::IncreaseTime(seconds, reply) => self.increase_time(seconds, &reply)?,
            Command::SetAutomine(is_on, reply) => {
                self.shared.set_mining(if is_on { self.automatic } else { Mining::ByHand });
                answer(&reply, ());
            }
            Command::Snapshot(reply) => answer(&reply, self.save()),
            Command::Revert(id, reply) => answer(&reply, self.revert(id)?),
            Command::Advance(target, progress, reply) => answer(&reply, self.advance(target, progress)?),
            Command::Stop => {}
        }
        Ok(())
    }

    /// Makes one block of what waits, if blocks are made on demand. Returns whether it did.
    fn mine_waiting(&mut self) -> Result<bool, ChainFailure> {
        if self.shared.mining() != Mining::OnDemand || !self.has_waiting() {
            return Ok(false);
        }
        let slot = self.shared.clock().next_slot_on_demand(self.head_slot());
        let built = self.orderer.order(&mut self.chain, ProposalCtx { slot, contents: Contents::OnDemand })?;
        Ok(built.is_some())
    }

    /// Makes the blocks of slots whose time has come.
    fn play_due(&mut self) -> Result<(), ChainFailure> {
        let mining = self.shared.mining();
        if mining == Mining::ByHand {
            return Ok(());
        }
        let due = self.shared.clock().due(self.head_slot());
        let Some(due) = due else { return Ok(()) };
        if mining == Mining::EverySlot && self.has_waiting() {
            let ctx = ProposalCtx { slot: due.first, contents: Contents::Waiting };
            return self.orderer.order(&mut self.chain, ctx).map(drop);
        }
        self.orderer.order_empty_run(&mut self.chain, due.first, due.count.min(RUN)).map(drop)
    }

    fn submit(&mut self, input: crate::block::Input, reply: Reply<Submitted>) {
        let waits_for_block = self.shared.mining() == Mining::OnDemand;
        let input = if waits_for_block {
            QueuedInput::new(input, Some(reply))
        } else {
            answer(&reply, Submitted::Queued);
            QueuedInput::new(input, None)
        };
        self.shared.queue().push(input);
    }

    /// Makes `count` blocks, the first ones with what waits.
    fn mine(&mut self, count: u64) -> Result<(), ChainFailure> {
        let mut left = count;
        while left > 0 && !self.shared.is_stopping() {
            let slot = self.next_slot();
            if self.has_waiting() {
                self.orderer.order(&mut self.chain, ProposalCtx { slot, contents: Contents::Waiting })?;
                left -= 1;
            } else {
                let step = left.min(RUN);
                self.orderer.order_empty_run(&mut self.chain, slot, step)?;
                left -= step;
            }
        }
        Ok(())
    }

    /// Plays every slot up to the target. What waits goes into the first block; what arrives meanwhile waits for the next
    /// command.
    fn advance(&mut self, target: Target, mut progress: Progress) -> Result<u64, ChainFailure> {
        let start = self.head_slot().get();
        let target = match target {
            Target::Slots(count) => start.saturating_add(count),
            Target::Slot(slot) => slot.get(),
        };
        let total = target.saturating_sub(start);
        if total > 0 && self.has_waiting() {
            let slot = self.shared.clock().next_slot_on_demand(self.head_slot());
            self.orderer.order(&mut self.chain, ProposalCtx { slot, contents: Contents::Waiting })?;
        }
        while self.head_slot().get() < target && !self.shared.is_stopping() {
            let slot = self.shared.clock().next_slot_on_demand(self.head_slot());
            let count = (target + 1).saturating_sub(slot.get()).clamp(1, RUN);
            self.orderer.order_empty_run(&mut self.chain, slot, count)?;
            progress(self.head_slot().get().saturating_sub(start).min(total), total);
        }
        Ok(self.shared.head.load().number())
    }

    fn increase_time(&mut self, seconds: u64, reply: &Reply<u64>) -> Result<(), ChainFailure> {
        let (result, stored) = {
            let mut clock = self.shared.clock();
            (clock.increase(seconds), clock.stored())
        };
        if result.is_ok() {
            self.shared.store.set_clock(&stored).map_err(|error| ChainFailure { reason: error.to_string() })?;
        }
        // Whoever asked may be gone.
        let _ = reply.send(result.map_err(CommandError::from));
        Ok(())
    }

    fn save(&mut self) -> u64 {
        let id = self.next_save;
        self.next_save += 1;
        let (recorded, clock) = (Recorded::clone(&self.shared.head.load()), self.shared.clock().stored());
        self.saved.insert(id, Saved { recorded, clock });
        id
    }

    /// Goes back to a saved state; it and those saved after it are used up.
    fn revert(&mut self, id: u64) -> Result<bool, ChainFailure> {
        let mut used_up = self.saved.split_off(&id);
        let Some(saved) = used_up.remove(&id) else {
            self.saved.append(&mut used_up);
            return Ok(false);
        };
        let time = aquifer_protocol::units::Timestamp::new(saved.recorded.block.header.timestamp);
        self.shared.clock().revert_to(time, saved.clock);
        self.chain.revert_to(&saved.recorded)?;
        Ok(true)
    }

    /// A last snapshot, so that the next start is quick.
    fn finish(mut self) -> Result<(), ChainFailure> {
        self.shared.indexer.flush();
        let head = self.shared.head.load_full();
        self.chain.snapshotter().finish(&head).map_err(|error| ChainFailure { reason: error.to_string() })
    }

    fn next_slot(&self) -> Slot {
        let (clock, head) = (self.shared.clock(), self.head_slot());
        match self.shared.mining() {
            Mining::ByHand => clock.next_slot_by_hand(head),
            Mining::OnDemand | Mining::EverySlot => clock.next_slot_on_demand(head),
        }
    }

    fn has_waiting(&self) -> bool {
        !self.shared.queue().is_empty() || self.shared.pool().has_ready()
    }

    fn head_slot(&self) -> Slot {
        self.shared.head.load().block.slot
    }
}

/// Every handle of the node is gone.
struct Ended;

fn answer<T>(reply: &Reply<T>, value: T) {
    // Whoever asked may be gone.
    let _ = reply.send(Ok(value));
}
