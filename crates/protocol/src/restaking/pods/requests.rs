//! A pod asks the beacon chain for withdrawals (EIP-7002) and consolidations (EIP-7251) of its validators.
//!
//! The system contracts take a fee for each request; what came with the call beyond all fees goes back to the caller.
//! Whether a request will be served is the beacon chain's affair: a request that cannot be is dropped there, fee and all.

use super::{EigenPodEvent, EigenPodManager, PodError, PodValidatorStatus, pubkey_hash};
use crate::{
    Ctx, Effects,
    units::{ArithError, Gwei, Wei},
};
use alloy_primitives::{Address, Bytes, U256, address};

/// EIP-7002's system contract.
pub const WITHDRAWAL_REQUESTS: Address = address!("0x00000961Ef480Eb55e80D19ad83579A64c007002");
/// EIP-7251's system contract.
pub const CONSOLIDATION_REQUESTS: Address = address!("0x0000BBdDc7CE488642fb579F8B00f3a590007251");

/// Pause bit of consolidations.
const PAUSED_CONSOLIDATIONS: u8 = 9;
/// Pause bit of withdrawals.
const PAUSED_WITHDRAWAL_REQUESTS: u8 = 10;

/// What a system contract answered to the question for its fee, in wei: `None` when it refused.
pub type FeeAnswer = Option<Wei>;

/// A validator whose stake moves into another. Source and target the same: it compounds from then on.
#[derive(Debug, Clone, Copy)]
pub struct PodConsolidation<'a> {
    /// Key of the validator that gives.
    pub source: &'a [u8],
    /// Key of the validator that takes.
    pub target: &'a [u8],
}

/// A withdrawal from a validator; of amount zero a full exit.
#[derive(Debug, Clone, Copy)]
pub struct PodWithdrawal<'a> {
    /// Key of the validator.
    pub pubkey: &'a [u8],
    /// Part of its balance.
    pub amount: Gwei,
}

impl EigenPodManager {
    /// `EigenPod.requestConsolidation`: the target must be one the pod counts.
    ///
    /// # Errors
    /// In this order: the pause, who calls, the fee, then request by request: lengths of the keys,
    /// [`PodError::ValidatorNotActiveInPod`].
    pub fn request_consolidation(
        &self,
        ctx: &Ctx,
        pod: Address,
        requests: &[PodConsolidation<'_>],
        fee: FeeAnswer,
        fx: &mut Effects,
    ) -> Result<(), PodError> {
        self.paused.check(PAUSED_CONSOLIDATIONS)?;
        self.pod(pod)?.check_submitter(ctx)?;
        let fees = Fees::of(requests.len(), fee, ctx.value)?;
        for request in requests {
            let (source, target) = (pubkey_hash(request.source)?, pubkey_hash(request.target)?);
            let is_active = self.validator(pod, target).is_some_and(|info| info.status == PodValidatorStatus::Active);
            if !is_active {
                return Err(PodError::ValidatorNotActiveInPod(target));
            }
            fx.request(pod, CONSOLIDATION_REQUESTS, fees.each, [request.source, request.target].concat().into());
            let event = if source == target {
                EigenPodEvent::SwitchToCompoundingRequested { pubkey_hash: source }
            } else {
                EigenPodEvent::ConsolidationRequested { source, target }
            };
            event.emit_from(pod, fx);
        }
        fees.refund(pod, ctx.caller, fx);
        Ok(())
    }

    /// `EigenPod.requestWithdrawal`.
    ///
    /// # Errors
    /// In this order: the pause, who calls, the fee, then request by request: the length of the key.
    pub fn request_withdrawal(
        &self,
        ctx: &Ctx,
        pod: Address,
        requests: &[PodWithdrawal<'_>],
        fee: FeeAnswer,
        fx: &mut Effects,
    ) -> Result<(), PodError> {
        self.paused.check(PAUSED_WITHDRAWAL_REQUESTS)?;
        self.pod(pod)?.check_submitter(ctx)?;
        let fees = Fees::of(requests.len(), fee, ctx.value)?;
        for PodWithdrawal { pubkey, amount } in requests {
            let pubkey_hash = pubkey_hash(pubkey)?;
            let input: Bytes = [*pubkey, &amount.get().to_be_bytes()].concat().into();
            fx.request(pod, WITHDRAWAL_REQUESTS, fees.each, input);
            let event = if amount.is_zero() {
                EigenPodEvent::ExitRequested { pubkey_hash }
            } else {
                EigenPodEvent::WithdrawalRequested { pubkey_hash, amount: *amount }
            };
            event.emit_from(pod, fx);
        }
        fees.refund(pod, ctx.caller, fx);
        Ok(())
    }
}

/// What the requests of a call cost, and what is left of what came with it.
struct Fees {
    each: Wei,
    rest: Wei,
}

impl Fees {
    fn of(requests: usize, fee: FeeAnswer, value: Wei) -> Result<Self, PodError> {
        let each = fee.ok_or(PodError::FeeQueryFailed)?;
        let needed = each.get().checked_mul(U256::from(requests)).ok_or(ArithError::Overflow)?;
        let rest = value.try_sub(Wei::new(needed)).map_err(|_| PodError::InsufficientFunds { needed, value })?;
        Ok(Self { each, rest })
    }

    /// Nothing is sent when nothing is left.
    fn refund(self, pod: Address, caller: Address, fx: &mut Effects) {
        if !self.rest.is_zero() {
            fx.send_value(pod, caller, self.rest);
        }
    }
}
