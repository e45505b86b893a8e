//! `aquifer proof`: the Merkle proof of a validator or a balance against a beacon block, as contracts accept it.
//!
//! `--verify` trusts nothing the node says about it but the block's root, and asks the system contract of EIP-4788 for that one.

use super::validator::Chain;
use crate::cli::{ProofArgs, Proven};
use crate::failure::Failure;
use crate::output::{bold, gwei, say};
use alloy_eips::eip4788::BEACON_ROOTS_ADDRESS;
use alloy_primitives::{B256, Bytes};
use aquifer_beacon::ForkName;
use aquifer_beacon::gindex::{Gindices, HEADER_STATE_ROOT, concat};
use ethereum_hashing::hash32_concat;
use eyre::{ensure, eyre};
use serde::Deserialize;
use serde_json::{Value, json};

/// Depth of the list of balances below its root, its length included.
const BALANCES_DEPTH: u32 = 39;

/// What every proof starts from.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Anchor {
    slot: u64,
    block_root: B256,
    /// Time under which contracts find the root (EIP-4788); not there while the block has no child.
    timestamp: Option<u64>,
}

/// `aquifer_getValidatorProof`
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ValidatorAnswer {
    state_root_proof: StateRoot,
    validator_fields: [B256; 8],
    validator_fields_proof: Bytes,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct StateRoot {
    beacon_state_root: B256,
    #[serde(rename = "stateRootProof")]
    proof: Bytes,
}

/// `aquifer_getBalanceProof`
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct BalanceAnswer {
    validator_balances_root_proof: Container,
    balance_proof: Balance,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Container {
    validator_balance_root: B256,
    proof: Bytes,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Balance {
    balance_root: B256,
    proof: Bytes,
}

/// Runs the command.
pub(crate) async fn run(args: &ProofArgs) -> Result<(), Failure> {
    let chain = Chain::open(&args.node).await?;
    let method = match args.what {
        Proven::Validator => "aquifer_getValidatorProof",
        Proven::Balance => "aquifer_getBalanceProof",
    };
    let mut answer: Value = chain.client.request(method, json!([args.index, args.block])).await?;
    let anchor: Anchor = read(&answer)?;
    if args.verify {
        verify(args, &answer, &anchor)?;
        answer["verified"] = true.into();
        answer["rootServedByContract"] = root_served(&chain, &anchor).await?.into();
    }
    if args.json {
        say!("{answer}");
    } else {
        print(args, &answer, &anchor)?;
    }
    Ok(())
}

fn read<'a, T: Deserialize<'a>>(answer: &'a Value) -> eyre::Result<T> {
    T::deserialize(answer).map_err(|error| eyre!("the node's proof is not understood: {error}"))
}

/// Holds that the proof leads from its leaf to the block's root.
fn verify(args: &ProofArgs, answer: &Value, anchor: &Anchor) -> eyre::Result<()> {
    let gindices = Gindices::of(ForkName::Fulu).ok_or_else(|| eyre!("no table of indices for Fulu"))?;
    match args.what {
        Proven::Validator => {
            let ValidatorAnswer { state_root_proof: state, validator_fields, validator_fields_proof } = read(answer)?;
            let state_root = state.beacon_state_root;
            check(
                "validator",
                merkleized(&validator_fields),
                gindices.validator(args.index),
                &validator_fields_proof,
                state_root,
            )?;
            check("state", state_root, HEADER_STATE_ROOT, &state.proof, anchor.block_root)
        }
        Proven::Balance => {
            let BalanceAnswer { validator_balances_root_proof: container, balance_proof: balance } = read(answer)?;
            let root = container.validator_balance_root;
            let leaf = (1 << BALANCES_DEPTH) | (args.index / 4);
            check("balance", balance.balance_root, leaf, &balance.proof, root)?;
            check("balances", root, concat(HEADER_STATE_ROOT, gindices.balances()), &container.proof, anchor.block_root)
        }
    }
}

fn check(what: &str, leaf: B256, gindex: u64, proof: &[u8], root: B256) -> eyre::Result<()> {
    let got = root_of(leaf, gindex, proof)?;
    ensure!(got == root, "the proof of the {what} leads to {got}, not to {root}");
    Ok(())
}

/// The root that a leaf at a generalized index and its siblings lead to, the leaf's own sibling first.
fn root_of(leaf: B256, gindex: u64, proof: &[u8]) -> eyre::Result<B256> {
    let (siblings, rest) = proof.as_chunks::<32>();
    let depth = gindex.ilog2() as usize;
    ensure!(siblings.len() == depth && rest.is_empty(), "the proof has {} bytes, expected {}", proof.len(), depth * 32);
    let climb = |(node, place): (B256, u64), sibling: &[u8; 32]| {
        let (left, right) = if place % 2 == 0 { (node.as_slice(), &sibling[..]) } else { (&sibling[..], node.as_slice()) };
        (B256::new(hash32_concat(left, right)), place / 2)
    };
    Ok(siblings.iter().fold((leaf, gindex), climb).0)
}

/// Root of a container of eight fields.
fn merkleized(fields: &[B256; 8]) -> B256 {
    let mut nodes = fields.to_vec();
    while nodes.len() > 1 {
        nodes = nodes.chunks(2).map(|pair| B256::new(hash32_concat(pair[0].as_slice(), pair[1].as_slice()))).collect();
    }
    nodes[0]
}

/// Whether the system contract of EIP-4788 serves this very root; unknown while the block has no child.
async fn root_served(chain: &Chain, anchor: &Anchor) -> eyre::Result<Option<bool>> {
    let Some(timestamp) = anchor.timestamp else { return Ok(None) };
    let call = json!([{ "to": BEACON_ROOTS_ADDRESS, "input": B256::from(alloy_primitives::U256::from(timestamp)) }, "latest"]);
    let root: Bytes = chain.client.request("eth_call", call).await?;
    ensure!(
        root.as_ref() == anchor.block_root.as_slice(),
        "EIP-4788 serves {root} for {timestamp}, the proof is against {}",
        anchor.block_root
    );
    Ok(Some(true))
}

fn print(args: &ProofArgs, answer: &Value, anchor: &Anchor) -> eyre::Result<()> {
    say!("{}", bold(&format!("validator {} at slot {}", args.index, anchor.slot)));
    say!("block root      {}", anchor.block_root);
    match anchor.timestamp {
        Some(timestamp) => say!("on chain        by EIP-4788 under timestamp {timestamp}"),
        None => say!("on chain        with the next block"),
    }
    match args.what {
        Proven::Validator => {
            let ValidatorAnswer { state_root_proof: state, validator_fields, validator_fields_proof } = read(answer)?;
            say!("state root      {}", state.beacon_state_root);
            say!("  proof         {}", state.proof);
            for (name, field) in FIELDS.iter().zip(&validator_fields) {
                say!("{name:<15} {field}");
            }
            say!("  proof         {validator_fields_proof}");
        }
        Proven::Balance => {
            let BalanceAnswer { validator_balances_root_proof: container, balance_proof: balance } = read(answer)?;
            say!("balances root   {}", container.validator_balance_root);
            say!("  proof         {}", container.proof);
            say!(
                "balance leaf    {}: {} ETH are this validator's",
                balance.balance_root,
                gwei(balance_of(balance.balance_root, args.index))
            );
            say!("  proof         {}", balance.proof);
        }
    }
    if args.verify {
        let served = if anchor.timestamp.is_some() { ", and the system contract serves it" } else { "" };
        say!("verified        it leads to the block's root{served}");
    }
    Ok(())
}

/// The leaves of a validator, in order.
const FIELDS: [&str; 8] = ["public key", "credentials", "effective", "slashed", "eligible", "active", "exit", "withdrawable"];

/// The balance of a validator within the leaf it shares with three others, in Gwei.
fn balance_of(leaf: B256, index: u64) -> u64 {
    let (words, _) = leaf.as_chunks::<8>();
    let place = (index % 4) as usize;
    u64::from_le_bytes(words[place])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(left: B256, right: B256) -> B256 {
        B256::new(hash32_concat(left.as_slice(), right.as_slice()))
    }

    #[test]
    fn a_proof_is_climbed_from_its_leaf_left_and_right() {
        let [a, b, c] = [1, 2, 3].map(B256::repeat_byte);
        let root = hash(hash(a, b), c);
        // b is the right child of the left one: 0b101.
        assert_eq!(root_of(b, 0b101, &[a.as_slice(), c.as_slice()].concat()).expect("two nodes"), root);
        assert_ne!(root_of(b, 0b100, &[a.as_slice(), c.as_slice()].concat()).expect("two nodes"), root);
        assert!(root_of(b, 0b101, a.as_slice()).is_err(), "a node is missing");
        assert!(root_of(b, 0b101, &[0; 65]).is_err(), "a byte is too much");
        assert!(check("leaf", b, 0b101, &[a.as_slice(), a.as_slice()].concat(), root).is_err());
    }

    #[test]
    fn four_balances_share_a_leaf() {
        let mut leaf = B256::ZERO;
        leaf[8..16].copy_from_slice(&32_000_000_000_u64.to_le_bytes());
        assert_eq!((balance_of(leaf, 5), balance_of(leaf, 4)), (32_000_000_000, 0));
    }
}
