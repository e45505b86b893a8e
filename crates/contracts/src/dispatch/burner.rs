//! `Burner`: collects shares to be burnt by the next report.

use super::role;
use crate::{
    frame::{Frame, Served, Stop, answer, done, refused},
    interfaces::IBurner::{self, IBurnerCalls as Call},
};
use alloy_primitives::U256;
use aquifer_protocol::{
    liquid::lido::{BurnKind, BurnerError, LidoError, REQUEST_BURN_MY_STETH_ROLE, REQUEST_BURN_SHARES_ROLE},
    units::{Shares, Wei},
};

/// Plain ether is refused by name, anything else without words.
pub(super) fn receive(frame: &Frame<'_>) -> Served {
    if frame.call.input.is_empty() { Err(refused(&BurnerError::DirectEthTransfer)) } else { Err(Stop::empty()) }
}

pub(super) fn serve(frame: &mut Frame<'_>) -> Served {
    let burner = &frame.protocol().lido.burner;
    match frame.decode_strict::<Call>()? {
        Call::REQUEST_BURN_MY_STETH_ROLE(_) => role::<IBurner::REQUEST_BURN_MY_STETH_ROLECall>(REQUEST_BURN_MY_STETH_ROLE),
        Call::REQUEST_BURN_SHARES_ROLE(_) => role::<IBurner::REQUEST_BURN_SHARES_ROLECall>(REQUEST_BURN_SHARES_ROLE),
        Call::LOCATOR(_) => answer::<IBurner::LOCATORCall>(&frame.addresses().lido_locator),
        Call::LIDO(_) => answer::<IBurner::LIDOCall>(&frame.addresses().steth),
        Call::requestBurnMyStETH(call) => {
            request_burn_my_steth(frame, call.stETHAmountToBurn, BurnKind::NonCover)?;
            done()
        }
        Call::requestBurnMyStETHForCover(call) => {
            request_burn_my_steth(frame, call.stETHAmountToBurn, BurnKind::Cover)?;
            done()
        }
        Call::requestBurnMyShares(call) => {
            frame.change(|p, ctx, fx| p.request_burn_my_shares(ctx, Shares::new(call.sharesAmountToBurn), fx))?;
            done()
        }
        Call::requestBurnShares(call) => {
            let (from, amount) = (call.from, Shares::new(call.sharesAmountToBurn));
            frame.change(|p, ctx, fx| p.request_burn_shares(ctx, from, amount, BurnKind::NonCover, fx))?;
            done()
        }
        Call::requestBurnSharesForCover(call) => {
            let (from, amount) = (call.from, Shares::new(call.sharesAmountToBurn));
            frame.change(|p, ctx, fx| p.request_burn_shares(ctx, from, amount, BurnKind::Cover, fx))?;
            done()
        }
        Call::recoverExcessStETH(_) => {
            frame.change(|p, ctx, fx| p.recover_excess_steth(ctx, fx))?;
            done()
        }
        Call::getSharesRequestedToBurn(_) => {
            answer::<IBurner::getSharesRequestedToBurnCall>(&IBurner::getSharesRequestedToBurnReturn {
                coverShares: burner.cover_shares_burn_requested.get(),
                nonCoverShares: burner.non_cover_shares_burn_requested.get(),
            })
        }
        Call::getCoverSharesBurnt(_) => answer::<IBurner::getCoverSharesBurntCall>(&burner.total_cover_shares_burnt.get()),
        Call::getNonCoverSharesBurnt(_) => {
            answer::<IBurner::getNonCoverSharesBurntCall>(&burner.total_non_cover_shares_burnt.get())
        }
        Call::getExcessStETH(_) => answer::<IBurner::getExcessStETHCall>(&excess_steth(frame)?),
    }
}

fn request_burn_my_steth(frame: &mut Frame<'_>, amount: U256, kind: BurnKind) -> Result<(), Stop> {
    frame.change(|p, ctx, fx| p.request_burn_my_steth(ctx, Wei::new(amount), kind, fx))
}

fn excess_steth(frame: &Frame<'_>) -> Result<U256, Stop> {
    let protocol = frame.protocol();
    let worth = protocol
        .excess_burner_shares()
        .and_then(|shares| protocol.lido.steth.pooled_eth_by_shares(shares).map_err(LidoError::from));
    worth.map(Wei::get).map_err(|refusal| refused(&refusal))
}
