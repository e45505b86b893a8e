//! Validators, filtered, at any block.

use crate::{api::Api, args::Args, error::RpcError, number::Decimal};
use alloy_primitives::{B256, FixedBytes};
use aquifer_protocol::{
    ethereum::{Beacon, Validator, ValidatorStatus},
    units::{Epoch, ValidatorIndex},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Which validators: those for which everything given holds; all of them when nothing is.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Wanted {
    /// Credentials, to the byte.
    withdrawal_credentials: Option<B256>,
    /// A status of the Beacon API, or several.
    status: Option<OneOrMore<ValidatorStatus>>,
    /// Keys.
    pubkeys: Option<BTreeSet<FixedBytes<48>>>,
    /// Positions in the registry.
    indices: Option<BTreeSet<u64>>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum OneOrMore<T> {
    One(T),
    More(Vec<T>),
}

/// A validator. Numbers are decimal strings as in the Beacon API, because an epoch that is not set is 2^64 - 1; balances in Gwei.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ValidatorRecord {
    index: Decimal,
    pubkey: FixedBytes<48>,
    withdrawal_credentials: B256,
    status: ValidatorStatus,
    balance: Decimal,
    effective_balance: Decimal,
    slashed: bool,
    activation_eligibility_epoch: Decimal,
    activation_epoch: Decimal,
    exit_epoch: Decimal,
    withdrawable_epoch: Decimal,
}

/// `aquifer_validators(filter, block)`, in the order of their indices.
pub(crate) fn validators(api: &Api, mut args: Args) -> Result<Vec<ValidatorRecord>, RpcError> {
    let wanted: Wanted = args.optional()?.unwrap_or_default();
    let block = args.block()?;
    args.end()?;
    let state = api.state(block)?;
    Ok(wanted.find(&state.world.protocol.beacon))
}

impl Wanted {
    fn find(&self, beacon: &Beacon) -> Vec<ValidatorRecord> {
        let epoch = beacon.epoch();
        let record = |(index, validator)| self.takes(&validator, epoch).then(|| ValidatorRecord::new(index, &validator, epoch));
        match self.named(beacon) {
            Some(named) => {
                named.into_iter().filter_map(|index| Some((index, beacon.validator(index)?))).filter_map(record).collect()
            }
            None => beacon.validators().filter_map(record).collect(),
        }
    }

    /// The positions of those asked for by key or position, so that nobody else is looked at.
    fn named(&self, beacon: &Beacon) -> Option<BTreeSet<ValidatorIndex>> {
        let by_key = self.pubkeys.as_ref().map(|keys| keys.iter().filter_map(|key| beacon.find(key)).collect());
        let by_index = self.indices.as_ref().map(|indices| indices.iter().copied().map(ValidatorIndex::new).collect());
        match (by_key, by_index) {
            (Some(by_key), Some(by_index)) => Some(BTreeSet::intersection(&by_key, &by_index).copied().collect()),
            (by_key, by_index) => by_key.or(by_index),
        }
    }

    fn takes(&self, validator: &Validator, epoch: Epoch) -> bool {
        let status_fits = match &self.status {
            None => true,
            Some(OneOrMore::One(status)) => validator.status_at(epoch) == *status,
            Some(OneOrMore::More(statuses)) => statuses.contains(&validator.status_at(epoch)),
        };
        status_fits && self.withdrawal_credentials.is_none_or(|credentials| credentials == validator.credentials)
    }
}

impl ValidatorRecord {
    fn new(index: ValidatorIndex, validator: &Validator, epoch: Epoch) -> Self {
        Self {
            index: Decimal::of(index.get()),
            pubkey: validator.pubkey,
            withdrawal_credentials: validator.credentials,
            status: validator.status_at(epoch),
            balance: Decimal::of(validator.balance.get()),
            effective_balance: Decimal::of(validator.effective_balance.get()),
            slashed: validator.slashed,
            activation_eligibility_epoch: Decimal::of(validator.activation_eligibility_epoch.get()),
            activation_epoch: Decimal::of(validator.activation_epoch.get()),
            exit_epoch: Decimal::of(validator.exit_epoch.get()),
            withdrawable_epoch: Decimal::of(validator.withdrawable_epoch.get()),
        }
    }
}
