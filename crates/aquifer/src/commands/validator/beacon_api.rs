//! The Beacon API, as far as commands use it: signed operations are posted to its pools.

use crate::cli::BeaconArgs;
use crate::failure::Failure;
use eyre::{WrapErr as _, eyre};
use reqwest::{Client, Response, Url};
use serde::de::DeserializeOwned;
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

#[derive(Deserialize)]
struct Envelope<T> {
    data: T,
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
        self.answered(request.send().await).await.map(drop)
    }

    /// What a path answers as `data`.
    pub(super) async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Failure> {
        let response = self.answered(self.http.get(self.address(path)?).send().await).await?;
        let envelope: Envelope<T> = response.json().await.wrap_err_with(|| path.to_owned())?;
        Ok(envelope.data)
    }

    fn address(&self, path: &str) -> Result<Url, Failure> {
        self.url.join(path).map_err(|error| Failure::Usage(format!("{}{path}: {error}", self.url)))
    }

    async fn answered(&self, response: reqwest::Result<Response>) -> Result<Response, Failure> {
        let response = response.map_err(|error| self.away(&error))?;
        let status = response.status();
        if status.is_success() {
            return Ok(response);
        }
        let path = response.url().path().to_owned();
        let text = response.text().await.unwrap_or_default();
        let reason = serde_json::from_str::<Refusal>(&text).map_or(text, |refusal| refusal.message);
        Err(Failure::Refused(eyre!("{path}: {reason} ({status})")))
    }

    fn away(&self, error: &reqwest::Error) -> Failure {
        Failure::Unavailable(format!(
            "no Beacon API answers at {}: {error}\nit is on the second port of `aquifer up` (HTTP); name it with --beacon-url",
            self.url
        ))
    }
}
