//! What a deployment of EigenLayer fixes for ever.

use crate::units::Blocks;
use serde::{Deserialize, Serialize};

/// Delays and switches of the rules, the same for every call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestakingConfig {
    /// The delays counted in blocks.
    pub delays: Delays,
    /// What a slash finds when it looks back to before the first block.
    pub early_lookup: EarlyLookup,
}

/// Delays counted in blocks (section 1 of the restaking specification).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delays {
    /// `MIN_WITHDRAWAL_DELAY_BLOCKS`: how long a queued withdrawal can still be slashed.
    pub withdrawal: Blocks,
    /// `DEALLOCATION_DELAY`: how long a magnitude taken back can still be slashed.
    pub deallocation: Blocks,
    /// `ALLOCATION_CONFIGURATION_DELAY`, `SLASHER_CONFIGURATION_DELAY` too: until a change of an operator's allocation delay, or of a slasher, counts.
    pub allocation_configuration: Blocks,
    /// `SLASH_RESOLUTION_DELAY_BLOCKS`: how long slashed shares stay before anyone may send them off; `None` before that rule.
    pub slash_resolution: Option<Blocks>,
}

/// The window of a slash over the withdrawal queue begins `withdrawal` + 1 blocks ago. On a young chain that is before block 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum EarlyLookup {
    /// The value before everything counts: slashing works from the first block.
    BeforeEverything,
    /// The contract's own arithmetic panics.
    Panics,
}

impl Delays {
    /// Mainnet's: 14, 14, 17.5 and 7 days.
    pub const MAINNET: Self = Self {
        withdrawal: Blocks::new(100_800),
        deallocation: Blocks::new(100_800),
        allocation_configuration: Blocks::new(126_000),
        slash_resolution: Some(Blocks::new(50_400)),
    };

    /// Those of EigenLayer's local development networks: 3, 3, 4 hours, and 1.5 for slashed shares.
    pub const LOCAL: Self = Self {
        withdrawal: Blocks::new(900),
        deallocation: Blocks::new(900),
        allocation_configuration: Blocks::new(1_200),
        slash_resolution: Some(Blocks::new(450)),
    };
}

impl Default for RestakingConfig {
    fn default() -> Self {
        Self { delays: Delays::MAINNET, early_lookup: EarlyLookup::BeforeEverything }
    }
}
