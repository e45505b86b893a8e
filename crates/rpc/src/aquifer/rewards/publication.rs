//! Trees of earnings, published under their root: kept in the data directory, found again after a restart.
//!
//! A tree is taken when its root was posted to `RewardsCoordinator` and the earnings hash to it. Large ones arrive in parts.

use crate::{api::Api, args::Args, error::RpcError};
use alloy_primitives::{Address, B256, U256};
use aquifer_protocol::restaking::rewards::tree::{DistributionTree, Earnings};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

/// Most amounts of one tree.
const AMOUNTS_MAX: usize = 1_000_000;

/// A tree, or a part of it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Part {
    root: B256,
    earners: Vec<EarnerRecord>,
    /// Whether another part follows.
    #[serde(default)]
    more: bool,
}

/// A whole tree, as it is kept and answered.
#[derive(Debug, Serialize)]
struct TreeRecord {
    root: B256,
    earners: Vec<EarnerRecord>,
}

/// What one account has earned since the beginning.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct EarnerRecord {
    earner: Address,
    tokens: Vec<TokenRecord>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TokenRecord {
    token: Address,
    cumulative: U256,
}

/// The tree whose parts are arriving; a part of another root begins anew.
#[derive(Default)]
pub(crate) struct Uploads(Mutex<Option<Upload>>);

#[derive(Debug)]
struct Upload {
    root: B256,
    earnings: Earnings,
    amounts: usize,
}

impl Uploads {
    /// Adds a part; the whole when it was the last one.
    fn add(&self, part: Part) -> Result<Option<Earnings>, RpcError> {
        // A panic while the lock was held leaves at most a tree that does not hash to its root.
        let mut slot = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let begun = slot.take().filter(|upload| upload.root == part.root);
        let mut upload = begun.unwrap_or_else(|| Upload { root: part.root, earnings: Earnings::new(), amounts: 0 });
        upload.add(part.earners)?;
        if part.more {
            *slot = Some(upload);
            return Ok(None);
        }
        Ok(Some(upload.earnings))
    }
}

impl Upload {
    fn add(&mut self, earners: Vec<EarnerRecord>) -> Result<(), RpcError> {
        for EarnerRecord { earner, tokens } in earners {
            self.amounts = self.amounts.saturating_add(tokens.len());
            if self.amounts > AMOUNTS_MAX {
                return Err(RpcError::LimitExceeded(format!("the tree has more than {AMOUNTS_MAX} amounts")));
            }
            let count = tokens.len();
            let amounts: BTreeMap<Address, U256> = tokens.into_iter().map(|entry| (entry.token, entry.cumulative)).collect();
            if amounts.len() < count || self.earnings.insert(earner, amounts).is_some() {
                return Err(RpcError::InvalidParams(format!("invalid argument 0: {earner} has an amount twice")));
            }
        }
        Ok(())
    }
}

/// `aquifer_publishRewards({root, earners, more})`: whether the tree is complete and kept.
pub(crate) fn publish(api: &Api, mut args: Args) -> Result<bool, RpcError> {
    let part: Part = args.required()?;
    args.end()?;
    let root = part.root;
    if api.node.head().world.protocol.restaking.rewards.root_index(root).is_err() {
        return Err(RpcError::Refused(format!("no root {root} was posted")));
    }
    let Some(earnings) = api.uploads.add(part)? else { return Ok(false) };
    let tree = DistributionTree::new(&earnings).map_err(RpcError::refused)?;
    if tree.root() != root {
        return Err(RpcError::Refused(format!("the earnings hash to {}, expected {root}", tree.root())));
    }
    let contents = serde_json::to_vec(&TreeRecord::new(root, &earnings)).map_err(RpcError::internal)?;
    api.node.published().write(root, &contents).map_err(RpcError::internal)?;
    Ok(true)
}

/// `aquifer_rewardsTree(root)`: `null` when nobody has published it.
pub(crate) fn tree(api: &Api, mut args: Args) -> Result<Option<Box<RawValue>>, RpcError> {
    let root: B256 = args.required()?;
    args.end()?;
    let Some(contents) = api.node.published().read(root).map_err(RpcError::internal)? else { return Ok(None) };
    serde_json::from_slice(&contents).map(Some).map_err(RpcError::internal)
}

impl TreeRecord {
    fn new(root: B256, earnings: &Earnings) -> Self {
        let token = |(token, cumulative): (&Address, &U256)| TokenRecord { token: *token, cumulative: *cumulative };
        let earner = |(earner, tokens): (&Address, &BTreeMap<Address, U256>)| EarnerRecord {
            earner: *earner,
            tokens: tokens.iter().map(token).collect(),
        };
        Self { root, earners: earnings.iter().map(earner).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(root: u8, earners: &[u8], more: bool) -> Part {
        let earner = |earner: &u8| EarnerRecord {
            earner: Address::repeat_byte(*earner),
            tokens: vec![TokenRecord { token: Address::repeat_byte(0xaa), cumulative: U256::ONE }],
        };
        Part { root: B256::repeat_byte(root), earners: earners.iter().map(earner).collect(), more }
    }

    #[test]
    fn parts_of_one_root_add_up_and_another_root_begins_anew() {
        let uploads = Uploads::default();
        assert_eq!(uploads.add(part(1, &[1, 2], true)), Ok(None));
        let whole = uploads.add(part(1, &[3], false)).expect("taken").expect("complete");
        assert_eq!(whole.len(), 3);
        assert_eq!(uploads.add(part(1, &[1, 2], true)), Ok(None));
        let other = uploads.add(part(2, &[3], false)).expect("taken").expect("complete");
        assert_eq!(other.len(), 1);
    }

    #[test]
    fn an_earner_named_twice_is_refused_and_the_parts_are_gone() {
        let uploads = Uploads::default();
        assert_eq!(uploads.add(part(1, &[1], true)), Ok(None));
        assert!(matches!(uploads.add(part(1, &[1], false)), Err(RpcError::InvalidParams(_))));
        let whole = uploads.add(part(1, &[1], false)).expect("taken").expect("complete");
        assert_eq!(whole.len(), 1);
    }
}
