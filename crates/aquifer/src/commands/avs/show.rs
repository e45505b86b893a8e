//! `aquifer avs show` and `aquifer avs sets`: services, who secures them, and with how much.

use crate::cli::{ClientArgs, ShowAvsArgs};
use crate::commands::restaking::{Core, Service, Set, SetStake, Strategies, token};
use crate::failure::Failure;
use crate::output::{bold, grouped, say, table};
use alloy_primitives::Address;
use eyre::eyre;
use serde_json::{Value, json};

/// One service, or a line for each.
pub(super) async fn run(args: &ShowAvsArgs, client: &ClientArgs) -> Result<(), Failure> {
    match args.avs {
        Some(avs) => one(avs, client).await,
        None => all(client).await,
    }
}

/// A service with its sets.
pub(super) async fn one(avs: Address, client: &ClientArgs) -> Result<(), Failure> {
    let core = Core::open(client).await?;
    let services = core.services().await?;
    let found = services.into_iter().find(|service| service.avs == avs);
    let service = found.ok_or_else(|| eyre!("{avs} is no service: see `aquifer avs show`"))?;
    let sets = sets(&core, &core.strategies().await?, &service).await?;
    if client.json {
        say!("{}", as_json(&service, &sets));
        return Ok(());
    }
    let name = service.name.as_deref().map(|name| format!(" ({name})")).unwrap_or_default();
    say!("{}", bold(&format!("service {avs}{name}")));
    say!("registrar    {}", service.registrar);
    for set in &sets {
        print(set);
    }
    Ok(())
}

async fn all(client: &ClientArgs) -> Result<(), Failure> {
    let core = Core::open(client).await?;
    let strategies = core.strategies().await?;
    let (mut rows, mut shown) = (Vec::new(), Vec::new());
    for service in core.services().await? {
        let sets = sets(&core, &strategies, &service).await?;
        shown.push(as_json(&service, &sets));
        for set in &sets {
            let secured = set.stakes.iter().filter(|stake| !stake.slashable.is_zero());
            let secured: Vec<_> = secured.map(|stake| format!("{} {}", token(stake.slashable), stake.strategy.unit())).collect();
            rows.push(vec![
                service.avs.to_string(),
                service.name.clone().unwrap_or_else(|| "-".to_owned()),
                set.set.id.to_string(),
                grouped(set.members.len()),
                if secured.is_empty() { "-".to_owned() } else { secured.join(", ") },
            ]);
        }
    }
    if client.json {
        say!("{}", Value::Array(shown));
    } else if rows.is_empty() {
        say!("there are no operator sets yet: `aquifer avs create`");
    } else {
        say!("{}", table(&["service", "name", "set", "operators", "slashable now"], &rows));
    }
    Ok(())
}

async fn sets(core: &Core, strategies: &Strategies, service: &Service) -> eyre::Result<Vec<Set>> {
    let mut sets = Vec::new();
    for id in &service.operator_sets {
        sets.push(Set::read(core, strategies, service.avs, *id, core.head()).await?);
    }
    Ok(sets)
}

fn as_json(service: &Service, sets: &[Set]) -> Value {
    json!({
        "avs": service.avs,
        "name": service.name,
        "registrar": service.registrar,
        "operatorSets": sets.iter().map(Set::as_json).collect::<Vec<_>>(),
    })
}

fn print(set: &Set) {
    say!("");
    say!("{}", bold(&format!("operator set {}", set.set.id)));
    say!("slasher      {}", set.slasher);
    if let Some((slasher, block)) = set.pending_slasher {
        say!("             {slasher} from block {} on", grouped(block));
    }
    match set.recipient {
        Some(recipient) => say!("slashed      goes to {recipient}"),
        None => say!("slashed      is burned"),
    }
    say!("slashes      {}", set.slashes);
    let stake = |stake: &SetStake| {
        vec![stake.strategy.unit().to_owned(), token(stake.slashable), token(stake.delegated), stake.strategy.address.to_string()]
    };
    say!(
        "{}",
        table(
            &["asset", "slashable now", "delegated to its operators", "strategy"],
            &set.stakes.iter().map(stake).collect::<Vec<_>>()
        )
    );
    let row = |(operator, values): (&Address, &Vec<_>)| {
        let amounts = values.iter().zip(&set.stakes).map(|(value, stake)| format!("{} {}", token(*value), stake.strategy.unit()));
        vec![operator.to_string(), amounts.collect::<Vec<_>>().join(", ")]
    };
    if set.members.is_empty() {
        say!("operators    none");
    } else {
        let rows: Vec<_> = set.members.iter().zip(&set.slashable_by_member).map(row).collect();
        say!("{}", table(&["operator", "slashable now"], &rows));
    }
}
