//! Logs of `Burner`.

use crate::interfaces::IBurner;
use alloy_primitives::LogData;
use alloy_sol_types::SolEvent as _;
use aquifer_protocol::liquid::lido::BurnerEvent;

/// The topics and data of an event.
pub(super) fn encode(event: BurnerEvent) -> LogData {
    match event {
        BurnerEvent::StETHBurnRequested { is_cover, requested_by, amount_of_steth, amount_of_shares } => {
            IBurner::StETHBurnRequested {
                isCover: is_cover,
                requestedBy: requested_by,
                amountOfStETH: amount_of_steth.get(),
                amountOfShares: amount_of_shares.get(),
            }
            .encode_log_data()
        }
        BurnerEvent::StETHBurnt { is_cover, amount_of_steth, amount_of_shares } => IBurner::StETHBurnt {
            isCover: is_cover,
            amountOfStETH: amount_of_steth.get(),
            amountOfShares: amount_of_shares.get(),
        }
        .encode_log_data(),
        BurnerEvent::ExcessStETHRecovered { requested_by, amount_of_steth, amount_of_shares } => IBurner::ExcessStETHRecovered {
            requestedBy: requested_by,
            amountOfStETH: amount_of_steth.get(),
            amountOfShares: amount_of_shares.get(),
        }
        .encode_log_data(),
    }
}
