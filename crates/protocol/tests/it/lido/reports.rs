//! An honest oracle: looks at the world, says what it sees, finalises what the budget covers.

use super::world::World;
use alloy_primitives::U256;
use aquifer_protocol::{
    EtherBalances as _, Event,
    liquid::lido::{LidoError, Pool, ReportValues, withdrawal_queue::BatchesCalculationState},
    units::{Ray, RequestId, Seconds, Slot, Timestamp, Wei},
};

/// What happened to the validators since the last report.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seen {
    /// How many of those deposited have appeared, in 256ths of those that could.
    pub(crate) appeared: u8,
    /// Change of their balance, in millionths.
    pub(crate) change_ppm: i32,
    /// Ether that reached the withdrawal vault from them, in 256ths of their balance.
    pub(crate) withdrawn: u8,
    /// Whether large losses are expected.
    pub(crate) is_bunker: bool,
    /// Whether withdrawals are finalised.
    pub(crate) finalizes: bool,
}

fn part(amount: Wei, of_256: u8) -> Wei {
    amount.mul_div_down(U256::from(of_256), U256::from(256)).unwrap()
}

impl World {
    /// A day passes, then the oracle reports on its beginning.
    pub(crate) fn report(&mut self, seen: Seen) -> Result<(), LidoError> {
        let report = self.next_report(seen);
        self.submit(&report, seen.is_bunker).map(|_| ())
    }

    fn next_report(&mut self, seen: Seen) -> ReportValues {
        let reported = self.timestamp - 60;
        let pool = *self.protocol.lido.steth.pool();
        let waiting = pool.deposited_validators - pool.cl_validators;
        let appeared = waiting * u64::from(seen.appeared) / 255;
        let principal = pool.cl_balance.try_add(Pool::deposits(appeared).unwrap()).unwrap();
        let millionths = U256::from((1_000_000 + i64::from(seen.change_ppm)).unsigned_abs());
        let balance = principal.mul_div_down(millionths, U256::from(1_000_000)).unwrap();
        let withdrawn = part(balance, seen.withdrawn);
        let addresses = self.protocol.addresses.clone();
        self.ether.mint(addresses.withdrawal_vault, withdrawn);
        let mut report = ReportValues {
            timestamp: Timestamp::new(reported),
            time_elapsed: Seconds::new(86_400),
            cl_validators: pool.cl_validators + appeared,
            cl_balance: balance.try_sub(withdrawn).unwrap(),
            withdrawal_vault_balance: self.ether.balance_of(addresses.withdrawal_vault),
            el_rewards_vault_balance: self.ether.balance_of(addresses.el_rewards_vault),
            shares_requested_to_burn: self.protocol.lido.burner.shares_requested_to_burn().unwrap(),
            withdrawal_finalization_batches: Vec::new(),
            simulated_share_rate: Ray::default(),
        };
        if seen.finalizes {
            self.add_batches(&mut report);
        }
        report
    }

    /// As the off-chain oracle: the rate without withdrawals, then all batches that the simulated buffer covers.
    fn add_batches(&self, report: &mut ReportValues) {
        let Ok(simulated) = self.view(|protocol, ctx| protocol.simulate_oracle_report(ctx, report)) else { return };
        let rate = Ray::of_down(simulated.post_internal_ether.get(), simulated.post_internal_shares.get()).unwrap();
        let budget = self.protocol.lido.steth.pool().buffered_ether;
        let budget = budget.try_add(simulated.withdrawals_vault_transfer).unwrap();
        let budget = budget.try_add(simulated.el_rewards_vault_transfer).unwrap();
        report.withdrawal_finalization_batches = self.batches(rate, budget, report.timestamp);
        report.simulated_share_rate = if report.withdrawal_finalization_batches.is_empty() { Ray::default() } else { rate };
    }

    fn batches(&self, rate: Ray, budget: Wei, reported: Timestamp) -> Vec<RequestId> {
        let queue = &self.protocol.lido.queue;
        let latest = Timestamp::new(reported.get() - self.protocol.lido.sanity.limits().request_timestamp_margin);
        let mut state = BatchesCalculationState { remaining_eth_budget: budget, finished: false, batches: Vec::new() };
        while !state.finished {
            match queue.calculate_finalization_batches(rate, latest, U256::from(1_000), state.clone()) {
                Ok(next) => state = next,
                Err(_) => break,
            }
        }
        state.batches
    }

    fn submit(&mut self, report: &ReportValues, is_bunker: bool) -> Result<Vec<Event>, LidoError> {
        let oracle = self.protocol.addresses.accounting_oracle;
        let slot = Slot::new((report.timestamp.get() - super::world::GENESIS_TIME) / 12);
        let before = Timestamp::new(report.timestamp.get() - report.time_elapsed.get());
        let (_, events) = self.call(oracle, (oracle, Wei::ZERO), |protocol, ctx, effects| {
            protocol.attempt(|protocol| {
                protocol.queue_mut().on_oracle_report(ctx, is_bunker, before, report.timestamp, effects)?;
                protocol.handle_oracle_report(ctx, slot, report, None, effects)
            })
        })?;
        Ok(events)
    }
}
