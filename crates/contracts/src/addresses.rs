//! Where the contracts live: mainnet's address book, and derived addresses for what mainnet gives none.

use crate::{NativeKind, RestakingKind};
use alloy_primitives::{Address, address, keccak256};
use aquifer_protocol::{AddressBook, address_book::RestakingAddresses};

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
        restaking: restaking(),
    }
}

/// EigenLayer's, of which the specification names all but the derived ones.
fn restaking() -> RestakingAddresses {
    RestakingAddresses {
        delegation_manager: address!("0x39053D51B77DC0d36036Fc1fCc8Cb819df8Ef37A"),
        strategy_manager: address!("0x858646372CC42E1A627fcE94aa7A7033e7CF075A"),
        allocation_manager: address!("0x948a420b8CC1d6BFd0B6087C2E7c344a2CD0bc39"),
        eigen_pod_manager: address!("0x91E677b07F7AF907ec9a428aafA9fc14a0d3A338"),
        rewards_coordinator: address!("0x7750d328b314EfFa365A0402CcfD489B80B0adda"),
        permission_controller: address!("0x25E5F8B1E7aDf44518d35D5B2271f114e081f0E5"),
        strategy_factory: address!("0x5e4C39Ad7A3E881585e383dB9827EB4811f6F647"),
        avs_directory: address!("0x135dda560e946695d6f155dacafc6f1f25c1f5af"),
        pauser_registry: address!("0x0c431C66F4dE941d089625E5B423D00707977060"),
        key_registrar: address!("0x54f4bC6bDEbe479173a2bbDc31dD7178408A57A4"),
        eigen: address!("0xec53bf9167f50cdeb3ae105f56099aaab9061f83"),
        backing_eigen: address!("0x83E9115d334D248Ce39a6f36144aEaB5b3456e75"),
        eigen_strategy: address!("0xaCB55C530Acdb2849e6d4f36992Cd8c9D50ED8F7"),
        eigen_pod_beacon: address!("0x5a2a4F2F3C18f09179B6703e63D9eDD165909073"),
        strategy_beacon: address!("0x0ed6703C298d28aE0878d1b28e88cA87F9662fE9"),
        duration_vault_beacon: derived("DurationVaultBeacon"),
        emissions_controller: address!("0x619F988b4EA2f896ED068d84cE6F52550d6acE84"),
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
    let restaking = restaking_kinds(&book.restaking).map(|(address, kind)| (address, NativeKind::Restaking(kind)));
    // An address book without EigenLayer has zeros there.
    let restaking = restaking.into_iter().filter(|(address, _)| !address.is_zero());
    single.into_iter().chain(modules).chain(restaking).collect()
}

/// Pods and strategies are missing: they are found in the state.
fn restaking_kinds(book: &RestakingAddresses) -> [(Address, RestakingKind); 12] {
    [
        (book.delegation_manager, RestakingKind::DelegationManager),
        (book.strategy_manager, RestakingKind::StrategyManager),
        (book.allocation_manager, RestakingKind::AllocationManager),
        (book.eigen_pod_manager, RestakingKind::EigenPodManager),
        (book.rewards_coordinator, RestakingKind::RewardsCoordinator),
        (book.permission_controller, RestakingKind::PermissionController),
        (book.strategy_factory, RestakingKind::StrategyFactory),
        (book.avs_directory, RestakingKind::AvsDirectory),
        (book.pauser_registry, RestakingKind::PauserRegistry),
        (book.key_registrar, RestakingKind::KeyRegistrar),
        (book.eigen, RestakingKind::Eigen),
        (book.backing_eigen, RestakingKind::BackingEigen),
    ]
}
