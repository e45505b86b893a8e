//! The steps a random life is made of, and how each is done.

use super::{
    reports::Seen,
    world::{ADMIN, World},
};
use alloy_primitives::{Address, U256};
use aquifer_protocol::{
    Ctx, Effects, EtherBalances as _, Protocol,
    liquid::lido::{BurnKind, LidoError, staking_router::ModuleId, staking_router::StakingModuleStatus},
    units::{RequestId, Shares, Wei},
};
use proptest::prelude::*;
use std::sync::Arc;

/// One of the people of the world.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Who(u8);

impl Who {
    /// Everybody there is.
    pub(crate) const ALL: [Self; 4] = [Self(1), Self(2), Self(3), Self(4)];

    pub(crate) fn address(self) -> Address {
        Address::with_last_byte(self.0)
    }
}

/// An amount, by what it is measured on.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Amount {
    /// So many base units.
    Units(u64),
    /// So many 256ths of what the account has; a bit more than everything is possible.
    Part(u16),
    /// So many thousandths of an ether.
    Milliether(u32),
}

impl Amount {
    fn of(self, held: U256) -> U256 {
        match self {
            Self::Units(units) => U256::from(units),
            Self::Part(part) => held * U256::from(part) / U256::from(256),
            Self::Milliether(amount) => U256::from(amount) * Wei::ETHER.get() / U256::from(1_000),
        }
    }
}

/// A step of a life.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Step {
    Submit(Who, Amount),
    SendToWsteth(Who, Amount),
    Transfer(Who, Who, Amount),
    TransferShares(Who, Who, Amount),
    Approve(Who, Who, Amount),
    TransferFrom(Who, Who, Who, Amount),
    TransferWsteth(Who, Who, Amount),
    Wrap(Who, Amount),
    Unwrap(Who, Amount),
    Request(Who, Amount, Who),
    RequestWsteth(Who, Amount, Who),
    Claim(Who, u8),
    TransferRequest(Who, Who, u8),
    Deposit(u8, u8),
    ModuleStatus(u8, u8),
    Burn(Amount, bool),
    RecoverExcess,
    GiveToBurner(Who, Amount),
    MintExternal(Amount),
    BurnExternal(Amount),
    Rebalance(Amount),
    BadDebt(Amount),
    ExternalRatio(u16),
    StakingLimit(u32, u32),
    RemoveStakingLimit,
    PauseStaking,
    ResumeStaking,
    Stop,
    Resume,
    Rewards(Amount),
    Report(Seen),
}

impl Step {
    /// The first word of the step, to count by.
    pub(crate) fn kind(self) -> String {
        let text = format!("{self:?}");
        text.split('(').next().unwrap_or_default().to_owned()
    }

    /// Whether the step may lower what an internal share is worth.
    pub(crate) const fn may_lose(self) -> bool {
        matches!(self, Self::Report(_))
    }

    /// Does the step; answers whether it was refused.
    pub(crate) fn run(self, world: &mut World) -> Result<(), LidoError> {
        match self {
            Self::Submit(..) | Self::SendToWsteth(..) | Self::Wrap(..) | Self::Unwrap(..) => self.stake(world),
            Self::Transfer(..) | Self::TransferShares(..) | Self::Approve(..) | Self::TransferFrom(..) => self.pass_on(world),
            Self::TransferWsteth(from, to, amount) => {
                let amount = Shares::new(amount.of(world.protocol.lido.wsteth.balance_of(from.address()).get()));
                from.call(world, |protocol, ctx, effects| {
                    Ok(Arc::make_mut(&mut protocol.lido.wsteth).transfer(ctx, to.address(), amount, effects)?)
                })
            }
            Self::Request(..) | Self::RequestWsteth(..) | Self::Claim(..) | Self::TransferRequest(..) => self.withdraw(world),
            Self::Burn(..) | Self::RecoverExcess | Self::GiveToBurner(..) => self.burn(world),
            Self::MintExternal(..) | Self::BurnExternal(..) | Self::Rebalance(..) | Self::BadDebt(..) => self.external(world),
            Self::Deposit(count, module) => {
                let guardians = world.protocol.addresses.deposit_security_module;
                let module = ModuleId::new(u32::from(module));
                call(world, guardians, |protocol, ctx, effects| protocol.deposit(ctx, u64::from(count), module, effects))
            }
            Self::Rewards(amount) => {
                world.ether.mint(world.protocol.addresses.el_rewards_vault, Wei::new(amount.of(U256::ZERO)));
                Ok(())
            }
            Self::Report(seen) => {
                world.timestamp += 86_400;
                world.report(seen)
            }
            _ => self.administer(world),
        }
    }

    fn stake(self, world: &mut World) -> Result<(), LidoError> {
        let (steth, wsteth) = (world.protocol.addresses.steth, world.protocol.addresses.wsteth);
        match self {
            Self::Submit(who, amount) => {
                let value = ether_of(world, who, amount);
                let submit = world.call(who.address(), (steth, value), |protocol, ctx, effects| {
                    protocol.steth_mut().submit(ctx, Address::ZERO, effects)
                });
                submit.map(|_| ()).map_err(LidoError::from)
            }
            Self::SendToWsteth(who, amount) => {
                let value = ether_of(world, who, amount);
                world.call(who.address(), (wsteth, value), |protocol, ctx, effects| protocol.wrap_ether(ctx, effects)).map(|_| ())
            }
            Self::Wrap(who, amount) => {
                let amount = steth_of(world, who, amount);
                who.call(world, |protocol, ctx, effects| protocol.wrap(ctx, amount, effects).map(|_| ()))
            }
            Self::Unwrap(who, amount) => {
                let amount = wsteth_of(world, who, amount);
                who.call(world, |protocol, ctx, effects| protocol.unwrap(ctx, amount, effects).map(|_| ()))
            }
            _ => unreachable!("not a way to stake"),
        }
    }

    fn pass_on(self, world: &mut World) -> Result<(), LidoError> {
        match self {
            Self::Transfer(from, to, amount) => {
                let amount = steth_of(world, from, amount);
                from.call(world, |protocol, ctx, fx| Ok(protocol.steth_mut().transfer(ctx, to.address(), amount, fx)?))
            }
            Self::TransferShares(from, to, amount) => {
                let shares = Shares::new(amount.of(world.protocol.lido.steth.shares_of(from.address()).get()));
                from.call(world, |protocol, ctx, fx| {
                    protocol.steth_mut().transfer_shares(ctx, to.address(), shares, fx)?;
                    Ok(())
                })
            }
            Self::Approve(owner, spender, amount) => {
                let amount = steth_of(world, owner, amount);
                owner.call(world, |protocol, ctx, fx| Ok(protocol.steth_mut().approve(ctx, spender.address(), amount, fx)?))
            }
            Self::TransferFrom(spender, from, to, amount) => {
                let amount = steth_of(world, from, amount);
                spender.call(world, |protocol, ctx, fx| {
                    Ok(protocol.steth_mut().transfer_from(ctx, from.address(), to.address(), amount, fx)?)
                })
            }
            _ => unreachable!("nothing is passed on"),
        }
    }

    fn withdraw(self, world: &mut World) -> Result<(), LidoError> {
        let queue = world.protocol.addresses.withdrawal_queue;
        match self {
            Self::Request(who, amount, owner) => {
                let amount = steth_of(world, who, amount);
                who.call(world, |protocol, ctx, fx| {
                    protocol.request_withdrawals(ctx, &[amount, amount], owner.address(), fx).map(|_| ())
                })
            }
            Self::RequestWsteth(who, amount, owner) => {
                let amount = wsteth_of(world, who, amount);
                who.call(world, |protocol, ctx, fx| {
                    protocol.request_withdrawals_wsteth(ctx, &[amount], owner.address(), fx).map(|_| ())
                })
            }
            Self::Claim(stranger, pick) => {
                let (id, owner) = pick_request(world, stranger, pick);
                call(world, owner, |protocol, ctx, fx| Ok(protocol.queue_mut().claim_withdrawal(ctx, queue, id, fx)?))
            }
            Self::TransferRequest(stranger, to, pick) => {
                let (id, owner) = pick_request(world, stranger, pick);
                call(world, owner, |protocol, ctx, fx| {
                    Ok(protocol.queue_mut().transfer_from(ctx, owner, to.address(), id, fx)?)
                })
            }
            _ => unreachable!("nobody withdraws"),
        }
    }

    fn burn(self, world: &mut World) -> Result<(), LidoError> {
        let burner = world.protocol.addresses.burner;
        match self {
            Self::Burn(amount, is_cover) => {
                let held = world.protocol.lido.steth.balance_of(ADMIN)?;
                let amount = Wei::new(amount.of(held.get()));
                let kind = if is_cover { BurnKind::Cover } else { BurnKind::NonCover };
                call(world, ADMIN, |protocol, ctx, fx| protocol.request_burn_my_steth(ctx, amount, kind, fx))
            }
            Self::RecoverExcess => call(world, ADMIN, |protocol, ctx, fx| protocol.recover_excess_steth(ctx, fx)),
            Self::GiveToBurner(who, amount) => {
                let amount = steth_of(world, who, amount);
                who.call(world, |protocol, ctx, fx| Ok(protocol.steth_mut().transfer(ctx, burner, amount, fx)?))
            }
            _ => unreachable!("nothing burns"),
        }
    }

    fn external(self, world: &mut World) -> Result<(), LidoError> {
        let (hub, steth) = (world.protocol.addresses.vault_hub, world.protocol.addresses.steth);
        let held = world.protocol.lido.steth.shares_of(hub).get();
        match self {
            Self::MintExternal(amount) => {
                let mintable = world.protocol.lido.steth.max_mintable_external_shares()?.get().min(U256::from(u128::MAX));
                let shares = Shares::new(amount.of(mintable));
                call(world, hub, |protocol, ctx, fx| Ok(protocol.mint_external_shares(ctx, hub, shares, fx)?))
            }
            Self::BurnExternal(amount) => {
                let shares = Shares::new(amount.of(held));
                call(world, hub, |protocol, ctx, fx| Ok(protocol.burn_external_shares(ctx, shares, fx)?))
            }
            Self::Rebalance(amount) => {
                let shares = Shares::new(amount.of(world.protocol.lido.steth.pool().external_shares.get()));
                let price = world.protocol.lido.steth.pooled_eth_by_shares_round_up(shares)?;
                world.ether.mint(hub, price);
                let rebalance = world.call(hub, (steth, price), |protocol, ctx, fx| {
                    protocol.rebalance_external_ether_to_internal(ctx, shares, fx)
                });
                rebalance.map(|_| ()).map_err(LidoError::from)
            }
            Self::BadDebt(amount) => {
                let shares = Shares::new(amount.of(world.protocol.lido.steth.pool().external_shares.get()));
                call(world, hub, |protocol, ctx, _| Ok(protocol.set_bad_debt_to_internalize(ctx, shares)?))
            }
            _ => unreachable!("nothing external"),
        }
    }

    fn administer(self, world: &mut World) -> Result<(), LidoError> {
        let milliether = |amount: u32| Wei::new(Amount::Milliether(amount).of(U256::ZERO));
        call(world, ADMIN, |protocol, ctx, fx| match self {
            Self::ExternalRatio(ratio) => Ok(protocol.set_max_external_ratio_bp(ctx, U256::from(ratio), fx)?),
            Self::StakingLimit(max, step) => Ok(protocol.set_staking_limit(ctx, milliether(max), milliether(step), fx)?),
            Self::RemoveStakingLimit => Ok(protocol.remove_staking_limit(ctx, fx)?),
            Self::PauseStaking => Ok(protocol.pause_staking(ctx, fx)?),
            Self::ResumeStaking => Ok(protocol.resume_staking(ctx, fx)?),
            Self::Stop => Ok(protocol.stop_lido(ctx, fx)?),
            Self::Resume => Ok(protocol.resume_lido(ctx, fx)?),
            Self::ModuleStatus(module, status) => {
                let status = StakingModuleStatus::from_number(status).unwrap();
                let router = Arc::make_mut(&mut protocol.lido.router);
                Ok(router.set_staking_module_status(ctx, ModuleId::new(u32::from(module)), status, fx)?)
            }
            _ => unreachable!("no switch"),
        })
    }
}

impl Who {
    fn call(
        self,
        world: &mut World,
        step: impl FnOnce(&mut Protocol, &Ctx, &mut Effects) -> Result<(), LidoError>,
    ) -> Result<(), LidoError> {
        call(world, self.address(), step)
    }
}

/// A call that brings no ether.
fn call(
    world: &mut World,
    caller: Address,
    step: impl FnOnce(&mut Protocol, &Ctx, &mut Effects) -> Result<(), LidoError>,
) -> Result<(), LidoError> {
    world.call(caller, (caller, Wei::ZERO), step).map(|((), _)| ())
}

/// One of the requests and who tries his luck with it: mostly its owner.
fn pick_request(world: &World, stranger: Who, pick: u8) -> (RequestId, Address) {
    let queue = &world.protocol.lido.queue;
    let made = queue.last_request_id().get().max(U256::ONE);
    let id = RequestId::new(U256::from(pick) % made + U256::ONE);
    let owner = queue.request(id).map_or(Address::ZERO, |request| request.owner);
    (id, if pick.is_multiple_of(5) { stranger.address() } else { owner })
}

/// Nobody can send more than there is.
fn ether_of(world: &World, who: Who, amount: Amount) -> Wei {
    let held = world.ether.balance_of(who.address());
    Wei::new(amount.of(held.get())).min(held)
}

fn steth_of(world: &World, who: Who, amount: Amount) -> Wei {
    Wei::new(amount.of(world.protocol.lido.steth.balance_of(who.address()).unwrap().get()))
}

fn wsteth_of(world: &World, who: Who, amount: Amount) -> Shares {
    Shares::new(amount.of(world.protocol.lido.wsteth.balance_of(who.address()).get()))
}

fn who() -> impl Strategy<Value = Who> {
    (1_u8..=4).prop_map(Who)
}

fn amount() -> impl Strategy<Value = Amount> {
    prop_oneof![
        1 => (0_u64..200).prop_map(Amount::Units),
        4 => (0_u16..270).prop_map(Amount::Part),
        3 => (1_u32..60_000).prop_map(Amount::Milliether),
    ]
}

fn seen() -> impl Strategy<Value = Seen> {
    let change = prop_oneof![6 => 0_i32..300, 2 => -20_000_i32..0, 1 => 300_i32..3_000];
    let withdrawn = prop_oneof![2 => Just(0_u8), 1 => 0_u8..=255];
    (any::<u8>(), change, withdrawn, prop::bool::weighted(0.1), prop::bool::weighted(0.8)).prop_map(
        |(appeared, change_ppm, withdrawn, is_bunker, finalizes)| Seen { appeared, change_ppm, withdrawn, is_bunker, finalizes },
    )
}

/// Any step, the frequent ones more often.
pub(crate) fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => (who(), amount()).prop_map(|(who, amount)| Step::Submit(who, amount)),
        2 => (who(), amount()).prop_map(|(who, amount)| Step::SendToWsteth(who, amount)),
        3 => (who(), who(), amount()).prop_map(|(from, to, amount)| Step::Transfer(from, to, amount)),
        2 => (who(), who(), amount()).prop_map(|(from, to, amount)| Step::TransferShares(from, to, amount)),
        1 => (who(), who(), amount()).prop_map(|(owner, spender, amount)| Step::Approve(owner, spender, amount)),
        1 => (who(), who(), who(), amount()).prop_map(|(by, from, to, amount)| Step::TransferFrom(by, from, to, amount)),
        1 => (who(), who(), amount()).prop_map(|(from, to, amount)| Step::TransferWsteth(from, to, amount)),
        3 => (who(), amount()).prop_map(|(who, amount)| Step::Wrap(who, amount)),
        2 => (who(), amount()).prop_map(|(who, amount)| Step::Unwrap(who, amount)),
        4 => (who(), amount(), who()).prop_map(|(who, amount, owner)| Step::Request(who, amount, owner)),
        2 => (who(), amount(), who()).prop_map(|(who, amount, owner)| Step::RequestWsteth(who, amount, owner)),
        4 => (who(), any::<u8>()).prop_map(|(stranger, pick)| Step::Claim(stranger, pick)),
        1 => (who(), who(), any::<u8>()).prop_map(|(stranger, to, pick)| Step::TransferRequest(stranger, to, pick)),
        4 => (0_u8..6, 1_u8..4).prop_map(|(count, module)| Step::Deposit(count, module)),
        1 => (1_u8..4, 0_u8..3).prop_map(|(module, status)| Step::ModuleStatus(module, status)),
        2 => (amount(), any::<bool>()).prop_map(|(amount, is_cover)| Step::Burn(amount, is_cover)),
        1 => Just(Step::RecoverExcess),
        1 => (who(), amount()).prop_map(|(who, amount)| Step::GiveToBurner(who, amount)),
        2 => amount().prop_map(Step::MintExternal),
        1 => amount().prop_map(Step::BurnExternal),
        1 => amount().prop_map(Step::Rebalance),
        1 => amount().prop_map(Step::BadDebt),
        1 => (0_u16..=10_000).prop_map(Step::ExternalRatio),
        1 => (1_u32..100_000, 0_u32..1_000).prop_map(|(max, step)| Step::StakingLimit(max, step)),
        1 => Just(Step::RemoveStakingLimit),
        1 => Just(Step::PauseStaking),
        2 => Just(Step::ResumeStaking),
        1 => Just(Step::Stop),
        3 => Just(Step::Resume),
        2 => (1_u32..3_000).prop_map(|amount| Step::Rewards(Amount::Milliether(amount))),
        8 => seen().prop_map(Step::Report),
    ]
}
