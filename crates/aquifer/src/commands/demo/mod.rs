//! `aquifer demo`: the life of a staked ether against a running node, step by step, every number checked.
//!
//! First act: it is staked, through the pool and alone, earns, and leaves. Second act: what is left of it in the pool is
//! restaked and earns a second time. Third act: its operator is slashed on evidence, twice, and it leaves all the same.
//!
//! It can be played again on the same chain: it looks at what changes, not at what was there.

mod earning;
mod expected;
mod offender;
mod restaker;
mod restaking;
mod slashing;
mod solo;

use super::advance::advance;
use super::queue::forecast;
use super::status::{LidoTotals, RAY, contracts};
use super::validator::Record;
use crate::cli::{DemoArgs, Global};
use crate::duration::in_words;
use crate::failure::Failure;
use crate::output::say;
use crate::output::{bold, ether, ether_exact, grouped, rate};
use crate::places;
use crate::progress::Progress;
use alloy_primitives::{Address, U256};
use alloy_rpc_types_eth::TransactionReceipt;
use alloy_signer_local::PrivateKeySigner;
use alloy_sol_types::SolEvent;
use aquifer_contracts::interfaces::{ILido, IWithdrawalQueue};
use aquifer_keepers::chain::{Client, Contracts, Status};
use eyre::{WrapErr, ensure, eyre};
use restaking::Restaking;
use solo::{PURSE, Solo};

/// 10^18 wei.
const ETHER: U256 = U256::from_limbs([1_000_000_000_000_000_000, 0, 0, 0]);
/// 1 ETH and 32 ETH in Gwei.
const ETHER_GWEI: u64 = 1_000_000_000;
const STAKE_GWEI: u64 = 32_000_000_000;
/// What two roundings of a rebasing token may cost: 2 wei.
const DUST: U256 = U256::from_limbs([2, 0, 0, 0]);
/// Longest that a request may take to be finalised: validators leave within about 30 hours, a report comes each day.
const PATIENCE_DAYS: u64 = 10;

/// An account that plays, with its own connection.
struct Player {
    name: &'static str,
    client: Client,
    contracts: Contracts,
}

impl Player {
    async fn new(name: &'static str, url: &str, chain_id: u64, key: PrivateKeySigner) -> eyre::Result<Self> {
        let client = Client::with_key(url, chain_id, key)?;
        let contracts = contracts(&client).await?;
        Ok(Self { name, client, contracts })
    }

    fn address(&self) -> Address {
        self.client.address()
    }

    async fn steth(&self) -> eyre::Result<U256> {
        Ok(self.contracts.lido.balanceOf(self.address()).call().await?)
    }

    async fn wsteth(&self) -> eyre::Result<U256> {
        Ok(self.contracts.wsteth.balanceOf(self.address()).call().await?)
    }

    async fn ether(&self) -> eyre::Result<U256> {
        self.client.balance(self.address(), None).await
    }

    async fn stake(&self, amount: U256) -> eyre::Result<TransactionReceipt> {
        let call = self.contracts.lido.submit(Address::ZERO).value(amount);
        self.client.send(call.into_transaction_request()).await.wrap_err_with(|| format!("{} staking", self.name))
    }

    async fn request_withdrawal(&self, amount: U256) -> eyre::Result<U256> {
        let approve = self.contracts.lido.approve(*self.contracts.queue.address(), amount);
        self.client.send(approve.into_transaction_request()).await?;
        let request = self.contracts.queue.requestWithdrawals(vec![amount], self.address());
        let receipt =
            self.client.send(request.into_transaction_request()).await.wrap_err_with(|| format!("{} requesting", self.name))?;
        let requested = receipt.decoded_log::<IWithdrawalQueue::WithdrawalRequested>();
        requested
            .map(|log| log.requestId)
            .ok_or_else(|| eyre!("the receipt has no {}", IWithdrawalQueue::WithdrawalRequested::SIGNATURE))
    }
}

/// The stage: who plays, and how steps are told.
struct Story<'a> {
    alice: Player,
    bob: Player,
    carol: Solo,
    global: &'a Global,
    step: u32,
}

/// Runs the command.
pub(crate) async fn run(args: &DemoArgs, global: &Global) -> Result<(), Failure> {
    let url = &args.node.rpc_url;
    let network = places::network(args.network.as_ref())?;
    let client = Client::reader(url).map_err(|error| Failure::Usage(format!("{error:#}")))?;
    let status = client.status().await.map_err(|error| Failure::no_node(url, &error))?;
    if status.keepers.is_empty() {
        return Err(Failure::Unavailable(
            "the node runs without keepers: nobody would deposit or report; start it without --no-keepers".to_owned(),
        ));
    }
    let mut signers = network.accounts().map_err(|error| Failure::Usage(error.to_string()))?.into_iter();
    let (Some(alice), Some(bob), Some(rich)) = (signers.next(), signers.next(), signers.next()) else {
        return Err(Failure::Usage(
            "the demo needs three development accounts: expected `count` of at least 3 in [accounts]".to_owned(),
        ));
    };
    let rich = Client::with_key(url, status.chain_id, rich)?;
    let alice = Player::new("Alice", url, status.chain_id, alice).await?;
    let bob = Player::new("Bob", url, status.chain_id, bob).await?;
    let carol = Solo::new(&args.node, &rich).await?;
    let restaking = Restaking::find(url, status.chain_id, &network, &alice).await?;
    let mut story = Story { alice, bob, carol, global, step: 0 };
    story.first_act(&status).await?;
    match restaking {
        Some(restaking) => {
            story.second_act(&restaking).await?;
            story.third_act(&restaking).await?;
        }
        None => say!("\nThis network has no service to restake for: the other acts are left out."),
    }
    story.balances().await?;
    say!("\n{}", bold("Every number held."));
    Ok(())
}

impl Story<'_> {
    async fn first_act(&mut self, status: &Status) -> eyre::Result<()> {
        say!("{} at block {}, epoch {}", status.network, grouped(status.block.number), grouped(status.epoch));
        self.act("First act: ether is staked");
        self.alice_stakes().await?;
        self.alice_wraps_half().await?;
        self.carol_stakes_alone().await?;
        self.others_stake_and_a_validator_is_funded().await?;
        self.the_validator_activates().await?;
        let activation = self.carols_validator_activates().await?;
        self.a_report_rebases().await?;
        let request = self.withdrawals_are_requested().await?;
        let exit = self.carol_leaves(activation).await?;
        self.the_queue_is_paid(request).await?;
        self.alice_claims(request).await?;
        self.carol_is_paid(&exit).await
    }

    fn act(&self, title: &str) {
        say!("\n{}", bold(title));
    }

    fn say(&mut self, title: &str) {
        self.step += 1;
        say!("\n{}", bold(&format!("{}. {title}", self.step)));
    }

    async fn advance(&self, slots: u64) -> eyre::Result<Status> {
        let mut progress = Progress::start(slots, "slots", self.global.quiet);
        let outcome = advance(&self.alice.client, slots, &mut progress).await;
        progress.end();
        for line in outcome?.missed {
            say!("   {line}");
        }
        self.alice.client.status().await
    }

    async fn alice_stakes(&mut self) -> eyre::Result<()> {
        self.say("Alice stakes 10 ETH");
        let amount = U256::from(10) * ETHER;
        let before = self.alice.steth().await?;
        let receipt = self.alice.stake(amount).await?;
        let submitted = receipt.decoded_log::<ILido::Submitted>().ok_or_else(|| eyre!("the receipt has no Submitted event"))?;
        ensure!(submitted.amount == amount, "Submitted says {}", submitted.amount);
        let gained = self.alice.steth().await? - before;
        say!("   she gets {} stETH, block {}", ether_exact(gained), grouped(receipt.block_number.unwrap_or_default()));
        near(gained, amount, "stETH for 10 ETH")
    }

    async fn alice_wraps_half(&mut self) -> eyre::Result<()> {
        self.say("She wraps half to wstETH");
        let alice = &self.alice;
        let amount = U256::from(5) * ETHER;
        let shares = alice.contracts.lido.getSharesByPooledEth(amount).call().await?;
        let (before, steth_before) = (alice.wsteth().await?, alice.steth().await?);
        let approve = alice.contracts.lido.approve(*alice.contracts.wsteth.address(), amount);
        alice.client.send(approve.into_transaction_request()).await?;
        alice.client.send(alice.contracts.wsteth.wrap(amount).into_transaction_request()).await.wrap_err("wrapping")?;
        let (wrapped, left) = (alice.wsteth().await? - before, alice.steth().await?);
        say!("   {} wstETH for {} stETH; {} stETH left", ether_exact(wrapped), ether(amount), ether(left));
        ensure!(wrapped == shares, "5 stETH are {shares} shares, wrapped were {wrapped}");
        near(steth_before - left, amount, "stETH taken by the wrapper")
    }

    async fn carol_stakes_alone(&mut self) -> eyre::Result<()> {
        self.say("Carol stakes alone: a key of her own, and 32 ETH through the deposit contract");
        let number = self.carol.deposit().await?;
        let queues = forecast(&self.alice.client, STAKE_GWEI).await?;
        say!("   deposit {number}; of {} ETH she keeps {} for gas", ether(PURSE), ether(PURSE - U256::from(32) * ETHER));
        say!("   a deposit behind hers would be active {}", queues.entry.active.when(queues.now()));
        ensure!(self.carol.record(None).await?.is_none(), "her validator is there before its deposit was finalised");
        Ok(())
    }

    async fn others_stake_and_a_validator_is_funded(&mut self) -> eyre::Result<()> {
        self.say("Bob stakes 64 ETH, and the depositor funds validators from the buffer");
        let before = LidoTotals::read(&self.alice.contracts).await?;
        self.bob.stake(U256::from(64) * ETHER).await?;
        let buffered = LidoTotals::read(&self.alice.contracts).await?.buffered;
        say!("   the buffer holds {} ETH", ether(buffered));
        // Two deposits of a module lie some blocks apart.
        self.advance(32).await?;
        let after = LidoTotals::read(&self.alice.contracts).await?;
        let funded = after.deposited_validators.saturating_sub(before.deposited_validators);
        say!("   {funded} validators funded; {} ETH stay in the buffer", ether(after.buffered));
        ensure!(!funded.is_zero(), "no validator was funded: see `aquifer status` for the depositor");
        ensure!(after.depositable < U256::from(32) * ETHER, "{} ETH could still be deposited", ether(after.depositable));
        ensure!(after.pooled == before.pooled + U256::from(64) * ETHER, "a deposit to the beacon chain changed the pool's worth");
        Ok(())
    }

    async fn the_validator_activates(&mut self) -> eyre::Result<()> {
        self.say("They wait in the deposit queue, activate and attest");
        let deposited: u64 = LidoTotals::read(&self.alice.contracts).await?.deposited_validators.saturating_to();
        let credentials = self.alice.contracts.lido.getWithdrawalCredentials().call().await?;
        let mut status = self.alice.client.status().await?;
        let start = status.epoch;
        loop {
            let validators = self.alice.client.validators(credentials, status.block.number).await?;
            let active = validators.iter().filter(|v| v.activation_epoch <= status.epoch).count() as u64;
            if active == deposited {
                say!("   all {} of Lido's validators are active {} epochs later", grouped(active), status.epoch - start);
                return Ok(());
            }
            ensure!(status.epoch < start + 64, "{active} of {deposited} validators are active after 64 epochs");
            status = self.advance(status.slots_per_epoch).await?;
        }
    }

    async fn carols_validator_activates(&mut self) -> eyre::Result<u64> {
        self.say("Carol's validator activates too, and may not leave yet");
        let mut status = self.alice.client.status().await?;
        let start = status.epoch;
        let validator = loop {
            match self.carol.record(None).await? {
                Some(validator) if validator.activation_epoch <= status.epoch => break validator,
                _ => ensure!(status.epoch < start + 64, "Carol's validator is not active after 64 epochs"),
            }
            status = self.advance(status.slots_per_epoch).await?;
        };
        say!("   validator {} earns since epoch {}", validator.index, grouped(validator.activation_epoch));
        let refusal = self.carol.why_not_now().await?.ok_or_else(|| eyre!("a validator may leave as soon as it is active"))?;
        say!("   a request to leave now would be ignored, its fee kept: {refusal}");
        Ok(validator.activation_epoch)
    }

    /// She leaves as soon as she may.
    async fn carol_leaves(&mut self, activation: u64) -> eyre::Result<Record> {
        self.say("Carol asks for her 32 ETH back through the system contract of EIP-7002, as early as she may");
        let status = self.alice.client.status().await?;
        let beacon = self.alice.client.beacon_state(status.block.number).await?;
        let earliest = (activation + beacon.shard_committee_period) * status.slots_per_epoch;
        self.advance(earliest.saturating_sub(status.block.slot)).await?;
        let earned = self.carol.earned().await?;
        let (validator, fee) = self.carol.leave().await?;
        say!("   so far she has earned {} ETH; the request costs {fee} wei", ether_exact(earned));
        say!(
            "   duties end in epoch {}, her ether is withdrawable in epoch {}",
            grouped(validator.exit_epoch),
            grouped(validator.withdrawable_epoch)
        );
        ensure!(!earned.is_zero(), "her validator has earned nothing");
        ensure!(validator.withdrawable_epoch >= validator.exit_epoch + 256, "the beacon chain lets her go too early");
        Ok(validator)
    }

    async fn carol_is_paid(&mut self, exit: &Record) -> eyre::Result<()> {
        self.say("The sweep pays Carol out");
        let status = self.alice.client.status().await?;
        let withdrawable = exit.withdrawable_epoch * status.slots_per_epoch;
        let mut status = self.advance(withdrawable.saturating_sub(status.block.slot)).await?;
        let start = status.epoch;
        while self.carol.record(None).await?.is_some_and(|validator| validator.balance >= ETHER_GWEI) {
            ensure!(status.epoch < start + 64, "the sweep has not come by after 64 epochs");
            status = self.advance(status.slots_per_epoch).await?;
        }
        let (earned, seats) = (self.carol.earned().await?, self.carol.earned_since(exit.exit_epoch).await?);
        let idle_epochs = exit.withdrawable_epoch - exit.exit_epoch;
        let active_epochs = exit.exit_epoch - exit.activation_epoch;
        let forgone = (earned - seats) * U256::from(idle_epochs) / U256::from(active_epochs);
        say!("   she has her 32 ETH and {} ETH, earned in {active_epochs} epochs", ether_exact(earned));
        say!(
            "   leaving cost her {idle_epochs} epochs in which they earned next to nothing: {} ETH forgone,",
            ether_exact(forgone)
        );
        say!("   {} ETH came from seats in sync committees drawn before she left", ether_exact(seats));
        ensure!(seats < forgone, "a validator that has left earned {} ETH", ether_exact(seats));
        Ok(())
    }

    async fn a_report_rebases(&mut self) -> eyre::Result<()> {
        self.say("The reporters agree, and stETH rebases");
        let alice = &self.alice;
        let (before, rate_before) = (alice.steth().await?, self.share_rate().await?);
        let treasury_before = alice.contracts.lido.sharesOf(alice.contracts.treasury).call().await?;
        let operators_before = self.operators_shares().await?;
        let last = alice.contracts.oracle.getLastProcessingRefSlot().call().await?;
        let status = alice.client.status().await?;
        let mut waited = 0;
        while alice.contracts.oracle.getLastProcessingRefSlot().call().await? == last {
            ensure!(waited < 3 * 86_400, "no report within three days: see `aquifer status` for the reporters");
            self.advance(21_600 / status.seconds_per_slot).await?;
            waited += 21_600;
        }
        let (after, rate_after) = (alice.steth().await?, self.share_rate().await?);
        let treasury = alice.contracts.lido.sharesOf(alice.contracts.treasury).call().await? - treasury_before;
        let operators = self.operators_shares().await? - operators_before;
        say!("   {} later: share rate {} -> {}", in_words(waited), rate(rate_before), rate(rate_after));
        say!("   Alice's stETH {} -> {} without a transaction", ether(before), ether(after));
        say!("   fees: {} shares to the treasury, {} to the operators", ether(treasury), ether(operators));
        ensure!(after > before, "Alice's balance did not grow");
        ensure!(rate_after > rate_before, "the share rate did not grow");
        ensure!(!treasury.is_zero() && !operators.is_zero(), "no fees were minted");
        Ok(())
    }

    async fn withdrawals_are_requested(&mut self) -> eyre::Result<U256> {
        self.say("Bob asks for 60 stETH back, Alice for 4: each request is an NFT");
        let theirs = self.bob.request_withdrawal(U256::from(60) * ETHER).await?;
        let hers = self.alice.request_withdrawal(U256::from(4) * ETHER).await?;
        let owner = self.alice.contracts.queue.ownerOf(hers).call().await?;
        let totals = LidoTotals::read(&self.alice.contracts).await?;
        say!(
            "   requests {theirs} and {hers}; {} stETH wait, {} ETH are in the buffer",
            ether(totals.unfinalised),
            ether(totals.buffered)
        );
        ensure!(owner == self.alice.address(), "request {hers} belongs to {owner}");
        Ok(hers)
    }

    async fn the_queue_is_paid(&mut self, request: U256) -> eyre::Result<()> {
        self.say("Validators leave, the sweep brings their ether, a report finalises the requests");
        let alice = &self.alice;
        let credentials = alice.contracts.lido.getWithdrawalCredentials().call().await?;
        let mut status = alice.client.status().await?;
        let (start, mut told) = (status.block.slot, 0);
        while alice.contracts.queue.getLastFinalizedRequestId().call().await? < request {
            let days = (status.block.slot - start) * status.seconds_per_slot / 86_400;
            ensure!(
                days < PATIENCE_DAYS,
                "request {request} is not finalised after {days} days: see `aquifer status` for the finaliser, and `aquifer validator list --status exited_slashed` for ether that comes late"
            );
            status = self.advance(21_600 / status.seconds_per_slot).await?;
            let validators = alice.client.validators(credentials, status.block.number).await?;
            let leaving = validators.iter().filter(|v| v.exit_epoch != u64::MAX).count();
            if leaving != told {
                say!("   epoch {}: {leaving} validators have been told to leave", grouped(status.epoch));
                told = leaving;
            }
        }
        let seconds = (status.block.slot - start) * status.seconds_per_slot;
        let totals = LidoTotals::read(&alice.contracts).await?;
        say!("   finalised after {}; {} ETH are set aside to be claimed", in_words(seconds), ether(totals.locked));
        ensure!(totals.locked >= U256::from(4) * ETHER - DUST, "only {} are set aside", ether(totals.locked));
        Ok(())
    }

    async fn alice_claims(&mut self, request: U256) -> eyre::Result<()> {
        self.say("Alice claims");
        let alice = &self.alice;
        let before = alice.ether().await?;
        let claim = alice.contracts.queue.claimWithdrawal(request);
        let receipt = alice.client.send(claim.into_transaction_request()).await.wrap_err("claiming")?;
        let gas = U256::from(receipt.gas_used) * U256::from(receipt.effective_gas_price);
        let claimed = receipt
            .decoded_log::<IWithdrawalQueue::WithdrawalClaimed>()
            .ok_or_else(|| eyre!("the receipt has no WithdrawalClaimed event"))?;
        let paid = alice.ether().await? + gas - before;
        say!("   she is paid {} ETH and {} ETH of gas is spent", ether_exact(paid), ether_exact(gas));
        ensure!(paid == claimed.amountOfETH, "the event says {}, the balance {paid}", claimed.amountOfETH);
        near(paid, U256::from(4) * ETHER, "ether for 4 stETH")?;
        let gone = alice.contracts.queue.ownerOf(request).call().await;
        ensure!(gone.is_err(), "the NFT of a claimed request still has an owner");
        Ok(())
    }

    async fn balances(&mut self) -> eyre::Result<()> {
        self.say("What they have now");
        for player in [&self.alice, &self.bob] {
            let (ether_held, steth, wsteth) = (player.ether().await?, player.steth().await?, player.wsteth().await?);
            say!("   {:<6} {} ETH, {} stETH, {} wstETH", player.name, ether(ether_held), ether(steth), ether(wsteth));
        }
        Ok(())
    }

    async fn share_rate(&self) -> eyre::Result<U256> {
        Ok(self.alice.contracts.lido.getPooledEthByShares(RAY).call().await?)
    }

    /// Shares that staking modules and their operators hold.
    async fn operators_shares(&self) -> eyre::Result<U256> {
        let contracts = &self.alice.contracts;
        let mut sum = U256::ZERO;
        for holder in contracts.fee_recipients().await? {
            sum += contracts.lido.sharesOf(holder).call().await?;
        }
        Ok(sum)
    }
}

/// Holds that `got` is `expected`, less at most two wei of rounding.
fn near(got: U256, expected: U256, what: &str) -> eyre::Result<()> {
    ensure!(
        got <= expected && got + DUST >= expected,
        "{what}: expected {} less at most 2 wei, got {}",
        ether_exact(expected),
        ether_exact(got)
    );
    Ok(())
}
