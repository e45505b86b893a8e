//! `WstETH`: stETH shares as a plain ERC-20.

use super::permit;
use crate::{
    frame::{Frame, Served, Stop, answer, done, refused},
    interfaces::IWstETH::{self, IWstETHCalls as Call},
};
use alloy_primitives::U256;
use aquifer_protocol::{
    Protocol,
    liquid::lido::{StethError, Wsteth},
    units::{Shares, Wei},
};
use std::sync::Arc;

/// What one token is quoted for.
const ONE_TOKEN: U256 = U256::from_limbs([1_000_000_000_000_000_000, 0, 0, 0]);

/// Plain ether: staked, and what it gives is wrapped for the sender. There is no fallback for other calldata.
pub(super) fn receive(frame: &mut Frame<'_>) -> Served {
    if !frame.call.input.is_empty() {
        return Err(Stop::empty());
    }
    frame.settle(|p, ctx, fx| p.wrap_ether(ctx, fx))?;
    done()
}

pub(super) fn serve(frame: &mut Frame<'_>) -> Served {
    let token = &frame.protocol().lido.wsteth;
    match frame.decode::<Call>()? {
        Call::transfer(call) => {
            frame.change(|p, ctx, fx| token_of(p).transfer(ctx, call.recipient, Shares::new(call.amount), fx))?;
            answer::<IWstETH::transferCall>(&true)
        }
        Call::transferFrom(call) => {
            let (from, to, amount) = (call.sender, call.recipient, Shares::new(call.amount));
            frame.change(|p, ctx, fx| token_of(p).transfer_from(ctx, from, to, amount, fx))?;
            answer::<IWstETH::transferFromCall>(&true)
        }
        Call::approve(call) => {
            frame.change(|p, ctx, fx| token_of(p).approve(ctx, call.spender, Shares::new(call.amount), fx))?;
            answer::<IWstETH::approveCall>(&true)
        }
        Call::increaseAllowance(call) => {
            let by = Shares::new(call.addedValue);
            frame.change(|p, ctx, fx| token_of(p).increase_allowance(ctx, call.spender, by, fx))?;
            answer::<IWstETH::increaseAllowanceCall>(&true)
        }
        Call::decreaseAllowance(call) => {
            let by = Shares::new(call.subtractedValue);
            frame.change(|p, ctx, fx| token_of(p).decrease_allowance(ctx, call.spender, by, fx))?;
            answer::<IWstETH::decreaseAllowanceCall>(&true)
        }
        Call::permit(call) => {
            permit::wsteth(frame, &call.into())?;
            done()
        }
        Call::wrap(call) => {
            let minted = frame.change(|p, ctx, fx| p.wrap(ctx, Wei::new(call.stETHAmount), fx))?;
            answer::<IWstETH::wrapCall>(&minted.get())
        }
        Call::unwrap(call) => {
            let paid = frame.change(|p, ctx, fx| p.unwrap(ctx, Shares::new(call.wstETHAmount), fx))?;
            answer::<IWstETH::unwrapCall>(&paid.get())
        }
        Call::name(_) => answer::<IWstETH::nameCall>(&"Wrapped liquid staked Ether 2.0".into()),
        Call::symbol(_) => answer::<IWstETH::symbolCall>(&"wstETH".into()),
        Call::decimals(_) => answer::<IWstETH::decimalsCall>(&18),
        Call::totalSupply(_) => answer::<IWstETH::totalSupplyCall>(&token.total_supply().get()),
        Call::balanceOf(call) => answer::<IWstETH::balanceOfCall>(&token.balance_of(call.account).get()),
        Call::allowance(call) => answer::<IWstETH::allowanceCall>(&token.allowance(call.owner, call.spender).get()),
        Call::nonces(call) => answer::<IWstETH::noncesCall>(&token.nonce_of(call.owner)),
        Call::DOMAIN_SEPARATOR(_) => {
            answer::<IWstETH::DOMAIN_SEPARATORCall>(&token.eip712_domain(frame.host.chain_id()).separator())
        }
        Call::getWstETHByStETH(call) => answer::<IWstETH::getWstETHByStETHCall>(&shares_for(frame, call.stETHAmount)?),
        Call::getStETHByWstETH(call) => answer::<IWstETH::getStETHByWstETHCall>(&ether_for(frame, call.wstETHAmount)?),
        Call::stEthPerToken(_) => answer::<IWstETH::stEthPerTokenCall>(&ether_for(frame, ONE_TOKEN)?),
        Call::tokensPerStEth(_) => answer::<IWstETH::tokensPerStEthCall>(&shares_for(frame, ONE_TOKEN)?),
        Call::stETH(_) => answer::<IWstETH::stETHCall>(&frame.addresses().steth),
    }
}

fn token_of(protocol: &mut Protocol) -> &mut Wsteth {
    Arc::make_mut(&mut protocol.lido.wsteth)
}

fn shares_for(frame: &Frame<'_>, ether: U256) -> Result<U256, Stop> {
    let shares = frame.protocol().lido.steth.shares_by_pooled_eth(Wei::new(ether));
    shares.map(Shares::get).map_err(|refusal: StethError| refused(&refusal))
}

fn ether_for(frame: &Frame<'_>, shares: U256) -> Result<U256, Stop> {
    let ether = frame.protocol().lido.steth.pooled_eth_by_shares(Shares::new(shares));
    ether.map(Wei::get).map_err(|refusal: StethError| refused(&refusal))
}
