//! One call to a native contract on its way through: what it may read, change and cause.

use crate::{
    CallAnswer, Host, NativeCall, OutsideCall,
    errors::{self, Refusal},
    perform::{self, EFFECT_GAS},
    table::{Function, Mutability},
};
use alloy_primitives::{Address, Bytes, Selector};
use alloy_sol_types::{PanicKind, SolCall, SolInterface};
use aquifer_protocol::{AddressBook, Ctx, Effects, EtherBalances, Protocol, context::NoEther, units::Wei};
use std::sync::Arc;

/// Why a call did not return.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Stop {
    /// Refused, with the real contract's revert data.
    Revert(Bytes),
    /// The frame has not enough gas.
    OutOfGas,
    /// A mutating function in a static frame.
    StaticViolation,
}

impl Stop {
    /// A revert without data, as the compiler's own checks give.
    pub(crate) const fn empty() -> Self {
        Self::Revert(Bytes::new())
    }

    /// A panic of the 0.8 compilers.
    pub(crate) fn panic(kind: PanicKind) -> Self {
        Self::Revert(errors::panic(kind))
    }
}

/// What a contract answers: encoded return data, or why not.
pub(crate) type Served = Result<Bytes, Stop>;

/// Encodes the return value of a function.
pub(crate) fn answer<C: SolCall>(value: &C::Return) -> Served {
    Ok(C::abi_encode_returns(value).into())
}

/// The answer of a function that returns nothing.
pub(crate) fn done() -> Served {
    Ok(Bytes::new())
}

/// A native call and its surroundings.
pub(crate) struct Frame<'a> {
    pub(crate) host: &'a mut dyn Host,
    pub(crate) call: &'a NativeCall<'a>,
}

impl Frame<'_> {
    /// Pays for the function and keeps its mutability: changes not in static frames, ether only to payable functions.
    pub(crate) fn admit(&mut self, function: &Function) -> Result<(), Stop> {
        self.charge(function.gas_for(self.call.input.len()))?;
        if function.mutability != Mutability::View {
            self.check_may_change()?;
        }
        if function.mutability != Mutability::Payable && !self.call.value.is_zero() {
            return Err(Stop::empty());
        }
        Ok(())
    }

    /// Refuses changes in a static frame.
    pub(crate) const fn check_may_change(&self) -> Result<(), Stop> {
        if self.call.is_static { Err(Stop::StaticViolation) } else { Ok(()) }
    }

    /// Spends gas of the frame.
    pub(crate) fn charge(&mut self, gas: u64) -> Result<(), Stop> {
        if self.host.charge(gas) { Ok(()) } else { Err(Stop::OutOfGas) }
    }

    /// Decodes calldata as the older compilers do: high bits of narrow types are dropped.
    pub(crate) fn decode<I: SolInterface>(&self) -> Result<I, Stop> {
        I::abi_decode(self.call.input).map_err(|_| Stop::empty())
    }

    /// Decodes calldata as the 0.8 compilers do: a value that does not fit its type is refused.
    pub(crate) fn decode_strict<I: SolInterface>(&self) -> Result<I, Stop> {
        I::abi_decode_validate(self.call.input).map_err(|_| Stop::empty())
    }

    /// The function called (`msg.sig`).
    fn selector(&self) -> Selector {
        self.call.input.first_chunk().copied().map_or(Selector::ZERO, Selector::from)
    }

    /// Who calls.
    pub(crate) fn caller(&self) -> Address {
        self.call.caller
    }

    /// The protocol, to read.
    pub(crate) fn protocol(&self) -> &Protocol {
        self.host.protocol()
    }

    /// Where the contracts live.
    pub(crate) fn addresses(&self) -> &AddressBook {
        &self.host.protocol().addresses
    }

    /// The context of this call.
    pub(crate) fn ctx<'e>(&self, ether: &'e dyn EtherBalances) -> Ctx<'e> {
        Ctx {
            caller: self.call.caller,
            value: Wei::new(self.call.value),
            block: self.host.block_number(),
            timestamp: self.host.timestamp(),
            chain_id: self.host.chain_id(),
            selector: self.selector(),
            ether,
        }
    }

    /// Ether of the contracts a rule may look at; the one that is called is among them.
    pub(crate) fn ether(&mut self) -> OwnEther {
        let (book, this) = (Arc::clone(&self.host.protocol().addresses), self.call.this);
        OwnEther(
            [this, book.steth, book.withdrawal_queue, book.withdrawal_vault, book.el_rewards_vault]
                .map(|account| (account, self.host.balance(account))),
        )
    }

    /// Runs a change that causes nothing but events: they cannot fail, so no mark is needed.
    pub(crate) fn change<T, E: Refusal>(
        &mut self,
        run: impl FnOnce(&mut Protocol, &Ctx<'_>, &mut Effects) -> Result<T, E>,
    ) -> Result<T, Stop> {
        let ctx = self.ctx(&NoEther);
        let mut effects = Effects::new();
        let value = run(self.host.protocol_mut(), &ctx, &mut effects).map_err(|refusal| refused(&refusal))?;
        perform::events(self.host, effects);
        Ok(value)
    }

    /// Runs a change that may move or pay ether, or whose rules look at balances: on failure the older value returns.
    pub(crate) fn settle<T, E: Refusal>(
        &mut self,
        run: impl FnOnce(&mut Protocol, &Ctx<'_>, &mut Effects) -> Result<T, E>,
    ) -> Result<T, Stop> {
        self.marked(|frame| {
            let ether = frame.ether();
            let ctx = frame.ctx(&ether);
            let mut effects = Effects::new();
            let value = run(frame.host.protocol_mut(), &ctx, &mut effects).map_err(|refusal| refused(&refusal))?;
            for _ in effects.iter() {
                frame.charge(EFFECT_GAS)?;
            }
            perform::all(frame.host, effects)?;
            Ok(value)
        })
    }

    /// Runs several steps as one: when any stops, the protocol from before is put back.
    pub(crate) fn marked<T>(&mut self, steps: impl FnOnce(&mut Self) -> Result<T, Stop>) -> Result<T, Stop> {
        let mark = self.host.protocol().clone();
        let result = steps(self);
        if result.is_err() {
            *self.host.protocol_mut() = mark;
        }
        result
    }

    /// Calls an account of somebody else from this contract.
    pub(crate) fn ask(&mut self, to: Address, input: Vec<u8>, is_static: bool) -> CallAnswer {
        self.host.call(OutsideCall { from: self.call.this, to, value: Wei::ZERO, input: input.into(), is_static })
    }
}

/// The revert of a refusal.
pub(crate) fn refused(refusal: &impl Refusal) -> Stop {
    Stop::Revert(refusal.revert_data())
}

/// Balances of the contracts whose rules look at their ether, as of the start of the call.
pub(crate) struct OwnEther([(Address, Wei); 5]);

impl EtherBalances for OwnEther {
    fn balance_of(&self, account: Address) -> Wei {
        self.0.iter().find(|(held_by, _)| *held_by == account).map_or(Wei::ZERO, |(_, balance)| *balance)
    }
}
