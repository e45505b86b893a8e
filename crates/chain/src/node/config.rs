//! What a node is started with.

use crate::{
    block::Block,
    clock::{SystemClock, TimeSource},
    history::DEFAULT_BUDGET,
    logs::LogLimits,
    mempool::PoolLimits,
    spec::ChainSpec,
    world::World,
};
use alloy_primitives::B256;
use std::{path::PathBuf, sync::Arc};

/// What a chain starts from.
#[derive(Debug, Clone)]
pub struct Genesis {
    /// Constants of its execution side.
    pub spec: ChainSpec,
    /// Block number zero.
    pub block: Block,
    /// The state after it.
    pub world: World,
    /// Hash of the network file: data made under another one is refused.
    pub network: B256,
}

/// When blocks are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mining {
    /// At once when something waits; passed slots without anything become empty blocks.
    OnDemand,
    /// In every slot when its time comes, with what waits.
    EverySlot,
    /// Only when asked: the clock makes none either.
    ByHand,
}

/// How a node runs.
#[derive(Debug, Clone)]
pub struct NodeConfig {
    /// Where its data lies.
    pub data_dir: PathBuf,
    /// Whether what lies there is dropped first.
    pub fresh: bool,
    /// What the chain starts from.
    pub genesis: Genesis,
    /// When blocks are made.
    pub mining: Mining,
    /// How many times faster than the wall clock chain time runs.
    pub time_scale: u32,
    /// Memory for states of past blocks, in bytes.
    pub history_budget: usize,
    /// A state snapshot is written about every so many blocks.
    pub snapshot_every: u64,
    /// How much may wait.
    pub pool: PoolLimits,
    /// How much one log query may look at and return.
    pub log_limits: LogLimits,
    /// Where wall time comes from.
    pub time: Arc<dyn TimeSource>,
}

impl NodeConfig {
    /// The defaults: on demand, at the clock's pace, 512 MB of history.
    #[must_use]
    pub fn new(data_dir: impl Into<PathBuf>, genesis: Genesis) -> Self {
        Self {
            data_dir: data_dir.into(),
            fresh: false,
            genesis,
            mining: Mining::OnDemand,
            time_scale: 1,
            history_budget: DEFAULT_BUDGET,
            snapshot_every: 4_096,
            pool: PoolLimits::default(),
            log_limits: LogLimits::default(),
            time: Arc::new(SystemClock::default()),
        }
    }
}
