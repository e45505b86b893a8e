//! The Beacon API, as far as commands use it: signed operations are posted to its pools.

use crate::cli::BeaconArgs;
use crate::failure::Failure;
use eyre::eyre;
use reqwest::{Client, Url};
use serde::{Deserialize, Serialize};

/// The fork whose forms are sent.
const FORK: &str = "fulu";

/// A node's Beacon API.
pub(super) struct BeaconApi {
    url: Url,
    http: Client,
}

/// What it answers when it refuses.
#[derive(Deserialize)]
struct Refusal {
    message: String,
}

impl BeaconApi {
    /// At the address the command line names.
    pub(super) fn new(args: &BeaconArgs) -> Result<Self, Failure> {
        let url = &args.beacon_url;
        let wrong = |error| {
            Failure::Usage(format!("`{url}` is no address of a Beacon API, expected e.g. http://127.0.0.1:5052: {error}"))
        };
        let url = url.parse().map_err(|error| wrong(eyre!("{error}")))?;
        Ok(Self { url, http: Client::new() })
    }

    /// Posts a signed operation to a pool; it is refused with the node's reason.
    pub(super) async fn post<T: Serialize + ?Sized>(&self, path: &str, operation: &T) -> Result<(), Failure> {
        let request = self.http.post(self.address(path)?).header("Eth-Consensus-Version", FORK).json(operation);
        let response = request.send().await.map_err(|error| self.away(&error))?;
        let status = response.status();
        if status.is_success() {
            return Ok(());
        }
        let text = response.text().await.unwrap_or_default();
        let reason = serde_json::from_str::<Refusal>(&text).map_or(text, |refusal| refusal.message);
        Err(Failure::Refused(eyre!("{path}: {reason} ({status})")))
    }

    fn address(&self, path: &str) -> Result<Url, Failure> {
        self.url.join(path).map_err(|error| Failure::Usage(format!("{}{path}: {error}", self.url)))
    }

    fn away(&self, error: &reqwest::Error) -> Failure {
        Failure::Unavailable(format!(
            "no Beacon API answers at {}: {error}\nit is on the second port of `aquifer up` (HTTP); name it with --beacon-url",
            self.url
        ))
    }
}
