//! Logs go to stderr, results to stdout.

use crate::cli::{Global, LogFormat};
use std::io::{IsTerminal, stderr};
use tracing_subscriber::{EnvFilter, fmt};

/// Quiet libraries, our own warnings; `--log` and `AQUIFER_LOG` say otherwise.
const DEFAULT: &str = "warn";

/// Sets logging up for the rest of the process.
pub(crate) fn init(global: &Global) {
    let asked = global.log.as_deref().unwrap_or(DEFAULT);
    let filter = EnvFilter::try_new(asked).unwrap_or_else(|error| {
        eprintln!("--log {asked}: {error}; using `{DEFAULT}`");
        EnvFilter::new(DEFAULT)
    });
    let builder = fmt().with_env_filter(filter).with_writer(stderr);
    match global.log_format {
        LogFormat::Text => builder.with_ansi(stderr().is_terminal() && crate::output::may_colour()).init(),
        LogFormat::Json => builder.json().init(),
    }
}
