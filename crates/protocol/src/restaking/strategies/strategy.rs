//! One strategy: a pool of one token whose shares `StrategyManager` hands out.
//!
//! The balance of the strategy's account is a fact of the token's contract and comes in with every call: for a rebasing
//! token it changes by itself, and whatever is sent to the account raises the rate for everybody.

use super::{StrategyError, StrategyEvent, rate::Rate, vault::DurationVault};
use crate::{
    governance::PauseBits,
    units::{ArithError, StrategyShares},
};
use alloy_primitives::{Address, U256};
use serde::{Deserialize, Serialize};

/// `MAX_TOTAL_SHARES`: 10^38 - 1, so that off-chain services can count in 128 bits.
pub const MAX_TOTAL_SHARES: StrategyShares =
    StrategyShares::new(U256::from_limbs([687_399_551_400_673_279, 5_421_010_862_427_522_170, 0, 0]));

/// Bit of the pause: deposits (`PAUSED_DEPOSITS`).
pub const PAUSED_DEPOSITS: u8 = 0;
/// Bit of the pause: withdrawals (`PAUSED_WITHDRAWALS`).
pub const PAUSED_WITHDRAWALS: u8 = 1;

/// Which contract a strategy is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum StrategyKind {
    /// `StrategyBase`.
    Base,
    /// `StrategyBaseTVLLimits`: mainnet's strategies of liquid staking tokens.
    TvlLimited(DepositLimits),
    /// `EigenStrategy`: holds bEIGEN, takes and gives EIGEN too, one for one.
    Eigen {
        /// The EIGEN token.
        eigen: Address,
    },
    /// `DurationVaultStrategy`: its own operator, locked for a time.
    DurationVault(Box<DurationVault>),
}

/// How much a strategy takes, in base units of its token.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DepositLimits {
    /// In one deposit.
    pub max_per_deposit: U256,
    /// Altogether: compared with what the account holds once the deposit has arrived.
    pub max_total_deposits: U256,
}

impl DepositLimits {
    /// None, as on mainnet.
    pub const NONE: Self = Self { max_per_deposit: U256::MAX, max_total_deposits: U256::MAX };
}

/// A strategy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Strategy {
    pub(super) token: Address,
    pub(super) kind: StrategyKind,
    pub(super) total_shares: StrategyShares,
    pub(super) paused: PauseBits,
}

impl Strategy {
    /// A strategy of a token without shares, nothing paused.
    #[must_use]
    pub fn new(token: Address, kind: StrategyKind) -> Self {
        Self { token, kind, total_shares: StrategyShares::ZERO, paused: PauseBits::default() }
    }

    /// `underlyingToken()`
    #[must_use]
    pub const fn token(&self) -> Address {
        self.token
    }

    /// Which contract it is.
    #[must_use]
    pub const fn kind(&self) -> &StrategyKind {
        &self.kind
    }

    /// `totalShares()`: shares of stakers, of queued withdrawals and of what was slashed and has not left.
    #[must_use]
    pub const fn total_shares(&self) -> StrategyShares {
        self.total_shares
    }

    /// What is paused.
    #[must_use]
    pub const fn pause_bits(&self) -> PauseBits {
        self.paused
    }

    /// What is paused, to change it.
    pub const fn pause_bits_mut(&mut self) -> &mut PauseBits {
        &mut self.paused
    }

    /// `sharesToUnderlyingView(uint256)`: base units for shares, rounded down, when the account holds `balance`.
    ///
    /// # Errors
    /// [`ArithError::Overflow`].
    pub fn shares_to_underlying(&self, shares: StrategyShares, balance: U256) -> Result<U256, ArithError> {
        Rate::of(self.total_shares, balance)?.to_underlying(shares)
    }

    /// `underlyingToSharesView(uint256)`: shares for base units, rounded down, when the account holds `balance`.
    ///
    /// # Errors
    /// [`ArithError::Overflow`].
    pub fn underlying_to_shares(&self, amount: U256, balance: U256) -> Result<StrategyShares, ArithError> {
        Rate::of(self.total_shares, balance)?.to_shares(amount)
    }

    /// `deposit(address,uint256)` by `StrategyManager`, once `amount` of the token has arrived and the account holds
    /// `balance`: new shares, rounded down, and the event of the rate.
    ///
    /// # Errors
    /// [`StrategyError::Paused`], the deposit limits, [`StrategyError::OnlyUnderlyingToken`],
    /// [`StrategyError::NewSharesZero`], [`StrategyError::TotalSharesExceedsMax`]; [`StrategyError::Arith`] when less arrived.
    pub fn deposit(
        &mut self,
        token: Address,
        amount: U256,
        balance: U256,
    ) -> Result<(StrategyShares, StrategyEvent), StrategyError> {
        self.paused.check(PAUSED_DEPOSITS)?;
        self.check_limits(amount, balance)?;
        self.check_token(token)?;
        let now = Rate::of(self.total_shares, balance)?;
        let shares = now.before_arrival_of(amount)?.to_shares(amount)?;
        if shares.is_zero() {
            return Err(StrategyError::NewSharesZero { amount });
        }
        let total = self.total_shares.try_add(shares)?;
        if total > MAX_TOTAL_SHARES {
            return Err(StrategyError::TotalSharesExceedsMax { total });
        }
        let rate = Rate::of(total, balance)?.per_wad()?;

        self.total_shares = total;
        Ok((shares, StrategyEvent::ExchangeRateEmitted { rate }))
    }

    /// `withdraw(address,address,uint256)` by `StrategyManager` while the account holds `balance`: base units to send,
    /// rounded down, and the event of the rate.
    ///
    /// What is to be sent may exceed the balance by up to the virtual thousand once the rate has grown; the token
    /// refuses then.
    ///
    /// # Errors
    /// [`StrategyError::Paused`], [`StrategyError::OnlyUnderlyingToken`],
    /// [`StrategyError::WithdrawalAmountExceedsTotalDeposits`], [`StrategyError::Arith`].
    pub fn withdraw(
        &mut self,
        token: Address,
        shares: StrategyShares,
        balance: U256,
    ) -> Result<(U256, StrategyEvent), StrategyError> {
        self.paused.check(PAUSED_WITHDRAWALS)?;
        self.check_token(token)?;
        let total = self.total_shares;
        let left = total.try_sub(shares).map_err(|_| StrategyError::WithdrawalAmountExceedsTotalDeposits { shares, total })?;
        let now = Rate::of(total, balance)?;
        let amount = now.to_underlying(shares)?;
        let rate = Rate::of(left, balance)?.before_arrival_of(amount)?.per_wad()?;

        self.total_shares = left;
        Ok((amount, StrategyEvent::ExchangeRateEmitted { rate }))
    }

    /// Refuses everybody but `StrategyManager` to deposit (`PAUSED_DEPOSITS`) or withdraw (`PAUSED_WITHDRAWALS`).
    ///
    /// # Errors
    /// [`StrategyError::Paused`], [`StrategyError::OnlyStrategyManager`].
    pub fn check_manager(&self, bit: u8, caller: Address, manager: Address) -> Result<(), StrategyError> {
        self.paused.check(bit)?;
        check_manager(caller, manager)
    }

    fn check_token(&self, got: Address) -> Result<(), StrategyError> {
        let also = match &self.kind {
            StrategyKind::Eigen { eigen } => Some(*eigen),
            StrategyKind::Base | StrategyKind::TvlLimited(_) | StrategyKind::DurationVault(_) => None,
        };
        if got == self.token || Some(got) == also {
            Ok(())
        } else {
            Err(StrategyError::OnlyUnderlyingToken { expected: self.token, got })
        }
    }

    fn check_limits(&self, amount: U256, balance: U256) -> Result<(), StrategyError> {
        match &self.kind {
            // A vault's limits are on shares, when they are added.
            StrategyKind::Base | StrategyKind::Eigen { .. } | StrategyKind::DurationVault(_) => Ok(()),
            StrategyKind::TvlLimited(limits) => limits.check(amount, balance),
        }
    }
}

/// Refuses everybody but `StrategyManager`.
///
/// # Errors
/// [`StrategyError::OnlyStrategyManager`].
pub fn check_manager(caller: Address, manager: Address) -> Result<(), StrategyError> {
    if caller == manager { Ok(()) } else { Err(StrategyError::OnlyStrategyManager(caller)) }
}

impl DepositLimits {
    fn check(&self, amount: U256, balance: U256) -> Result<(), StrategyError> {
        if amount > self.max_per_deposit {
            return Err(StrategyError::MaxPerDepositExceedsMax { amount, max: self.max_per_deposit });
        }
        if balance > self.max_total_deposits {
            return Err(StrategyError::BalanceExceedsMaxTotalDeposits { balance, max: self.max_total_deposits });
        }
        Ok(())
    }
}
