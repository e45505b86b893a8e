//! An operator's configuration file as EigenLayer's own command line writes it. Of it is read what registering needs; how it
//! signs and which node it asks is said here.

use crate::failure::Failure;
use crate::places;
use alloy_primitives::Address;
use serde::Deserialize;
use std::path::Path;

/// What an operator registers with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Registration {
    /// Who registers, when the file says so.
    pub(super) operator: Option<Address>,
    /// Zero when delegations are free to everybody.
    pub(super) delegation_approver: Address,
    pub(super) allocation_delay: u32,
    pub(super) metadata_url: String,
    /// The chain that is meant.
    pub(super) chain_id: Option<u64>,
}

/// The file. Addresses are text: YAML would take them for numbers.
#[derive(Debug, Deserialize)]
struct File {
    operator: Described,
    #[serde(default)]
    chain_id: Option<u64>,
}

#[derive(Debug, Deserialize)]
struct Described {
    #[serde(default)]
    address: Option<String>,
    #[serde(default)]
    delegation_approver_address: Option<String>,
    #[serde(default)]
    metadata_url: Option<String>,
    #[serde(default)]
    allocation_delay: u32,
}

impl Registration {
    /// Reads a file.
    pub(super) fn read(path: &Path) -> Result<Self, Failure> {
        let wrong = |reason: String| Failure::Usage(format!("{}: {reason}", path.display()));
        Self::parse(&places::read(path)?).map_err(wrong)
    }

    fn parse(text: &str) -> Result<Self, String> {
        let file: File = serde_yaml_ng::from_str(text).map_err(|error| format!("no operator's configuration: {error}"))?;
        let address = |name: &str, text: Option<String>| {
            let text = text.filter(|text| !text.is_empty());
            let parse = |text: String| text.parse().map_err(|error| format!("operator.{name} is `{text}`: {error}"));
            text.map(parse).transpose()
        };
        let described = file.operator;
        Ok(Self {
            operator: address("address", described.address)?,
            delegation_approver: address("delegation_approver_address", described.delegation_approver_address)?
                .unwrap_or_default(),
            allocation_delay: described.allocation_delay,
            metadata_url: described.metadata_url.unwrap_or_default(),
            chain_id: file.chain_id,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::address;

    #[test]
    fn the_file_of_eigenlayers_command_line_is_understood() {
        let text = "\
# All the below fields are required for successful operator registration.
operator:
  address: 0x14dC79964da2C08b23698B3D3cc7Ca32193d9955
  earnings_receiver_address:
  delegation_approver_address: 0x0000000000000000000000000000000000000000
  staker_opt_out_window_blocks: 0
  allocation_delay: 1200
  metadata_url: https://example.org/operator.json
el_delegation_manager_address: 0x39053D51B77DC0d36036Fc1fCc8Cb819df8Ef37A
eth_rpc_url: http://localhost:8545
signer_type: local_keystore
chain_id: 31337
";
        let expected = Registration {
            operator: Some(address!("0x14dC79964da2C08b23698B3D3cc7Ca32193d9955")),
            delegation_approver: Address::ZERO,
            allocation_delay: 1_200,
            metadata_url: "https://example.org/operator.json".to_owned(),
            chain_id: Some(31_337),
        };
        assert_eq!(Registration::parse(text), Ok(expected));
        assert!(
            Registration::parse("operator:\n  address: 0x12\n").is_err_and(|error| error.contains("operator.address is `0x12`"))
        );
        assert!(Registration::parse("- 1").is_err_and(|error| error.contains("no operator's configuration")));
    }
}
