//! Which addresses of the network are native contracts.

use alloy_primitives::Address;
use aquifer_protocol::AddressBook;
use serde::Deserialize;

macro_rules! native_table {
    ($($name:ident),* $(,)? ; restaking: $($restaking:ident),* $(,)?) => {
        /// `[native]`: names of the address book. A contract left out keeps its address as an ordinary account.
        #[derive(Debug, Clone, Default, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct NativeTable {
            $(
                #[doc = concat!("Where `", stringify!($name), "` is native.")]
                #[serde(default, deserialize_with = "super::hex::address")]
                pub $name: Option<Address>,
            )*
            $(
                #[doc = concat!("Where EigenLayer's `", stringify!($restaking), "` is native.")]
                #[serde(default, deserialize_with = "super::hex::address")]
                pub $restaking: Option<Address>,
            )*
            /// Where the staking modules are native, module 1 first.
            #[serde(default, deserialize_with = "super::hex::addresses")]
            pub staking_modules: Vec<Address>,
        }

        impl NativeTable {
            /// The address book with this network's addresses put in.
            #[must_use]
            pub fn address_book(&self, defaults: AddressBook) -> AddressBook {
                let mut book = defaults;
                $(book.$name = self.$name.unwrap_or(book.$name);)*
                $(book.restaking.$restaking = self.$restaking.unwrap_or(book.restaking.$restaking);)*
                for (place, address) in book.staking_modules.iter_mut().zip(&self.staking_modules) {
                    *place = *address;
                }
                book
            }

            /// Names of the contracts that are left out.
            #[must_use]
            pub fn left_out(&self) -> Vec<&'static str> {
                let named = [$((stringify!($name), self.$name.is_none()),)* $((stringify!($restaking), self.$restaking.is_none()),)*];
                named.into_iter().filter_map(|(name, is_left_out)| is_left_out.then_some(name)).collect()
            }

            /// The addresses that are native.
            #[must_use]
            pub fn addresses(&self) -> Vec<Address> {
                let named = [$(self.$name,)* $(self.$restaking,)*];
                named.into_iter().flatten().chain(self.staking_modules.iter().copied()).collect()
            }
        }
    };
}

native_table!(
    deposit_contract,
    lido_locator,
    steth,
    wsteth,
    withdrawal_queue,
    burner,
    accounting,
    accounting_oracle,
    hash_consensus,
    sanity_checker,
    staking_router,
    deposit_security_module,
    withdrawal_vault,
    el_rewards_vault;
    restaking:
    delegation_manager,
    strategy_manager,
    allocation_manager,
    eigen_pod_manager,
    rewards_coordinator,
    permission_controller,
    strategy_factory,
    avs_directory,
    pauser_registry,
    key_registrar,
    eigen,
    backing_eigen,
);
