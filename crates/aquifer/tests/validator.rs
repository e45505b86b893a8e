//! `aquifer validator` against a node: the whole life of a solo validator, and everything that is refused on the way.

mod support;

use alloy_network::EthereumWallet;
use alloy_primitives::{Address, B256, Bytes, U256, address, hex};
use alloy_provider::{Provider, ProviderBuilder};
use alloy_rpc_types_eth::TransactionRequest;
use alloy_signer_local::MnemonicBuilder;
use alloy_sol_types::sol;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::process::Output;
use support::{Node, run, stderr, stdout};
use tempfile::TempDir;

/// The phrase of BIP-39's test vectors.
const PHRASE: &str = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";
/// The network's own.
const NETWORK_PHRASE: &str = "test test test test test test test test test test test junk";
const DEPOSIT_CONTRACT: Address = address!("00000000219ab540356cBB839Cbe05303d7705Fa");
const WITHDRAWAL_REQUESTS: Address = address!("00000961Ef480Eb55e80D19ad83579A64c007002");
const PASSWORD: &str = "correct horse";
/// Account 5 of the test phrase.
const OWNER: &str = "0x9965507D1a55bcC2695C58ba16FB37d819B0A4dc";
/// A port nobody listens on: 1 is reserved.
const NOBODY: &str = "http://127.0.0.1:1";
const ETHER: u64 = 1_000_000_000;

sol! {
    #[sol(rpc)]
    contract DepositContract {
        function deposit(bytes pubkey, bytes withdrawal_credentials, bytes signature, bytes32 deposit_data_root) external payable;
    }
}

/// Keys in a folder of their own.
struct Keys {
    _folder: TempDir,
    deposit_data: String,
    keystores: Vec<String>,
    pubkeys: Vec<String>,
}

impl Keys {
    /// Keys of the phrase for the devnet, without a node.
    fn make(flags: &[&str]) -> Self {
        Self::make_for("0x10000038", "devnet", flags)
    }

    /// Keys of the phrase for a network. PBKDF2 because it is quick.
    fn make_for(version: &str, name: &str, flags: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary directory");
        let place = text(folder.path());
        let network = ["--fork-version", version, "--network-name", name];
        let fixed = ["validator", "keygen", "--json", "--kdf", "pbkdf2", "--password", PASSWORD, "--folder", &place];
        let phrase = ["--mnemonic", PHRASE];
        let output = run(&[&fixed[..], &network, &phrase, flags].concat());
        assert!(output.status.success(), "{}", stderr(&output));
        let made = json(&stdout(&output));
        let all = |name: &str| {
            let keys = made["keys"].as_array().expect("keys").iter();
            keys.map(|key| key[name].as_str().expect(name).to_owned()).collect::<Vec<_>>()
        };
        let deposit_data = made["depositData"].as_str().expect("a file").to_owned();
        Self { _folder: folder, deposit_data, keystores: all("keystore"), pubkeys: all("pubkey") }
    }

    /// The deposit data with a change, in a file beside it.
    fn changed(&self, change: impl FnOnce(&mut Value)) -> String {
        let mut data = json(&fs::read_to_string(&self.deposit_data).expect("readable"));
        change(&mut data);
        let path = format!("{}.changed", self.deposit_data);
        fs::write(&path, data.to_string()).expect("written");
        path
    }
}

fn text(path: &Path) -> String {
    path.to_str().expect("a plain path").to_owned()
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// A command of validators against a node.
fn validator(node: &Node, args: &[&str]) -> Output {
    node.try_run(&[&["validator"], args, &["--beacon-url", &node.http_url()]].concat())
}

#[track_caller]
fn done(node: &Node, args: &[&str]) -> Value {
    let output = validator(node, &[args, &["--json"]].concat());
    assert!(output.status.success(), "validator {args:?}: {}\n{}", stderr(&output), node.errors());
    json(&stdout(&output))
}

#[track_caller]
fn refused(output: &Output, status: i32, says: &[&str]) {
    let text = stderr(output);
    assert_eq!(output.status.code(), Some(status), "{text}{}", stdout(output));
    for part in says {
        assert!(text.contains(part), "it does not say `{part}`: {text}");
    }
}

async fn balance(node: &Node) -> U256 {
    let provider = ProviderBuilder::new().connect_http(node.url().parse().expect("address"));
    provider.get_balance(OWNER.parse().expect("an address")).await.expect("a balance")
}

fn number(value: &Value) -> u64 {
    value.as_u64().or_else(|| value.as_str().and_then(|text| text.parse().ok())).unwrap_or_else(|| panic!("no number: {value}"))
}

#[test]
fn keygen_writes_the_staking_deposit_tools_files() {
    let keys = Keys::make(&["--count", "2", "--withdrawal-address", OWNER]);
    let data = json(&fs::read_to_string(&keys.deposit_data).expect("readable"));
    let first = data[0].as_object().expect("an object");
    let names: Vec<_> = first.keys().map(String::as_str).collect();
    let mut expected = [
        "pubkey",
        "withdrawal_credentials",
        "amount",
        "signature",
        "deposit_message_root",
        "deposit_data_root",
        "fork_version",
        "network_name",
        "deposit_cli_version",
    ];
    expected.sort_unstable();
    let mut names = names;
    names.sort_unstable();
    assert_eq!(names, expected);
    assert_eq!((&first["amount"], &first["network_name"]), (&json!(32 * ETHER), &json!("devnet")));
    assert_eq!(first["fork_version"], "10000038");
    let credentials = first["withdrawal_credentials"].as_str().expect("text");
    assert_eq!(credentials, format!("010000000000000000000000{}", OWNER[2..].to_lowercase()));
    assert_eq!(format!("0x{}", data[1]["pubkey"].as_str().expect("text")), keys.pubkeys[1]);
    let keystore = json(&fs::read_to_string(&keys.keystores[1]).expect("readable"));
    assert_eq!((&keystore["version"], &keystore["path"]), (&json!(4), &json!("m/12381/3600/1/0/0")));
    assert!(keys.keystores[1].contains("keystore-m_12381_3600_1_0_0-"), "{}", keys.keystores[1]);
    assert_eq!(format!("0x{}", keystore["pubkey"].as_str().expect("text")), keys.pubkeys[1]);
}

#[test]
fn keygen_refuses_what_the_beacon_chain_would() {
    let folder = tempfile::tempdir().expect("a temporary directory");
    let place = text(&folder.path().join("keys"));
    let keygen = |flags: &[&str]| {
        let network = ["--fork-version", "0x10000038", "--network-name", "devnet", "--folder", &place];
        run(&[&["validator", "keygen"], &network[..], flags].concat())
    };
    refused(&keygen(&[]), 2, &["--password"]);
    refused(&keygen(&["--password", "short"]), 2, &["at least 8"]);
    let locked = ["--password", PASSWORD];
    let locked = |flags: &[&str]| keygen(&[&locked, flags].concat());
    refused(&locked(&["--amount", "0.5ether"]), 2, &["0.5 ETH", "1 to 32 ETH"]);
    refused(&locked(&["--amount", "33ether"]), 2, &["33 ETH", "1 to 32 ETH"]);
    refused(&locked(&["--amount", "2049ether", "--compounding", "--withdrawal-address", OWNER]), 2, &["1 to 2,048 ETH"]);
    refused(&locked(&["--amount", "32"]), 2, &["no unit"]);
    refused(&locked(&["--amount", "1wei"]), 2, &["multiple of 1 gwei"]);
    refused(&locked(&["--compounding"]), 2, &["--withdrawal-address"]);
    refused(&locked(&["--mnemonic", "one two three"]), 2, &["BIP-39"]);
    refused(&locked(&["--withdrawal-address", "0x12"]), 2, &["0x12"]);
    refused(&locked(&["--count", "0"]), 2, &["0"]);
    assert!(!Path::new(&place).exists(), "nothing was written");
    let args = ["validator", "keygen", "--password", PASSWORD, "--folder", &place, "--rpc-url", NOBODY];
    refused(&run(&args), 3, &["no node answers", "--fork-version"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_with_32_ether_lives_the_life_of_a_solo_validator() {
    let node = Node::start(&["--no-keepers"]);
    let keys = Keys::make(&["--withdrawal-address", OWNER]);
    let (file, pubkey) = (keys.deposit_data.as_str(), keys.pubkeys[0].as_str());
    let list = || done(&node, &["list", pubkey])[0].clone();
    let before = balance(&node).await;

    let dry = done(&node, &["deposit", file, "--account", "5", "--dry-run"]);
    assert_eq!((&dry[0]["findings"], &dry[0]["transaction"]), (&json!([]), &Value::Null));
    assert_eq!(done(&node, &["list", "--deposit-data", file]), json!([]));
    assert_eq!(balance(&node).await, before, "a dry run sends nothing");

    let sent = done(&node, &["deposit", file, "--account", "5"]);
    assert!(sent[0]["transaction"].is_string() && sent[0]["depositIndex"].is_u64(), "{sent}");
    let waiting = list();
    assert_eq!(waiting["status"], "pending_deposit");
    let expected = number(&waiting["next"]["epoch"]);
    let again = done(&node, &["deposit", file, "--account", "5", "--dry-run"]);
    assert!(again[0]["findings"][0]["text"].as_str().is_some_and(|text| text.contains("waits already")), "{again}");

    node.run(&["advance", "--epochs", "12"]);
    let active = list();
    assert_eq!(active["status"], "active_ongoing");
    let activation = number(&active["activationEpoch"]);
    assert!((activation..=activation + 1).contains(&expected), "expected in {expected}, active in {activation}");
    assert_eq!(active["next"]["epoch"], json!(activation + 256));
    let exit = |flags: &[&str]| validator(&node, &[&["exit", pubkey], flags].concat());
    let young = format!("may not leave before epoch {}", activation + 256);
    refused(&exit(&["--account", "5"]), 1, &["nothing was sent", "keep its fee", &young]);
    refused(&exit(&["--keystore", &keys.keystores[0], "--password", PASSWORD]), 1, &["nothing was sent", &young]);

    node.run(&["advance", "--epochs", "256"]);
    let earned = number(&list()["balance"]);
    assert!(earned >= 32 * ETHER, "{earned}");
    let plan = done(&node, &["exit", pubkey, "--account", "5", "--dry-run"]);
    assert_eq!(plan["sent"], json!(false));
    assert!(number(&plan["forgoneGwei"]) > 0 && number(&plan["idleEpochs"]) >= 256, "{plan}");
    let left = done(&node, &["exit", pubkey, "--account", "5"]);
    assert_eq!((&left["sent"], &left["exitEpoch"]), (&json!(true), &plan["exitEpoch"]));
    assert_eq!(list()["status"], "active_exiting");
    let already = format!("already exits in epoch {}", left["exitEpoch"]);
    refused(&exit(&["--account", "5"]), 1, &[&already]);
    refused(&exit(&["--mnemonic", PHRASE]), 1, &[&already]);

    node.run(&["advance", "--epochs", "264"]);
    let gone = list();
    // Seats in sync committees that were drawn before it left still pay a little.
    assert!(
        number(&gone["balance"]) < ETHER / 1_000 && gone["status"].as_str().is_some_and(|s| s.starts_with("withdrawal")),
        "{gone}"
    );
    let after = balance(&node).await;
    // Rewards of 260 epochs came with the 32 ETH; gas of two transactions is far less than they are.
    assert!(after > before - U256::from(10_u64.pow(15)), "{before} before, {after} after");
    node.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn deposits_that_would_be_lost_are_not_sent() {
    let node = Node::start(&["--no-keepers"]);
    let keys = Keys::make(&["--withdrawal-address", OWNER]);
    let before = balance(&node).await;
    let deposit = |file: &str| validator(&node, &["deposit", file, "--account", "5"]);
    refused(&deposit("nowhere.json"), 2, &["nowhere.json", "cannot be read"]);
    let changed = |change: &dyn Fn(&mut Value)| deposit(&keys.changed(change));
    refused(&changed(&|data| *data = json!([])), 2, &["no deposit in it"]);
    refused(&changed(&|data| *data = json!({"pubkey": 1})), 2, &["no deposit data of the staking deposit tool"]);
    refused(&changed(&|data| data[0]["signature"] = "00".into()), 2, &["expected 96 bytes"]);
    refused(&changed(&|data| data[0]["amount"] = "32".into()), 2, &["no deposit data"]);
    refused(&changed(&|data| data[0]["amount"] = json!(ETHER)), 1, &["nothing was sent", "deposit_message_root is"]);
    refused(&changed(&|data| data[0]["deposit_data_root"] = "00".repeat(32).into()), 1, &["deposit_data_root is"]);
    let other = Keys::make_for("0x00000000", "mainnet", &["--withdrawal-address", OWNER]);
    refused(&deposit(&other.deposit_data), 1, &["signed for mainnet (fork version 0x00000000), and this is devnet", "lost"]);
    let file = keys.deposit_data.as_str();
    refused(&validator(&node, &["deposit", file]), 2, &["--account N", "--private-key"]);
    let pauper = "0x0000000000000000000000000000000000000000000000000000000000000007";
    refused(&validator(&node, &["deposit", file, "--private-key", pauper]), 1, &["has 0.000000 ETH", "32.000000"]);
    assert_eq!(balance(&node).await, before, "nothing was sent");
    node.stop();
}

#[test]
fn wishes_the_beacon_chain_would_ignore_are_said_why() {
    let node = Node::start(&["--no-keepers"]);
    node.run(&["advance", "--epochs", "257"]);
    let run = |args: &[&str]| validator(&node, args);
    // Validator 40 is the first of operator 0's own: it withdraws to account 120 by credentials of prefix 0x01.
    let own = json(&stdout(&run(&["list", "--withdrawal-address", &operator(&node), "--json"])))[0].clone();
    let (index, pubkey) = (own["index"].to_string(), own["pubkey"].as_str().expect("a key").to_owned());
    refused(&run(&["exit", "99999", "--account", "120"]), 1, &["there is no validator 99999"]);
    refused(&run(&["exit", "not-a-key", "--account", "120"]), 2, &["neither an index nor a public key"]);
    refused(&run(&["exit", &index, "--account", "5"]), 1, &["do not belong to", "keep its fee"]);
    refused(&run(&["exit", &index, "--mnemonic", PHRASE]), 1, &["none of the first 64 keys"]);
    refused(&run(&["exit", &index, "--epoch", "9999"]), 1, &["9999"]);
    refused(&run(&["exit", &index, "--account", "120", "--fee", "0wei"]), 1, &["the fee is 1 wei now"]);
    let withdraw = ["withdraw", &index, "--account", "120", "--amount"];
    refused(&run(&[&withdraw[..], &["0ether"]].concat()), 2, &["a full exit"]);
    refused(&run(&[&withdraw[..], &["1ether"]].concat()), 1, &["not of the needed kind"]);
    refused(&run(&["consolidate", &index, "0", "--account", "120"]), 1, &["consolidation churn"]);
    let switched = json(&stdout(&run(&["consolidate", &pubkey, "--account", "120", "--json"])));
    assert_eq!((&switched["sent"], &switched["exitEpoch"]), (&json!(true), &Value::Null), "{switched}");
    refused(&run(&["consolidate", &index, "--account", "120"]), 1, &["not of the needed kind"]);
    // Compounding now: what it earned since may be withdrawn, and until that is paid it cannot leave.
    let part = done(&node, &[&withdraw[..], &["1ether"]].concat());
    assert!(number(&part["amountGwei"]) < ETHER && number(&part["withdrawableEpoch"]) > 512, "{part}");
    refused(&run(&["exit", &index, "--account", "120"]), 1, &["of partial withdrawals queued", "keep its fee"]);
    refused(&run(&["exit", &index]), 1, &["of partial withdrawals queued"]);
    refused(&run(&["withdraw", &index, "--amount", "1ether"]), 2, &["--account N"]);
    for command in [&["list"][..], &["exit", "0"], &["slash", "0"], &["withdraw", "0", "--amount", "1ether", "--account", "0"]] {
        let output = support::run(&[&["validator"], command, &["--rpc-url", NOBODY]].concat());
        refused(&output, 3, &["no node answers at http://127.0.0.1:1"]);
    }
    let away = node.try_run(&["validator", "exit", "41", "--beacon-url", NOBODY]);
    refused(&away, 3, &["no Beacon API answers at http://127.0.0.1:1", "--beacon-url"]);
    refused(&node.try_run(&["validator", "exit", "41", "--beacon-url", "nowhere"]), 2, &["no address of a Beacon API"]);
    node.stop();
}

#[test]
fn evidence_with_a_development_key_slashes_once() {
    let node = Node::start(&["--no-keepers"]);
    node.run(&["advance", "--epochs", "2"]);
    for (index, evidence) in [("40", "headers"), ("41", "attestations")] {
        let printed = stdout(&validator(&node, &["slash", index, "--evidence", evidence, "--dry-run"]));
        assert!(printed.contains("signature"), "{printed}");
        let before = done(&node, &["list", index])[0].clone();
        assert_eq!(before["slashed"], json!(false), "a dry run posts nothing");
        let slashed = done(&node, &["slash", index, "--evidence", evidence]);
        // 32 ETH / 4096, and a vote or two of the same block.
        let penalty = number(&slashed["penaltyGwei"]);
        assert!((7_800_000..7_900_000).contains(&penalty), "{slashed}");
        assert!(number(&slashed["withdrawableEpoch"]) >= 8_192, "{slashed}");
        let after = done(&node, &["list", index])[0].clone();
        assert_eq!((&after["slashed"], &after["status"]), (&json!(true), &json!("active_slashed")));
        assert!(after["next"]["what"].as_str().is_some_and(|what| what.contains("slashed around it")), "{after}");
        refused(&validator(&node, &["slash", index, "--evidence", evidence]), 1, &["pool/", "slash"]);
    }
    refused(&validator(&node, &["slash", "99999"]), 1, &["there is no validator 99999"]);
    refused(&validator(&node, &["slash", "42", "--mnemonic", PHRASE]), 1, &["none of the first 64 keys"]);
    node.stop();
}

#[test]
fn a_validators_own_key_is_enough_to_leave() {
    let node = Node::start(&["--no-keepers"]);
    let keys = Keys::make(&["--count", "2", "--withdrawal-address", OWNER]);
    done(&node, &["deposit", &keys.deposit_data, "--account", "5"]);
    node.run(&["advance", "--epochs", "270"]);
    let exit = |key: usize, flags: &[&str]| validator(&node, &[&["exit", &keys.pubkeys[key], "--json"], flags].concat());
    let keystore = ["--keystore", &keys.keystores[0]];
    refused(&exit(0, &keystore), 2, &["--password"]);
    refused(&exit(0, &[&keystore[..], &["--password", "not the one"]].concat()), 2, &["wrong password"]);
    refused(&exit(1, &[&keystore[..], &["--password", PASSWORD]].concat()), 2, &["it holds the key of", "not of"]);
    refused(&exit(0, &["--keystore", &keys.deposit_data, "--password", PASSWORD]), 2, &["no keystore of EIP-2335"]);
    refused(&exit(0, &[]), 2, &["no development key", "--keystore or --mnemonic"]);
    let left = exit(0, &[&keystore[..], &["--password", PASSWORD]].concat());
    assert!(left.status.success(), "{}", stderr(&left));
    let left = json(&stdout(&left));
    assert_eq!((&left["sent"], &left["transaction"]), (&json!(true), &Value::Null));
    assert_eq!(done(&node, &["list", &keys.pubkeys[0]])[0]["exitEpoch"], left["exitEpoch"]);
    let by_phrase = exit(1, &["--mnemonic", PHRASE]);
    assert!(by_phrase.status.success(), "{}", stderr(&by_phrase));
    assert_eq!(done(&node, &["list", "--status", "active_exiting"]).as_array().map(Vec::len), Some(2));
    node.stop();
}

#[test]
fn bls_credentials_become_an_address_once() {
    let node = Node::start(&["--no-keepers"]);
    let keys = Keys::make(&[]);
    let sent = done(&node, &["deposit", &keys.deposit_data, "--account", "5"]);
    assert!(sent[0]["findings"][0]["text"].as_str().is_some_and(|text| text.contains("BLS credentials")), "{sent}");
    node.run(&["advance", "--epochs", "12"]);
    let pubkey = keys.pubkeys[0].as_str();
    let change = |phrase: &str| validator(&node, &["credentials", pubkey, "--to", OWNER, "--mnemonic", phrase]);
    refused(&change(NETWORK_PHRASE), 1, &["belong to none of the first 64 withdrawal keys"]);
    let changed = change(PHRASE);
    assert!(changed.status.success(), "{}", stderr(&changed));
    let credentials = done(&node, &["list", pubkey])[0]["withdrawalCredentials"].clone();
    assert_eq!(credentials, format!("0x010000000000000000000000{}", OWNER[2..].to_lowercase()));
    refused(&change(PHRASE), 1, &["no BLS credentials any more"]);
    node.stop();
}

/// The deposit data of the tool and nothing else: an alloy client sends it, and later the request to leave.
#[tokio::test(flavor = "multi_thread")]
async fn the_same_life_is_led_by_plain_transactions() {
    let node = Node::start(&["--no-keepers"]);
    let keys = Keys::make(&["--withdrawal-address", OWNER]);
    let signer = MnemonicBuilder::from_phrase_nth(NETWORK_PHRASE, 5);
    let provider = ProviderBuilder::new().wallet(EthereumWallet::from(signer)).connect_http(node.url().parse().expect("address"));
    let data = json(&fs::read_to_string(&keys.deposit_data).expect("readable"))[0].clone();
    let bytes = |name: &str| Bytes::from(hex::decode(data[name].as_str().expect(name)).expect(name));
    let root = B256::from_slice(&bytes("deposit_data_root"));
    let contract = DepositContract::new(DEPOSIT_CONTRACT, &provider);
    let value = U256::from(number(&data["amount"])) * U256::from(ETHER);
    let deposit = contract.deposit(bytes("pubkey"), bytes("withdrawal_credentials"), bytes("signature"), root).value(value);
    assert!(deposit.send().await.expect("accepted").get_receipt().await.expect("a receipt").status());

    node.run(&["advance", "--epochs", "270"]);
    let request = |value: u64| {
        let input = [&bytes("pubkey")[..], &[0; 8]].concat();
        TransactionRequest::default().to(WITHDRAWAL_REQUESTS).value(U256::from(value)).input(Bytes::from(input).into())
    };
    // Not sent: a refused transaction would leave a gap in the client's own count of nonces.
    let poor = provider.estimate_gas(request(0).from(OWNER.parse().expect("an address"))).await.expect_err("the fee is 1 wei");
    assert!(poor.to_string().contains("revert"), "{poor}");
    let leaving = provider.send_transaction(request(1)).await.expect("accepted").get_receipt().await.expect("a receipt");
    assert!(leaving.status());
    let list = || done(&node, &["list", &keys.pubkeys[0]])[0].clone();
    assert_eq!(list()["status"], "active_exiting");
    let before = balance(&node).await;
    node.run(&["advance", "--epochs", "264"]);
    let paid = balance(&node).await - before;
    assert!(paid >= value && paid < value + U256::from(10_u64.pow(17)), "{paid}");
    node.stop();
}

/// Address of account 120, operator 0's.
fn operator(node: &Node) -> String {
    let all = json(&node.run(&["validator", "list", "--json"]));
    let credentials = all.as_array().expect("a list").iter().map(|row| row["withdrawalCredentials"].as_str().expect("text"));
    // Lido's vault is the first one's; the first other address is operator 0's.
    let mut addresses = credentials.map(|credentials| format!("0x{}", &credentials[26..]));
    let vault = addresses.next().expect("validators");
    addresses.find(|address| *address != vault).expect("operators have validators of their own")
}
