//! The command line of `aquifer proof`.

use super::NodeArgs;
use alloy_eips::BlockId;
use clap::{Args, ValueEnum};

/// `aquifer proof`
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  aquifer proof validator 0 --verify\n  aquifer proof balance 0 --block 32 --json")]
pub(crate) struct ProofArgs {
    /// What is proven
    #[arg(value_enum)]
    pub(crate) what: Proven,
    /// Index of the validator
    #[arg(value_name = "INDEX")]
    pub(crate) index: u64,
    /// Execution block whose beacon state it is proven against: a number, a hash or a tag
    #[arg(long, value_name = "BLOCK", default_value = "latest", value_parser = parse_block)]
    pub(crate) block: BlockId,
    /// Check the proof here, hash by hash
    #[arg(long)]
    pub(crate) verify: bool,
    #[command(flatten)]
    pub(crate) node: NodeArgs,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// What can be proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Proven {
    /// The record of a validator: credentials, effective balance, epochs
    Validator,
    /// Its balance
    Balance,
}

/// A block by its number, decimal or hex, its hash, or a tag.
fn parse_block(text: &str) -> Result<BlockId, String> {
    match text.parse() {
        Ok(number) => Ok(BlockId::number(number)),
        Err(_) => text.parse().map_err(|_| format!("`{text}` is neither a block number, a hash nor a tag such as latest")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::B256;

    #[test]
    fn blocks_are_named_by_number_hash_or_tag() {
        assert_eq!(parse_block("32"), Ok(BlockId::number(32)));
        assert_eq!(parse_block("0x20"), Ok(BlockId::number(32)));
        assert_eq!(parse_block("finalized"), Ok(BlockId::finalized()));
        let hash = "0x".to_owned() + &"ab".repeat(32);
        assert_eq!(parse_block(&hash), Ok(BlockId::hash(B256::repeat_byte(0xab))));
        for bad in ["", "abc", "-1", "0xzz", "1.5"] {
            assert!(parse_block(bad).is_err(), "{bad}");
        }
    }
}
