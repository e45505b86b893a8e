//! How a command fails, and the exit status that says so.

use std::fmt;

/// A failed command. The kinds are the documented exit statuses.
#[derive(Debug)]
pub(crate) enum Failure {
    /// 1: it ran, and something did not hold or was refused.
    Refused(eyre::Report),
    /// 2: the command line or a file it names is wrong.
    Usage(String),
    /// 3: something it needs is not there: a node, a port, a data directory.
    Unavailable(String),
}

impl Failure {
    /// The exit status.
    pub(crate) const fn status(&self) -> u8 {
        match self {
            Self::Refused(_) => 1,
            Self::Usage(_) => 2,
            Self::Unavailable(_) => 3,
        }
    }

    /// A node that does not answer, with the next step.
    pub(crate) fn no_node(url: &str, error: &eyre::Report) -> Self {
        Self::Unavailable(format!(
            "no node answers at {url}: {error:#}\nstart one with `aquifer up`, or name another with --rpc-url"
        ))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(report) => f.write_str(&aquifer_keepers::chain::reason(report)),
            Self::Usage(message) | Self::Unavailable(message) => f.write_str(message),
        }
    }
}

impl From<eyre::Report> for Failure {
    fn from(report: eyre::Report) -> Self {
        Self::Refused(report)
    }
}
