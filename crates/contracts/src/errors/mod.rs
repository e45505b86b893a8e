//! The protocol's refusals as revert data of the real contracts.
//!
//! The old generation (`Lido`, `WstETH`, node operators, deposit contract) speaks in strings, the newer one in custom
//! errors, its compiler in panics. Every match is exhaustive: a refusal without words stops the build.

mod accounting;
mod accounting_oracle;
mod burner;
mod deposit_contract;
mod deposit_security;
mod governance;
mod hash_consensus;
mod lido;
mod node_operators;
mod pause_bits;
mod queue;
mod restaking;
mod sanity;
mod signature;
mod staking_router;
mod steth;
mod wsteth;

use crate::interfaces::restaking::IEigenPod;
use alloy_primitives::Bytes;
use alloy_sol_types::{Panic, PanicKind, Revert, SolError};
use aquifer_protocol::{PaymentFailure, liquid::lido::withdrawal_queue::QueueError, units::ArithError};

/// A refusal that a real contract would revert with.
pub(crate) trait Refusal {
    /// The real contract's revert data.
    fn revert_data(&self) -> Bytes;
}

/// `Error(string)`.
pub(crate) fn string(reason: &str) -> Bytes {
    Revert::from(reason).abi_encode().into()
}

/// What OpenZeppelin's `ReentrancyGuard` (4.x) reverts with.
pub(crate) fn reentrant() -> Bytes {
    string("ReentrancyGuard: reentrant call")
}

/// A custom error.
pub(crate) fn custom(error: &impl SolError) -> Bytes {
    error.abi_encode().into()
}

/// A panic of the 0.8 compilers.
pub(crate) fn panic(kind: PanicKind) -> Bytes {
    Panic::from(kind).abi_encode().into()
}

/// What the checked arithmetic of the 0.8 compilers reverts with.
impl Refusal for ArithError {
    fn revert_data(&self) -> Bytes {
        panic(match self {
            Self::Overflow | Self::Underflow => PanicKind::UnderOverflow,
            Self::DivisionByZero => PanicKind::DivisionByZero,
        })
    }
}

/// What `SafeMath` of the 0.4 contracts reverts with. A plain division by zero there is an invalid opcode: no data.
fn safe_math(error: ArithError) -> Bytes {
    match error {
        ArithError::Overflow => string("MATH_ADD_OVERFLOW"),
        ArithError::Underflow => string("MATH_SUB_UNDERFLOW"),
        ArithError::DivisionByZero => Bytes::new(),
    }
}

/// A payment whose receiver failed.
pub(crate) fn payment_failed(failure: PaymentFailure) -> Bytes {
    match failure {
        PaymentFailure::WithdrawalQueue => QueueError::CantSendValueRecipientMayHaveReverted.revert_data(),
        PaymentFailure::SendValue => string("Address: unable to send value, recipient may have reverted"),
    }
}

/// A payment of more than the payer holds.
pub(crate) fn payment_not_covered(failure: PaymentFailure) -> Bytes {
    match failure {
        PaymentFailure::WithdrawalQueue => payment_failed(failure),
        PaymentFailure::SendValue => string("Address: insufficient balance"),
    }
}

/// A request that a system contract refused: only pods make any.
pub(crate) fn request_failed() -> Bytes {
    custom(&IEigenPod::PredeployFailed {})
}
