//! Staking ether: `initialize` and `submit`.

use super::{Steth, StethError, StethEvent, Switches};
use crate::{
    Ctx, Effects,
    liquid::lido::{pool::Pool, stake_limit::StakeLimit},
    token::{Allowances, Balances, Nonces},
    units::{ArithError, Bips, BlockNumber, Shares, Wei},
};
use alloy_primitives::Address;

/// Holder of the first shares, which never move: no division is ever by zero.
pub const INITIAL_TOKEN_HOLDER: Address = Address::new([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xde, 0xad]);

impl Steth {
    /// `initialize`: a token at `address` whose first `balance` of ether belongs to nobody. It is stopped, and staking is paused.
    ///
    /// The withdrawal queue allows the burner everything: it takes the shares of finalised requests.
    ///
    /// # Errors
    /// [`StethError::ZeroDeposit`] when there is no first ether; [`StethError::SharesOverflow`].
    pub fn initialize(
        address: Address,
        (queue, burner): (Address, Address),
        balance: Wei,
        effects: &mut Effects,
    ) -> Result<Self, StethError> {
        if balance.is_zero() {
            return Err(StethError::ZeroDeposit);
        }
        let mut steth = Self {
            address,
            shares: Balances::default(),
            allowances: Allowances::default(),
            nonces: Nonces::default(),
            pool: Pool { buffered_ether: balance, ..Pool::default() },
            switches: Switches {
                stake_limit: StakeLimit::default(),
                is_stopped: true,
                max_external_ratio: Bips::ZERO,
                total_el_rewards_collected: Wei::ZERO,
            },
        };
        let shares = Shares::new(balance.get());
        steth.mint_shares(INITIAL_TOKEN_HOLDER, shares)?;
        effects.emit(StethEvent::Submitted { sender: INITIAL_TOKEN_HOLDER, amount: balance, referral: Address::ZERO });
        steth.emit_minted(INITIAL_TOKEN_HOLDER, shares, effects)?;
        steth.set_allowance(queue, burner, Wei::MAX, effects)?;
        Ok(steth)
    }

    /// Turns buffered ether into validators that are active from the first block on.
    ///
    /// # Errors
    /// [`ArithError::Underflow`] when the buffer holds less.
    pub(crate) fn activate_at_genesis(&mut self, validators: u64) -> Result<(), ArithError> {
        let balance = Pool::deposits(validators)?;
        let buffered_ether = self.pool.buffered_ether.try_sub(balance)?;

        self.pool = Pool {
            buffered_ether,
            deposited_validators: validators,
            cl_validators: validators,
            cl_balance: balance,
            ..self.pool
        };
        Ok(())
    }

    /// `submit`: shares for the ether that came along, rounded down. A value worth no share is kept as a gift to all.
    ///
    /// A stop pauses staking too, so the stop itself is not looked at.
    ///
    /// # Errors
    /// [`StethError::ZeroDeposit`], [`StethError::StakingPaused`], [`StethError::StakeLimit`],
    /// [`StethError::EthTooLarge`], then those of a mint.
    pub fn submit(&mut self, ctx: &Ctx, referral: Address, effects: &mut Effects) -> Result<Shares, StethError> {
        if ctx.value.is_zero() {
            return Err(StethError::ZeroDeposit);
        }
        let stake_limit = self.stake_limit_less(ctx.value, ctx.block)?;
        let shares = self.shares_by_pooled_eth(ctx.value)?;
        let buffered_ether = self.pool.buffered_ether.try_add(ctx.value)?;
        self.mint_shares(ctx.caller, shares)?;

        self.switches.stake_limit = stake_limit;
        self.pool.buffered_ether = buffered_ether;
        effects.emit(StethEvent::Submitted { sender: ctx.caller, amount: ctx.value, referral });
        self.emit_minted(ctx.caller, shares, effects)?;
        Ok(shares)
    }

    /// The stake limit after `amount` was taken from it.
    pub(in crate::liquid::lido) fn stake_limit_less(&self, amount: Wei, block: BlockNumber) -> Result<StakeLimit, StethError> {
        let record = self.switches.stake_limit;
        if record.is_paused() {
            return Err(StethError::StakingPaused);
        }
        if !record.is_limited() {
            return Ok(record);
        }
        let limit = record.at(block)?;
        let left = limit.try_sub(amount).map_err(|_| StethError::StakeLimit { amount, limit })?;
        Ok(record.with_limit_at(left, block))
    }
}
