//! The accounts a network knows the keys of: development accounts, and who keeps it running.

use super::{Network, NetworkError};
use alloy_primitives::{Address, U256};
use alloy_signer_local::PrivateKeySigner;
use aquifer_bls::KeySource;
use toml::Spanned;

/// Who keeps the network running.
#[derive(Debug, Clone)]
pub struct Crew {
    /// Holds every role, and vets keys.
    pub admin: PrivateKeySigner,
    /// The oracle committee.
    pub reporters: Vec<PrivateKeySigner>,
    /// Guardians of the deposit security module.
    pub guardians: Vec<PrivateKeySigner>,
    /// Sends deposits.
    pub depositor: PrivateKeySigner,
    /// Plans exits.
    pub finaliser: PrivateKeySigner,
    /// The node operators.
    pub operators: Vec<CrewOperator>,
    /// Computes and posts the roots of restaking rewards.
    pub rewards: Option<PrivateKeySigner>,
    /// Submits evidence against operators of the reference service.
    pub watcher: Option<PrivateKeySigner>,
    /// Submits the reference service's rewards.
    pub payer: Option<PrivateKeySigner>,
    /// The services of the network file.
    pub services: Vec<CrewService>,
}

/// A service that the network starts with.
#[derive(Debug, Clone)]
pub struct CrewService {
    /// Its name.
    pub name: String,
    /// Its contract.
    pub address: Address,
    /// Operators that have registered for it.
    pub operators: Vec<PrivateKeySigner>,
    /// The token it pays in, and how much of it a week in base units.
    pub reward: Option<(Address, U256)>,
}

/// A node operator.
#[derive(Debug, Clone)]
pub struct CrewOperator {
    /// Its number in its module.
    pub id: u64,
    /// The staking module it belongs to.
    pub module: u64,
    /// Its account.
    pub account: PrivateKeySigner,
}

impl Network {
    /// The development accounts, in the order of their indices.
    ///
    /// # Errors
    /// [`NetworkError`] when the phrase has no such account.
    pub fn accounts(&self) -> Result<Vec<PrivateKeySigner>, NetworkError> {
        let count = *self.file.accounts.count.get_ref();
        self.signers(&(0..count).collect::<Vec<_>>())
    }

    /// Who keeps the network running.
    ///
    /// # Errors
    /// As [`Network::accounts`].
    pub fn crew(&self) -> Result<Crew, NetworkError> {
        let keepers = &self.file.keepers;
        let operators = self.file.operators.iter().map(|operator| {
            let operator = operator.get_ref();
            Ok(CrewOperator {
                id: *operator.id.get_ref(),
                module: *operator.module.get_ref(),
                account: self.signer(*operator.account.get_ref())?,
            })
        });
        Ok(Crew {
            admin: self.signer(*self.file.lido.admin.get_ref())?,
            reporters: self.signers(keepers.reporters.get_ref())?,
            guardians: self.signers(keepers.guardians.get_ref())?,
            depositor: self.signer(keepers.depositor)?,
            finaliser: self.signer(keepers.finaliser)?,
            operators: operators.collect::<Result<_, NetworkError>>()?,
            rewards: self.optional_signer(keepers.rewards.as_ref())?,
            watcher: self.optional_signer(keepers.watcher.as_ref())?,
            payer: self.optional_signer(keepers.payer.as_ref())?,
            services: self.crew_services()?,
        })
    }

    /// Where the operators' development keys come from.
    #[must_use]
    pub fn keys(&self) -> KeySource {
        KeySource::new(self.seed())
    }

    fn crew_services(&self) -> Result<Vec<CrewService>, NetworkError> {
        let book = self.addresses()?;
        let services = self.file.restaking.services.iter().map(Spanned::get_ref).zip(self.service_addresses());
        let services = services.map(|(table, address)| {
            let token = table.rewards.as_ref().map(|rewards| Ok((self.token(&book, rewards.token.get_ref())?, rewards.weekly.0)));
            Ok(CrewService {
                name: table.name.clone(),
                address,
                operators: self.signers(table.operators.get_ref())?,
                reward: token.transpose()?,
            })
        });
        services.collect()
    }

    fn optional_signer(&self, index: Option<&Spanned<u32>>) -> Result<Option<PrivateKeySigner>, NetworkError> {
        index.map(|index| self.signer(*index.get_ref())).transpose()
    }

    fn signers(&self, indices: &[u32]) -> Result<Vec<PrivateKeySigner>, NetworkError> {
        indices.iter().map(|index| self.signer(*index)).collect()
    }

    pub(super) fn signer(&self, index: u32) -> Result<PrivateKeySigner, NetworkError> {
        self.phrase.signer(index).map_err(|error| self.fault(format!("account {index} of the test phrase: {error}")))
    }
}
