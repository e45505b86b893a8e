//! Progress of long work, on stderr: a bar on a terminal, a line every ten seconds elsewhere, nothing with `--quiet`.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{IsTerminal, stderr};
use std::time::{Duration, Instant};

/// Between two lines where there is no terminal.
const LINE_EVERY: Duration = Duration::from_secs(10);

/// Shows how far some work is.
pub(crate) struct Progress {
    bar: ProgressBar,
    lines: Option<Lines>,
    what: &'static str,
}

struct Lines {
    total: u64,
    next: Instant,
}

impl Progress {
    /// Begins work of `total` steps, each a `what`.
    pub(crate) fn start(total: u64, what: &'static str, is_quiet: bool) -> Self {
        let is_terminal = stderr().is_terminal();
        let bar = if is_quiet || !is_terminal {
            ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::hidden())
        } else {
            ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr())
        };
        if let Ok(style) = ProgressStyle::with_template("{bar:40} {human_pos}/{human_len} {prefix} {per_sec} {eta} {wide_msg}") {
            bar.set_style(style);
        }
        bar.set_prefix(what);
        let lines = (!is_quiet && !is_terminal).then(|| Lines { total, next: Instant::now() + LINE_EVERY });
        Self { bar, lines, what }
    }

    /// Says how far it is now.
    pub(crate) fn at(&mut self, done: u64) {
        self.bar.set_position(done);
        let Some(lines) = &mut self.lines else { return };
        if Instant::now() >= lines.next {
            eprintln!("{done} of {} {}", lines.total, self.what);
            lines.next = Instant::now() + LINE_EVERY;
        }
    }

    /// Says what is going on.
    pub(crate) fn say(&self, message: impl Into<String>) {
        self.bar.set_message(message.into());
    }

    /// A line that stays, above the bar.
    pub(crate) fn note(&self, line: &str) {
        self.bar.suspend(|| eprintln!("{line}"));
    }

    /// Takes the bar away.
    pub(crate) fn end(self) {
        self.bar.finish_and_clear();
    }
}
