//! Functions of a pod that ask the beacon chain for something.

use crate::{
    frame::{Frame, Served, Stop, done, refused},
    interfaces::restaking::IEigenPod as Pod,
};
use alloy_primitives::{Address, U256};
use aquifer_protocol::{
    restaking::pods::{CONSOLIDATION_REQUESTS, FeeAnswer, PodConsolidation, PodError, PodWithdrawal, WITHDRAWAL_REQUESTS},
    units::{Gwei, Wei},
};

pub(super) fn consolidate(frame: &mut Frame<'_>, call: &Pod::requestConsolidationCall) -> Served {
    let this = frame.call.this;
    let fee = ask_fee(frame, CONSOLIDATION_REQUESTS);
    let requests = call.requests.iter();
    let requests: Vec<_> =
        requests.map(|request| PodConsolidation { source: &request.srcPubkey, target: &request.targetPubkey }).collect();
    frame.settle(|p, ctx, fx| p.restaking.pods.request_consolidation(ctx, this, &requests, fee, fx))?;
    done()
}

pub(super) fn withdraw(frame: &mut Frame<'_>, call: &Pod::requestWithdrawalCall) -> Served {
    let this = frame.call.this;
    let fee = ask_fee(frame, WITHDRAWAL_REQUESTS);
    let requests = call.requests.iter();
    let requests: Vec<_> =
        requests.map(|request| PodWithdrawal { pubkey: &request.pubkey, amount: Gwei::new(request.amountGwei) }).collect();
    frame.settle(|p, ctx, fx| p.restaking.pods.request_withdrawal(ctx, this, &requests, fee, fx))?;
    done()
}

/// `getConsolidationRequestFee`, in wei.
pub(super) fn consolidation_fee(frame: &mut Frame<'_>) -> Result<U256, Stop> {
    known_fee(frame, CONSOLIDATION_REQUESTS)
}

/// `getWithdrawalRequestFee`, in wei.
pub(super) fn withdrawal_fee(frame: &mut Frame<'_>) -> Result<U256, Stop> {
    known_fee(frame, WITHDRAWAL_REQUESTS)
}

fn known_fee(frame: &mut Frame<'_>, contract: Address) -> Result<U256, Stop> {
    let fee = ask_fee(frame, contract).ok_or(PodError::FeeQueryFailed).map_err(|refusal| refused(&refusal))?;
    Ok(fee.get())
}

/// A system contract names its fee when it is called with nothing.
fn ask_fee(frame: &mut Frame<'_>, contract: Address) -> FeeAnswer {
    let answer = frame.ask(contract, Vec::new(), true);
    let word: Option<[u8; 32]> = answer.output.as_ref().try_into().ok();
    word.filter(|_| answer.success).map(|word| Wei::new(U256::from_be_bytes(word)))
}
