//! EigenLayer before the first block.

use crate::network::Network;
use aquifer_protocol::restaking::{Delays, RestakingConfig, RestakingGenesis};

impl Network {
    /// What the contracts are deployed with.
    pub(super) fn restaking(&self) -> RestakingGenesis {
        RestakingGenesis { config: self.restaking_config() }
    }

    fn restaking_config(&self) -> RestakingConfig {
        let table = &self.file.restaking;
        let mut delays = table.delays.as_ref().map_or(Delays::MAINNET, |delays| delays.get_ref().0);
        if table.slash_resolution == Some(false) {
            delays.slash_resolution = None;
        }
        RestakingConfig { delays, early_lookup: table.early_lookup.into() }
    }
}
