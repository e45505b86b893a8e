//! Ethereum's deposit contract.

use crate::{
    frame::{Frame, Served, answer, done},
    interfaces::IDepositContract::{self, IDepositContractCalls as Call},
};
use alloy_primitives::{Bytes, fixed_bytes};
use std::sync::Arc;

/// ERC-165 and the deposit contract's own interface.
const INTERFACES: [[u8; 4]; 2] = [fixed_bytes!("01ffc9a7").0, fixed_bytes!("85640907").0];

pub(super) fn serve(frame: &mut Frame<'_>) -> Served {
    let contract = &frame.protocol().deposit_contract;
    match frame.decode::<Call>()? {
        Call::deposit(call) => {
            frame.change(|p, ctx, fx| {
                let (credentials, root) = (&call.withdrawal_credentials, call.deposit_data_root);
                let contract = Arc::make_mut(&mut p.deposit_contract);
                contract.deposit(ctx.value, &call.pubkey, credentials, &call.signature, root).map(|event| fx.emit(event))
            })?;
            done()
        }
        Call::get_deposit_root(_) => answer::<IDepositContract::get_deposit_rootCall>(&contract.root()),
        Call::get_deposit_count(_) => {
            answer::<IDepositContract::get_deposit_countCall>(&Bytes::copy_from_slice(&contract.count().to_le_bytes()))
        }
        Call::supportsInterface(call) => {
            answer::<IDepositContract::supportsInterfaceCall>(&INTERFACES.contains(&call.interfaceId.0))
        }
    }
}
