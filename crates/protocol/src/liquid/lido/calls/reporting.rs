//! A report of the accounting oracle: decided by [`Protocol::simulate_oracle_report`], then written step by step in the
//! order of `Accounting`, so that every event says what the contracts' say.

use crate::{
    Ctx, Effects, Protocol,
    liquid::lido::{
        AccountingError, BurnKind, CalculatedValues, FeeDistribution, LidoError, PreReportState, ReportValues, StethError,
        StethEvent,
        rebase_limiter::{RebaseInputs, smoothen_token_rebase},
        sanity::{AccountingReport, SecondOpinion, SimulatedShareRate},
        staking_router::StakingModules as _,
        steth::report::Collected,
    },
    units::{ArithError, RequestId, Shares, Slot, Wei},
};
use alloy_primitives::U256;
use std::sync::Arc;

impl Protocol {
    /// `simulateOracleReport`: everything the report would change, without changing it. The sanity checks are not made.
    ///
    /// # Errors
    /// Those of the queue for the batches, of the rebase limiter, [`AccountingError`].
    pub fn simulate_oracle_report(&self, ctx: &Ctx, report: &ReportValues) -> Result<CalculatedValues, LidoError> {
        self.calculate_report(ctx, report, &self.pre_report_state()?)
    }

    /// `Accounting.handleOracleReport`, called by the accounting oracle for its reference slot. A second opinion is what
    /// the oracle of second opinions says of the slot, where there is one.
    ///
    /// # Errors
    /// [`AccountingError`], the refusals of the sanity checker, and whatever a contract on the way refuses.
    pub fn handle_oracle_report(
        &mut self,
        ctx: &Ctx,
        ref_slot: Slot,
        report: &ReportValues,
        second_opinion: Option<&SecondOpinion>,
        effects: &mut Effects,
    ) -> Result<CalculatedValues, LidoError> {
        if ctx.caller != self.addresses.accounting_oracle {
            let operation = "handleOracleReport";
            return Err(AccountingError::NotAuthorized { operation, sender: ctx.caller }.into());
        }
        self.attempt(|protocol| {
            let pre = protocol.pre_report_state()?;
            let update = protocol.calculate_report(ctx, report, &pre)?;
            pre.check_report(report, ctx.timestamp)?;
            protocol.check_sanity(ctx, ref_slot, report, second_opinion, &pre, &update, effects)?;
            protocol.apply_report(ctx, report, &pre, &update, effects)?;
            Ok(update)
        })
    }

    fn pre_report_state(&self) -> Result<PreReportState, LidoError> {
        Ok(PreReportState::of(self.lido.steth.pool(), self.lido.vault_hub.bad_debt_to_internalize)?)
    }

    fn calculate_report(&self, ctx: &Ctx, report: &ReportValues, pre: &PreReportState) -> Result<CalculatedValues, LidoError> {
        let finalized = self.prefinalized(ctx, report)?;
        let (ether_to_lock_for_withdrawals, new_shares_to_burn_for_withdrawals) = finalized;
        let limited = smoothen_token_rebase(&RebaseInputs {
            limit: U256::from(self.lido.sanity.limits().max_positive_token_rebase),
            pre_internal_ether: pre.internal_ether,
            pre_internal_shares: pre.internal_shares,
            pre_cl_balance: pre.principal_cl_balance(report)?,
            post_cl_balance: report.cl_balance,
            withdrawal_vault_balance: report.withdrawal_vault_balance,
            el_rewards_vault_balance: report.el_rewards_vault_balance,
            shares_requested_to_burn: report.shares_requested_to_burn,
            ether_to_lock_for_withdrawals,
            new_shares_to_burn_for_withdrawals,
        })?;
        let distribution = self.lido.router.rewards_distribution(&*self.lido.node_operators)?;
        Ok(CalculatedValues::new(pre, report, &limited, finalized, &distribution)?)
    }

    /// Ether and shares of the requests to finalise; nothing while the queue is paused.
    fn prefinalized(&self, ctx: &Ctx, report: &ReportValues) -> Result<(Wei, Shares), LidoError> {
        let batches = &report.withdrawal_finalization_batches;
        if batches.is_empty() || self.lido.queue.is_paused(ctx) {
            return Ok((Wei::ZERO, Shares::ZERO));
        }
        let finalized = self.lido.queue.prefinalize(batches, report.simulated_share_rate)?;
        Ok((finalized.eth_to_lock, finalized.shares_to_burn))
    }

    #[expect(clippy::too_many_arguments, reason = "the report, what it meets and what it leads to are looked at together")]
    fn check_sanity(
        &mut self,
        ctx: &Ctx,
        ref_slot: Slot,
        report: &ReportValues,
        second_opinion: Option<&SecondOpinion>,
        pre: &PreReportState,
        update: &CalculatedValues,
        effects: &mut Effects,
    ) -> Result<(), LidoError> {
        let checked = AccountingReport {
            ref_slot,
            timestamp: report.timestamp,
            time_elapsed: report.time_elapsed,
            pre_cl_balance: update.principal_cl_balance,
            post_cl_balance: report.cl_balance,
            withdrawal_vault_balance: report.withdrawal_vault_balance,
            el_rewards_vault_balance: report.el_rewards_vault_balance,
            shares_requested_to_burn: report.shares_requested_to_burn,
            pre_cl_validators: pre.pool.cl_validators,
            post_cl_validators: report.cl_validators,
            actual_withdrawal_vault_balance: ctx.ether.balance_of(self.addresses.withdrawal_vault),
            actual_el_rewards_vault_balance: ctx.ether.balance_of(self.addresses.el_rewards_vault),
            actual_shares_requested_to_burn: self.lido.burner.shares_requested_to_burn()?,
            actual_exited_validators: self.total_exited_validators()?,
        };
        Arc::make_mut(&mut self.lido.sanity).check_accounting_oracle_report(&checked, second_opinion, effects)?;
        let Some(&last) = report.withdrawal_finalization_batches.last() else { return Ok(()) };
        self.lido.sanity.check_simulated_share_rate(&SimulatedShareRate {
            post_internal_ether: update.post_internal_ether,
            post_internal_shares: update.post_internal_shares,
            ether_to_finalize_wq: update.ether_to_finalize_wq,
            shares_to_burn_for_withdrawals: update.shares_to_burn_for_withdrawals,
            simulated: report.simulated_share_rate,
        })?;
        let request = self.lido.queue.status(last)?;
        Ok(self.lido.sanity.check_withdrawal_queue_oracle_report(request.timestamp, report.timestamp)?)
    }

    fn apply_report(
        &mut self,
        ctx: &Ctx,
        report: &ReportValues,
        pre: &PreReportState,
        update: &CalculatedValues,
        effects: &mut Effects,
    ) -> Result<(), LidoError> {
        let accounting = ctx.called_by(self.addresses.accounting);
        if !update.shares_to_finalize_wq.is_zero() {
            let (queue, shares) = (self.addresses.withdrawal_queue, update.shares_to_finalize_wq);
            self.take_to_burn(&accounting, queue, shares, BurnKind::NonCover, effects)?;
        }
        let (validators, balance) = (report.cl_validators, report.cl_balance);
        self.steth_mut().process_cl_state_update(report.timestamp, validators, balance, effects)?;
        self.internalize_bad_debt(pre.bad_debt_to_internalize, effects)?;
        self.commit_shares_to_burn(update.total_shares_to_burn, effects)?;
        self.collect_and_finalize(ctx, report, update, effects)?;
        self.distribute_fee(&accounting, update, effects)?;
        emit_token_rebase(report, update, effects);
        Ok(())
    }

    fn internalize_bad_debt(&mut self, amount: Shares, effects: &mut Effects) -> Result<(), LidoError> {
        if amount.is_zero() {
            return Ok(());
        }
        self.vault_hub_mut().decrease_internalized_bad_debt(amount)?;
        Ok(self.steth_mut().internalize_external_bad_debt(amount, effects)?)
    }

    fn commit_shares_to_burn(&mut self, amount: Shares, effects: &mut Effects) -> Result<(), LidoError> {
        if amount.is_zero() {
            return Ok(());
        }
        let (burner, rate) = (self.addresses.burner, self.lido.steth.pool().rate()?);
        self.burner_mut().commit_shares_to_burn(amount, &rate, effects)?;
        Ok(self.steth_mut().burn_committed_shares(burner, amount, effects)?)
    }

    /// Validators that have exited, as the modules themselves count them.
    fn total_exited_validators(&self) -> Result<u64, LidoError> {
        let exited = |id| self.lido.node_operators.summary(id).exited;
        let total = self.lido.router.module_ids().try_fold(0_u64, |sum, id| sum.checked_add(exited(id)));
        Ok(total.ok_or(ArithError::Overflow)?)
    }

    /// `collectRewardsAndProcessWithdrawals`: ether comes from the vaults and goes on to the queue.
    fn collect_and_finalize(
        &mut self,
        ctx: &Ctx,
        report: &ReportValues,
        update: &CalculatedValues,
        effects: &mut Effects,
    ) -> Result<(), LidoError> {
        let collected = Collected {
            report_timestamp: report.timestamp,
            principal_cl_balance: update.principal_cl_balance,
            el_rewards: update.el_rewards_vault_transfer,
            withdrawals: update.withdrawals_vault_transfer,
            locked_for_withdrawals: update.ether_to_finalize_wq,
        };
        let addresses = Arc::clone(&self.addresses);
        if !collected.el_rewards.is_zero() {
            effects.move_ether(addresses.el_rewards_vault, addresses.steth, collected.el_rewards);
            self.steth_mut().receive_el_rewards(collected.el_rewards, effects)?;
        }
        if !collected.withdrawals.is_zero() {
            effects.move_ether(addresses.withdrawal_vault, addresses.steth, collected.withdrawals);
            effects.emit(StethEvent::WithdrawalsReceived { amount: collected.withdrawals });
        }
        if !collected.locked_for_withdrawals.is_zero() {
            check_held(ctx.ether.balance_of(addresses.steth), &collected)?;
            effects.move_ether(addresses.steth, addresses.withdrawal_queue, collected.locked_for_withdrawals);
            self.finalize(ctx, report, collected.locked_for_withdrawals, effects)?;
        }
        Ok(self.steth_mut().settle_buffer(&collected, effects)?)
    }

    fn finalize(&mut self, ctx: &Ctx, report: &ReportValues, ether: Wei, effects: &mut Effects) -> Result<(), LidoError> {
        // Ether is locked only for batches, so there is a last one.
        let last = report.withdrawal_finalization_batches.last().copied().unwrap_or(RequestId::ZERO);
        Ok(self.queue_mut().finalize(ctx, last, report.simulated_share_rate, ether, effects)?)
    }

    /// The fee is minted to `Accounting`, which passes it on to modules and treasury.
    fn distribute_fee(&mut self, accounting: &Ctx, update: &CalculatedValues, effects: &mut Effects) -> Result<(), LidoError> {
        if update.shares_to_mint_as_fees.is_zero() {
            return Ok(());
        }
        let treasury = self.addresses.treasury;
        let fee = &update.fee_distribution;
        self.steth_mut().mint_fee_shares(accounting.caller, update.shares_to_mint_as_fees, effects)?;
        let of_modules = fee.modules.iter().map(|module| (module.recipient, module.shares));
        for (recipient, shares) in of_modules.chain([(treasury, fee.treasury_shares_to_mint)]) {
            if !shares.is_zero() {
                self.steth_mut().transfer_shares(accounting, recipient, shares, effects)?;
            }
        }
        self.report_rewards_minted(fee, effects)
    }

    fn report_rewards_minted(&mut self, fee: &FeeDistribution, effects: &mut Effects) -> Result<(), LidoError> {
        let ids: Vec<_> = fee.modules.iter().map(|module| module.module_id).collect();
        let shares: Vec<_> = fee.modules.iter().map(|module| module.shares).collect();
        let modules = Arc::make_mut(&mut self.lido.node_operators);
        Ok(self.lido.router.report_rewards_minted(&ids, &shares, modules, effects)?)
    }
}

fn emit_token_rebase(report: &ReportValues, update: &CalculatedValues, effects: &mut Effects) {
    effects.emit(StethEvent::TokenRebased {
        report_timestamp: report.timestamp,
        time_elapsed: report.time_elapsed,
        pre_total_shares: update.pre_total_shares,
        pre_total_ether: update.pre_total_pooled_ether,
        post_total_shares: update.post_total_shares,
        post_total_ether: update.post_total_pooled_ether,
        shares_minted_as_fees: update.shares_to_mint_as_fees,
    });
    effects.emit(StethEvent::InternalShareRateUpdated {
        report_timestamp: report.timestamp,
        post_internal_shares: update.post_internal_shares,
        post_internal_ether: update.post_internal_ether,
        shares_minted_as_fees: update.shares_to_mint_as_fees,
    });
}

/// The ether for withdrawals leaves with a call of its own, before the buffer is settled.
fn check_held(before: Wei, collected: &Collected) -> Result<(), LidoError> {
    let held = before.try_add(collected.el_rewards)?.try_add(collected.withdrawals)?;
    let needed = collected.locked_for_withdrawals;
    if needed > held { Err(StethError::EtherExceeded { needed, held }.into()) } else { Ok(()) }
}
