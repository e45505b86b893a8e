//! Inputs that are not transactions of the pool: they wait in the order they came and go into a block before the pool's.

use super::{CommandError, Submitted, command::Reply};
use crate::{
    block::{Input, Rejected},
    execute::{InputError, Operation},
};
use std::collections::VecDeque;

/// An input and whoever waits for it.
#[derive(Debug)]
pub(super) struct QueuedInput {
    pub(super) input: Input,
    reply: Option<Reply<Submitted>>,
}

impl QueuedInput {
    pub(super) const fn new(input: Input, reply: Option<Reply<Submitted>>) -> Self {
        Self { input, reply }
    }

    /// Tells whoever waits. Nobody may: then the answer is dropped.
    pub(super) fn answer(self, answer: Result<Submitted, CommandError>) {
        if let Some(reply) = self.reply {
            let _ = reply.send(answer);
        }
    }
}

/// The queue.
#[derive(Debug, Default)]
pub(super) struct InputQueue {
    waiting: VecDeque<QueuedInput>,
}

impl InputQueue {
    pub(super) fn push(&mut self, input: QueuedInput) {
        self.waiting.push_back(input);
        self.sort();
    }

    /// Operations stand in the order a block processes them, after everything else; within a kind, first come, first served.
    fn sort(&mut self) {
        self.waiting.make_contiguous().sort_by_key(|waiting| Operation::of(&waiting.input));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    pub(super) fn inputs(&self) -> Vec<Input> {
        self.waiting.iter().map(|waiting| waiting.input.clone()).collect()
    }

    /// Takes the first `tried` inputs, the first candidates, out after a block was built: refuses those the executor refused, leaves in the queue
    /// what the block had no room for, and returns those that are in the block.
    pub(super) fn take_tried(&mut self, tried: usize, rejected: &[Rejected]) -> Vec<QueuedInput> {
        let mut included = Vec::new();
        let mut left = VecDeque::new();
        for (place, waiting) in self.waiting.drain(..tried.min(self.waiting.len())).enumerate() {
            match rejected.iter().find(|rejected| rejected.place == place).map(|rejected| &rejected.error) {
                None => included.push(waiting),
                Some(error) if error.is_for_later() => left.push_back(waiting),
                Some(error) => waiting.answer(Err(refused(error))),
            }
        }
        left.append(&mut self.waiting);
        self.waiting = left;
        included
    }

    /// Puts inputs of a block that lost back to the front.
    pub(super) fn put_back(&mut self, inputs: Vec<QueuedInput>) {
        inputs.into_iter().rev().for_each(|input| self.waiting.push_front(input));
        self.sort();
    }

    /// Drops everything, telling those who wait.
    pub(super) fn clear(&mut self, reason: &str) {
        for waiting in self.waiting.drain(..) {
            waiting.answer(Err(CommandError::Refused { reason: reason.to_owned() }));
        }
    }
}

fn refused(error: &InputError) -> CommandError {
    CommandError::Refused { reason: error.to_string() }
}
