//! Where the contracts live: mainnet's address book, and derived addresses for what mainnet gives none.

use crate::NativeKind;
use alloy_primitives::{Address, address, keccak256};
use aquifer_protocol::AddressBook;

/// Mainnet's addresses (deployed-contract lists of Ethereum and Lido). The vault hub is an ordinary account here.
#[must_use]
pub fn mainnet() -> AddressBook {
    AddressBook {
        deposit_contract: address!("0x00000000219ab540356cBB839Cbe05303d7705Fa"),
        lido_locator: address!("0xC1d0b3DE6792Bf6b4b37EccdcC24e45978Cfd2Eb"),
        steth: address!("0xae7ab96520DE3A18E5e111B5EaAb095312D7fE84"),
        wsteth: address!("0x7f39C581F595B53c5cb19bD0b3f8dA6c935E2Ca0"),
        withdrawal_queue: address!("0x889edC2eDab5f40e902b864aD4d7AdE8E412F9B1"),
        burner: address!("0xE76c52750019b80B43E36DF30bf4060EB73F573a"),
        accounting: address!("0x23ED611be0e1a820978875C0122F92260804cdDf"),
        accounting_oracle: address!("0x852deD011285fe67063a08005c71a85690503Cee"),
        hash_consensus: address!("0xD624B08C83bAECF0807Dd2c6880C3154a5F0B288"),
        sanity_checker: address!("0xf1647c86E6D7959f638DD9CE1d90e2F3C9503129"),
        staking_router: address!("0xFdDf38947aFB03C621C71b06C9C70bce73f12999"),
        staking_modules: vec![
            address!("0x55032650b14df07b85bF18A3a3eC8E0Af2e028d5"),
            address!("0xaE7B191A31f627b4eB1d4DaC64eaB9976995b433"),
            address!("0xdA7dE2ECdDfccC6c3AF10108Db212ACBBf9EA83F"),
        ],
        deposit_security_module: address!("0xfFA96D84dEF2EA035c7AB153D8B991128e3d72fD"),
        withdrawal_vault: address!("0xB9D7934878B5FB9610B3fE8A5e441e8fad7E293f"),
        el_rewards_vault: address!("0x388C818CA8B9251b393131C08a736A67ccB19297"),
        vault_hub: address!("0x1d201BE093d847f6446530Efb0E8Fb426d176709"),
        treasury: address!("0x3e40D73EB977Dc6a537aF587D48316feE66E9C8c"),
    }
}

/// Address of a contract the specifications give none: the last 20 bytes of `keccak256("aquifer:" + name)`.
#[must_use]
pub fn derived(name: &str) -> Address {
    Address::from_word(keccak256(format!("aquifer:{name}")))
}

/// The native contracts of an address book, one entry an address.
#[must_use]
pub fn native_kinds(book: &AddressBook) -> Vec<(Address, NativeKind)> {
    let single = [
        (book.deposit_contract, NativeKind::DepositContract),
        (book.lido_locator, NativeKind::LidoLocator),
        (book.steth, NativeKind::Steth),
        (book.wsteth, NativeKind::Wsteth),
        (book.withdrawal_queue, NativeKind::WithdrawalQueue),
        (book.burner, NativeKind::Burner),
        (book.accounting, NativeKind::Accounting),
        (book.accounting_oracle, NativeKind::AccountingOracle),
        (book.hash_consensus, NativeKind::HashConsensus),
        (book.sanity_checker, NativeKind::SanityChecker),
        (book.staking_router, NativeKind::StakingRouter),
        (book.deposit_security_module, NativeKind::DepositSecurityModule),
        (book.withdrawal_vault, NativeKind::WithdrawalVault),
        (book.el_rewards_vault, NativeKind::ElRewardsVault),
    ];
    let modules = book.staking_modules.iter().map(|module| (*module, NativeKind::NodeOperatorsRegistry));
    single.into_iter().chain(modules).collect()
}
