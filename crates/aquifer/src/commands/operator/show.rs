//! `aquifer operator show` and `aquifer operator sets`.

use crate::cli::{ClientArgs, SetsOfOperatorArgs, ShowOperatorArgs};
use crate::commands::restaking::{
    Allocated, Core, Membership, Operator, Operators, Stake, Strategies, WHOLE, magnitude, part, token,
};
use crate::commands::sender::signer;
use crate::failure::Failure;
use crate::output::{bold, grouped, say, table};
use alloy_primitives::{Address, U256};
use eyre::eyre;
use serde_json::{Value, json};

/// One operator, or a line for each.
pub(super) async fn run(args: &ShowOperatorArgs, client: &ClientArgs) -> Result<(), Failure> {
    let core = Core::open(client).await?;
    let strategies = core.strategies().await?;
    let listed = core.operators().await?;
    let account = signer(&args.sender, client.network.as_ref())?.map(|signer| signer.address());
    let Some(address) = args.operator.or(account) else {
        return all(&core, &strategies, &listed, client.json).await;
    };
    let operator = read(&core, &strategies, address).await?;
    let entry = listed.iter().find(|entry| entry.operator == address);
    if client.json {
        let mut shown = operator.as_json();
        shown["name"] = json!(entry.and_then(|entry| entry.name.as_deref()));
        shown["stakers"] = json!(entry.map_or(0, |entry| entry.stakers));
        say!("{shown}");
        return Ok(());
    }
    print(&operator, entry);
    print_sets(&operator);
    Ok(())
}

/// The sets an operator is in or has allocated to.
pub(super) async fn sets(args: &SetsOfOperatorArgs, client: &ClientArgs) -> Result<(), Failure> {
    let core = Core::open(client).await?;
    let account = signer(&args.sender, client.network.as_ref())?.map(|signer| signer.address());
    let address = args.operator.or(account).ok_or_else(|| Failure::Usage("whose? say an address or --account N".to_owned()))?;
    let operator = read(&core, &core.strategies().await?, address).await?;
    if client.json {
        say!("{}", Value::Array(operator.sets.iter().map(Membership::as_json).collect()));
    } else if operator.sets.is_empty() {
        say!("{address} is in no operator set and has allocated nothing");
    } else {
        print_sets(&operator);
    }
    Ok(())
}

async fn read(core: &Core, strategies: &Strategies, address: Address) -> eyre::Result<Operator> {
    let operator = Operator::read(core, strategies, address, core.head()).await?;
    operator.ok_or_else(|| eyre!("{address} is no operator: see `aquifer operator show`"))
}

async fn all(core: &Core, strategies: &Strategies, listed: &[Operators], json: bool) -> Result<(), Failure> {
    let mut rows = Vec::new();
    let mut shown = Vec::new();
    for entry in listed {
        let operator = read(core, strategies, entry.operator).await?;
        let stakes = operator.stakes.iter().filter(|stake| !stake.value.is_zero());
        let stakes: Vec<_> = stakes.map(|stake| format!("{} {}", token(stake.value), stake.strategy.unit())).collect();
        rows.push(vec![
            entry.operator.to_string(),
            entry.name.clone().unwrap_or_else(|| "-".to_owned()),
            grouped(entry.stakers),
            operator.sets.iter().filter(|member| member.is_registered).count().to_string(),
            if stakes.is_empty() { "-".to_owned() } else { stakes.join(", ") },
        ]);
        let mut value = operator.as_json();
        value["name"] = json!(entry.name);
        value["stakers"] = json!(entry.stakers);
        shown.push(value);
    }
    if json {
        say!("{}", Value::Array(shown));
    } else if rows.is_empty() {
        say!("there are no operators yet: `aquifer operator register`");
    } else {
        say!("{}", table(&["operator", "name", "stakers", "sets", "delegated"], &rows));
    }
    Ok(())
}

fn print(operator: &Operator, entry: Option<&Operators>) {
    let name = entry.and_then(|entry| entry.name.as_deref()).map(|name| format!(" ({name})")).unwrap_or_default();
    say!("{}", bold(&format!("operator {}{name}", operator.address)));
    say!("stakers      {}", grouped(entry.map_or(0, |entry| entry.stakers)));
    if operator.approver.is_zero() {
        say!("delegations  are free to everybody");
    } else {
        say!("delegations  need an approval of {}", operator.approver);
    }
    match operator.allocation_delay {
        Some(delay) => say!("allocations  take effect after {} blocks", grouped(delay)),
        None => say!("allocations  are not possible: its allocation delay is not set"),
    }
    let row = |stake: &Stake| {
        let slashed = WHOLE.saturating_sub(stake.max_magnitude);
        vec![
            stake.strategy.unit().to_owned(),
            token(stake.value),
            part(U256::from(stake.encumbered), U256::from(stake.max_magnitude)),
            part(U256::from(stake.allocatable), U256::from(stake.max_magnitude)),
            magnitude(slashed),
            token(stake.shares),
            stake.strategy.address.to_string(),
        ]
    };
    let rows: Vec<_> = operator.stakes.iter().map(row).collect();
    if rows.is_empty() {
        say!("delegated    nothing");
    } else {
        say!("");
        say!("{}", table(&["asset", "delegated", "allocated", "free", "slashed so far", "shares", "strategy"], &rows));
    }
}

/// A line for each allocation; a set without one has a line too.
fn print_sets(operator: &Operator) {
    let sets = &operator.sets;
    if sets.is_empty() {
        return;
    }
    let percent = |held: &Allocated, magnitude: u64| {
        let stake = operator.stakes.iter().find(|stake| stake.strategy.address == held.strategy.address);
        part(U256::from(magnitude), U256::from(stake.map_or(WHOLE, |stake| stake.max_magnitude)))
    };
    let mut rows = Vec::new();
    for member in sets {
        let state = match (member.is_registered, member.is_slashable) {
            (true, _) => "registered",
            (false, true) => "left, still slashable",
            (false, false) => "not registered",
        };
        let head = [member.set.avs.to_string(), member.set.id.to_string(), state.to_owned()];
        if member.allocations.is_empty() {
            rows.push([&head[..], &["-".to_owned(), "nothing".to_owned(), String::new(), String::new()]].concat());
        }
        for held in &member.allocations {
            let pending = held.pending.map(|(target, block)| format!("{} in block {}", percent(held, target), grouped(block)));
            let cells =
                [held.strategy.unit().to_owned(), token(held.value), percent(held, held.magnitude), pending.unwrap_or_default()];
            rows.push([&head[..], &cells].concat());
        }
    }
    say!("");
    say!("{}", table(&["service", "set", "state", "asset", "allocated", "of it all", "changes to"], &rows));
}
