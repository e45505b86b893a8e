//! What is fixed for the life of a chain: constants of its execution side.

use crate::mev::Mev;
use alloy_eips::eip1559::BaseFeeParams;
use alloy_primitives::{B256, FixedBytes};
use aquifer_beacon::{ForkName, ForkSchedule};
use aquifer_protocol::units::{Slot, Timestamp};
use revm::{context::CfgEnv, primitives::hardfork::SpecId};

/// Revision of the rules under which blocks are executed; stored with every block.
pub const RULES_REVISION: u16 = 3;

/// The fork of the EVM every block executes under.
pub const EVM_SPEC: SpecId = SpecId::OSAKA;

/// Constants of one chain. The network file gives them once; a data directory never changes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainSpec {
    /// EIP-155 chain id.
    pub chain_id: u64,
    /// Gas limit of the blocks this node builds. A block carries its own.
    pub gas_limit: u64,
    /// Time of slot 0, in seconds since 1970.
    pub genesis_time: Timestamp,
    /// Seconds from slot to slot.
    pub seconds_per_slot: u64,
    /// Fork version deposits are signed for.
    pub genesis_fork_version: FixedBytes<4>,
    /// What everything drawn on the execution side comes from.
    pub seed: B256,
    /// How the base fee moves (EIP-1559).
    pub base_fee_params: BaseFeeParams,
    /// Base fee of the genesis block, in wei.
    pub initial_base_fee: u64,
    /// What proposers earn beside tips; nothing when left out.
    pub mev: Option<Mev>,
}

impl ChainSpec {
    /// Time of a slot, in seconds since 1970.
    #[must_use]
    pub const fn slot_time(&self, slot: Slot) -> u64 {
        self.genesis_time.get() + slot.get() * self.seconds_per_slot
    }

    /// The slot whose time is `timestamp`; `None` off the grid or before genesis.
    #[must_use]
    pub const fn slot_at(&self, timestamp: u64) -> Option<Slot> {
        let Some(since) = timestamp.checked_sub(self.genesis_time.get()) else { return None };
        if since % self.seconds_per_slot == 0 { Some(Slot::new(since / self.seconds_per_slot)) } else { None }
    }

    /// The forks of the consensus side, which all lie behind the chain.
    #[must_use]
    pub const fn forks(&self) -> ForkSchedule {
        ForkSchedule::new(self.genesis_fork_version)
    }

    /// Fork version exits are signed for: Capella's, for ever (EIP-7044).
    #[must_use]
    pub const fn exit_fork_version(&self) -> FixedBytes<4> {
        self.forks().capella_version()
    }

    /// Fork version of what validators sign today.
    #[must_use]
    pub const fn current_fork_version(&self) -> FixedBytes<4> {
        self.forks().version(ForkName::Fulu)
    }

    /// The EVM's configuration for blocks.
    #[must_use]
    pub fn cfg(&self) -> CfgEnv {
        CfgEnv::new_with_spec(EVM_SPEC).with_chain_id(self.chain_id)
    }
}
