//! The second act: the stETH of the first one secures a service and earns a second time.

use super::expected::Shares;
use super::offender::Offender;
use super::restaker::Restaker;
use super::{ETHER, Player, Story, near};
use crate::failure::Failure;
use crate::output::{ether, ether_exact, grouped, say};
use alloy_primitives::{Address, U256};
use alloy_signer_local::PrivateKeySigner;
use aquifer_chain::network::Network;
use aquifer_contracts::interfaces::restaking::IAllocationManager::OperatorSet;
use aquifer_keepers::WeeklyReward;
use aquifer_protocol::units::{WAD, div_wad_down, mul_wad_down};
use eyre::{WrapErr as _, ensure};

/// What Alice restakes: five of her stETH.
const RESTAKED: U256 = U256::from_limbs([5_000_000_000_000_000_000, 0, 0, 0]);

/// Who plays the second and the third act, beside Alice.
pub(super) struct Restaking {
    /// Alice, as EigenLayer's contracts know her.
    pub(super) alice: Restaker,
    /// The operator she trusts.
    pub(super) operator: Offender,
    /// What the service pays a week.
    pub(super) reward: WeeklyReward,
}

impl Restaking {
    /// The network's service, and of its operators the one Alice delegates to, or else the one that was slashed least.
    /// `None` when no service pays here.
    pub(super) async fn find(url: &str, chain_id: u64, network: &Network, alice: &Player) -> Result<Option<Self>, Failure> {
        let crew = network.crew().map_err(|error| Failure::Usage(error.to_string()))?;
        let paying = crew.services.into_iter().find_map(|service| service.reward.map(|reward| (service, reward)));
        let Some((service, (token, amount))) = paying else { return Ok(None) };
        let steth = *alice.contracts.lido.address();
        let set = OperatorSet { avs: service.address, id: 0 };
        let alice = Restaker::new(alice.client.clone(), steth, set).await?;
        let delegated = alice.delegation.delegatedTo(alice.address()).call().await.wrap_err("asking for Alice's operator")?;
        let mut trusted: Option<(u64, PrivateKeySigner)> = None;
        for key in service.operators {
            let left = if key.address() == delegated { u64::MAX } else { alice.max_magnitude(key.address()).await? };
            if trusted.as_ref().is_none_or(|(most, _)| left > *most) {
                trusted = Some((left, key));
            }
        }
        let Some((_, key)) = trusted else { return Ok(None) };
        let operator = Offender::new(url, chain_id, service.address, key).await?;
        Ok(Some(Self { alice, operator, reward: WeeklyReward { token, amount } }))
    }

    /// What the operator's service may slash of a staker's shares: `fl(shares * fl(allocated / max))`.
    pub(super) async fn slashable(&self, shares: U256) -> eyre::Result<U256> {
        let allocation = self.alice.allocation(self.operator.address(), &self.operator.set).await?;
        Ok(mul_wad_down(shares, div_wad_down(U256::from(allocation.current), U256::from(allocation.max))?)?)
    }

    /// The magnitude that counts for Alice: her operator's, once she has one.
    async fn magnitude(&self) -> eyre::Result<u64> {
        let operator = self.alice.delegation.delegatedTo(self.alice.address()).call().await?;
        if operator.is_zero() { Ok(WAD.to()) } else { self.alice.max_magnitude(operator).await }
    }

    /// Holds that the contracts count her shares as the formulas do; what she can withdraw.
    pub(super) async fn hold_shares(&self, expected: Shares) -> eyre::Result<U256> {
        let (shares, magnitude) = (self.alice.shares().await?, self.magnitude().await?);
        ensure!(shares == expected, "Alice's shares: expected {expected:?}, got {shares:?}");
        let (withdrawable, got) = (shares.withdrawable(magnitude)?, self.alice.withdrawable().await?);
        ensure!(got == withdrawable, "Alice's withdrawable shares: expected {withdrawable}, got {got}");
        Ok(withdrawable)
    }
}

impl Story<'_> {
    pub(super) async fn second_act(&mut self, restaking: &Restaking) -> eyre::Result<()> {
        self.act("Second act: the same stETH secures a service");
        self.alice_unwraps().await?;
        self.alice_restakes(restaking).await?;
        self.alice_delegates(restaking).await?;
        self.the_service_pays(restaking).await
    }

    async fn alice_unwraps(&mut self) -> eyre::Result<()> {
        self.say("Alice unwraps her wstETH");
        let alice = &self.alice;
        let (wrapped, before) = (alice.wsteth().await?, alice.steth().await?);
        let worth = alice.contracts.lido.getPooledEthByShares(wrapped).call().await?;
        let unwrap = alice.contracts.wsteth.unwrap(wrapped);
        alice.client.send(unwrap.into_transaction_request()).await.wrap_err("unwrapping")?;
        let after = alice.steth().await?;
        say!("   {} wstETH are {} stETH: they grew while they were wrapped", ether(wrapped), ether(after - before));
        near(after - before, worth, "stETH for her wstETH")?;
        ensure!(after >= RESTAKED, "Alice has {} stETH, and wants to restake {}", ether(after), ether(RESTAKED));
        Ok(())
    }

    async fn alice_restakes(&mut self, restaking: &Restaking) -> eyre::Result<()> {
        self.say("She restakes 5 stETH: EigenLayer's strategy holds them, she holds shares of it");
        let alice = &restaking.alice;
        let (before, pot, magnitude) = (alice.shares().await?, alice.pot().await?, restaking.magnitude().await?);
        let added = alice.deposit(RESTAKED).await?;
        let after = alice.pot().await?;
        // What came in may be a wei short of what was sent; the strategy takes the amount for what came.
        let pot = super::expected::Pot { balance: after.balance - RESTAKED, ..pot };
        let (all, held) = (grouped(pot.total_shares), grouped(pot.balance));
        say!("   5 stETH x ({all} + 1,000) shares / ({held} + 1,000) wei, rounded down:");
        say!("   {} shares; the 1,000 of each belong to nobody", ether_exact(added));
        ensure!(added == pot.shares_for(RESTAKED)?, "the deposit became {added} shares, expected {}", pot.shares_for(RESTAKED)?);
        let withdrawable = restaking.hold_shares(before.with(added, magnitude)?).await?;
        say!("   she can withdraw {} stETH", ether(alice.pot().await?.tokens_for(withdrawable)?));
        Ok(())
    }

    async fn alice_delegates(&mut self, restaking: &Restaking) -> eyre::Result<()> {
        let (alice, operator) = (&restaking.alice, restaking.operator.address());
        let delegated = alice.delegation.delegatedTo(alice.address()).call().await?;
        if delegated == Address::ZERO {
            self.say("She delegates to an operator of the service");
            let (shares, before) = (alice.shares().await?, alice.operator_shares(operator).await?);
            alice.delegate(operator).await?;
            let gained = alice.operator_shares(operator).await? - before;
            ensure!(gained == shares.deposited, "the operator has {gained} shares more, she brought {}", shares.deposited);
            // Whoever comes has no part in what the operator lost before.
            let newcomer = Shares { deposited: U256::ZERO, ..shares };
            restaking.hold_shares(newcomer.with(shares.deposited, alice.max_magnitude(operator).await?)?).await?;
        } else {
            self.say("She has delegated before, to an operator of the service");
        }
        let allocation = alice.allocation(operator, &restaking.operator.set).await?;
        let withdrawable = alice.withdrawable().await?;
        let slashable = restaking.slashable(withdrawable).await?;
        let pot = alice.pot().await?;
        say!("   {operator} has {} shares to secure services with", ether(alice.operator_shares(operator).await?));
        say!(
            "   of {} that are left of its magnitude {} are the service's: of her {} stETH it can slash {}",
            ether(U256::from(allocation.max)),
            ether(U256::from(allocation.current)),
            ether(pot.tokens_for(withdrawable)?),
            ether(pot.tokens_for(slashable)?)
        );
        ensure!(!slashable.is_zero(), "the operator has allocated nothing to the service");
        ensure!(allocation.max <= ETHER.to::<u64>(), "a magnitude of more than one");
        Ok(())
    }
}
