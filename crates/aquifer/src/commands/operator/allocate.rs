//! `aquifer operator allocate`: a part of the stake becomes slashable by an operator set, or stops being so.

use crate::cli::{AllocateArgs, ClientArgs};
use crate::commands::restaking::{Call, Core, Operator, Sending, Sent, Strategy, WHOLE, part, token};
use crate::commands::sender::required_signer;
use crate::failure::Failure;
use crate::output::{grouped, say};
use alloy_primitives::{Address, U256};
use alloy_rpc_types_eth::BlockId;
use aquifer_contracts::interfaces::restaking::IAllocationManager::{self, AllocateParams, Allocation, OperatorSet};
use eyre::eyre;
use serde_json::{Value, json};

/// What an allocation came to.
struct Outcome {
    operator: Address,
    set: OperatorSet,
    after: Allocation,
    /// Magnitude that is left for other sets.
    allocatable: u64,
    /// What is delegated in all, in tokens.
    value: U256,
    max_magnitude: u64,
}

/// Runs the command.
pub(super) async fn run(args: &AllocateArgs, client: &ClientArgs) -> Result<(), Failure> {
    let core = Core::open_as(client, required_signer(&args.write.sender, client.network.as_ref())?).await?;
    let address = args.operator.operator_address.unwrap_or_else(|| core.sender());
    let strategies = core.strategies().await?;
    let strategy = strategies.find(&args.strategy_address)?;
    let operator = Operator::read(&core, &strategies, address, BlockId::latest()).await?;
    let operator = operator.ok_or_else(|| eyre!("nothing was sent: {address} is no operator: `aquifer operator register`"))?;
    let set = OperatorSet { avs: args.avs_address, id: args.operator_set_id };
    let stake = operator.stakes.iter().find(|stake| stake.strategy.address == strategy.address);
    let max_magnitude = stake.map_or(WHOLE, |stake| stake.max_magnitude);
    let new = magnitude_of(args.bips_to_allocate, max_magnitude);
    check(&operator, &set, strategy, new)?;

    let manager = core.addresses.allocation_manager;
    let params = AllocateParams { operatorSet: set.clone(), strategies: vec![strategy.address], newMagnitudes: vec![new] };
    let mut sending = Sending::new(&core);
    let what = format!("allocate {} of {} to set {} of {}", percent(new, max_magnitude), strategy.unit(), set.id, set.avs);
    sending.push(Call::new(
        what,
        manager,
        &IAllocationManager::modifyAllocationsCall { operator: address, params: vec![params] },
    ));
    let mut trial = sending.trial();
    let allocation = trial.call(
        manager,
        &IAllocationManager::getAllocationCall { operator: address, operatorSet: set.clone(), strategy: strategy.address },
    );
    let free = IAllocationManager::getAllocatableMagnitudeCall { operator: address, strategy: strategy.address };
    let free = trial.call(manager, &free);
    let tried = sending.tried(&trial).await?;
    let sent = sending.send(args.write.dry_run).await?;
    let outcome = Outcome {
        operator: address,
        set,
        after: tried.get(&allocation)?,
        allocatable: tried.get(&free)?,
        value: stake.map_or(U256::ZERO, |stake| stake.value),
        max_magnitude,
    };
    if client.json {
        say!("{}", outcome.as_json(strategy, &sent));
    } else {
        sending.print(&sent);
        outcome.print(strategy);
    }
    Ok(())
}

/// A part of what slashing has left of the whole, rounded down, as EigenLayer's command line counts bips.
fn magnitude_of(bips: u64, max_magnitude: u64) -> u64 {
    let product = u128::from(max_magnitude) * u128::from(bips);
    u64::try_from(product / 10_000).unwrap_or(u64::MAX)
}

/// What the contract would refuse with one word is said with its numbers.
fn check(operator: &Operator, set: &OperatorSet, strategy: &Strategy, new: u64) -> Result<(), Failure> {
    let stake = operator.stakes.iter().find(|stake| stake.strategy.address == strategy.address);
    let max_magnitude = stake.map_or(WHOLE, |stake| stake.max_magnitude);
    let refused = |text: String| Err(Failure::Refused(eyre!("nothing was sent: {text}")));
    let found = operator.sets.iter().find(|member| member.set == *set);
    let held = found.and_then(|member| member.allocations.iter().find(|held| held.strategy.address == strategy.address));
    if let Some((target, block)) = held.and_then(|held| held.pending) {
        let (from, to) = (percent(held.map_or(0, |held| held.magnitude), max_magnitude), percent(target, max_magnitude));
        return refused(format!("its allocation is changing from {from} to {to} in block {}: wait for it", grouped(block)));
    }
    let current = held.map_or(0, |held| held.magnitude);
    if current == new {
        return refused(format!("{} of {} is allocated already", percent(new, max_magnitude), strategy.unit()));
    }
    let free = stake.map_or(WHOLE, |stake| stake.allocatable);
    if new.saturating_sub(current) > free {
        return refused(format!(
            "{} more of {} is asked for, {} is free (slashing and other sets have the rest)",
            percent(new.saturating_sub(current), max_magnitude),
            strategy.unit(),
            percent(free, max_magnitude)
        ));
    }
    Ok(())
}

impl Outcome {
    /// The magnitude it will have.
    fn target(&self) -> u64 {
        let target = i128::from(self.after.currentMagnitude).saturating_add(self.after.pendingDiff);
        u64::try_from(target).unwrap_or_default()
    }

    /// The stake behind a magnitude, in tokens, rounded down.
    fn stake(&self, magnitude: u64) -> U256 {
        let product = self.value.saturating_mul(U256::from(magnitude));
        product.checked_div(U256::from(self.max_magnitude)).unwrap_or_default()
    }

    fn as_json(&self, strategy: &Strategy, sent: &[Sent]) -> Value {
        json!({
            "sent": !sent.is_empty(),
            "transactions": sent,
            "operator": self.operator,
            "avs": self.set.avs,
            "operatorSetId": self.set.id,
            "strategy": strategy.address,
            "symbol": strategy.unit(),
            "magnitude": self.after.currentMagnitude.to_string(),
            "pendingMagnitude": (self.after.pendingDiff != 0).then(|| self.target().to_string()),
            "effectBlock": self.after.effectBlock,
            "allocatableMagnitude": self.allocatable.to_string(),
            "value": self.stake(self.target()).to_string(),
        })
    }

    fn print(&self, strategy: &Strategy) {
        let (unit, target) = (strategy.unit(), self.target());
        if self.after.pendingDiff == 0 {
            say!("  slashable  {} {unit} ({}), at once", token(self.stake(target)), percent(target, self.max_magnitude));
        } else {
            let now = self.after.currentMagnitude;
            say!("  slashable  {} {unit} ({}) now", token(self.stake(now)), percent(now, self.max_magnitude));
            let block = grouped(self.after.effectBlock);
            say!(
                "             {} {unit} ({}) from block {block} on",
                token(self.stake(target)),
                percent(target, self.max_magnitude)
            );
        }
        say!("  free       {} of {unit} for other sets", percent(self.allocatable, self.max_magnitude));
    }
}

/// A magnitude as a part of what slashing has left.
fn percent(magnitude: u64, max_magnitude: u64) -> String {
    part(U256::from(magnitude), U256::from(max_magnitude))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bips_are_of_what_slashing_has_left() {
        assert_eq!(magnitude_of(5_000, WHOLE), WHOLE / 2);
        assert_eq!(magnitude_of(10_000, WHOLE / 8 * 5), WHOLE / 8 * 5);
        assert_eq!(magnitude_of(3_333, 10), 3);
        assert_eq!(percent(WHOLE / 8, WHOLE / 8 * 5), "20 %");
    }
}
