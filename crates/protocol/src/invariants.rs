//! What must hold after every call, each rule with an id.
//!
//! Every module checks its own rules (`check`); here are those that hold between modules, and `Protocol::check` that
//! runs them all. Checks may read every entry: they are for tests, fuzzers and `aquifer verify`, not for calls.
//! `docs/invariants.md` lists the ids.
//!
//! - LIQ-6   shares of the queue >= shares of its unfinalised requests
//! - LIQ-12  every native account holds at least its tracked ether

use crate::{
    EtherBalances, Protocol,
    liquid::lido::CONVERSION_BOUND,
    units::{ArithError, Wei},
};
use alloy_primitives::Address;

/// A rule that does not hold: always a fault of ours, never of a caller.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{id}: {message}")]
pub struct BrokenInvariant {
    /// Id of the rule, as in `docs/invariants.md`.
    pub id: &'static str,
    /// What was found.
    pub message: String,
}

impl BrokenInvariant {
    /// Rule `id` is broken by what `message` says.
    #[must_use]
    pub fn new(id: &'static str, message: impl Into<String>) -> Self {
        Self { id, message: message.into() }
    }

    /// `Ok` when the rule holds.
    ///
    /// # Errors
    /// The broken rule, with what `message` says of it.
    pub fn unless(holds: bool, id: &'static str, message: impl FnOnce() -> String) -> Result<(), Self> {
        if holds { Ok(()) } else { Err(Self::new(id, message())) }
    }
}

impl Protocol {
    /// Every rule of every module, and those between them.
    ///
    /// # Errors
    /// The first rule that does not hold.
    pub fn check(&self) -> Result<(), BrokenInvariant> {
        self.beacon.check()?;
        self.lido.queue.check()?;
        self.lido.router.check()?;
        self.lido.node_operators.check()?;
        self.lido.sanity.check()?;
        self.lido.consensus.check()?;
        self.lido.oracle.check()?;
        self.lido.deposit_security.check()?;
        self.restaking.pods.check(&self.addresses.restaking)?;
        self.governance.check()?;
        self.restaking.check()?;
        self.check_steth()?;
        self.check_wsteth()?;
        self.check_held_shares()
    }

    /// Ether that native accounts must at least hold; more can arrive without a call.
    #[must_use]
    pub fn tracked_ether(&self) -> Vec<(Address, Wei)> {
        let pool = [
            (self.addresses.steth, self.lido.steth.pool().buffered_ether),
            (self.addresses.withdrawal_queue, self.lido.queue.locked_ether()),
        ];
        pool.into_iter().chain(self.restaking.pods.tracked_ether()).collect()
    }

    /// LIQ-12: every native account holds what the protocol thinks it holds.
    ///
    /// # Errors
    /// The account that holds too little.
    pub fn check_ether(&self, ether: &dyn EtherBalances) -> Result<(), BrokenInvariant> {
        for (account, tracked) in self.tracked_ether() {
            let held = ether.balance_of(account);
            BrokenInvariant::unless(held >= tracked, "LIQ-12", || format!("{account} holds {held}, tracked are {tracked}"))?;
        }
        Ok(())
    }

    /// LIQ-1 to LIQ-3.
    fn check_steth(&self) -> Result<(), BrokenInvariant> {
        let (steth, pool) = (&self.lido.steth, self.lido.steth.pool());
        let sum = steth.sum_of_shares().map_err(|error| BrokenInvariant::new("LIQ-1", error.to_string()))?;
        BrokenInvariant::unless(sum == pool.total_shares, "LIQ-1", || {
            format!("accounts hold {sum}, the total is {}", pool.total_shares)
        })?;
        BrokenInvariant::unless(pool.deposited_validators >= pool.cl_validators, "LIQ-2", || {
            format!("{} deposited, {} on the consensus layer", pool.deposited_validators, pool.cl_validators)
        })?;
        let bounded = pool.external_shares < pool.total_shares && pool.total_shares.get() <= CONVERSION_BOUND;
        BrokenInvariant::unless(bounded, "LIQ-3", || format!("{} external of {}", pool.external_shares, pool.total_shares))
    }

    /// TOK-1 and LIQ-4.
    fn check_wsteth(&self) -> Result<(), BrokenInvariant> {
        let (wsteth, supply) = (&self.lido.wsteth, self.lido.wsteth.total_supply());
        let sum = wsteth.ledger().sum_of_balances().map_err(|error| BrokenInvariant::new("TOK-1", error.to_string()))?;
        BrokenInvariant::unless(sum == supply, "TOK-1", || format!("accounts hold {sum} wstETH, the supply is {supply}"))?;
        let held = self.lido.steth.shares_of(self.addresses.wsteth);
        BrokenInvariant::unless(supply <= held, "LIQ-4", || format!("{supply} wstETH, the wrapper holds {held}"))
    }

    /// LIQ-5 and LIQ-6.
    fn check_held_shares(&self) -> Result<(), BrokenInvariant> {
        let arith = |id| move |error: ArithError| BrokenInvariant::new(id, error.to_string());
        let requested = self.lido.burner.shares_requested_to_burn().map_err(arith("LIQ-5"))?;
        let held = self.lido.steth.shares_of(self.addresses.burner);
        BrokenInvariant::unless(requested <= held, "LIQ-5", || format!("{requested} wait to be burnt, the burner holds {held}"))?;
        let unfinalized = self.lido.queue.unfinalized_shares();
        let unfinalized = unfinalized.map_err(|error| BrokenInvariant::new("LIQ-6", error.to_string()))?;
        let held = self.lido.steth.shares_of(self.addresses.withdrawal_queue);
        BrokenInvariant::unless(unfinalized <= held, "LIQ-6", || format!("{unfinalized} unfinalised, the queue holds {held}"))
    }
}
