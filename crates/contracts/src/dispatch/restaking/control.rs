//! What many of EigenLayer's contracts have alike: `Pausable`, and OpenZeppelin's `Ownable`.

use crate::{
    frame::{Frame, Served, Stop, answer, done},
    interfaces::{
        IOwnable::{self, IOwnableCalls},
        IPausable::{self, IPausableCalls},
    },
};
use alloy_primitives::U256;

/// Serves a function of a contract with a pause.
pub(crate) fn serve_pause(frame: &mut Frame<'_>) -> Served {
    let (book, contract) = (frame.addresses().restaking, frame.call.this);
    let bits = frame.protocol().restaking.pause_bits(&book, contract).ok_or_else(Stop::empty)?;
    match frame.decode_strict::<IPausableCalls>()? {
        IPausableCalls::pause(call) => pause(frame, call.newPausedStatus),
        IPausableCalls::pauseAll(_) => pause(frame, U256::MAX),
        IPausableCalls::unpause(call) => {
            frame.change(|p, ctx, fx| p.restaking.unpause(&book, ctx, contract, call.newPausedStatus, fx))?;
            done()
        }
        IPausableCalls::paused_0(_) => answer::<IPausable::paused_0Call>(&bits.get()),
        IPausableCalls::paused_1(call) => answer::<IPausable::paused_1Call>(&bits.is_paused(call.index)),
        IPausableCalls::pauserRegistry(_) => answer::<IPausable::pauserRegistryCall>(&book.pauser_registry),
    }
}

fn pause(frame: &mut Frame<'_>, to: U256) -> Served {
    let (book, contract) = (frame.addresses().restaking, frame.call.this);
    frame.change(|p, ctx, fx| p.restaking.pause(&book, ctx, contract, to, fx))?;
    done()
}

/// Serves a function of a contract with an owner.
pub(crate) fn serve_ownership(frame: &mut Frame<'_>) -> Served {
    let (book, contract) = (frame.addresses().restaking, frame.call.this);
    let owner = frame.protocol().restaking.owner(&book, contract).ok_or_else(Stop::empty)?;
    match frame.decode_strict::<IOwnableCalls>()? {
        IOwnableCalls::owner(_) => answer::<IOwnable::ownerCall>(&owner.get()),
        IOwnableCalls::transferOwnership(call) => {
            frame.change(|p, ctx, fx| p.restaking.transfer_ownership(&book, ctx, contract, call.newOwner, fx))?;
            done()
        }
        IOwnableCalls::renounceOwnership(_) => {
            frame.change(|p, ctx, fx| p.restaking.renounce_ownership(&book, ctx, contract, fx))?;
            done()
        }
    }
}
