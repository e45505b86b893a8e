//! What a report does to the pool. The parts are called by `Accounting` in the order of the contracts.

use super::{Steth, StethError, StethEvent};
use crate::{
    Effects,
    units::{Shares, Timestamp, Wei},
};
use alloy_primitives::Address;

/// Ether that a report moves through the buffer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::liquid::lido) struct Collected {
    pub(in crate::liquid::lido) report_timestamp: Timestamp,
    pub(in crate::liquid::lido) principal_cl_balance: Wei,
    pub(in crate::liquid::lido) el_rewards: Wei,
    pub(in crate::liquid::lido) withdrawals: Wei,
    pub(in crate::liquid::lido) locked_for_withdrawals: Wei,
}

impl Steth {
    /// `processClStateUpdate`: what the validators are and hold from now on.
    pub(in crate::liquid::lido) fn process_cl_state_update(
        &mut self,
        report_timestamp: Timestamp,
        cl_validators: u64,
        cl_balance: Wei,
        effects: &mut Effects,
    ) -> Result<(), StethError> {
        self.check_not_stopped()?;
        let pre_cl_validators = self.pool.cl_validators;

        self.pool.cl_validators = cl_validators;
        self.pool.cl_balance = cl_balance;
        effects.emit(StethEvent::CLValidatorsUpdated { report_timestamp, pre_cl_validators, post_cl_validators: cl_validators });
        Ok(())
    }

    /// `receiveELRewards`, without the buffer: that is written once for the whole report.
    pub(in crate::liquid::lido) fn receive_el_rewards(&mut self, amount: Wei, effects: &mut Effects) -> Result<(), StethError> {
        self.switches.total_el_rewards_collected = self.switches.total_el_rewards_collected.try_add(amount)?;
        effects.emit(StethEvent::ELRewardsReceived { amount });
        Ok(())
    }

    /// The end of `collectRewardsAndProcessWithdrawals`: the buffer takes what came in and gives what was locked.
    pub(in crate::liquid::lido) fn settle_buffer(
        &mut self,
        collected: &Collected,
        effects: &mut Effects,
    ) -> Result<(), StethError> {
        let received = collected.el_rewards.try_add(collected.withdrawals)?;
        let buffered = self.pool.buffered_ether.try_add(received)?.try_sub(collected.locked_for_withdrawals)?;

        self.pool.buffered_ether = buffered;
        effects.emit(StethEvent::ETHDistributed {
            report_timestamp: collected.report_timestamp,
            pre_cl_balance: collected.principal_cl_balance,
            post_cl_balance: self.pool.cl_balance,
            withdrawals_withdrawn: collected.withdrawals,
            execution_layer_rewards_withdrawn: collected.el_rewards,
            post_buffered_ether: buffered,
        });
        Ok(())
    }

    /// `burnShares` of the burner: everybody else's shares are worth more.
    pub(in crate::liquid::lido) fn burn_committed_shares(
        &mut self,
        burner: Address,
        shares: Shares,
        effects: &mut Effects,
    ) -> Result<(), StethError> {
        self.check_not_stopped()?;
        let pre_rebase_token_amount = self.pooled_eth_by_shares(shares)?;
        self.burn_shares(burner, shares)?;
        let post_rebase_token_amount = self.pooled_eth_by_shares(shares)?;
        effects.emit(StethEvent::SharesBurnt {
            account: burner,
            pre_rebase_token_amount,
            post_rebase_token_amount,
            shares_amount: shares,
        });
        Ok(())
    }

    /// `mintShares` of `Accounting`: the fee of a report.
    pub(in crate::liquid::lido) fn mint_fee_shares(
        &mut self,
        accounting: Address,
        shares: Shares,
        effects: &mut Effects,
    ) -> Result<(), StethError> {
        self.check_not_stopped()?;
        self.mint_shares(accounting, shares)?;
        self.emit_minted(accounting, shares, effects)
    }
}
