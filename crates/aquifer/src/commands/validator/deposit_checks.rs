//! What contract and beacon chain would refuse about deposits, and what their owner may not expect.

use super::record::{ACTIVATION_BALANCE, COMPOUNDING_MAX, DEPOSIT_MIN, FAR, Record, Waiting, withdrawal_address};
use crate::output::gwei;
use aquifer_bls::{DepositData, DepositDataError, ForkVersion, verify_deposit};
use aquifer_protocol::ethereum::PublicKey;
use serde::Serialize;
use std::collections::BTreeMap;

/// What is to be said about a deposit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase", tag = "kind", content = "text")]
pub(crate) enum Finding {
    /// The ether would be lost, or the contract would revert.
    Refused(String),
    /// It works, perhaps not as meant.
    Warning(String),
}

/// What the chain knows of the keys that are deposited for.
#[derive(Debug, Default)]
pub(crate) struct Known {
    pub(super) records: BTreeMap<PublicKey, Record>,
    pub(super) waiting: BTreeMap<PublicKey, Waiting>,
}

/// Looks at one deposit after the other; an earlier one with the same key counts as known.
pub(crate) fn check_all(deposits: &[DepositData], known: &Known, version: ForkVersion, network: &str) -> Vec<Vec<Finding>> {
    let mut earlier: BTreeMap<PublicKey, &DepositData> = BTreeMap::new();
    let mut findings = Vec::new();
    for deposit in deposits {
        let mut found = Vec::new();
        check_form(deposit, &mut found);
        let top_up = top_up(deposit, known, &earlier, &mut found);
        if !top_up {
            check_newcomer(deposit, version, network, &mut found);
            earlier.insert(deposit.pubkey, deposit);
        }
        findings.push(found);
    }
    findings
}

/// What the contract checks: the amount and the root.
fn check_form(deposit: &DepositData, found: &mut Vec<Finding>) {
    if deposit.amount.get() < DEPOSIT_MIN {
        found.push(Finding::Refused(format!(
            "{} ETH is too little: the contract takes 1 ETH at least",
            gwei(deposit.amount.get())
        )));
    }
    match deposit.check() {
        // Signatures count for newcomers only, and by the network at hand.
        Ok(()) | Err(DepositDataError::Signature { .. }) => {}
        Err(error) => found.push(Finding::Refused(error.to_string())),
    }
}

/// Whether the key is known, and what that means.
fn top_up(deposit: &DepositData, known: &Known, earlier: &BTreeMap<PublicKey, &DepositData>, found: &mut Vec<Finding>) -> bool {
    let credentials = if let Some(record) = known.records.get(&deposit.pubkey) {
        found.push(Finding::Warning(format!(
            "validator {} has this key already: a top-up, whose signature nobody checks",
            record.index
        )));
        if record.exit_epoch != FAR {
            found.push(Finding::Warning(format!(
                "it leaves in epoch {}: the deposit waits until it is withdrawable in epoch {}, and is then paid out again",
                record.exit_epoch, record.withdrawable_epoch
            )));
        }
        record.withdrawal_credentials
    } else if let Some(waiting) = known.waiting.get(&deposit.pubkey) {
        found.push(Finding::Warning(format!("a deposit of {} ETH for this key waits already: a top-up", gwei(waiting.amount))));
        waiting.withdrawal_credentials
    } else if let Some(first) = earlier.get(&deposit.pubkey) {
        found.push(Finding::Warning("the file has this key twice: the second deposit is a top-up".to_owned()));
        first.withdrawal_credentials
    } else {
        return false;
    };
    if credentials != deposit.withdrawal_credentials {
        found.push(Finding::Warning(format!("its credentials stay {credentials}: a top-up changes none")));
    }
    true
}

/// What makes or breaks a new validator.
fn check_newcomer(deposit: &DepositData, version: ForkVersion, network: &str, found: &mut Vec<Finding>) {
    let DepositData { pubkey, withdrawal_credentials: credentials, amount, signature, fork_version, network_name, .. } = deposit;
    if !verify_deposit(pubkey, *credentials, *amount, signature, version) {
        let why = if *fork_version == version {
            "the signature is not that of its key over this deposit".to_owned()
        } else {
            format!("it is signed for {network_name} (fork version {fork_version}), and this is {network} ({version})")
        };
        found.push(Finding::Refused(format!("{why}: the beacon chain would drop it, and its ether would be lost")));
    } else if *fork_version != version {
        found.push(Finding::Warning(format!("it says fork version {fork_version}, but its signature is good for {version}")));
    }
    check_credentials(deposit, found);
    if amount.get() < ACTIVATION_BALANCE {
        let text = format!("{} ETH does not activate: 32 ETH does, together with later deposits", gwei(amount.get()));
        found.push(Finding::Warning(text));
    }
}

fn check_credentials(deposit: &DepositData, found: &mut Vec<Finding>) {
    let (credentials, amount) = (deposit.withdrawal_credentials, deposit.amount.get());
    let prefix = credentials[0];
    match prefix {
        0 => {
            found.push(Finding::Warning("BLS credentials: nothing is paid out before they are changed to an address".to_owned()))
        }
        1 | 2 if credentials[1..12] != [0; 11] => {
            found.push(Finding::Refused(format!("credentials {credentials} are no address: bytes 1 to 11 must be zero")));
        }
        1 | 2 => {}
        _ => found
            .push(Finding::Refused(format!("credentials {credentials} have an unknown prefix: nothing would ever be paid out"))),
    }
    let most = if prefix == 2 { COMPOUNDING_MAX } else { ACTIVATION_BALANCE };
    if amount > most && withdrawal_address(credentials).is_some() {
        found.push(Finding::Warning(format!("what exceeds {} ETH earns nothing and is swept back", gwei(most))));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::B256;
    use aquifer_bls::SecretKey;
    use aquifer_protocol::units::Gwei;

    const VERSION: ForkVersion = ForkVersion::new([0x10, 0, 0, 0x38]);

    fn deposit(prefix: u8, amount: u64) -> DepositData {
        let mut credentials = B256::with_last_byte(7);
        credentials[0] = prefix;
        DepositData::signed(&SecretKey::development(B256::ZERO, 1), credentials, Gwei::new(amount), VERSION, "devnet")
    }

    fn record(pubkey: PublicKey, credentials: B256) -> Record {
        serde_json::from_value(serde_json::json!({
            "index": "5", "pubkey": pubkey, "withdrawalCredentials": credentials, "status": "active_exiting",
            "balance": "32000000000", "effectiveBalance": "32000000000", "slashed": false, "activationEligibilityEpoch": "0",
            "activationEpoch": "0", "exitEpoch": "9", "withdrawableEpoch": "265",
        }))
        .expect("a record")
    }

    /// Whether it is refused, and what is said.
    #[track_caller]
    fn check(deposits: &[DepositData], known: &Known, refused: bool, says: &[&str]) {
        let found: Vec<_> = check_all(deposits, known, VERSION, "devnet").pop().expect("a deposit");
        assert_eq!(found.iter().any(|finding| matches!(finding, Finding::Refused(_))), refused, "{found:?}");
        assert_eq!(found.len(), says.len(), "{found:?}");
        for (finding, part) in found.iter().zip(says) {
            let (Finding::Refused(text) | Finding::Warning(text)) = finding;
            assert!(text.contains(part), "`{text}` does not say `{part}`");
        }
    }

    #[test]
    fn a_good_deposit_has_nothing_to_be_said_about() {
        check(&[deposit(1, ACTIVATION_BALANCE)], &Known::default(), false, &[]);
        check(&[deposit(2, COMPOUNDING_MAX)], &Known::default(), false, &[]);
    }

    #[test]
    fn amounts_that_do_not_fit_are_named() {
        check(&[deposit(1, DEPOSIT_MIN - 1)], &Known::default(), true, &["1 ETH at least", "does not activate"]);
        check(&[deposit(1, ACTIVATION_BALANCE - 1)], &Known::default(), false, &["31.999999999 ETH does not activate"]);
        check(&[deposit(1, ACTIVATION_BALANCE + 1)], &Known::default(), false, &["exceeds 32 ETH"]);
        check(&[deposit(2, COMPOUNDING_MAX + 1)], &Known::default(), false, &["exceeds 2,048 ETH"]);
    }

    #[test]
    fn credentials_that_never_pay_are_refused() {
        check(&[deposit(0, ACTIVATION_BALANCE)], &Known::default(), false, &["BLS credentials"]);
        check(&[deposit(3, ACTIVATION_BALANCE)], &Known::default(), true, &["unknown prefix"]);
        let mut padded = B256::with_last_byte(7);
        (padded[0], padded[5]) = (1, 9);
        let key = SecretKey::development(B256::ZERO, 1);
        let padded = DepositData::signed(&key, padded, Gwei::new(ACTIVATION_BALANCE), VERSION, "devnet");
        check(&[padded], &Known::default(), true, &["must be zero"]);
    }

    #[test]
    fn changed_parts_and_other_networks_are_refused() {
        let good = deposit(1, ACTIVATION_BALANCE);
        let root = DepositData { deposit_data_root: B256::ZERO, ..good.clone() };
        check(&[root], &Known::default(), true, &["deposit_data_root is"]);
        let signature = DepositData { signature: deposit(2, ACTIVATION_BALANCE).signature, ..good.clone() };
        check(&[signature], &Known::default(), true, &["deposit_data_root is", "its ether would be lost"]);
        let key = SecretKey::development(B256::ZERO, 1);
        let amount = Gwei::new(ACTIVATION_BALANCE);
        let other = DepositData::signed(&key, good.withdrawal_credentials, amount, ForkVersion::ZERO, "mainnet");
        check(&[other], &Known::default(), true, &["signed for mainnet (fork version 0x00000000), and this is devnet"]);
        let lying = DepositData { fork_version: ForkVersion::ZERO, ..good };
        check(&[lying], &Known::default(), false, &["but its signature is good"]);
    }

    #[test]
    fn known_keys_are_topped_up() {
        let good = deposit(1, ACTIVATION_BALANCE);
        check(&[good.clone(), good.clone()], &Known::default(), false, &["twice"]);
        let mut known = Known::default();
        known.records.insert(good.pubkey, record(good.pubkey, B256::ZERO));
        check(std::slice::from_ref(&good), &known, false, &["validator 5", "leaves in epoch 9", "its credentials stay"]);
        let mut known = Known::default();
        let waiting = Waiting { pubkey: good.pubkey, withdrawal_credentials: good.withdrawal_credentials, amount: 1, slot: 3 };
        known.waiting.insert(good.pubkey, waiting);
        check(&[good], &known, false, &["waits already"]);
    }
}
