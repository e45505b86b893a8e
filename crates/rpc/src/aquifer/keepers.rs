//! What keepers say of themselves: each posts a report under its name, `aquifer_status` shows them, `advance` looks at
//! their next due slots.
//!
//! Reports live in memory and are shown as posted: after a restart the keepers post again.

use crate::{api::Api, args::Args, error::RpcError};
use serde_json::{Map, Value};
use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

/// Most keepers that may report.
const KEEPERS_MAX: usize = 256;
/// Longest name in bytes.
const NAME_BYTES_MAX: usize = 64;
/// Longest report in bytes of JSON.
const REPORT_BYTES_MAX: usize = 64 << 10;

/// The latest report of each keeper, by name.
#[derive(Default)]
pub(crate) struct KeeperBoard {
    reports: Mutex<BTreeMap<String, Map<String, Value>>>,
}

impl KeeperBoard {
    /// Puts a report in place of the keeper's last one.
    fn post(&self, report: Map<String, Value>) -> Result<(), RpcError> {
        let name = name_of(&report)?;
        // A panic while the lock was held cannot leave a map half changed.
        let mut reports = self.reports.lock().unwrap_or_else(PoisonError::into_inner);
        if reports.len() >= KEEPERS_MAX && !reports.contains_key(&name) {
            return Err(RpcError::LimitExceeded(format!("more than {KEEPERS_MAX} keepers")));
        }
        reports.insert(name, report);
        Ok(())
    }

    /// The reports, by name.
    pub(crate) fn list(&self) -> Vec<Map<String, Value>> {
        self.reports.lock().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }
}

/// `aquifer_keeperReport(report)`: a keeper publishes its next due slot and its health.
pub(crate) fn keeper_report(api: &Api, mut args: Args) -> Result<bool, RpcError> {
    let report = args.required()?;
    args.end()?;
    api.keepers.post(report)?;
    Ok(true)
}

fn name_of(report: &Map<String, Value>) -> Result<String, RpcError> {
    let bytes = serde_json::to_vec(report).map_err(RpcError::internal)?.len();
    if bytes > REPORT_BYTES_MAX {
        return Err(RpcError::LimitExceeded(format!("the report has {bytes} bytes, the most is {REPORT_BYTES_MAX}")));
    }
    match report.get("name") {
        Some(Value::String(name)) if !name.is_empty() && name.len() <= NAME_BYTES_MAX => Ok(name.clone()),
        _ => Err(RpcError::InvalidParams(format!("invalid argument 0: name must be a string of 1 to {NAME_BYTES_MAX} bytes"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn report(name: &str, due: u64) -> Map<String, Value> {
        [("name".to_owned(), json!(name)), ("nextDueSlot".to_owned(), json!(due))].into_iter().collect()
    }

    #[test]
    fn a_keeper_has_one_report_and_the_list_is_by_name() {
        let board = KeeperBoard::default();
        for (name, due) in [("reporter-1", 5), ("depositor", 9), ("reporter-1", 7)] {
            board.post(report(name, due)).expect("posted");
        }
        assert_eq!(board.list(), [report("depositor", 9), report("reporter-1", 7)]);
    }

    #[test]
    fn a_report_without_a_name_is_refused() {
        let board = KeeperBoard::default();
        assert!(board.post(Map::new()).is_err());
        assert!(board.post(report("", 1)).is_err());
        assert!(board.list().is_empty());
    }

    #[test]
    fn the_board_has_an_end() {
        let board = KeeperBoard::default();
        for number in 0..KEEPERS_MAX {
            board.post(report(&number.to_string(), 1)).expect("posted");
        }
        assert!(matches!(board.post(report("one more", 1)), Err(RpcError::LimitExceeded(_))));
        board.post(report("0", 2)).expect("a known keeper may go on");
    }
}
