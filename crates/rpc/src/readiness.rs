//! Whether calls are served, and if not why.

use crate::api::Api;
use serde::Serialize;

/// The answer of `/readyz`.
#[derive(Debug, Serialize)]
pub(crate) struct Readiness {
    /// Whether calls are served.
    pub(crate) ready: bool,
    /// What stands against it; empty when ready.
    pub(crate) reasons: Vec<String>,
}

/// Looks at the server and the node behind it.
pub(crate) fn of(api: &Api) -> Readiness {
    let mut reasons = Vec::new();
    if *api.stopping.borrow() {
        reasons.push("the server is stopping".to_owned());
    }
    if let Some(reason) = api.node.stopped().borrow().as_ref() {
        reasons.push(format!("the node has stopped: {reason}"));
    }
    Readiness { ready: reasons.is_empty(), reasons }
}
