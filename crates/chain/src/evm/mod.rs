//! The EVM with native contracts in it: revm's own, except that a call to a native address is served by Rust.
//!
//! State of the protocol follows revm's frames: `Marks` keeps the value from before each running bytecode frame and
//! puts it back when the frame fails. A mark is only taken once a native contract may change something below that frame.

mod host;
mod inspect;
mod marks;
mod native_frame;
pub mod stack;
pub mod stub;

pub use stack::{ExecutorPool, STACK_BYTES, with_big_stack};

use crate::db::WorldDb;
use alloy_primitives::{Address, Bytes, TxKind, map::AddressSet};
use aquifer_contracts::NativeKind;
use aquifer_protocol::Protocol;
use imbl::OrdMap;
use marks::Marks;
use revm::{
    Inspector, Journal,
    context::{
        BlockEnv, CfgEnv, Context, Evm, FrameStack, JournalTr, LocalContext, TxEnv,
        result::{EVMError, ExecutionResult, InvalidTransaction},
    },
    handler::{
        EthFrame, EthPrecompiles, EvmTr, FrameInitOrResult, FrameResult, Handler, ItemOrResult, MainnetHandler,
        evm::{ContextDbError, FrameInitResult},
        instructions::EthInstructions,
    },
    inspector::{InspectorHandler, NoOpInspector},
    interpreter::{FrameInput, interpreter::EthInterpreter, interpreter_action::FrameInit},
    state::EvmState,
};
use std::convert::Infallible;

/// How deep native contracts and bytecode may call each other back; one more is a failed call.
pub const CALLBACK_DEPTH_MAX: usize = 32;

/// revm's context over a [`WorldDb`].
pub type EvmContext = Context<BlockEnv, TxEnv, CfgEnv, WorldDb, Journal<WorldDb>, (), LocalContext>;

/// Why a transaction did not execute at all.
pub type EvmError = EVMError<Infallible, InvalidTransaction>;

type Frame = EthFrame<EthInterpreter>;
type Inner<INSP> = Evm<EvmContext, INSP, EthInstructions<EthInterpreter, EvmContext>, EthPrecompiles, Frame>;

/// The EVM over one state. Not `Send`: build it in the thread that uses it.
#[derive(Debug)]
pub struct AqEvm<INSP = NoOpInspector> {
    inner: Inner<INSP>,
    protocol: Protocol,
    natives: OrdMap<Address, NativeKind>,
    marks: Marks,
    /// Frame stacks that callbacks used, to be used again.
    spare_stacks: Vec<FrameStack<Frame>>,
    /// Callbacks from native contracts that are running.
    callbacks: usize,
    /// Whether the inspector is to see the frames of the running transaction.
    inspecting: bool,
}

impl<INSP> AqEvm<INSP> {
    /// Builds the EVM. Native addresses are warm, as precompiles are.
    pub fn new(
        db: WorldDb,
        cfg: CfgEnv,
        block: BlockEnv,
        protocol: Protocol,
        natives: OrdMap<Address, NativeKind>,
        inspector: INSP,
    ) -> Self {
        let spec = cfg.spec;
        let mut ctx = EvmContext::new(db, spec).with_cfg(cfg).with_block(block);
        let precompiles = EthPrecompiles::new(spec);
        ctx.journaled_state.warm_precompiles(&warm_addresses(&precompiles, &natives));
        let inner = Evm::new_with_inspector(ctx, inspector, EthInstructions::new_mainnet_with_spec(spec), precompiles);
        Self { inner, protocol, natives, marks: Marks::default(), spare_stacks: Vec::new(), callbacks: 0, inspecting: false }
    }

    /// The protocol as it stands.
    pub const fn protocol(&self) -> &Protocol {
        &self.protocol
    }

    /// The same, to change it between transactions.
    pub const fn protocol_mut(&mut self) -> &mut Protocol {
        &mut self.protocol
    }

    /// The block environment transactions execute in.
    pub const fn block(&self) -> &BlockEnv {
        &self.inner.ctx.block
    }

    /// The native contract at an address.
    pub fn native_kind(&self, address: Address) -> Option<NativeKind> {
        NativeKind::at(address, &self.natives, &self.protocol)
    }

    /// The inspector and what it saw.
    pub fn into_inspector(self) -> INSP {
        self.inner.inspector
    }

    /// The state below, without what has executed since the last [`Self::take_changes`].
    pub fn db_mut(&mut self) -> &mut WorldDb {
        &mut self.inner.ctx.journaled_state.database
    }

    /// Takes what all transactions so far changed and starts afresh.
    pub fn take_changes(&mut self) -> EvmState {
        self.inner.ctx.journaled_state.finalize()
    }

    /// Gives back the state below and the protocol.
    pub fn into_parts(self) -> (WorldDb, Protocol) {
        (self.inner.ctx.journaled_state.database, self.protocol)
    }

    fn is_native(&self, input: &FrameInput) -> bool {
        matches!(input, FrameInput::Call(call) if self.native_kind(call.bytecode_address).is_some())
    }
}

impl<INSP: Inspector<EvmContext, EthInterpreter>> AqEvm<INSP> {
    /// Executes a transaction. Its changes stay in the journal; an invalid one changes nothing.
    ///
    /// # Errors
    /// [`EVMError::Transaction`] for a transaction that may not be in the block.
    pub fn transact(&mut self, tx: TxEnv) -> Result<ExecutionResult, EvmError> {
        self.begin(tx, false);
        let result = MainnetHandler::<Self, EvmError, Frame>::default().run(self);
        self.end(result)
    }

    /// Executes a transaction nobody signed: its sender may be a contract.
    ///
    /// # Errors
    /// As [`Self::transact`].
    pub fn transact_impersonated(&mut self, tx: TxEnv) -> Result<ExecutionResult, EvmError> {
        self.inner.ctx.cfg.disable_eip3607 = true;
        let result = self.transact(tx);
        self.inner.ctx.cfg.disable_eip3607 = false;
        result
    }

    /// Calls a contract as the block rules do: free, without limits, as the system's account. Its changes stay in the journal.
    ///
    /// # Errors
    /// As [`Self::transact`].
    pub fn system_call(&mut self, contract: Address, input: Bytes) -> Result<ExecutionResult, EvmError> {
        self.begin(system_tx(contract, input), false);
        let cap = self.inner.ctx.cfg.tx_gas_limit_cap.replace(u64::MAX);
        let result = MainnetHandler::<Self, EvmError, Frame>::default().run_system_call(self);
        self.inner.ctx.cfg.tx_gas_limit_cap = cap;
        self.end(result)
    }

    /// Executes a transaction while the inspector watches.
    ///
    /// # Errors
    /// As [`Self::transact`].
    pub fn inspect(&mut self, tx: TxEnv) -> Result<ExecutionResult, EvmError> {
        self.begin(tx, true);
        let result = MainnetHandler::<Self, EvmError, Frame>::default().inspect_run(self);
        self.end(result)
    }

    fn begin(&mut self, tx: TxEnv, inspecting: bool) {
        self.inner.ctx.tx = tx;
        self.inspecting = inspecting;
    }

    /// revm has undone what a failed run did to accounts; the protocol follows.
    fn end(&mut self, result: Result<ExecutionResult, EvmError>) -> Result<ExecutionResult, EvmError> {
        if result.is_err()
            && let Some(before) = self.marks.take_first()
        {
            self.protocol = before;
        }
        self.callbacks = 0;
        result
    }
}

/// Whom the block rules call a contract as (EIP-4788).
const SYSTEM_ADDRESS: Address = alloy_eips::eip4788::SYSTEM_ADDRESS;
/// Gas of such a call, outside every limit of the block.
const SYSTEM_GAS: u64 = 30_000_000;

fn system_tx(contract: Address, data: Bytes) -> TxEnv {
    TxEnv { caller: SYSTEM_ADDRESS, gas_limit: SYSTEM_GAS, kind: TxKind::Call(contract), data, ..TxEnv::default() }
}

fn warm_addresses(precompiles: &EthPrecompiles, natives: &OrdMap<Address, NativeKind>) -> AddressSet {
    let mut warm = precompiles.warm_addresses().clone();
    warm.extend(natives.keys().copied());
    warm
}

impl<INSP: Inspector<EvmContext, EthInterpreter>> EvmTr for AqEvm<INSP> {
    type Context = EvmContext;
    type Instructions = EthInstructions<EthInterpreter, EvmContext>;
    type Precompiles = EthPrecompiles;
    type Frame = Frame;

    fn all(&self) -> (&Self::Context, &Self::Instructions, &Self::Precompiles, &FrameStack<Self::Frame>) {
        self.inner.all()
    }

    fn all_mut(&mut self) -> (&mut Self::Context, &mut Self::Instructions, &mut Self::Precompiles, &mut FrameStack<Self::Frame>) {
        self.inner.all_mut()
    }

    fn frame_init(&mut self, init: FrameInit) -> Result<FrameInitResult<'_, Frame>, ContextDbError<EvmContext>> {
        if self.is_native(&init.frame_input) {
            return self.native_frame(init).map(ItemOrResult::Result);
        }
        let result = self.inner.frame_init(init)?;
        if result.is_item() {
            self.marks.push();
        }
        Ok(result)
    }

    fn frame_run(&mut self) -> Result<FrameInitOrResult<Frame>, ContextDbError<EvmContext>> {
        self.inner.frame_run()
    }

    fn frame_return_result(&mut self, result: FrameResult) -> Result<Option<FrameResult>, ContextDbError<EvmContext>> {
        if self.inner.frame_stack.get().is_finished() {
            let before = self.marks.pop();
            if let Some(before) = before
                && !result.instruction_result().is_ok()
            {
                self.protocol = before;
            }
        }
        self.inner.frame_return_result(result)
    }
}
