//! Lido before the first block: modules, operators with their keys, holders, limits, committee.

use super::Fleet;
use super::validators::credentials;
use crate::network::file::{LimitsTable, ModuleStatus, ModuleTable};
use crate::network::{Network, NetworkError};
use alloy_primitives::{Address, U256};
use aquifer_protocol::AddressBook;
use aquifer_protocol::ethereum::BlsSignature;
use aquifer_protocol::genesis::{LidoGenesis, PoolGenesis};
use aquifer_protocol::liquid::lido::hash_consensus::{ChainConfig, FrameConfig};
use aquifer_protocol::liquid::lido::node_operators::{DepositKeys, GenesisOperator};
use aquifer_protocol::liquid::lido::sanity::{LimitsList, SanityChecker};
use aquifer_protocol::liquid::lido::staking_router::{ModuleId, ModuleTerms, StakingModule, StakingModuleStatus, StakingRouter};
use aquifer_protocol::liquid::lido::{AccountingOracle, DepositSecurity, HashConsensus, NodeOperators};
use aquifer_protocol::units::{Bips, BlockNumber, Epoch, Slot, Timestamp, Wei};

/// Version of the reports' rules and of the oracle, as deployed with the third generation.
const CONSENSUS_VERSION: u64 = 5;
const CONTRACT_VERSION: u64 = 4;
/// Blocks a guardian's pause is good for, and operators unvetted at once, as deployed.
const PAUSE_INTENT_BLOCKS: u64 = 6_646;
const OPERATORS_PER_UNVETTING: u64 = 200;

impl Network {
    pub(super) fn lido(&self, book: &AddressBook, fleets: Vec<Fleet>) -> Result<LidoGenesis, NetworkError> {
        let sanity = SanityChecker::new(limits(&self.file.lido.limits));
        let clock = self.clock()?;
        Ok(LidoGenesis {
            consensus: self.committee(book, clock)?,
            oracle: AccountingOracle::new(clock, CONSENSUS_VERSION, CONTRACT_VERSION, Slot::new(0)),
            deposit_security: self.deposit_security()?,
            pool: self.pool()?,
            router: self.router(book)?,
            node_operators: self.node_operators(fleets)?,
            sanity: sanity.map_err(|error| self.fault(format!("[lido.limits]: {error}")))?,
        })
    }

    fn clock(&self) -> Result<ChainConfig, NetworkError> {
        let constants = self.constants()?;
        Ok(ChainConfig {
            slots_per_epoch: constants.slots_per_epoch,
            seconds_per_slot: constants.seconds_per_slot.get(),
            genesis_time: Timestamp::new(*self.file.chain.genesis_time.get_ref()),
        })
    }

    fn committee(&self, book: &AddressBook, clock: ChainConfig) -> Result<HashConsensus, NetworkError> {
        let frames = &self.file.lido.frames;
        let config = FrameConfig {
            initial_epoch: Epoch::new(*frames.initial_epoch.get_ref()),
            epochs_per_frame: *frames.epochs_per_frame.get_ref(),
            fast_lane_length_slots: frames.fast_lane_slots,
        };
        let mut members: Vec<Address> = self.crew()?.reporters.iter().map(|member| member.address()).collect();
        for other in &self.file.keepers.other_reporters {
            members.push(other.address(&self.phrase).map_err(|error| self.fault(error.to_string()))?);
        }
        HashConsensus::new(clock, config, &members, U256::from(*frames.quorum.get_ref()), book.accounting_oracle)
            .map_err(|error| self.fault(format!("[lido.frames]: {error}")))
    }

    fn deposit_security(&self) -> Result<DepositSecurity, NetworkError> {
        let crew = self.crew()?;
        let guardians: Vec<Address> = crew.guardians.iter().map(|guardian| guardian.address()).collect();
        let quorum = U256::from(*self.file.keepers.guardian_quorum.get_ref());
        let (pause, unvetting) = (U256::from(PAUSE_INTENT_BLOCKS), U256::from(OPERATORS_PER_UNVETTING));
        DepositSecurity::new(crew.admin.address(), &guardians, quorum, pause, unvetting)
            .map_err(|error| self.fault(format!("the guardians of [keepers]: {error}")))
    }

    fn pool(&self) -> Result<PoolGenesis, NetworkError> {
        let lido = &self.file.lido;
        let holders = lido.holders.iter().map(|holder| {
            let holder = holder.get_ref();
            let account = holder.account.address(&self.phrase).map_err(|error| self.fault(error.to_string()))?;
            Ok((account, Wei::new(holder.amount.0)))
        });
        // A refill of the whole limit in so many blocks, rounded down as `setStakingLimit` is usually called.
        let step = lido.stake_limit.max.0 / U256::from((*lido.stake_limit.blocks.get_ref()).max(1));
        Ok(PoolGenesis {
            first_ether: Wei::new(lido.first_ether.get_ref().0),
            holders: holders.collect::<Result<_, NetworkError>>()?,
            active_validators: self.file.operators.iter().map(|operator| *operator.get_ref().lido_validators.get_ref()).sum(),
            stake_limit: Some((Wei::new(lido.stake_limit.max.0), Wei::new(step))),
            max_external_ratio: Bips::new(*lido.max_external_ratio_bips.get_ref()).unwrap_or(Bips::ZERO),
        })
    }

    fn router(&self, book: &AddressBook) -> Result<StakingRouter, NetworkError> {
        let mut modules = Vec::new();
        for (place, table) in self.file.lido.modules.iter().enumerate() {
            let address = book.staking_modules.get(place).copied().ok_or_else(|| {
                self.fault(format!(
                    "there is no address for staking module {}: expected one for each in `staking_modules` of [native]",
                    place + 1
                ))
            })?;
            let module = module(table.get_ref(), address);
            module.terms.check().map_err(|error| self.fault(format!("staking module {}: {error}", place + 1)))?;
            modules.push(module);
        }
        Ok(StakingRouter::new(credentials(book.withdrawal_vault), modules))
    }

    fn node_operators(&self, fleets: Vec<Fleet>) -> Result<NodeOperators, NetworkError> {
        let mut registry = NodeOperators::default();
        for ((table, crew), fleet) in self.file.operators.iter().zip(self.crew()?.operators).zip(fleets) {
            let operator = table.get_ref();
            let deposited_keys = fleet.lido.len() as u64;
            // A deposited key is never deposited again, so its signature is no longer worth computing.
            let deposited = fleet.lido.into_iter().map(|pubkey| DepositKeys { pubkey, signature: BlsSignature::default() });
            let spare = fleet.spare.into_iter().map(|(pubkey, signature)| DepositKeys { pubkey, signature });
            let keys: Vec<_> = deposited.chain(spare).collect();
            let genesis = GenesisOperator {
                name: operator.name.clone(),
                reward_address: crew.account.address(),
                vetted_keys: keys.len() as u64,
                keys,
                deposited_keys,
                exited_validators: 0,
            };
            let added = registry.add_genesis_operator(module_id(*operator.module.get_ref()), genesis);
            added.map_err(|error| self.fault(format!("operator `{}`: {error}", operator.name)))?;
        }
        Ok(registry)
    }
}

fn module_id(id: u64) -> ModuleId {
    ModuleId::new(u32::try_from(id).unwrap_or(u32::MAX))
}

fn module(table: &ModuleTable, address: Address) -> StakingModule {
    let share_limit = *table.stake_share_limit_bips.get_ref();
    StakingModule {
        id: module_id(*table.id.get_ref()),
        address,
        name: table.name.clone(),
        terms: ModuleTerms {
            stake_share_limit: share_limit,
            priority_exit_share_threshold: share_limit,
            staking_module_fee: *table.module_fee_bips.get_ref(),
            treasury_fee: *table.treasury_fee_bips.get_ref(),
            max_deposits_per_block: table.max_deposits_per_block,
            min_deposit_block_distance: table.min_deposit_block_distance,
        },
        status: match table.status {
            ModuleStatus::Active => StakingModuleStatus::Active,
            ModuleStatus::DepositsPaused => StakingModuleStatus::DepositsPaused,
            ModuleStatus::Stopped => StakingModuleStatus::Stopped,
        },
        last_deposit_at: Timestamp::new(0),
        last_deposit_block: BlockNumber::new(0),
        exited_validators_count: 0,
    }
}

fn limits(table: &LimitsTable) -> LimitsList {
    LimitsList {
        exited_validators_per_day_limit: table.exited_validators_per_day,
        appeared_validators_per_day_limit: table.appeared_validators_per_day,
        annual_balance_increase_bp_limit: table.annual_balance_increase_bips,
        simulated_share_rate_deviation_bp_limit: table.simulated_share_rate_deviation_bips,
        max_validator_exit_requests_per_report: table.max_validator_exit_requests,
        max_items_per_extra_data_transaction: table.max_items_per_extra_data_transaction,
        max_node_operators_per_extra_data_item: table.max_node_operators_per_extra_data_item,
        request_timestamp_margin: table.request_timestamp_margin,
        max_positive_token_rebase: table.max_positive_token_rebase,
        initial_slashing_amount_pwei: table.initial_slashing_amount_pwei,
        inactivity_penalties_amount_pwei: table.inactivity_penalties_amount_pwei,
        cl_balance_oracles_error_upper_bp_limit: table.cl_balance_oracles_error_upper_bips,
    }
}
