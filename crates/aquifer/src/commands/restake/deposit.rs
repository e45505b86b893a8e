//! `aquifer restake deposit`: tokens become shares of a strategy, and security for whom the staker delegates to.

use crate::cli::{ClientArgs, RestakeDepositArgs};
use crate::commands::restaking::{Amount, Call, Core, Position, Sending, Sent, Strategy, Trial, token, values};
use crate::commands::sender::required_signer;
use crate::failure::Failure;
use crate::output::{grouped, say};
use alloy_primitives::{Address, U256};
use alloy_rpc_types_eth::BlockId;
use aquifer_contracts::interfaces::{
    IERC20,
    restaking::{IDelegationManager, IStrategyManager},
};
use eyre::eyre;
use serde_json::{Value, json};

/// What the deposit changes for the staker.
struct Change {
    amount: U256,
    /// Deposit shares it gives.
    shares: U256,
    /// What can be withdrawn of the strategy, in tokens: before, after.
    withdrawable: (U256, U256),
    operator: Option<Address>,
}

/// Runs the command.
pub(super) async fn run(args: &RestakeDepositArgs, client: &ClientArgs) -> Result<(), Failure> {
    let core = Core::open_as(client, required_signer(&args.write.sender, client.network.as_ref())?).await?;
    let strategies = core.strategies().await?;
    let strategy = strategies.find(&args.strategy)?;
    let asset = check(strategy)?;
    let amount = amount(args.amount, asset, strategy, &core).await?;
    let before = Position::read(&core, &strategies, core.sender(), BlockId::latest()).await?;

    let manager = core.addresses.strategy_manager;
    let mut sending = Sending::new(&core);
    sending.approve(asset, strategy.unit(), manager, amount).await?;
    let deposit = IStrategyManager::depositIntoStrategyCall { strategy: strategy.address, token: asset, amount };
    sending.push(Call::new(format!("deposit {} {}", token(amount), strategy.unit()), manager, &deposit));
    let mut trial = sending.trial();
    let view = IDelegationManager::getWithdrawableSharesCall { staker: core.sender(), strategies: vec![strategy.address] };
    let after = trial.call(core.addresses.delegation_manager, &view);
    let after = sending.tried(&trial).await?.get(&after)?;
    let sent = sending.send(args.write.dry_run).await?;

    let one = |values: Vec<U256>| values.into_iter().next().unwrap_or_default();
    let value = values(&core.client, BlockId::latest(), &[(strategy.address, one(after.withdrawableShares))]).await?;
    let held = before.holding(strategy);
    let change = Change {
        amount,
        shares: one(after.depositShares) - held.map_or(U256::ZERO, |held| held.deposit_shares),
        withdrawable: (held.map_or(U256::ZERO, |held| held.withdrawable), one(value)),
        operator: before.operator,
    };
    if client.json {
        say!("{}", change.as_json(&core, strategy, &sent));
    } else {
        sending.print(&sent);
        change.print(strategy, core.withdrawal_delay().await?);
    }
    Ok(())
}

/// The token to deposit.
fn check(strategy: &Strategy) -> Result<Address, Failure> {
    let refused = |text: String| Failure::Refused(eyre!("nothing was sent: {text}"));
    if strategy.is_native() {
        return Err(refused("native stake is no token: validators of a pod bring it, see `aquifer pod`".to_owned()));
    }
    if !strategy.is_whitelisted {
        return Err(refused(format!("the strategy manager takes no deposits for {} (not whitelisted)", strategy.address)));
    }
    strategy.token.ok_or_else(|| refused(format!("{} is not known to have a token", strategy.address)))
}

/// The amount that was named, which the sender must have.
async fn amount(asked: Amount, asset: Address, strategy: &Strategy, core: &Core) -> Result<U256, Failure> {
    let mut trial = Trial::default();
    let place = trial.call(asset, &IERC20::balanceOfCall { account: core.sender() });
    let balance = trial.read(&core.client, BlockId::latest()).await?.get(&place)?;
    let amount = match asked {
        Amount::All => balance,
        Amount::Tokens(amount) => amount,
    };
    if amount.is_zero() || amount > balance {
        let (has, unit) = (token(balance), strategy.unit());
        let asked = token(amount);
        return Err(Failure::Refused(eyre!("nothing was sent: {} has {has} {unit}, asked for {asked}", core.sender())));
    }
    Ok(amount)
}

impl Change {
    fn as_json(&self, core: &Core, strategy: &Strategy, sent: &[Sent]) -> Value {
        json!({
            "sent": !sent.is_empty(),
            "transactions": sent,
            "staker": core.sender(),
            "operator": self.operator,
            "strategy": strategy.address,
            "symbol": strategy.unit(),
            "amount": self.amount.to_string(),
            "depositShares": self.shares.to_string(),
            "withdrawableBefore": self.withdrawable.0.to_string(),
            "withdrawable": self.withdrawable.1.to_string(),
        })
    }

    fn print(&self, strategy: &Strategy, delay: u64) {
        let unit = strategy.unit();
        let (before, after) = self.withdrawable;
        say!(
            "  can be withdrawn  {} {unit}, before {}, {} blocks after it is asked for",
            token(after),
            token(before),
            grouped(delay)
        );
        say!("  deposit shares    +{}", token(self.shares));
        match self.operator {
            Some(operator) => say!("  secures           what operator {operator} is registered for"),
            None => say!("  secures           nothing: it is delegated to nobody"),
        }
    }
}
