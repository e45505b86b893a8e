//! The seam between the ABI layer and whatever runs it: the chain's EVM, or a mock in tests and simulations.

use alloy_primitives::{Address, B256, Bytes, Log, U256};
use aquifer_protocol::{
    Protocol,
    units::{BlockNumber, Timestamp, Wei},
};

/// What a native contract may ask of its surroundings.
///
/// Nothing is borrowed across [`Host::call`]: the callee may call native contracts again.
pub trait Host {
    /// The protocol as it stands now.
    fn protocol(&self) -> &Protocol;
    /// The same, to change it.
    fn protocol_mut(&mut self) -> &mut Protocol;
    /// Number of the block being built.
    fn block_number(&self) -> BlockNumber;
    /// Its timestamp.
    fn timestamp(&self) -> Timestamp;
    /// EIP-155 chain id.
    fn chain_id(&self) -> u64;
    /// Hash of one of the last 256 blocks, zero for any other (`BLOCKHASH`).
    fn block_hash(&mut self, number: u64) -> B256;
    /// Ether balance of an account.
    fn balance(&mut self, account: Address) -> Wei;
    /// Whether the account has code.
    fn has_code(&mut self, account: Address) -> bool;
    /// Spends gas; `false` when the frame has not enough, and then the call must end with [`NativeOutcome::OutOfGas`].
    fn charge(&mut self, gas: u64) -> bool;
    /// Appends a log to the frame.
    fn log(&mut self, log: Log);
    /// Moves ether without running code; `false` when `from` holds too little.
    fn transfer(&mut self, from: Address, to: Address, amount: Wei) -> bool;
    /// Puts the code of native accounts at an address where a contract of ours comes into being.
    fn deploy(&mut self, address: Address);
    /// Calls an account: value moves, its code runs (EVM or native). At most 63/64 of the remaining gas goes along.
    fn call(&mut self, call: OutsideCall) -> CallAnswer;
}

/// A call from a native contract to an account of somebody else.
#[derive(Debug, Clone)]
pub struct OutsideCall {
    /// The native account that calls.
    pub from: Address,
    /// The account called.
    pub to: Address,
    /// Ether sent along, in wei.
    pub value: Wei,
    /// Calldata.
    pub input: Bytes,
    /// Whether the callee may change state (`STATICCALL`).
    pub is_static: bool,
}

/// What came back.
#[derive(Debug, Clone)]
pub struct CallAnswer {
    /// Whether the callee returned (not reverted, not halted).
    pub success: bool,
    /// Return or revert data.
    pub output: Bytes,
}

/// A call to a native contract, as it arrives from a frame. Value is already on the contract's balance.
#[derive(Debug, Clone)]
pub struct NativeCall<'a> {
    /// The native account called.
    pub this: Address,
    /// The immediate caller.
    pub caller: Address,
    /// Ether that came along, in wei.
    pub value: U256,
    /// Calldata.
    pub input: &'a [u8],
    /// Whether the frame is static: then only views are served.
    pub is_static: bool,
}

/// How a native call ended. On anything but `Return` the protocol is as it was before; logs and ether are undone by the host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NativeOutcome {
    /// Success with ABI-encoded return data.
    Return(Bytes),
    /// Refused with the real contract's revert data; unused gas goes back.
    Revert(Bytes),
    /// The frame ran out of gas.
    OutOfGas,
    /// A mutating function in a static frame: all gas of the frame is spent, as in the EVM.
    StaticViolation,
}
