//! The pending block: a call on it sees what the next block's first transaction will.

use crate::server::Server;
use alloy_primitives::{Address, B256, address, hex};
use serde_json::{Value, json};

const BEACON_ROOTS: Address = address!("000F3df6D732807Ef1319fB7B8bB8522d0Beac02");
const BLOCK_HASHES: Address = address!("0000F90827F1C53a10cb7A02335B175320002935");
/// Puts the block's timestamp on the stack, or the number before the block's.
const TIMESTAMP: &[u8] = &hex!("42");
const NUMBER_BEFORE: &[u8] = &hex!("60014303");

/// Code that asks a system contract for what `word` puts on the stack and returns the answer, or reverts as it did.
fn asking(contract: Address, word: &[u8]) -> String {
    let target = u8::try_from(word.len() + 41).expect("short");
    let ask = [word, &hex!("5f526020602060205f73"), contract.as_slice(), &hex!("5afa15 60"), &[target], &hex!("57")].concat();
    hex::encode_prefixed([&ask[..], &hex!("60206020f35b5f5ffd")].concat())
}

fn root(value: &Value) -> B256 {
    value.as_str().and_then(|text| text.parse().ok()).unwrap_or_else(|| panic!("{value} is no root"))
}

#[test]
fn the_parents_root_and_hash_are_stored_where_the_next_block_finds_them() {
    let server = Server::start();
    server.ok("aquifer_advanceSlots", json!([5]));
    let (roots, hashes, opcode) = (Address::repeat_byte(0x51), Address::repeat_byte(0x52), Address::repeat_byte(0x53));
    for (probe, code) in [
        (roots, asking(BEACON_ROOTS, TIMESTAMP)),
        (hashes, asking(BLOCK_HASHES, NUMBER_BEFORE)),
        (opcode, hex::encode_prefixed([NUMBER_BEFORE, &hex!("405f5260205ff3")].concat())),
    ] {
        server.ok("anvil_setCode", json!([probe, code]));
    }
    let asked = |probe: Address, tag: &str| root(&server.ok("eth_call", json!([{"to": probe}, tag])));
    let head = server.node.head();
    assert_eq!(asked(roots, "pending"), head.block.beacon_root());
    assert_eq!((asked(hashes, "pending"), asked(opcode, "pending")), (head.block.hash, head.block.hash));
    assert_eq!(asked(roots, "latest"), head.block.beacon.parent_root);
    assert_eq!(
        (asked(hashes, "latest"), asked(opcode, "latest")),
        (head.block.header.parent_hash, head.block.header.parent_hash)
    );

    // What is estimated to work does.
    for probe in [roots, hashes] {
        let call = json!({"from": server.account(0), "to": probe});
        let gas = server.ok("eth_estimateGas", json!([call]));
        let sent = server.send(json!({"from": server.account(0), "to": probe, "gas": gas}));
        assert_eq!(sent["status"], json!("0x1"), "{sent}");
    }
}
