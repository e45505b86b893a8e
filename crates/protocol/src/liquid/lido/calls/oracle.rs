//! Submitting what the committee agreed on: `AccountingOracle` hands it to router, queue and accounting in turn.

use crate::{
    Ctx, Effects, Protocol,
    liquid::lido::{
        LidoError, ReportValues,
        accounting_oracle::{
            AccountingOracle, ExtraDataItem, MANAGE_CONSENSUS_VERSION_ROLE, ProcessingStart, ReportData, SUBMIT_DATA_ROLE,
        },
        sanity::SecondOpinion,
        staking_router::REPORT_EXITED_VALIDATORS_ROLE,
    },
    units::Wei,
};
use alloy_primitives::{Address, B256};
use std::sync::Arc;

impl Protocol {
    /// `AccountingOracle.submitReportData`: the data behind the agreed hash, applied at once. `data_hash` is the hash of the
    /// encoded data; a second opinion is what the oracle of second opinions says of the slot, where there is one.
    ///
    /// # Errors
    /// Those of [`AccountingOracle::begin_processing`]; then what router, sanity checker, queue and accounting refuse.
    pub fn submit_report_data(
        &mut self,
        ctx: &Ctx,
        data: &ReportData,
        data_hash: B256,
        contract_version: u64,
        second_opinion: Option<&SecondOpinion>,
        effects: &mut Effects,
    ) -> Result<(), LidoError> {
        let may_submit = self.may_submit_report(ctx.caller);
        let oracle = ctx.called_by(self.addresses.accounting_oracle);
        self.attempt(|protocol| {
            let start = protocol.oracle_mut().begin_processing(ctx, data, data_hash, contract_version, may_submit, effects)?;
            protocol.update_exited_validators(&oracle, data, &start, effects)?;
            protocol.on_oracle_report(&oracle, data.is_bunker_mode, start.prev_timestamp, start.timestamp, effects)?;
            let values = values_of(data, &start);
            protocol.handle_oracle_report(&oracle, data.ref_slot, &values, second_opinion, effects)?;
            Ok(())
        })
    }

    /// `AccountingOracle.submitReportExtraDataEmpty`: no operator's exits follow; modules may pay their rewards.
    ///
    /// # Errors
    /// Those of [`AccountingOracle::submit_report_extra_data_empty`].
    pub fn submit_report_extra_data_empty(&mut self, ctx: &Ctx, effects: &mut Effects) -> Result<(), LidoError> {
        let may_submit = self.may_submit_report(ctx.caller);
        let mut submitted = Effects::new();
        self.oracle_mut().submit_report_extra_data_empty(ctx, may_submit, &mut submitted)?;
        self.finish_exited_validators(effects);
        effects.append(submitted);
        Ok(())
    }

    /// `AccountingOracle.submitReportExtraDataList`: a chunk of operators' exits; after the last modules may pay their rewards.
    ///
    /// # Errors
    /// Those of [`AccountingOracle::submit_report_extra_data_list`]; what router and modules refuse.
    pub fn submit_report_extra_data_list(&mut self, ctx: &Ctx, chunk: &[u8], effects: &mut Effects) -> Result<(), LidoError> {
        let may_submit = self.may_submit_report(ctx.caller);
        self.attempt(|protocol| {
            let mut submitted = Effects::new();
            let sanity = Arc::clone(&protocol.lido.sanity);
            let progress =
                protocol.oracle_mut().submit_report_extra_data_list(ctx, chunk, may_submit, &sanity, &mut submitted)?;
            progress.items.iter().try_for_each(|item| protocol.report_exits_of_operators(item, effects))?;
            if progress.is_complete {
                protocol.finish_exited_validators(effects);
            }
            effects.append(submitted);
            Ok(())
        })
    }

    /// `AccountingOracle.setConsensusVersion`.
    ///
    /// # Errors
    /// A missing `MANAGE_CONSENSUS_VERSION_ROLE`; those of [`AccountingOracle::set_consensus_version`].
    pub fn set_consensus_version(&mut self, ctx: &Ctx, version: u64, effects: &mut Effects) -> Result<(), LidoError> {
        let role = MANAGE_CONSENSUS_VERSION_ROLE.id();
        self.governance.check_role(self.addresses.accounting_oracle, role, ctx.caller)?;
        Ok(self.oracle_mut().set_consensus_version(version, effects)?)
    }

    /// Whether an account may submit data: members of the committee, and who holds the role.
    #[must_use]
    pub fn may_submit_report(&self, account: Address) -> bool {
        self.lido.consensus.is_member(account)
            || self.governance.has_role(self.addresses.accounting_oracle, SUBMIT_DATA_ROLE.id(), account)
    }

    pub(super) fn oracle_mut(&mut self) -> &mut AccountingOracle {
        Arc::make_mut(&mut self.lido.oracle)
    }

    fn update_exited_validators(
        &mut self,
        oracle: &Ctx,
        data: &ReportData,
        start: &ProcessingStart,
        effects: &mut Effects,
    ) -> Result<(), LidoError> {
        let ids = &data.staking_module_ids_with_newly_exited_validators;
        if ids.is_empty() {
            return Ok(());
        }
        self.governance.check_role(self.addresses.staking_router, REPORT_EXITED_VALIDATORS_ROLE.id(), oracle.caller)?;
        let counts = &data.num_exited_validators_by_staking_module;
        let modules = Arc::clone(&self.lido.node_operators);
        let router = Arc::make_mut(&mut self.lido.router);
        let newly_exited = router.update_exited_validators_count_by_staking_module(ids, counts, &*modules, effects)?;
        let per_day = start.exited_validators_per_day(newly_exited)?;
        Ok(self.lido.sanity.check_exited_validators_rate_per_day(per_day)?)
    }

    fn report_exits_of_operators(&mut self, item: &ExtraDataItem, effects: &mut Effects) -> Result<(), LidoError> {
        let modules = Arc::make_mut(&mut self.lido.node_operators);
        let router = &self.lido.router;
        Ok(router.report_exited_validators_by_node_operator(item.module, &item.exited_validators, modules, effects)?)
    }

    fn finish_exited_validators(&mut self, effects: &mut Effects) {
        let modules = Arc::make_mut(&mut self.lido.node_operators);
        self.lido.router.on_validators_counts_by_node_operator_reporting_finished(modules, effects);
    }
}

fn values_of(data: &ReportData, start: &ProcessingStart) -> ReportValues {
    ReportValues {
        timestamp: start.timestamp,
        time_elapsed: start.time_elapsed,
        cl_validators: data.num_validators,
        cl_balance: Wei::from(data.cl_balance),
        withdrawal_vault_balance: data.withdrawal_vault_balance,
        el_rewards_vault_balance: data.el_rewards_vault_balance,
        shares_requested_to_burn: data.shares_requested_to_burn,
        withdrawal_finalization_batches: data.withdrawal_finalization_batches.clone(),
        simulated_share_rate: data.simulated_share_rate,
    }
}
