//! The code native accounts show: it reverts with a sentence when somebody executes it as bytecode.
//!
//! Contracts and wallets look at code size before they call, so it must not be empty.

use crate::world::Code;
use alloy_primitives::{B256, Bytes};
use alloy_sol_types::{Revert, SolError};
use std::sync::LazyLock;

/// What the stub says.
const MESSAGE: &str = "native contract: call it over JSON-RPC";

static STUB: LazyLock<(Code, B256)> = LazyLock::new(|| {
    let code = Code::new(assemble());
    let hash = code.hash();
    (code, hash)
});

/// The stub.
#[must_use]
pub fn code() -> Code {
    STUB.0.clone()
}

/// Its hash.
#[must_use]
pub fn code_hash() -> B256 {
    STUB.1
}

/// `CODECOPY` the revert data that follows the program, then `REVERT` with it.
fn assemble() -> Bytes {
    const PROGRAM: u8 = 10;
    let data = Revert::from(MESSAGE).abi_encode();
    let length = u8::try_from(data.len()).unwrap_or(u8::MAX);
    let mut code = vec![0x60, length, 0x60, PROGRAM, 0x5f, 0x39, 0x60, length, 0x5f, 0xfd];
    code.extend(data);
    code.into()
}
