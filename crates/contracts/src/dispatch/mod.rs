//! A call to a native contract: decode, one call of the protocol, perform its effects, encode.

mod access_control;
mod accounting;
mod accounting_oracle;
mod burner;
mod deposit_contract;
mod deposit_security;
mod hash_consensus;
mod lido;
mod lido_locator;
mod node_operators_registry;
mod permit;
mod restaking;
mod sanity_checker;
mod staking_router;
mod vaults;
mod withdrawal_queue;
mod wsteth;

use crate::{
    Host, NativeCall, NativeKind, NativeOutcome, RestakingKind,
    frame::{Frame, Served, Stop, answer},
    table::{self, Function},
};
use alloy_primitives::B256;
use alloy_sol_types::SolCall;
use aquifer_protocol::governance::Role;

/// Serves a call to the native contract `kind`.
///
/// When the outcome is not [`NativeOutcome::Return`], `host.protocol()` is what it was before the call.
pub fn dispatch(host: &mut dyn Host, kind: NativeKind, call: &NativeCall<'_>) -> NativeOutcome {
    match serve(&mut Frame { host, call }, kind) {
        Ok(output) => NativeOutcome::Return(output),
        Err(Stop::Revert(data)) => NativeOutcome::Revert(data),
        Err(Stop::OutOfGas) => NativeOutcome::OutOfGas,
        Err(Stop::StaticViolation) => NativeOutcome::StaticViolation,
    }
}

fn serve(frame: &mut Frame<'_>, kind: NativeKind) -> Served {
    if let Some(function) = find(table::functions(kind), frame.call.input) {
        frame.admit(function)?;
        return function_of(frame, kind);
    }
    if table::has_roles(kind)
        && let Some(function) = find(table::ROLES, frame.call.input)
    {
        frame.admit(function)?;
        return access_control::serve(frame);
    }
    if let NativeKind::Restaking(kind) = kind
        && let Some(served) = shared(frame, kind)
    {
        return served;
    }
    receive(frame, kind)
}

/// A function that several of EigenLayer's contracts have alike.
fn shared(frame: &mut Frame<'_>, kind: RestakingKind) -> Option<Served> {
    type Serve = fn(&mut Frame<'_>, RestakingKind) -> Served;
    let shared: [(bool, &'static [Function], Serve); 4] = [
        (true, restaking::special_functions(frame, kind), |frame, _| restaking::serve_special(frame)),
        (table::has_votes(kind), table::VOTES_TOKEN, restaking::serve_votes),
        (table::has_pause(kind), table::PAUSE, |frame, _| restaking::serve_pause(frame)),
        (table::has_owner(kind), table::OWNERSHIP, |frame, _| restaking::serve_ownership(frame)),
    ];
    let mut shared = shared.into_iter().filter(|(has, ..)| *has);
    let (function, serve) = shared.find_map(|(_, functions, serve)| Some((find(functions, frame.call.input)?, serve)))?;
    Some(frame.admit(function).and_then(|()| serve(frame, kind)))
}

/// The function calldata asks for.
fn find(functions: &'static [Function], input: &[u8]) -> Option<&'static Function> {
    let selector = input.first_chunk::<4>()?;
    functions.iter().find(|function| function.selector == *selector)
}

fn function_of(frame: &mut Frame<'_>, kind: NativeKind) -> Served {
    match kind {
        NativeKind::DepositContract => deposit_contract::serve(frame),
        NativeKind::LidoLocator => lido_locator::serve(frame),
        NativeKind::Steth => lido::serve(frame),
        NativeKind::Wsteth => wsteth::serve(frame),
        NativeKind::WithdrawalQueue => withdrawal_queue::serve(frame),
        NativeKind::Burner => burner::serve(frame),
        NativeKind::Accounting => accounting::serve(frame),
        NativeKind::SanityChecker => sanity_checker::serve(frame),
        NativeKind::StakingRouter => staking_router::serve(frame),
        NativeKind::NodeOperatorsRegistry => node_operators_registry::serve(frame),
        NativeKind::WithdrawalVault => vaults::serve_withdrawals(frame),
        NativeKind::ElRewardsVault => vaults::serve_rewards(frame),
        NativeKind::AccountingOracle => accounting_oracle::serve(frame),
        NativeKind::HashConsensus => hash_consensus::serve(frame),
        NativeKind::DepositSecurityModule => deposit_security::serve(frame),
        NativeKind::Restaking(kind) => restaking::serve(frame, kind),
    }
}

/// Calldata of no function: what the contract's `receive` or fallback does with it.
fn receive(frame: &mut Frame<'_>, kind: NativeKind) -> Served {
    if let Some(gas) = table::gas_to_receive(kind)
        && frame.call.input.is_empty()
    {
        frame.charge(gas)?;
        frame.check_may_change()?;
    }
    match kind {
        NativeKind::Steth => lido::receive(frame),
        NativeKind::Wsteth => wsteth::receive(frame),
        NativeKind::Burner => burner::receive(frame),
        NativeKind::StakingRouter => staking_router::receive(frame),
        NativeKind::ElRewardsVault => vaults::receive_rewards(frame),
        NativeKind::Restaking(kind) => restaking::receive(frame, kind),
        NativeKind::DepositContract
        | NativeKind::LidoLocator
        | NativeKind::WithdrawalQueue
        | NativeKind::Accounting
        | NativeKind::AccountingOracle
        | NativeKind::HashConsensus
        | NativeKind::SanityChecker
        | NativeKind::NodeOperatorsRegistry
        | NativeKind::DepositSecurityModule
        | NativeKind::WithdrawalVault => Err(Stop::empty()),
    }
}

/// A public constant of a role.
fn role<C: SolCall<Return = B256>>(role: Role) -> Served {
    answer::<C>(&role.id())
}
