//! The life of a staked ether by an unmodified alloy client: stake, wrap, unwrap, request, claim, events, refusals; then by a contract.

mod support;

use alloy_network::{EthereumWallet, TransactionBuilder};
use alloy_primitives::{Address, U256, address, utils::parse_ether};
use alloy_provider::{Provider, ProviderBuilder};
use alloy_rpc_types_eth::{Filter, TransactionReceipt, TransactionRequest};
use alloy_signer_local::{MnemonicBuilder, PrivateKeySigner};
use alloy_sol_types::{SolEvent, sol};
use support::Node;

const STETH: Address = address!("ae7ab96520DE3A18E5e111B5EaAb095312D7fE84");
const WSTETH: Address = address!("7f39C581F595B53c5cb19bD0b3f8dA6c935E2Ca0");
const QUEUE: Address = address!("889edC2eDab5f40e902b864aD4d7AdE8E412F9B1");

sol! {
    #[sol(rpc)]
    contract Steth {
        event Submitted(address indexed sender, uint256 amount, address referral);
        event TokenRebased(uint256 indexed reportTimestamp, uint256 timeElapsed, uint256 preTotalShares, uint256 preTotalEther, uint256 postTotalShares, uint256 postTotalEther, uint256 sharesMintedAsFees);
        function submit(address referral) external payable returns (uint256);
        function approve(address spender, uint256 amount) external returns (bool);
        function transfer(address to, uint256 amount) external returns (bool);
        function balanceOf(address account) external view returns (uint256);
        function getSharesByPooledEth(uint256 amount) external view returns (uint256);
    }

    #[sol(rpc)]
    contract Wsteth {
        function wrap(uint256 amount) external returns (uint256);
        function unwrap(uint256 amount) external returns (uint256);
        function balanceOf(address account) external view returns (uint256);
    }

    #[sol(rpc)]
    contract Queue {
        error RequestAmountTooSmall(uint256 amount);
        event WithdrawalClaimed(uint256 indexed requestId, address indexed owner, address indexed receiver, uint256 amountOfETH);
        function requestWithdrawals(uint256[] amounts, address owner) external returns (uint256[]);
        function claimWithdrawal(uint256 requestId) external;
        function getLastRequestId() external view returns (uint256);
        function getLastFinalizedRequestId() external view returns (uint256);
        function ownerOf(uint256 requestId) external view returns (address);
    }

    #[sol(rpc)]
    contract Holder {
        function stake() external payable returns (uint256);
        function transferAndUndo(address to, uint256 amount) external returns (uint256 before, uint256 afterwards, bool undone);
        function requestWithdrawal(uint256 amount) external returns (uint256);
        function claim() external;
        function received() external view returns (uint256);
    }
}

fn ether(amount: &str) -> U256 {
    parse_ether(amount).expect("a literal amount")
}

fn account(index: u32) -> PrivateKeySigner {
    let phrase = "test test test test test test test test test test test junk";
    MnemonicBuilder::from_phrase_nth(phrase, index)
}

fn client(node: &Node, signer: &PrivateKeySigner) -> impl Provider + Clone + use<> {
    ProviderBuilder::new()
        .wallet(EthereumWallet::from(signer.clone()))
        .connect_http(node.url().parse().expect("the node's address"))
}

/// At most two wei below what is expected: the two roundings of a rebasing token.
#[track_caller]
fn assert_near(got: U256, expected: U256) {
    assert!(got <= expected && got + U256::from(2) >= expected, "expected {expected} less at most 2 wei, got {got}");
}

/// Sends, waits, and holds that the transaction succeeded.
macro_rules! sent {
    ($call:expr) => {{
        let receipt: TransactionReceipt = $call.send().await.expect("accepted").get_receipt().await.expect("a receipt");
        assert!(receipt.status(), "the transaction succeeds: {receipt:?}");
        receipt
    }};
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_stakes_wraps_earns_requests_and_claims() {
    let node = Node::start(&[]);
    let signer = account(0);
    let me = signer.address();
    let provider = client(&node, &signer);
    let (steth, wsteth, queue) = (Steth::new(STETH, &provider), Wsteth::new(WSTETH, &provider), Queue::new(QUEUE, &provider));

    let receipt = sent!(steth.submit(Address::ZERO).value(ether("10")));
    let submitted = receipt.decoded_log::<Steth::Submitted>().expect("Submitted");
    assert_eq!((submitted.sender, submitted.amount), (me, ether("10")));
    assert_near(steth.balanceOf(me).call().await.expect("balance"), ether("10"));

    sent!(steth.approve(WSTETH, ether("5")));
    let shares = steth.getSharesByPooledEth(ether("5")).call().await.expect("shares");
    sent!(wsteth.wrap(ether("5")));
    assert_eq!(wsteth.balanceOf(me).call().await.expect("wstETH"), shares);
    sent!(wsteth.unwrap(shares));
    assert_near(steth.balanceOf(me).call().await.expect("balance"), ether("10"));

    let before = steth.balanceOf(me).call().await.expect("balance");
    sent!(steth.approve(QUEUE, ether("2")));
    sent!(queue.requestWithdrawals(vec![ether("2")], me));
    let id = queue.getLastRequestId().call().await.expect("id");
    assert_eq!(queue.ownerOf(id).call().await.expect("owner"), me);
    node.run(&["advance", "2d"]);

    let filter = Filter::new().address(STETH).event_signature(Steth::TokenRebased::SIGNATURE_HASH).from_block(0);
    assert!(!provider.get_logs(&filter).await.expect("logs").is_empty(), "a report came");
    assert!(steth.balanceOf(me).call().await.expect("balance") > before - ether("2"), "what is left has grown");
    assert!(queue.getLastFinalizedRequestId().call().await.expect("finalised") >= id);

    let receipt = sent!(queue.claimWithdrawal(id));
    let claimed = receipt.decoded_log::<Queue::WithdrawalClaimed>().expect("WithdrawalClaimed");
    assert_near(claimed.amountOfETH, ether("2"));
    node.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_carry_the_real_contracts_words() {
    let node = Node::start(&["--no-keepers"]);
    let signer = account(1);
    let provider = client(&node, &signer);
    let (steth, queue) = (Steth::new(STETH, &provider), Queue::new(QUEUE, &provider));

    let error = steth.transfer(account(2).address(), ether("1")).send().await.expect_err("nothing to transfer");
    assert!(error.to_string().contains("BALANCE_EXCEEDED"), "{error}");

    let error = queue.requestWithdrawals(vec![U256::from(99)], Address::ZERO).call().await.expect_err("too small");
    let refusal = error.as_decoded_error::<Queue::RequestAmountTooSmall>().expect("the custom error");
    assert_eq!(refusal.amount, U256::from(99));
    node.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contract_holds_steth_undoes_a_transfer_and_is_paid_by_a_claim() {
    let node = Node::start(&[]);
    let signer = account(3);
    let provider = client(&node, &signer);
    let steth = Steth::new(STETH, &provider);

    let mut code = alloy_primitives::hex::decode(include_str!("../../../e2e/contracts/out/Holder.hex").trim()).expect("hex");
    code.extend(alloy_sol_types::SolValue::abi_encode(&(STETH, QUEUE)));
    let deployment = provider.send_transaction(TransactionRequest::default().with_deploy_code(code)).await.expect("accepted");
    let address = deployment.get_receipt().await.expect("a receipt").contract_address.expect("deployed");
    let holder = Holder::new(address, &provider);

    sent!(holder.stake().value(ether("4")));
    assert_near(steth.balanceOf(address).call().await.expect("balance"), ether("4"));

    let receipt = sent!(holder.transferAndUndo(signer.address(), ether("1")));
    assert!(receipt.logs().is_empty(), "the logs of the undone transfer are gone");
    assert_near(steth.balanceOf(address).call().await.expect("balance"), ether("4"));

    sent!(holder.requestWithdrawal(ether("1")));
    node.run(&["advance", "2d"]);
    sent!(holder.claim());
    assert_near(holder.received().call().await.expect("received"), ether("1"));
    assert_near(provider.get_balance(address).await.expect("balance"), ether("1"));
    node.stop();
}
