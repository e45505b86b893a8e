//! EIP-2612 permits: whose signature it is, is asked here; what it allows, is decided by the protocol.

use crate::{
    errors::{self, Refusal as _},
    frame::{Frame, Stop, refused},
    interfaces::{IERC1271, ILido, IWithdrawalQueue, IWstETH},
    signature::recover,
};
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolCall as _;
use aquifer_protocol::units::{Shares, Wei};
use std::sync::Arc;

/// A signed permit, as the tokens and the queue take it.
pub(super) struct SignedPermit {
    pub(super) owner: Address,
    pub(super) spender: Address,
    pub(super) value: U256,
    pub(super) deadline: U256,
    pub(super) v: u8,
    pub(super) r: B256,
    pub(super) s: B256,
}

impl From<ILido::permitCall> for SignedPermit {
    fn from(call: ILido::permitCall) -> Self {
        let ILido::permitCall { owner, spender, value, deadline, v, r, s } = call;
        Self { owner, spender, value, deadline, v, r, s }
    }
}

impl From<IWstETH::permitCall> for SignedPermit {
    fn from(call: IWstETH::permitCall) -> Self {
        let IWstETH::permitCall { owner, spender, value, deadline, v, r, s } = call;
        Self { owner, spender, value, deadline, v, r, s }
    }
}

impl SignedPermit {
    /// The permit a caller of the queue sends along: from the caller to the queue.
    pub(super) fn to_queue(owner: Address, queue: Address, permit: &IWithdrawalQueue::PermitInput) -> Self {
        let IWithdrawalQueue::PermitInput { value, deadline, v, r, s } = *permit;
        Self { owner, spender: queue, value, deadline, v, r, s }
    }
}

/// `permit` of stETH: a contract as owner is asked by ERC-1271, any other account must have signed itself.
pub(super) fn steth(frame: &mut Frame<'_>, permit: &SignedPermit) -> Result<(), Stop> {
    let (owner, spender, value) = (permit.owner, permit.spender, Wei::new(permit.value));
    let digest = {
        let ctx = frame.ctx(&aquifer_protocol::context::NoEther);
        let steth = &frame.protocol().lido.steth;
        steth.permit_digest(&ctx, owner, spender, value, permit.deadline).map_err(|refusal| refused(&refusal))?
    };
    let is_valid = if frame.host.has_code(owner) {
        contract_approves(frame, digest, permit)
    } else {
        recover(digest, permit.v, permit.r, permit.s).map_err(|refusal| refused(&refusal))? == owner
    };
    if !is_valid {
        return Err(Stop::Revert(errors::string("INVALID_SIGNATURE")));
    }
    frame.change(|p, _, fx| p.steth_mut().permit(owner, spender, value, fx))
}

/// `permit` of wstETH: the owner must have signed itself.
pub(super) fn wsteth(frame: &mut Frame<'_>, permit: &SignedPermit) -> Result<(), Stop> {
    let (owner, spender, value) = (permit.owner, permit.spender, Shares::new(permit.value));
    let digest = {
        let ctx = frame.ctx(&aquifer_protocol::context::NoEther);
        let wsteth = &frame.protocol().lido.wsteth;
        wsteth.permit_digest(&ctx, owner, spender, value, permit.deadline).map_err(|refusal| refused(&refusal))?
    };
    let signer = recover(digest, permit.v, permit.r, permit.s).map_err(|refusal| Stop::Revert(refusal.revert_data()))?;
    if signer != owner {
        return Err(Stop::Revert(errors::string("ERC20Permit: invalid signature")));
    }
    frame.change(|p, _, fx| Arc::make_mut(&mut p.lido.wsteth).permit(owner, spender, value, fx))
}

/// Whether the owner's code answers ERC-1271's magic value.
fn contract_approves(frame: &mut Frame<'_>, hash: B256, permit: &SignedPermit) -> bool {
    let signature = [permit.r.as_slice(), permit.s.as_slice(), &[permit.v]].concat().into();
    let question = IERC1271::isValidSignatureCall { hash, signature }.abi_encode();
    let answer = frame.ask(permit.owner, question, true);
    answer.success && answer.output.get(..32).is_some_and(|word| word[..4] == IERC1271::isValidSignatureCall::SELECTOR)
}
