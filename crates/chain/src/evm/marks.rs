//! The protocol as it was when each running bytecode frame began.
//!
//! Only native contracts change the protocol, so a frame needs no mark until one is about to run inside it: until then
//! the value from before the frame is the current one. A mark makes the next change copy what it touches, so the
//! fewer, the faster.

use aquifer_protocol::Protocol;
use std::rc::Rc;

/// One entry a frame, outermost first. Entries with a value come before those without.
#[derive(Debug, Default)]
pub(super) struct Marks(Vec<Option<Rc<Protocol>>>);

impl Marks {
    /// A bytecode frame begins.
    pub(super) fn push(&mut self) {
        self.0.push(None);
    }

    /// A bytecode frame ended: the protocol from before it, if anything can have changed since.
    pub(super) fn pop(&mut self) -> Option<Protocol> {
        let mark = self.0.pop().flatten()?;
        Some(Rc::unwrap_or_clone(mark))
    }

    /// A native contract is about to run: every frame that has no mark yet began with the current value.
    pub(super) fn fix(&mut self, protocol: &Protocol) {
        let unmarked = self.0.iter().rev().take_while(|mark| mark.is_none()).count();
        if unmarked == 0 {
            return;
        }
        let mark = Rc::new(protocol.clone());
        let first = self.0.len() - unmarked;
        for entry in &mut self.0[first..] {
            *entry = Some(mark.clone());
        }
    }

    /// Forgets all frames: the protocol from before the outermost, if anything can have changed since.
    pub(super) fn take_first(&mut self) -> Option<Protocol> {
        self.0.drain(..).next().flatten().map(Rc::unwrap_or_clone)
    }
}
