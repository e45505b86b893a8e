//! The deposit contract against the roots of the real one.

use crate::vectors::{Fields, family};
use aquifer_protocol::B256;
use aquifer_protocol::ethereum::{BlsSignature, DepositContract, DepositError, PublicKey, deposit_data_root};
use aquifer_protocol::units::{Gwei, Wei};
use sha2::{Digest as _, Sha256};

/// `tagged(T, i, n)` of the vectors: the first bytes of two hashes over tag and number.
fn tagged<const N: usize>(tag: &str, number: u64) -> [u8; N] {
    let base = Sha256::new().chain_update(tag).chain_update(number.to_le_bytes());
    let bytes = [base.clone().finalize(), base.chain_update([1]).finalize()].concat();
    bytes[..N].try_into().unwrap()
}

/// Deposit number `number` of the vectors.
fn deposit(tag: &str, number: u64) -> (PublicKey, B256, Gwei, BlsSignature) {
    let mut credentials = [0; 32];
    credentials[0] = 1;
    credentials[12..].copy_from_slice(&tagged::<20>(&format!("{tag}/a"), number));
    let signature = [tagged::<48>(&format!("{tag}/s"), number), tagged::<48>(&format!("{tag}/t"), number)].concat();
    let amount = Gwei::new((1 + 7 * number % 2048) * Gwei::ETHER.get());
    (tagged::<48>(&format!("{tag}/p"), number).into(), credentials.into(), amount, BlsSignature::from_slice(&signature))
}

fn make(contract: &mut DepositContract, (pubkey, credentials, amount, signature): (PublicKey, B256, Gwei, BlsSignature)) {
    let index = contract.count();
    let root = deposit_data_root(&pubkey, credentials, amount, &signature);
    let event = contract.deposit(amount.into(), &pubkey[..], &credentials[..], &signature[..], root).unwrap();
    assert_eq!((event.index, event.amount, event.pubkey), (index, amount, pubkey));
}

#[test]
fn beacon_roots_of_the_deposit_tree_are_those_of_the_real_contract() {
    for (name, file) in family("beacon-roots") {
        if name != "deposit_contract" {
            continue;
        }
        let mut fields = Fields::of(&name, &file);
        let tag = fields.text("name");
        fields.text("about");
        let mut contract = DepositContract::new();
        for (number, leaf) in (0u64..).zip(fields.take("first_leaves").as_array().unwrap()) {
            let (pubkey, credentials, amount, signature) = deposit(&tag, number);
            let expected: B256 = leaf.as_str().unwrap().parse().unwrap();
            assert_eq!(deposit_data_root(&pubkey, credentials, amount, &signature), expected, "leaf {number}");
        }
        let roots = fields.take("roots");
        let roots = roots.as_array().unwrap();
        for entry in roots {
            let mut entry = Fields::of("roots", entry);
            let (count, expected) = (entry.number("count"), entry.parsed::<B256>("deposit_root"));
            entry.done();
            while contract.count() < count {
                let next = contract.count();
                make(&mut contract, deposit(&tag, next));
            }
            assert_eq!(contract.root(), expected, "root after {count} deposits");
        }
        fields.done();
        println!("beacon-roots/{name}: {} deposits, {} roots compared", contract.count(), roots.len());
        return;
    }
    println!("beacon-roots: no deposit_contract.json here");
}

#[test]
fn checks_come_in_the_order_of_the_contract_and_change_nothing() {
    let (pubkey, credentials, amount, signature) = deposit("order", 0);
    let root = deposit_data_root(&pubkey, credentials, amount, &signature);
    let value = Wei::from(amount);
    let odd = value.try_add(Wei::new("1".parse().unwrap())).unwrap();
    let much = Wei::from(Gwei::MAX).try_add(Wei::from(Gwei::new(1))).unwrap();
    #[track_caller]
    fn check(value: Wei, pubkey: &[u8], credentials: &[u8], signature: &[u8], root: B256, expected: DepositError) {
        let mut contract = DepositContract::new();
        assert_eq!(contract.deposit(value, pubkey, credentials, signature, root), Err(expected));
        assert_eq!(contract, DepositContract::new());
    }
    let (none, wrong): (&[u8], B256) = (&[], B256::ZERO);
    //    value      pubkey   credentials   signature  root   the first check that fails; all after it would fail too
    check(Wei::ZERO, none, none, none, wrong, DepositError::PubkeyLength);
    check(Wei::ZERO, &pubkey[..], none, none, wrong, DepositError::CredentialsLength);
    check(Wei::ZERO, &pubkey[..], &credentials[..], none, wrong, DepositError::SignatureLength);
    check(Wei::ZERO, &pubkey[..], &credentials[..], &signature[..], wrong, DepositError::ValueTooLow);
    check(odd, &pubkey[..], &credentials[..], &signature[..], wrong, DepositError::ValueNotWholeGwei);
    check(much, &pubkey[..], &credentials[..], &signature[..], wrong, DepositError::ValueTooHigh);
    check(value, &pubkey[..], &credentials[..], &signature[..], wrong, DepositError::RootMismatch);
    check(value.try_add(Wei::ETHER).unwrap(), &pubkey[..], &credentials[..], &signature[..], root, DepositError::RootMismatch);
}

#[test]
fn a_refusal_reads_as_the_revert_string_of_the_contract() {
    assert_eq!(DepositError::ValueTooLow.to_string(), "DepositContract: deposit value too low");
    assert_eq!(
        DepositError::RootMismatch.to_string(),
        "DepositContract: reconstructed DepositData does not match supplied deposit_data_root"
    );
}
