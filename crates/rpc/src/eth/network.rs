//! Which chain this is.

use crate::{api::Api, args::Args, error::RpcError};
use alloy_primitives::{Address, B256, Bytes, U64, keccak256};

/// `eth_chainId()`.
pub(crate) fn chain_id(api: &Api, args: Args) -> Result<U64, RpcError> {
    args.end()?;
    Ok(U64::from(api.node.spec().chain_id))
}

/// `net_version()`: the same id, in decimal.
pub(crate) fn net_version(api: &Api, args: Args) -> Result<String, RpcError> {
    args.end()?;
    Ok(api.node.spec().chain_id.to_string())
}

/// `net_listening()`: there are no peers to listen to, but clients take `false` for a fault.
pub(crate) fn net_listening(_api: &Api, args: Args) -> Result<bool, RpcError> {
    args.end()?;
    Ok(true)
}

/// `net_peerCount()`.
pub(crate) fn net_peer_count(_api: &Api, args: Args) -> Result<U64, RpcError> {
    args.end()?;
    Ok(U64::ZERO)
}

/// `web3_clientVersion()`.
pub(crate) fn client_version(_api: &Api, args: Args) -> Result<&'static str, RpcError> {
    args.end()?;
    Ok(concat!("aquifer/v", env!("CARGO_PKG_VERSION")))
}

/// `web3_sha3(bytes)`: Keccak-256.
pub(crate) fn sha3(_api: &Api, mut args: Args) -> Result<B256, RpcError> {
    let bytes: Bytes = args.required()?;
    args.end()?;
    Ok(keccak256(bytes))
}

/// `eth_syncing()`: a committee of one has nobody to catch up with.
pub(crate) fn syncing(_api: &Api, args: Args) -> Result<bool, RpcError> {
    args.end()?;
    Ok(false)
}

/// `eth_accounts()`: those this server signs for.
pub(crate) fn accounts(api: &Api, args: Args) -> Result<Vec<Address>, RpcError> {
    args.end()?;
    Ok(api.config.accounts.iter().map(|signer| signer.address()).collect())
}
