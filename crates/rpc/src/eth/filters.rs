//! Filters: clients without WebSocket ask again and again for what is new.
//!
//! A filter remembers the first block it has not told of. One that nobody asks for five minutes is gone, as in geth.

use super::logs;
use crate::{api::Api, args::Args, error::RpcError};
use alloy_primitives::{B256, U64};
use alloy_rpc_types_eth::{Filter, Log as RpcLog};
use serde::Serialize;
use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// How long a filter lives after it was last asked.
const UNUSED_MAX: Duration = Duration::from_secs(300);
/// Most block hashes in one answer; older ones are left out, as nobody polls that slowly.
const HASHES_MAX: u64 = 10_000;

/// What a filter tells of.
#[derive(Debug, Clone)]
enum Kind {
    /// New blocks.
    Blocks,
    /// New logs that match.
    Logs(Box<Filter>),
}

/// A filter that a client installed.
#[derive(Debug, Clone)]
struct Installed {
    kind: Kind,
    /// The first block not told of.
    next: u64,
    /// When it was last asked.
    asked: Instant,
}

/// What is new since the last answer.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum Changes {
    /// Hashes of new blocks.
    Hashes(Vec<B256>),
    /// New logs.
    Logs(Vec<RpcLog>),
}

/// The filters of one server.
pub(crate) struct Filters {
    max: usize,
    state: Mutex<Table>,
}

#[derive(Default)]
struct Table {
    last_id: u64,
    installed: BTreeMap<u64, Installed>,
}

impl Filters {
    /// None yet, `max` at most.
    pub(crate) fn new(max: usize) -> Self {
        Self { max, state: Mutex::default() }
    }

    fn install(&self, kind: Kind, next: u64) -> Result<u64, RpcError> {
        self.with(|table| {
            if table.installed.len() >= self.max {
                return Err(RpcError::LimitExceeded(format!("more than {} filters are installed", self.max)));
            }
            table.last_id += 1;
            table.installed.insert(table.last_id, Installed { kind, next, asked: Instant::now() });
            Ok(table.last_id)
        })
    }

    fn uninstall(&self, id: u64) -> bool {
        self.with(|table| table.installed.remove(&id).is_some())
    }

    fn get(&self, id: u64) -> Result<Installed, RpcError> {
        self.with(|table| table.installed.get(&id).cloned()).ok_or_else(|| RpcError::refused("filter not found"))
    }

    /// The filter as it stood; from now on it tells of blocks after `head`. After a revert it starts at the new head.
    fn advance(&self, id: u64, head: u64) -> Result<Installed, RpcError> {
        self.with(|table| {
            let filter = table.installed.get_mut(&id)?;
            let before = filter.clone();
            *filter = Installed { kind: before.kind.clone(), next: head + 1, asked: Instant::now() };
            Some(before)
        })
        .ok_or_else(|| RpcError::refused("filter not found"))
    }

    fn with<T>(&self, work: impl FnOnce(&mut Table) -> T) -> T {
        // A panic while the lock was held cannot leave a filter half changed.
        let mut table = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        table.installed.retain(|_, filter| filter.asked.elapsed() < UNUSED_MAX);
        work(&mut table)
    }
}

/// `eth_newFilter(filter)`: its id.
pub(crate) fn new_filter(api: &Api, mut args: Args) -> Result<U64, RpcError> {
    let filter = args.required()?;
    args.end()?;
    install(api, Kind::Logs(filter))
}

/// `eth_newBlockFilter()`: its id.
pub(crate) fn new_block_filter(api: &Api, args: Args) -> Result<U64, RpcError> {
    args.end()?;
    install(api, Kind::Blocks)
}

/// `eth_uninstallFilter(id)`: whether there was one.
pub(crate) fn uninstall_filter(api: &Api, mut args: Args) -> Result<bool, RpcError> {
    let id: U64 = args.required()?;
    args.end()?;
    Ok(api.filters.uninstall(id.to()))
}

/// `eth_getFilterChanges(id)`: what is new since it was last asked.
pub(crate) fn filter_changes(api: &Api, mut args: Args) -> Result<Changes, RpcError> {
    let id: U64 = args.required()?;
    args.end()?;
    let head = api.node.head().block.number();
    let filter = api.filters.advance(id.to(), head)?;
    match &filter.kind {
        Kind::Blocks => hashes(api, filter.next, head).map(Changes::Hashes),
        Kind::Logs(_) if filter.next > head => Ok(Changes::Logs(Vec::new())),
        Kind::Logs(wanted) => logs::between(api, wanted, filter.next, head).map(Changes::Logs),
    }
}

/// `eth_getFilterLogs(id)`: all logs the filter finds.
pub(crate) fn filter_logs(api: &Api, mut args: Args) -> Result<Vec<RpcLog>, RpcError> {
    let id: U64 = args.required()?;
    args.end()?;
    match api.filters.get(id.to())?.kind {
        Kind::Logs(wanted) => logs::matching(api, &wanted),
        Kind::Blocks => Err(RpcError::refused("filter not found")),
    }
}

fn install(api: &Api, kind: Kind) -> Result<U64, RpcError> {
    let next = api.node.head().block.number() + 1;
    api.filters.install(kind, next).map(U64::from)
}

fn hashes(api: &Api, from: u64, head: u64) -> Result<Vec<B256>, RpcError> {
    let from = from.max((head + 1).saturating_sub(HASHES_MAX));
    let hashes = (from..=head).map(|number| api.node.block_hash(number)).collect::<Result<Vec<_>, _>>()?;
    Ok(hashes.into_iter().flatten().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_tells_of_each_block_once_and_starts_over_after_a_revert() {
        let filters = Filters::new(8);
        let id = filters.install(Kind::Blocks, 5).expect("installed");
        let told = |head| filters.advance(id, head).expect("there").next;
        assert_eq!((told(7), told(9), told(3), told(4)), (5, 8, 10, 4));
    }

    #[test]
    fn an_unknown_filter_and_one_too_many_are_refused() {
        let filters = Filters::new(1);
        let id = filters.install(Kind::Blocks, 1).expect("installed");
        assert!(filters.install(Kind::Blocks, 1).is_err());
        assert!(filters.uninstall(id));
        assert!(!filters.uninstall(id));
        assert!(filters.advance(id, 1).is_err());
    }
}
