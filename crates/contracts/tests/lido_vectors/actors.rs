//! Names of the vectors and the addresses they stand for here.

use alloy_primitives::{Address, address};
use aquifer_contracts::addresses;
use aquifer_protocol::AddressBook;

/// Plain accounts and contracts of the vectors by name.
pub(crate) struct Actors {
    names: Vec<(&'static str, Address)>,
    pub(crate) book: AddressBook,
}

impl Actors {
    pub(crate) fn new() -> Self {
        let mut book = addresses::mainnet();
        book.treasury = addresses::derived("vector:treasury");
        book.vault_hub = addresses::derived("vector:hub");
        book.deposit_security_module = addresses::derived("vector:dsm");
        book.staking_modules = ["vector:mod1", "vector:mod2", "vector:mod3"].map(addresses::derived).to_vec();
        let plain = |name: &'static str| (name, addresses::derived(&format!("vector:{name}")));
        let names = vec![
            plain("admin"),
            plain("dsm"),
            plain("u0"),
            plain("u1"),
            plain("u2"),
            plain("u3"),
            plain("u4"),
            plain("insurer"),
            plain("treasury"),
            plain("hub"),
            plain("mod1"),
            plain("mod2"),
            plain("mod3"),
            ("steth", book.steth),
            ("wsteth", book.wsteth),
            ("wq", book.withdrawal_queue),
            ("burner", book.burner),
            ("accounting", book.accounting),
            ("sr", book.staking_router),
            ("sanity", book.sanity_checker),
            ("elVault", book.el_rewards_vault),
            ("wVault", book.withdrawal_vault),
            ("dead", address!("000000000000000000000000000000000000dEaD")),
            ("zero", Address::ZERO),
        ];
        Self { names, book }
    }

    /// The address of a name.
    pub(crate) fn address(&self, name: &str) -> Address {
        let found = self.names.iter().find(|(known, _)| *known == name);
        found.unwrap_or_else(|| panic!("no actor {name}")).1
    }

    /// The name of an address; its hex form when it has none.
    pub(crate) fn name(&self, address: Address) -> String {
        let found = self.names.iter().find(|(_, known)| *known == address);
        found.map_or_else(|| address.to_string(), |(name, _)| (*name).to_owned())
    }
}
