//! The attesters: each operator signs, once a day, which block was the last one before the day began.
//!
//! The statement's height is the number of the day, counted from genesis; the first day has none before it. A day that
//! went by is not made up for. An operator that has left the set, or was never in it, is passed over.

use super::{ServiceContracts, contracts, sign_statement};
use crate::Health;
use crate::chain::{BlockId, Client, Head};
use crate::runner::{Done, Keeper};
use alloy_primitives::{Address, B256};
use alloy_signer_local::PrivateKeySigner;
use aquifer_contracts::interfaces::AttestationService::Statement;
use eyre::WrapErr as _;
use tracing::info;

/// Seconds of a day.
const DAY: u64 = 86_400;

/// All operators of the service whose keys are known.
pub(crate) struct Attesters {
    /// Reads; the first operator's.
    client: Client,
    chain_id: u64,
    service: Address,
    accounts: Vec<(PrivateKeySigner, Client)>,
    contracts: Option<ServiceContracts>,
    calendar: Option<Calendar>,
    /// The day attested last, and the head at which it was.
    attested: Option<(u64, u64)>,
}

/// How slots make days.
#[derive(Debug, Clone, Copy)]
struct Calendar {
    genesis_time: u64,
    seconds_per_slot: u64,
}

impl Calendar {
    fn day(&self, head: Head) -> u64 {
        head.timestamp.saturating_sub(self.genesis_time) / DAY
    }

    fn begins(&self, day: u64) -> u64 {
        self.genesis_time + day * DAY
    }

    /// First slot of a day.
    fn slot(&self, day: u64) -> u64 {
        (day * DAY).div_ceil(self.seconds_per_slot)
    }
}

impl Attesters {
    /// The keeper of these operators; reads go through `client`.
    pub(crate) fn new(client: Client, chain_id: u64, service: Address, accounts: Vec<(PrivateKeySigner, Client)>) -> Self {
        Self { client, chain_id, service, accounts, contracts: None, calendar: None, attested: None }
    }

    async fn calendar(&mut self) -> eyre::Result<Calendar> {
        if let Some(calendar) = self.calendar {
            return Ok(calendar);
        }
        let status = self.client.status().await?;
        let calendar = Calendar { genesis_time: status.genesis_time, seconds_per_slot: status.seconds_per_slot };
        Ok(*self.calendar.insert(calendar))
    }

    /// Has every operator say it that has not yet; how many did. One that fails does not keep the others from it.
    async fn attest(&mut self, height: u64, value: B256) -> eyre::Result<u64> {
        let contracts = contracts(&mut self.contracts, &self.client, self.service).await?;
        let statement = Statement { height, value };
        let (mut attested, mut failure) = (0, None);
        for (key, client) in &self.accounts {
            let operator = key.address();
            let is_member = contracts.allocation.isMemberOfOperatorSet(operator, contracts.set.clone()).call().await?;
            if !is_member || !contracts.service.valueAt(operator, height).call().await?.is_zero() {
                continue;
            }
            let signature = sign_statement(key, &statement, self.chain_id, self.service)?;
            let call = contracts.service.attest(operator, statement.clone(), signature);
            match client.send(call.into_transaction_request()).await {
                Ok(_) => attested += 1,
                Err(error) => failure = Some(error.wrap_err(format!("operator {operator} attesting day {height}"))),
            }
        }
        failure.map_or(Ok(attested), Err)
    }
}

impl Keeper for Attesters {
    fn client(&self) -> &Client {
        &self.client
    }

    async fn act(&mut self, head: Head, health: &mut Health) -> eyre::Result<Done> {
        let calendar = self.calendar().await?;
        let day = calendar.day(head);
        let next = calendar.slot(day + 1);
        // A head below the one it was attested at means that it may have been taken back.
        if day == 0 || self.attested.is_some_and(|(attested, at)| attested == day && at <= head.number) {
            return Ok(Done::until(next, health.note.clone()));
        }
        let BlockId { number, hash, .. } = self
            .client
            .block_at(calendar.begins(day), calendar.seconds_per_slot, head)
            .await
            .wrap_err("naming the day's block")?;
        let operators = self.attest(day, hash).await?;
        self.attested = Some((day, head.number));
        info!(day, block = number, operators, "attested");
        Ok(Done::until(next, format!("day {day} began with block {number}, attested by {operators} operators")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_with_its_first_slot() {
        let calendar = Calendar { genesis_time: 1_000, seconds_per_slot: 12 };
        let head = |slot: u64| Head { slot, timestamp: 1_000 + 12 * slot, ..Head::default() };
        for (slot, day) in [(0, 0), (7_199, 0), (7_200, 1), (14_399, 1), (14_400, 2)] {
            assert_eq!(calendar.day(head(slot)), day, "slot {slot}");
        }
        assert_eq!((calendar.slot(1), calendar.slot(2)), (7_200, 14_400));
        assert_eq!(calendar.begins(2), head(calendar.slot(2)).timestamp);
    }

    #[test]
    fn a_day_that_is_no_multiple_of_a_slot_begins_with_the_slot_after_it() {
        let calendar = Calendar { genesis_time: 0, seconds_per_slot: 7 };
        let first = calendar.slot(1);
        assert_eq!((first * 7, calendar.day(Head { timestamp: first * 7, ..Head::default() })), (86_401, 1));
        assert_eq!(calendar.day(Head { timestamp: (first - 1) * 7, ..Head::default() }), 0);
    }
}
