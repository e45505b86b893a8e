//! Tells the program its version, with the commit it is built from where git knows it.

use std::path::Path;
use std::process::Command;

fn main() {
    let version = env!("CARGO_PKG_VERSION");
    println!("cargo::rerun-if-env-changed=AQUIFER_COMMIT");
    rerun_when_the_head_moves();
    let commit = std::env::var("AQUIFER_COMMIT").ok().or_else(|| git(&["rev-parse", "--short", "HEAD"]));
    let version =
        commit.filter(|commit| !commit.is_empty()).map_or_else(|| version.to_owned(), |commit| format!("{version} ({commit})"));
    println!("cargo::rustc-env=AQUIFER_VERSION={version}");
}

/// The log of the head gets a line with every commit and checkout; without it, the head itself must do. Asking for a
/// path that is not there would build the crate anew every time.
fn rerun_when_the_head_moves() {
    println!("cargo::rerun-if-changed=build.rs");
    let paths = ["logs/HEAD", "HEAD"].map(|name| git(&["rev-parse", "--git-path", name]));
    if let Some(path) = paths.iter().flatten().find(|path| Path::new(path).exists()) {
        println!("cargo::rerun-if-changed={path}");
    }
}

/// What git answers, or nothing where there is no git or no repository.
fn git(args: &[&str]) -> Option<String> {
    let output = Command::new("git").args(args).output().ok().filter(|output| output.status.success())?;
    String::from_utf8(output.stdout).ok().map(|text| text.trim().to_owned())
}
