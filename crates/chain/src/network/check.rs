//! What spans tables of a network file: ids, sums and bounds.

mod restaking;

use super::{AccountRef, amount::Amount, file::NetworkFile};
use crate::system_contracts::is_system_contract;
use alloy_primitives::{U256, utils::format_ether};
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};
use toml::Spanned;

/// Ether of a genesis validator, in wei.
const VALIDATOR_WEI: u128 = 32_000_000_000_000_000_000;
/// Most validators a network file may start with: genesis derives a key for each.
const MAX_GENESIS_VALIDATORS: u64 = 100_000;
/// Least gas of a block: a report with extra data fits.
const MIN_GAS_LIMIT: u64 = 5_000_000;

/// Latest genesis: 30,000 years of slots after it have a time.
const MAX_GENESIS_TIME: u64 = 1 << 40;
/// Most gas of a block: a beacon block holds 8192 deposits, and none costs less than 30,000.
const MAX_GAS_LIMIT: u64 = 8_192 * 30_000;
/// Constants a network may not make larger, and why.
const CONSTANT_LIMITS: [(&str, u64, &str); 5] = [
    ("max_withdrawals_per_payload", 16, "the body of a beacon block holds no more"),
    ("sync_committee_size", 512, "the body of a beacon block holds no more"),
    ("slots_per_epoch", 8_192, "the beacon state keeps a place for each"),
    ("epochs_per_slashings_vector", 65_536, "the beacon state keeps a place for each"),
    ("seconds_per_slot", 86_400, "a slot is a day at most"),
];

/// The EVM keeps the addresses up to here for its precompiles.
const LAST_PRECOMPILE: u64 = 0xffff;

/// A fault at a place in the text.
pub(super) struct Fault {
    pub(super) span: Range<usize>,
    pub(super) message: String,
}

type Checked = Result<(), Fault>;

/// `Ok` when `holds`, else a fault at `place`.
fn ensure<T>(holds: bool, place: &Spanned<T>, message: impl FnOnce() -> String) -> Checked {
    if holds { Ok(()) } else { Err(Fault { span: place.span(), message: message() }) }
}

/// Checks everything that one table alone cannot know.
pub(super) fn check(file: &NetworkFile) -> Checked {
    check_chain(file)?;
    check_beacon(file)?;
    check_modules(file)?;
    check_operators(file)?;
    check_frames(file)?;
    check_keepers(file)?;
    check_mev(file)?;
    check_bips(file)?;
    check_native(file)?;
    check_alloc(file)?;
    check_holders(file)?;
    restaking::check(file)
}

/// Native addresses are distinct, and none is nobody's or a precompile's.
fn check_native(file: &NetworkFile) -> Checked {
    let mut seen = BTreeSet::new();
    for address in file.native.get_ref().addresses() {
        ensure(seen.insert(address), &file.native, || {
            format!("{address} stands twice in [native]: expected an address of its own for each contract")
        })?;
        let number = U256::from_be_slice(address.as_slice());
        ensure(number > U256::from(LAST_PRECOMPILE), &file.native, || {
            format!("[native] names {address}: expected an address above 0x{LAST_PRECOMPILE:x}, those below are the EVM's own")
        })?;
        ensure(!is_system_contract(&address), &file.native, || {
            format!("[native] names {address}: expected another address, that one is a system contract's")
        })?;
    }
    Ok(())
}

/// A system contract may be given ether and nothing else.
fn check_alloc(file: &NetworkFile) -> Checked {
    for table in &file.alloc {
        let alloc = table.get_ref();
        let AccountRef::Address(address) = alloc.account else { continue };
        let is_bare = alloc.nonce == 0 && alloc.code.is_empty() && alloc.storage.is_empty();
        ensure(is_bare || !is_system_contract(&address), table, || {
            format!("[[alloc]] sets up {address}: expected a balance only, a system contract comes with its code and storage")
        })?;
    }
    Ok(())
}

/// Constants are those of the specification, and none that is divided by is zero.
fn check_beacon(file: &NetworkFile) -> Checked {
    for (name, value) in &file.beacon.constants {
        let (name, number) = (name.get_ref(), *value.get_ref());
        ensure(number > 0, value, || format!("`{name}` is 0: expected 1 or more"))?;
        if let Some((_, most, why)) = CONSTANT_LIMITS.iter().find(|(limited, ..)| limited == name) {
            ensure(number <= *most, value, || format!("`{name}` is {number}: expected at most {most}, {why}"))?;
        }
    }
    file.beacon.resolve().map(|_| ()).map_err(|(span, message)| Fault { span, message })
}

fn check_chain(file: &NetworkFile) -> Checked {
    let name = file.name.get_ref();
    let plain = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    ensure(plain, &file.name, || format!("`name` is `{name}`: expected letters, digits, `-` and `_`, for it names a directory"))?;
    ensure(*file.chain.id.get_ref() != 0, &file.chain.id, || "`id` is 0: expected a chain id of 1 or more".into())?;
    let time = *file.chain.genesis_time.get_ref();
    ensure(time <= MAX_GENESIS_TIME, &file.chain.genesis_time, || {
        format!("`genesis_time` is {time}: expected seconds since 1970, at most {MAX_GENESIS_TIME}")
    })?;
    ensure(*file.chain.gas_limit.get_ref() >= MIN_GAS_LIMIT, &file.chain.gas_limit, || {
        format!(
            "`gas_limit` is {}: expected at least {MIN_GAS_LIMIT}, or an oracle report fits into no block",
            file.chain.gas_limit.get_ref()
        )
    })?;
    ensure(*file.chain.gas_limit.get_ref() <= MAX_GAS_LIMIT, &file.chain.gas_limit, || {
        format!(
            "`gas_limit` is {}: expected at most {MAX_GAS_LIMIT}, for a beacon block holds 8192 deposits",
            file.chain.gas_limit.get_ref()
        )
    })?;
    let base_fee = file.chain.base_fee.get_ref().0;
    ensure(base_fee <= U256::from(u64::MAX), &file.chain.base_fee, || {
        "`base_fee` is over 18 ether a unit of gas: expected a few gwei".into()
    })?;
    let count = *file.accounts.count.get_ref();
    ensure(count <= 1_000, &file.accounts.count, || format!("`count` is {count}: expected at most 1000 accounts"))
}

/// Ids of modules are 1, 2, 3 ... in order, with a native address each.
fn check_modules(file: &NetworkFile) -> Checked {
    for (place, module) in file.lido.modules.iter().enumerate() {
        let (module, expected) = (module.get_ref(), place as u64 + 1);
        let id = *module.id.get_ref();
        ensure(id == expected, &module.id, || {
            format!("module `id` is {id}: expected {expected}, for ids start at 1 and leave no gap")
        })?;
    }
    let first = file.lido.modules.first();
    if first.is_none() {
        return ensure(false, &file.lido.admin, || {
            "no staking module: expected at least one [[lido.modules]] table with id = 1".into()
        });
    }
    Ok(())
}

/// Ids of a module's operators are 0, 1, 2 ... in order; their modules exist; they run some validators.
fn check_operators(file: &NetworkFile) -> Checked {
    let modules = file.lido.modules.len() as u64;
    let mut next_id = BTreeMap::new();
    let mut validators = 0_u64;
    for table in &file.operators {
        let operator = table.get_ref();
        let id = *operator.id.get_ref();
        let next = next_id.entry(*operator.module.get_ref()).or_insert(0_u64);
        let expected = *next;
        *next += 1;
        ensure(id == expected, &operator.id, || {
            format!("operator `id` is {id}: expected {expected}, for in each module ids start at 0 and leave no gap")
        })?;
        let module = *operator.module.get_ref();
        ensure((1..=modules).contains(&module), &operator.module, || {
            format!("there is no staking module with id {module}: expected 1 to {modules}, the [[lido.modules]] of this file")
        })?;
        validators = validators.saturating_add(*operator.lido_validators.get_ref()).saturating_add(operator.own_validators);
        ensure(validators <= MAX_GENESIS_VALIDATORS, table, || {
            format!("more than {MAX_GENESIS_VALIDATORS} genesis validators: expected fewer, for each needs a key at every start")
        })?;
    }
    ensure(validators > 0, &file.name, || {
        "no validators: expected at least one [[operators]] table with validators, or no slot has a proposer".into()
    })
}

fn check_frames(file: &NetworkFile) -> Checked {
    let frames = &file.lido.frames;
    let per_frame = *frames.epochs_per_frame.get_ref();
    ensure(per_frame >= 4, &frames.epochs_per_frame, || {
        format!(
            "`epochs_per_frame` is {per_frame}: expected at least 4, or a reference slot is not finalised before its frame ends"
        )
    })?;
    ensure(*frames.initial_epoch.get_ref() > 0, &frames.initial_epoch, || {
        "`initial_epoch` is 0: expected 1 or more, for the first report looks back".into()
    })?;
    let blocks = *file.lido.stake_limit.blocks.get_ref();
    ensure(blocks > 0 && u32::try_from(blocks).is_ok(), &file.lido.stake_limit.blocks, || {
        format!("`blocks` is {blocks}: expected 1 to {}, the blocks in which the stake limit refills", u32::MAX)
    })
}

/// Quorums are reachable, and for the committee more than half.
fn check_keepers(file: &NetworkFile) -> Checked {
    let keepers = &file.keepers;
    let members = (keepers.reporters.get_ref().len() + keepers.other_reporters.len()) as u64;
    let quorum = *file.lido.frames.quorum.get_ref();
    ensure(!keepers.reporters.get_ref().is_empty(), &keepers.reporters, || {
        "`reporters` is empty: expected the committee's accounts".into()
    })?;
    ensure(quorum > members / 2 && quorum <= members, &file.lido.frames.quorum, || {
        format!("`quorum` is {quorum} of {members} reporters: expected {} to {members}, more than half", members / 2 + 1)
    })?;
    ensure(is_distinct(keepers.reporters.get_ref()), &keepers.reporters, || {
        "`reporters` names an account twice: expected each to have its own key".into()
    })?;
    let mut senders = keepers.reporters.get_ref().clone();
    senders.extend([keepers.depositor, keepers.finaliser]);
    ensure(is_distinct(&senders), &keepers.reporters, || {
        "a reporter, `depositor` and `finaliser` share an account: expected one each, or their nonces collide".into()
    })?;
    let guardians = keepers.guardians.get_ref().len() as u64;
    let quorum = *keepers.guardian_quorum.get_ref();
    ensure(quorum >= 1 && quorum <= guardians, &keepers.guardian_quorum, || {
        format!("`guardian_quorum` is {quorum} of {guardians} guardians: expected 1 to {guardians}")
    })
}

fn is_distinct(indices: &[u32]) -> bool {
    indices.iter().collect::<BTreeSet<_>>().len() == indices.len()
}

/// The source of MEV is an account whose balance no contract counts on, and its amounts are ether there could be.
fn check_mev(file: &NetworkFile) -> Checked {
    let Some(mev) = &file.mev else { return Ok(()) };
    whole(&mev.blocks_bips, "blocks_bips")?;
    whole(&mev.large_bips, "large_bips")?;
    for (amount, key) in [(&mev.typical, "typical"), (&mev.large, "large")] {
        ensure(amount.get_ref().0 <= U256::from(u128::MAX), amount, || {
            format!("`{key}` is {} ether: expected at most 2^128 wei", ether(amount))
        })?;
    }
    let AccountRef::Address(address) = mev.account.get_ref() else { return Ok(()) };
    let is_native = file.native.get_ref().addresses().contains(address);
    ensure(!is_native && !is_system_contract(address), &mev.account, || {
        format!("[mev] is paid by {address}: expected an ordinary account, that one is a contract of the network")
    })
}

fn whole(place: &Spanned<u16>, key: &str) -> Checked {
    let value = *place.get_ref();
    ensure(value <= 10_000, place, || format!("`{key}` is {value}: expected 0 to 10000 basis points"))
}

fn check_bips(file: &NetworkFile) -> Checked {
    whole(&file.lido.max_external_ratio_bips, "max_external_ratio_bips")?;
    for (position, operator) in (0..).zip(&file.operators) {
        let operator = operator.get_ref();
        for (share, key) in operator.shares() {
            whole(share, key)?;
        }
        let impossible = operator.profile(position).check().err();
        ensure(impossible.is_none(), &operator.mean_outage_epochs, || {
            let reason = impossible.map(|error| error.to_string()).unwrap_or_default();
            format!("{reason}: expected a higher `uptime_bips` or another `mean_outage_epochs`")
        })?;
    }
    for module in &file.lido.modules {
        let module = module.get_ref();
        whole(&module.stake_share_limit_bips, "stake_share_limit_bips")?;
        let fees = u32::from(*module.module_fee_bips.get_ref()) + u32::from(*module.treasury_fee_bips.get_ref());
        ensure(fees <= 10_000, &module.module_fee_bips, || {
            format!("`module_fee_bips` and `treasury_fee_bips` are {fees} together: expected at most 10000")
        })?;
    }
    Ok(())
}

/// The holders own exactly what the genesis validators and the buffer are worth: the share rate starts at one.
fn check_holders(file: &NetworkFile) -> Checked {
    let lido_validators: u64 = file.operators.iter().map(|operator| *operator.get_ref().lido_validators.get_ref()).sum();
    let worth = U256::from(lido_validators) * U256::from(VALIDATOR_WEI) + file.lido.buffered_ether.get_ref().0;
    let mut held = file.lido.first_ether.get_ref().0;
    ensure(!held.is_zero(), &file.lido.first_ether, || {
        "`first_ether` is nothing: expected some, or the share rate has nothing to divide by".into()
    })?;
    for holder in &file.lido.holders {
        held = held.saturating_add(holder.get_ref().amount.0);
    }
    let place = file.lido.holders.last().map_or_else(|| file.lido.first_ether.span(), Spanned::span);
    ensure(held == worth, &Spanned::new(place, ()), || {
        format!(
            "first_ether and the holders have {} stETH together: expected {}, which is 32 for each of {lido_validators} Lido validators and {} in the buffer",
            format_ether(held),
            format_ether(worth),
            ether(&file.lido.buffered_ether),
        )
    })
}

fn ether(amount: &Spanned<Amount>) -> String {
    format_ether(amount.get_ref().0)
}
