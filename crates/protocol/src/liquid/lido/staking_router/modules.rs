//! What the router keeps of a module: terms, state, last deposit.

use super::{ModuleId, StakingModules, StakingRouter, StakingRouterError, StakingRouterEvent};
use crate::Ctx;
use crate::effect::Effects;
use crate::units::{ArithError, BlockNumber, Timestamp, Wei};
use alloy_primitives::{Address, U256};
use serde::{Deserialize, Serialize};

/// `MAX_STAKING_MODULES_COUNT`
pub const MAX_STAKING_MODULES_COUNT: usize = 32;
/// `MAX_STAKING_MODULE_NAME_LENGTH`, in bytes.
const MAX_STAKING_MODULE_NAME_LENGTH: usize = 31;
/// Basis points of the whole.
const TOTAL_BASIS_POINTS: u16 = 10_000;

/// State of a module; the number is the ABI's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum StakingModuleStatus {
    /// 0: takes deposits and rewards.
    Active,
    /// 1: takes rewards only.
    DepositsPaused,
    /// 2: takes neither; its fee goes to the treasury.
    Stopped,
}

impl StakingModuleStatus {
    /// The ABI's number.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Active => 0,
            Self::DepositsPaused => 1,
            Self::Stopped => 2,
        }
    }

    /// From the ABI's number; `None` above 2.
    #[must_use]
    pub const fn from_number(number: u8) -> Option<Self> {
        match number {
            0 => Some(Self::Active),
            1 => Some(Self::DepositsPaused),
            2 => Some(Self::Stopped),
            _ => None,
        }
    }
}

/// What a module may take and what it costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModuleTerms {
    /// Share of all validators it may have, in basis points.
    pub stake_share_limit: u16,
    /// Share above which its validators exit first, in basis points.
    pub priority_exit_share_threshold: u16,
    /// Its part of rewards, in basis points.
    pub staking_module_fee: u16,
    /// The treasury's part of its rewards, in basis points.
    pub treasury_fee: u16,
    /// Deposits a block.
    pub max_deposits_per_block: u64,
    /// Blocks between two blocks with deposits.
    pub min_deposit_block_distance: u64,
}

impl ModuleTerms {
    /// From the words of the ABI, in the order of `addStakingModule`.
    ///
    /// # Errors
    /// As [`Self::check`], and `InvalidMaxDepositPerBlockValue`.
    pub fn from_words(words: [U256; 6]) -> Result<Self, StakingRouterError> {
        let [share_limit, threshold, module_fee, treasury_fee, max_deposits, min_distance] = words;
        // A word too long for basis points is as wrong as 65,535 of them: the check below says how.
        let bips = |word: U256| u16::try_from(word).unwrap_or(u16::MAX);
        let terms = Self {
            stake_share_limit: bips(share_limit),
            priority_exit_share_threshold: bips(threshold),
            staking_module_fee: bips(module_fee),
            treasury_fee: bips(treasury_fee),
            // Likewise: no distance is refused as one too long is.
            min_deposit_block_distance: u64::try_from(min_distance).unwrap_or(0),
            max_deposits_per_block: u64::try_from(max_deposits).unwrap_or(u64::MAX),
        };
        terms.check_limits()?;
        if max_deposits > U256::from(u64::MAX) {
            return Err(StakingRouterError::InvalidMaxDepositPerBlockValue);
        }
        terms.check_fees()?;
        Ok(terms)
    }

    /// Refuses terms that contradict themselves, in the contract's order.
    ///
    /// # Errors
    /// `InvalidStakeShareLimit`, `InvalidPriorityExitShareThreshold`, `InvalidMinDepositBlockDistance`, `InvalidFeeSum`.
    pub fn check(&self) -> Result<(), StakingRouterError> {
        self.check_limits()?;
        self.check_fees()
    }

    fn check_limits(&self) -> Result<(), StakingRouterError> {
        if self.stake_share_limit > TOTAL_BASIS_POINTS {
            return Err(StakingRouterError::InvalidStakeShareLimit);
        }
        if self.priority_exit_share_threshold > TOTAL_BASIS_POINTS || self.stake_share_limit > self.priority_exit_share_threshold
        {
            return Err(StakingRouterError::InvalidPriorityExitShareThreshold);
        }
        if self.min_deposit_block_distance == 0 {
            return Err(StakingRouterError::InvalidMinDepositBlockDistance);
        }
        Ok(())
    }

    fn check_fees(&self) -> Result<(), StakingRouterError> {
        if self.staking_module_fee.checked_add(self.treasury_fee).is_none_or(|sum| sum > TOTAL_BASIS_POINTS) {
            return Err(StakingRouterError::InvalidFeeSum);
        }
        Ok(())
    }
}

/// A module as the router knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StakingModule {
    /// Its number.
    pub id: ModuleId,
    /// Its contract, which receives its fee.
    pub address: Address,
    /// Its name, 1 to 31 bytes.
    pub name: String,
    /// What it may take and what it costs.
    pub terms: ModuleTerms,
    /// Its state.
    pub status: StakingModuleStatus,
    /// Time of its last deposit.
    pub last_deposit_at: Timestamp,
    /// Block of its last deposit.
    pub last_deposit_block: BlockNumber,
    /// Exited validators the oracle reported, cumulative.
    pub exited_validators_count: u64,
}

impl StakingRouter {
    /// Adds a module, which becomes active (`addStakingModule`). The caller's role is checked before.
    ///
    /// # Errors
    /// In this order: `ZeroAddressStakingModule`, `StakingModuleWrongName`, `StakingModulesLimitExceeded`,
    /// `StakingModuleAddressExists`, then those of the terms.
    pub fn add_staking_module(
        &mut self,
        ctx: &Ctx,
        name: String,
        address: Address,
        terms: ModuleTerms,
        effects: &mut Effects,
    ) -> Result<ModuleId, StakingRouterError> {
        self.check_new_module(&name, address)?;
        terms.check()?;
        let last = self.modules.get_max().map_or(0, |(id, _)| id.get());
        let id = ModuleId::new(last.checked_add(1).ok_or(ArithError::Overflow)?);

        // As if it had just deposited: a module cannot be given deposits in the block it was added in.
        effects.emit(StakingRouterEvent::StakingRouterETHDeposited { module: id, amount: Wei::ZERO });
        effects.emit(StakingRouterEvent::StakingModuleAdded { module: id, address, name: name.clone(), created_by: ctx.caller });
        emit_terms(id, &terms, ctx.caller, effects);
        let module = StakingModule {
            id,
            address,
            name,
            terms,
            status: StakingModuleStatus::Active,
            last_deposit_at: ctx.timestamp,
            last_deposit_block: ctx.block,
            exited_validators_count: 0,
        };
        self.modules.insert(id, module);
        Ok(id)
    }

    /// Sets the terms of a module (`updateStakingModule`). The caller's role is checked before.
    ///
    /// # Errors
    /// `StakingModuleUnregistered`, then those of the terms.
    pub fn update_staking_module(
        &mut self,
        ctx: &Ctx,
        id: ModuleId,
        terms: ModuleTerms,
        effects: &mut Effects,
    ) -> Result<(), StakingRouterError> {
        let module = StakingModule { terms: terms.clone(), ..self.module(id)?.clone() };
        terms.check()?;

        emit_terms(id, &terms, ctx.caller, effects);
        self.modules.insert(id, module);
        Ok(())
    }

    /// Changes the state of a module (`setStakingModuleStatus`). The caller's role is checked before.
    ///
    /// # Errors
    /// `StakingModuleUnregistered`, `StakingModuleStatusTheSame`.
    pub fn set_staking_module_status(
        &mut self,
        ctx: &Ctx,
        id: ModuleId,
        status: StakingModuleStatus,
        effects: &mut Effects,
    ) -> Result<(), StakingRouterError> {
        let module = self.module(id)?;
        if module.status == status {
            return Err(StakingRouterError::StakingModuleStatusTheSame);
        }
        let changed = StakingModule { status, ..module.clone() };

        self.modules.insert(id, changed);
        effects.emit(StakingRouterEvent::StakingModuleStatusSet { module: id, status, set_by: ctx.caller });
        Ok(())
    }

    /// Validators of a module that still earn: deposited, less the larger of the two counts of exits.
    ///
    /// # Errors
    /// [`ArithError::Underflow`] when a module reports more exits than deposits.
    pub fn active_validators(&self, module: &StakingModule, modules: &impl StakingModules) -> Result<u64, ArithError> {
        let summary = modules.summary(module.id);
        let exited = summary.exited.max(module.exited_validators_count);
        summary.deposited.checked_sub(exited).ok_or(ArithError::Underflow)
    }

    fn check_new_module(&self, name: &str, address: Address) -> Result<(), StakingRouterError> {
        if address.is_zero() {
            return Err(StakingRouterError::ZeroAddressStakingModule);
        }
        if name.is_empty() || name.len() > MAX_STAKING_MODULE_NAME_LENGTH {
            return Err(StakingRouterError::StakingModuleWrongName);
        }
        if self.modules.len() >= MAX_STAKING_MODULES_COUNT {
            return Err(StakingRouterError::StakingModulesLimitExceeded);
        }
        if self.modules.values().any(|module| module.address == address) {
            return Err(StakingRouterError::StakingModuleAddressExists);
        }
        Ok(())
    }
}

fn emit_terms(module: ModuleId, terms: &ModuleTerms, set_by: Address, effects: &mut Effects) {
    effects.emit(StakingRouterEvent::StakingModuleShareLimitSet {
        module,
        stake_share_limit: terms.stake_share_limit,
        priority_exit_share_threshold: terms.priority_exit_share_threshold,
        set_by,
    });
    effects.emit(StakingRouterEvent::StakingModuleFeesSet {
        module,
        staking_module_fee: terms.staking_module_fee,
        treasury_fee: terms.treasury_fee,
        set_by,
    });
    effects.emit(StakingRouterEvent::StakingModuleMaxDepositsPerBlockSet {
        module,
        max_deposits_per_block: terms.max_deposits_per_block,
        set_by,
    });
    effects.emit(StakingRouterEvent::StakingModuleMinDepositBlockDistanceSet {
        module,
        min_deposit_block_distance: terms.min_deposit_block_distance,
        set_by,
    });
}
