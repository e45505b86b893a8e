//! Networks and data directories: which file, which folder.

use crate::cli::{DataArgs, NetworkArgs};
use crate::failure::Failure;
use alloy_primitives::B256;
use aquifer_chain::network::{Network, Overrides};
use std::path::{Path, PathBuf};

/// The network a command names, or the built-in one.
pub(crate) fn network(file: Option<&PathBuf>) -> Result<Network, Failure> {
    file.map_or_else(Network::built_in, Network::load).map_err(|error| Failure::Usage(error.to_string()))
}

/// The network with the command line's values put over the file's.
pub(crate) fn network_with(args: &NetworkArgs) -> Result<Network, Failure> {
    let overrides = Overrides { chain_id: args.chain_id, gas_limit: args.gas_limit, genesis_time: args.genesis_time };
    network(args.network.as_ref())?.with(overrides).map_err(|error| Failure::Usage(error.to_string()))
}

/// The text of a file the command line names.
pub(crate) fn read(file: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(file).map_err(|error| Failure::Usage(format!("{}: cannot be read: {error}", file.display())))
}

/// The data directory a command names, or the one that belongs to this network and genesis.
pub(crate) fn data_dir(args: &DataArgs, network: &Network, genesis: B256) -> Result<PathBuf, Failure> {
    if let Some(directory) = &args.data_dir {
        return Ok(directory.clone());
    }
    let base = user_data()
        .ok_or_else(|| Failure::Usage("neither XDG_DATA_HOME nor HOME is set: name a directory with --data-dir".to_owned()))?;
    Ok(named(&base, network.file.name.get_ref(), genesis))
}

fn named(base: &Path, network: &str, genesis: B256) -> PathBuf {
    let short = alloy_primitives::hex::encode(&genesis[..4]);
    base.join("aquifer").join(format!("{network}-{short}"))
}

/// The user's data directory by the XDG convention.
fn user_data() -> Option<PathBuf> {
    let absolute = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    absolute("XDG_DATA_HOME").or_else(|| absolute("HOME").map(|home| home.join(".local").join("share")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_directory_is_named_by_network_and_genesis() {
        let path = named(Path::new("/data"), "devnet", B256::repeat_byte(0xab));
        assert_eq!(path, Path::new("/data/aquifer/devnet-abababab"));
    }
}
