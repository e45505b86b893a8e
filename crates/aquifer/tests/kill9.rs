//! `kill -9` under transactions: nothing acknowledged is lost, and the chain still verifies.

mod support;

use alloy_network::EthereumWallet;
use alloy_primitives::{Address, B256, U256};
use alloy_provider::{Provider, ProviderBuilder};
use alloy_rpc_types_eth::TransactionRequest;
use alloy_signer_local::{MnemonicBuilder, PrivateKeySigner};
use std::time::Duration;
use support::Node;

const ROUNDS: u32 = 20;
const SENDERS: u32 = 4;

fn account(index: u32) -> PrivateKeySigner {
    let phrase = "test test test test test test test test test test test junk";
    MnemonicBuilder::from_phrase_nth(phrase, index)
}

/// Sends transfers until the node is gone; returns the transactions whose receipts were served, each with its block's hash.
async fn send_until_gone(url: String, sender: PrivateKeySigner) -> Vec<(B256, B256)> {
    let provider = ProviderBuilder::new().wallet(EthereumWallet::from(sender)).connect_http(url.parse().expect("address"));
    provider.client().set_poll_interval(Duration::from_millis(2));
    let mut acknowledged = Vec::new();
    loop {
        let transfer = TransactionRequest::default().to(Address::repeat_byte(0x77)).value(U256::ONE);
        let Ok(pending) = provider.send_transaction(transfer).await else { return acknowledged };
        let waited = tokio::time::timeout(Duration::from_secs(5), pending.get_receipt()).await;
        let Ok(Ok(receipt)) = waited else { return acknowledged };
        acknowledged.push((receipt.transaction_hash, receipt.block_hash.expect("mined")));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_kills_lose_nothing_acknowledged() {
    let mut node = Node::start(&["--no-keepers"]);
    let mut acknowledged = Vec::new();
    for round in 0..ROUNDS {
        let senders: Vec<_> =
            (0..SENDERS).map(|index| tokio::spawn(send_until_gone(node.url().to_owned(), account(index)))).collect();
        // Another moment in each round: sometimes inside a durable transaction, sometimes between two.
        tokio::time::sleep(Duration::from_millis(150 + u64::from(round) * 17)).await;
        node.kill9();
        for sender in senders {
            acknowledged.extend(sender.await.expect("the sender ends with the node"));
        }
        node.restart();
        let provider = ProviderBuilder::new().connect_http(node.url().parse().expect("address"));
        for (transaction, block) in &acknowledged {
            let receipt = provider.get_transaction_receipt(*transaction).await.expect("an answer");
            assert_eq!(receipt.and_then(|r| r.block_hash), Some(*block), "round {round} lost {transaction}");
        }
    }
    assert!(acknowledged.len() >= usize::try_from(ROUNDS).expect("small"), "the rounds did real work: {}", acknowledged.len());
    node.stop_keeping_data();
    node.run_offline(&["verify"]);
}
