//! `Lido`: the pool and its token stETH.

use super::{permit, role};
use crate::{
    frame::{Frame, Served, Stop, answer, done, refused},
    interfaces::ILido::{self, ILidoCalls as Call},
};
use alloy_primitives::{Address, U256};
use aquifer_protocol::{
    liquid::lido::{self, LidoError, StethError, staking_router::ModuleId},
    units::{Shares, Wei},
};

/// `getContractVersion`.
const CONTRACT_VERSION: U256 = U256::from_limbs([3, 0, 0, 0]);

/// Ether without a function: staked for the sender; any other calldata is refused.
pub(super) fn receive(frame: &mut Frame<'_>) -> Served {
    if !frame.call.input.is_empty() {
        return Err(refused(&StethError::NonEmptyData));
    }
    submit(frame, Address::ZERO)?;
    done()
}

pub(super) fn serve(frame: &mut Frame<'_>) -> Served {
    let steth = &frame.protocol().lido.steth;
    let pool = steth.pool();
    match frame.decode::<Call>()? {
        Call::submit(call) => answer::<ILido::submitCall>(&submit(frame, call.referral)?.get()),
        Call::transfer(call) => {
            frame.change(|p, ctx, fx| p.steth_mut().transfer(ctx, call.recipient, Wei::new(call.amount), fx))?;
            answer::<ILido::transferCall>(&true)
        }
        Call::transferFrom(call) => {
            let (from, to, amount) = (call.sender, call.recipient, Wei::new(call.amount));
            frame.change(|p, ctx, fx| p.steth_mut().transfer_from(ctx, from, to, amount, fx))?;
            answer::<ILido::transferFromCall>(&true)
        }
        Call::transferShares(call) => {
            let shares = Shares::new(call.sharesAmount);
            let worth = frame.change(|p, ctx, fx| p.steth_mut().transfer_shares(ctx, call.recipient, shares, fx))?;
            answer::<ILido::transferSharesCall>(&worth.get())
        }
        Call::transferSharesFrom(call) => {
            let (from, to, shares) = (call.sender, call.recipient, Shares::new(call.sharesAmount));
            let worth = frame.change(|p, ctx, fx| p.steth_mut().transfer_shares_from(ctx, from, to, shares, fx))?;
            answer::<ILido::transferSharesFromCall>(&worth.get())
        }
        Call::approve(call) => {
            frame.change(|p, ctx, fx| p.steth_mut().approve(ctx, call.spender, Wei::new(call.amount), fx))?;
            answer::<ILido::approveCall>(&true)
        }
        Call::increaseAllowance(call) => {
            frame.change(|p, ctx, fx| p.steth_mut().increase_allowance(ctx, call.spender, Wei::new(call.addedValue), fx))?;
            answer::<ILido::increaseAllowanceCall>(&true)
        }
        Call::decreaseAllowance(call) => {
            let by = Wei::new(call.subtractedValue);
            frame.change(|p, ctx, fx| p.steth_mut().decrease_allowance(ctx, call.spender, by, fx))?;
            answer::<ILido::decreaseAllowanceCall>(&true)
        }
        Call::permit(call) => {
            permit::steth(frame, &call.into())?;
            done()
        }
        Call::name(_) => answer::<ILido::nameCall>(&"Liquid staked Ether 2.0".into()),
        Call::symbol(_) => answer::<ILido::symbolCall>(&"stETH".into()),
        Call::decimals(_) => answer::<ILido::decimalsCall>(&18),
        Call::totalSupply(_) => answer::<ILido::totalSupplyCall>(&wei(pool.total_pooled_ether())?),
        Call::getTotalPooledEther(_) => answer::<ILido::getTotalPooledEtherCall>(&wei(pool.total_pooled_ether())?),
        Call::balanceOf(call) => answer::<ILido::balanceOfCall>(&wei(steth.balance_of(call.account))?),
        Call::allowance(call) => answer::<ILido::allowanceCall>(&steth.allowance(call.owner, call.spender).get()),
        Call::sharesOf(call) => answer::<ILido::sharesOfCall>(&steth.shares_of(call.account).get()),
        Call::getTotalShares(_) => answer::<ILido::getTotalSharesCall>(&pool.total_shares.get()),
        Call::getSharesByPooledEth(call) => {
            answer::<ILido::getSharesByPooledEthCall>(&shares(steth.shares_by_pooled_eth(Wei::new(call.ethAmount)))?)
        }
        Call::getPooledEthByShares(call) => {
            answer::<ILido::getPooledEthBySharesCall>(&wei(steth.pooled_eth_by_shares(Shares::new(call.sharesAmount)))?)
        }
        Call::getPooledEthBySharesRoundUp(call) => {
            let worth = wei(steth.pooled_eth_by_shares_round_up(Shares::new(call.sharesAmount)))?;
            answer::<ILido::getPooledEthBySharesRoundUpCall>(&worth)
        }
        Call::nonces(call) => answer::<ILido::noncesCall>(&steth.nonce_of(call.owner)),
        Call::DOMAIN_SEPARATOR(_) => {
            answer::<ILido::DOMAIN_SEPARATORCall>(&steth.eip712_domain(frame.host.chain_id()).separator())
        }
        Call::eip712Domain(_) => {
            let domain = steth.eip712_domain(frame.host.chain_id());
            answer::<ILido::eip712DomainCall>(&ILido::eip712DomainReturn {
                name: domain.name.into(),
                version: domain.version.into(),
                chainId: U256::from(domain.chain_id),
                verifyingContract: domain.verifying_contract,
            })
        }
        Call::isStakingPaused(_) => answer::<ILido::isStakingPausedCall>(&steth.is_staking_paused()),
        Call::getCurrentStakeLimit(_) => answer::<ILido::getCurrentStakeLimitCall>(&stake_limit(frame)?.currentStakeLimit),
        Call::getStakeLimitFullInfo(_) => answer::<ILido::getStakeLimitFullInfoCall>(&stake_limit(frame)?),
        Call::pauseStaking(_) => {
            frame.change(|p, ctx, fx| p.pause_staking(ctx, fx))?;
            done()
        }
        Call::resumeStaking(_) => {
            frame.change(|p, ctx, fx| p.resume_staking(ctx, fx))?;
            done()
        }
        Call::setStakingLimit(call) => {
            let (max, step) = (Wei::new(call.maxStakeLimit), Wei::new(call.stakeLimitIncreasePerBlock));
            frame.change(|p, ctx, fx| p.set_staking_limit(ctx, max, step, fx))?;
            done()
        }
        Call::removeStakingLimit(_) => {
            frame.change(|p, ctx, fx| p.remove_staking_limit(ctx, fx))?;
            done()
        }
        Call::isStopped(_) => answer::<ILido::isStoppedCall>(&steth.is_stopped()),
        Call::stop(_) => {
            frame.change(|p, ctx, fx| p.stop_lido(ctx, fx))?;
            done()
        }
        Call::resume(_) => {
            frame.change(|p, ctx, fx| p.resume_lido(ctx, fx))?;
            done()
        }
        Call::unsafeChangeDepositedValidators(call) => {
            frame.change(|p, ctx, fx| p.unsafe_change_deposited_validators(ctx, call.newDepositedValidators, fx))?;
            done()
        }
        Call::getBufferedEther(_) => answer::<ILido::getBufferedEtherCall>(&pool.buffered_ether.get()),
        Call::getDepositableEther(_) => answer::<ILido::getDepositableEtherCall>(&wei(frame.protocol().depositable_ether())?),
        Call::canDeposit(_) => answer::<ILido::canDepositCall>(&frame.protocol().can_deposit()),
        Call::deposit(call) => {
            let max = call.maxDepositsCount.saturating_to();
            // An id beyond 2^32 is as unknown as the largest.
            let module = ModuleId::new(call.stakingModuleId.saturating_to());
            frame.settle(|p, ctx, fx| p.deposit(ctx, max, module, fx))?;
            done()
        }
        Call::getBeaconStat(_) => answer::<ILido::getBeaconStatCall>(&ILido::getBeaconStatReturn {
            depositedValidators: U256::from(pool.deposited_validators),
            beaconValidators: U256::from(pool.cl_validators),
            beaconBalance: pool.cl_balance.get(),
        }),
        Call::getTotalELRewardsCollected(_) => {
            answer::<ILido::getTotalELRewardsCollectedCall>(&steth.total_el_rewards_collected().get())
        }
        Call::getFee(_) => {
            let total = frame.protocol().total_fee_bips().map_err(|refusal| refused(&refusal))?;
            answer::<ILido::getFeeCall>(&total)
        }
        Call::getFeeDistribution(_) => {
            // Without a fee the real contract divides by zero, an invalid opcode.
            let (treasury, operators) = frame.protocol().fee_distribution_bips().map_err(|_| Stop::empty())?;
            answer::<ILido::getFeeDistributionCall>(&ILido::getFeeDistributionReturn {
                treasuryFeeBasisPoints: treasury,
                insuranceFeeBasisPoints: 0,
                operatorsFeeBasisPoints: operators,
            })
        }
        Call::getWithdrawalCredentials(_) => {
            answer::<ILido::getWithdrawalCredentialsCall>(&frame.protocol().lido.router.withdrawal_credentials())
        }
        Call::getTreasury(_) => answer::<ILido::getTreasuryCall>(&frame.addresses().treasury),
        Call::getLidoLocator(_) => answer::<ILido::getLidoLocatorCall>(&frame.addresses().lido_locator),
        Call::getContractVersion(_) => answer::<ILido::getContractVersionCall>(&CONTRACT_VERSION),
        Call::getExternalShares(_) => answer::<ILido::getExternalSharesCall>(&pool.external_shares.get()),
        Call::getExternalEther(_) => answer::<ILido::getExternalEtherCall>(&wei(pool.external_ether())?),
        Call::getMaxMintableExternalShares(_) => {
            answer::<ILido::getMaxMintableExternalSharesCall>(&shares(steth.max_mintable_external_shares())?)
        }
        Call::getMaxExternalRatioBP(_) => {
            answer::<ILido::getMaxExternalRatioBPCall>(&U256::from(steth.max_external_ratio().get()))
        }
        Call::setMaxExternalRatioBP(call) => {
            frame.change(|p, ctx, fx| p.set_max_external_ratio_bp(ctx, call.maxExternalRatioBP, fx))?;
            done()
        }
        Call::mintExternalShares(call) => {
            let (to, amount) = (call.recipient, Shares::new(call.amountOfShares));
            frame.change(|p, ctx, fx| p.mint_external_shares(ctx, to, amount, fx))?;
            done()
        }
        Call::burnExternalShares(call) => {
            frame.change(|p, ctx, fx| p.burn_external_shares(ctx, Shares::new(call.amountOfShares), fx))?;
            done()
        }
        Call::rebalanceExternalEtherToInternal(call) => {
            frame.change(|p, ctx, fx| p.rebalance_external_ether_to_internal(ctx, Shares::new(call.amountOfShares), fx))?;
            done()
        }
        Call::internalizeExternalBadDebt(call) => {
            frame.change(|p, ctx, fx| p.internalize_external_bad_debt(ctx, Shares::new(call.amountOfShares), fx))?;
            done()
        }
        Call::PAUSE_ROLE(_) => role::<ILido::PAUSE_ROLECall>(lido::PAUSE_ROLE),
        Call::RESUME_ROLE(_) => role::<ILido::RESUME_ROLECall>(lido::RESUME_ROLE),
        Call::STAKING_PAUSE_ROLE(_) => role::<ILido::STAKING_PAUSE_ROLECall>(lido::STAKING_PAUSE_ROLE),
        Call::STAKING_CONTROL_ROLE(_) => role::<ILido::STAKING_CONTROL_ROLECall>(lido::STAKING_CONTROL_ROLE),
        Call::UNSAFE_CHANGE_DEPOSITED_VALIDATORS_ROLE(_) => {
            role::<ILido::UNSAFE_CHANGE_DEPOSITED_VALIDATORS_ROLECall>(lido::UNSAFE_CHANGE_DEPOSITED_VALIDATORS_ROLE)
        }
    }
}

fn submit(frame: &mut Frame<'_>, referral: Address) -> Result<Shares, Stop> {
    frame.change(|p, ctx, fx| p.steth_mut().submit(ctx, referral, fx))
}

fn wei(amount: Result<Wei, impl Into<LidoError>>) -> Result<U256, Stop> {
    amount.map(Wei::get).map_err(|refusal| refused(&refusal.into()))
}

fn shares(amount: Result<Shares, impl Into<LidoError>>) -> Result<U256, Stop> {
    amount.map(Shares::get).map_err(|refusal| refused(&refusal.into()))
}

fn stake_limit(frame: &Frame<'_>) -> Result<ILido::getStakeLimitFullInfoReturn, Stop> {
    let steth = &frame.protocol().lido.steth;
    let info = steth.stake_limit_info(frame.host.block_number()).map_err(|refusal| refused(&refusal))?;
    Ok(ILido::getStakeLimitFullInfoReturn {
        isStakingPaused_: info.is_staking_paused,
        isStakingLimitSet: info.is_staking_limit_set,
        currentStakeLimit: info.current_stake_limit.get(),
        maxStakeLimit: info.stored.max_stake_limit.get(),
        maxStakeLimitGrowthBlocks: U256::from(info.stored.max_stake_limit_growth_blocks.get()),
        prevStakeLimit: info.stored.prev_stake_limit.get(),
        prevStakeBlockNumber: U256::from(info.stored.prev_stake_block.get()),
    })
}
