//! What EIGEN and bEIGEN have in common: an ERC-20 with votes, permits and an owner.

use crate::{
    errors::{self, Refusal as _},
    frame::{Frame, Served, Stop, answer, done, refused},
    interfaces::restaking::IVotesToken::{self, IVotesTokenCalls as Call},
    signature::{RecoverError, recover},
};
use alloy_primitives::{
    Address, B256, FixedBytes, U256,
    aliases::{U48, U224},
};
use aquifer_protocol::{
    Protocol,
    context::NoEther,
    restaking::eigen::{Checkpoint, EigenError, EigenTokens, TokenName, VotesToken},
    units::EigenAmount,
};
use std::sync::Arc;

/// Both tokens, to change.
pub(super) fn tokens_mut(protocol: &mut Protocol) -> &mut EigenTokens {
    Arc::make_mut(&mut protocol.restaking.eigen)
}

pub(super) fn serve(frame: &mut Frame<'_>, name: TokenName) -> Served {
    let tokens = &frame.protocol().restaking.eigen;
    let token = tokens.token(name);
    let domain = token.eip712_domain(frame.host.chain_id());
    let now = frame.host.timestamp();
    match frame.decode_strict::<Call>()? {
        Call::transfer(call) => {
            frame.change(|p, ctx, fx| of(p, name).transfer(ctx, call.to, EigenAmount::new(call.amount), fx))?;
            answer::<IVotesToken::transferCall>(&true)
        }
        Call::transferFrom(call) => {
            let amount = EigenAmount::new(call.amount);
            frame.change(|p, ctx, fx| of(p, name).transfer_from(ctx, call.from, call.to, amount, fx))?;
            answer::<IVotesToken::transferFromCall>(&true)
        }
        Call::approve(call) => {
            frame.change(|p, ctx, fx| of(p, name).approve(ctx, call.spender, EigenAmount::new(call.amount), fx))?;
            answer::<IVotesToken::approveCall>(&true)
        }
        Call::increaseAllowance(call) => {
            let by = EigenAmount::new(call.addedValue);
            frame.change(|p, ctx, fx| of(p, name).increase_allowance(ctx, call.spender, by, fx))?;
            answer::<IVotesToken::increaseAllowanceCall>(&true)
        }
        Call::decreaseAllowance(call) => {
            let by = EigenAmount::new(call.subtractedValue);
            frame.change(|p, ctx, fx| of(p, name).decrease_allowance(ctx, call.spender, by, fx))?;
            answer::<IVotesToken::decreaseAllowanceCall>(&true)
        }
        Call::permit(call) => permit(frame, name, &call),
        Call::delegate(call) => {
            frame.change(|p, ctx, fx| of(p, name).delegate(ctx, call.delegatee, fx))?;
            done()
        }
        Call::delegateBySig(call) => delegate_by_signature(frame, name, &call),
        Call::transferOwnership(call) => {
            frame.change(|p, ctx, fx| tokens_mut(p).transfer_ownership(ctx, name, call.newOwner, fx))?;
            done()
        }
        Call::renounceOwnership(_) => {
            frame.change(|p, ctx, fx| tokens_mut(p).renounce_ownership(ctx, name, fx))?;
            done()
        }
        Call::name(_) => answer::<IVotesToken::nameCall>(&long_name(name).into()),
        Call::symbol(_) => answer::<IVotesToken::symbolCall>(&domain.name.into()),
        Call::decimals(_) => answer::<IVotesToken::decimalsCall>(&18),
        Call::totalSupply(_) => answer::<IVotesToken::totalSupplyCall>(&tokens.total_supply().get()),
        Call::balanceOf(call) => answer::<IVotesToken::balanceOfCall>(&token.balance_of(call.account).get()),
        Call::allowance(call) => answer::<IVotesToken::allowanceCall>(&token.allowance(call.owner, call.spender).get()),
        Call::nonces(call) => answer::<IVotesToken::noncesCall>(&token.nonce_of(call.owner)),
        Call::DOMAIN_SEPARATOR(_) => answer::<IVotesToken::DOMAIN_SEPARATORCall>(&domain.separator()),
        Call::eip712Domain(_) => answer::<IVotesToken::eip712DomainCall>(&IVotesToken::eip712DomainReturn {
            fields: FixedBytes([0x0f]),
            name: domain.name.into(),
            version: domain.version.into(),
            chainId: U256::from(domain.chain_id),
            verifyingContract: domain.verifying_contract,
            salt: B256::ZERO,
            extensions: Vec::new(),
        }),
        Call::clock(_) => answer::<IVotesToken::clockCall>(&U48::saturating_from(now.get())),
        Call::CLOCK_MODE(_) => answer::<IVotesToken::CLOCK_MODECall>(&"mode=timestamp".into()),
        Call::delegates(call) => answer::<IVotesToken::delegatesCall>(&token.votes().delegate_of(call.account)),
        Call::getVotes(call) => answer::<IVotesToken::getVotesCall>(&token.votes().of(call.account).get()),
        Call::getPastVotes(call) => {
            let votes = token.votes().past(call.account, call.timepoint, now).map_err(|refusal| refused(&refusal))?;
            answer::<IVotesToken::getPastVotesCall>(&votes.get())
        }
        Call::getPastTotalSupply(call) => {
            let supply = token.votes().past_supply(call.timepoint, now).map_err(|refusal| refused(&refusal))?;
            answer::<IVotesToken::getPastTotalSupplyCall>(&supply.get())
        }
        Call::numCheckpoints(call) => {
            let count = token.votes().checkpoints(call.account).count();
            answer::<IVotesToken::numCheckpointsCall>(&u32::try_from(count).unwrap_or(u32::MAX))
        }
        Call::checkpoints(call) => {
            let (at, votes) = checkpoint(token, call.account, call.pos).map_err(|refusal| refused(&refusal))?;
            let from = u32::try_from(at.get()).unwrap_or(u32::MAX);
            let votes = U224::saturating_from(votes.get());
            answer::<IVotesToken::checkpointsCall>(&IVotesToken::Checkpoint { fromBlock: from, votes })
        }
        Call::owner(_) => answer::<IVotesToken::ownerCall>(&token.owner().get()),
        Call::transferRestrictionsDisabledAfter(_) => answer::<IVotesToken::transferRestrictionsDisabledAfterCall>(&U256::ZERO),
    }
}

fn of(protocol: &mut Protocol, name: TokenName) -> &mut VotesToken {
    tokens_mut(protocol).token_mut(name)
}

const fn long_name(name: TokenName) -> &'static str {
    match name {
        TokenName::Eigen => "Eigen",
        TokenName::BackingEigen => "Backing Eigen",
    }
}

/// One checkpoint of many; Solidity's panic when there is none of that number.
fn checkpoint(token: &VotesToken, account: Address, index: u32) -> Result<Checkpoint, EigenError> {
    let missing = EigenError::NoSuchCheckpoint { account, index };
    usize::try_from(index).ok().and_then(|position| token.votes().checkpoints(account).nth(position)).ok_or(missing)
}

fn permit(frame: &mut Frame<'_>, name: TokenName, call: &IVotesToken::permitCall) -> Served {
    let (owner, spender, value) = (call.owner, call.spender, EigenAmount::new(call.value));
    let ctx = frame.ctx(&NoEther);
    let token = frame.protocol().restaking.eigen.token(name);
    let digest = token.permit_digest(&ctx, owner, spender, value, call.deadline).map_err(|refusal| refused(&refusal))?;
    if signer(digest, call.v, call.r, call.s)? != owner {
        return Err(Stop::Revert(errors::string("ERC20Permit: invalid signature")));
    }
    frame.change(|p, _, fx| of(p, name).permit(owner, spender, value, fx))?;
    done()
}

fn delegate_by_signature(frame: &mut Frame<'_>, name: TokenName, call: &IVotesToken::delegateBySigCall) -> Served {
    let ctx = frame.ctx(&NoEther);
    let token = frame.protocol().restaking.eigen.token(name);
    let digest = token.delegation_digest(&ctx, call.delegatee, call.nonce, call.expiry).map_err(|refusal| refused(&refusal))?;
    let signer = signer(digest, call.v, call.r, call.s)?;
    frame.change(|p, ctx, fx| of(p, name).delegate_by_signature(ctx, signer, call.delegatee, call.nonce, fx))?;
    done()
}

/// `ECDSA.recover` of OpenZeppelin 4.9, which has no word of its own for a bad `v`.
fn signer(digest: B256, v: u8, r: B256, s: B256) -> Result<Address, Stop> {
    recover(digest, v, r, s).map_err(|error| match error {
        RecoverError::BadV => refused(&RecoverError::NoSigner),
        RecoverError::HighS | RecoverError::NoSigner => Stop::Revert(error.revert_data()),
    })
}
