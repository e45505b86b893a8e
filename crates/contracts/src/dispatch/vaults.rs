//! The two vaults: only Lido takes ether out, and it does so within a report, never through a call from outside.

use crate::{
    errors,
    frame::{Frame, Served, Stop, answer},
    interfaces::{
        ILidoExecutionLayerRewardsVault::{self, ILidoExecutionLayerRewardsVaultCalls as RewardsCall},
        IWithdrawalVault::{self, IWithdrawalVaultCalls as WithdrawalCall},
    },
};
use alloy_primitives::{Bytes, Log};
use alloy_sol_types::SolEvent as _;

/// `WithdrawalVault`.
pub(super) fn serve_withdrawals(frame: &Frame<'_>) -> Served {
    let book = frame.addresses();
    match frame.decode_strict::<WithdrawalCall>()? {
        WithdrawalCall::LIDO(_) => answer::<IWithdrawalVault::LIDOCall>(&book.steth),
        WithdrawalCall::TREASURY(_) => answer::<IWithdrawalVault::TREASURYCall>(&book.treasury),
        WithdrawalCall::withdrawWithdrawals(_) => Err(Stop::Revert(errors::custom(&IWithdrawalVault::NotLido {}))),
    }
}

/// `LidoExecutionLayerRewardsVault`.
pub(super) fn serve_rewards(frame: &Frame<'_>) -> Served {
    let book = frame.addresses();
    match frame.decode_strict::<RewardsCall>()? {
        RewardsCall::LIDO(_) => answer::<ILidoExecutionLayerRewardsVault::LIDOCall>(&book.steth),
        RewardsCall::TREASURY(_) => answer::<ILidoExecutionLayerRewardsVault::TREASURYCall>(&book.treasury),
        RewardsCall::withdrawRewards(_) => Err(Stop::Revert(errors::string("ONLY_LIDO_CAN_WITHDRAW"))),
    }
}

/// Plain ether to the rewards vault stays there and is told of.
pub(super) fn receive_rewards(frame: &mut Frame<'_>) -> Served {
    if !frame.call.input.is_empty() {
        return Err(Stop::empty());
    }
    let event = ILidoExecutionLayerRewardsVault::ETHReceived { amount: frame.call.value };
    frame.host.log(Log { address: frame.call.this, data: event.encode_log_data() });
    Ok(Bytes::new())
}
