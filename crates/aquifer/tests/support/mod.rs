//! A node of the real binary for one test: on free ports, in a directory of its own, gone when dropped.

#![allow(dead_code, reason = "every test binary uses a part of it")]

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A debug build under load needs its time; a release build needs 0.3 s.
const START: Duration = Duration::from_secs(120);
const STOP: Duration = Duration::from_secs(60);

/// The binary with an environment of its own, so that no setting of the user's shell reaches a test.
pub(crate) fn aquifer() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_aquifer"));
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("AQUIFER_")) {
        command.env_remove(name);
    }
    command.env("NO_COLOR", "1").stdin(Stdio::null());
    command
}

/// The built-in network file.
pub(crate) const DEVNET: &str = include_str!("../../../../networks/devnet.toml");

/// The same without its restaking, for files that leave out a contract whose token is restaked there.
pub(crate) fn devnet_without_restaking() -> String {
    let (before, rest) = DEVNET.split_once("[restaking]\n").expect("the table");
    let (_, after) = rest.split_once("[mev]\n").expect("the table after it");
    format!("{before}[mev]\n{after}")
}

/// Runs a command to its end.
pub(crate) fn run(args: &[&str]) -> Output {
    aquifer().args(args).output().expect("the binary runs")
}

/// What a command printed to stderr, as text.
pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// What a command printed to stdout, as text.
pub(crate) fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A running node.
pub(crate) struct Node {
    child: Option<Child>,
    data: Option<TempDir>,
    flags: Vec<String>,
    url: String,
    printed: Arc<Mutex<String>>,
    errors: Arc<Mutex<String>>,
}

impl Node {
    /// Starts `aquifer up` with these flags besides ports and data directory.
    pub(crate) fn start(flags: &[&str]) -> Self {
        let data = tempfile::tempdir().expect("a temporary directory");
        let flags = flags.iter().map(|flag| (*flag).to_owned()).collect();
        let mut node =
            Self { child: None, data: Some(data), flags, url: String::new(), printed: Arc::default(), errors: Arc::default() };
        node.restart();
        node
    }

    /// Address of its JSON-RPC server.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Address of its second port: Beacon API, health and metrics. It is printed right after the first one.
    pub(crate) fn http_url(&self) -> String {
        let deadline = Instant::now() + START;
        loop {
            let printed = self.printed();
            if let Some(line) = printed.lines().find_map(|line| line.strip_prefix("HTTP ")) {
                return line.trim().to_owned();
            }
            assert!(Instant::now() < deadline, "no second port: {printed}");
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Its data directory.
    pub(crate) fn data_dir(&self) -> &Path {
        self.data.as_ref().expect("kept until the node is dropped").path()
    }

    /// Starts it again on the data it left.
    pub(crate) fn restart(&mut self) {
        assert!(self.child.is_none(), "it is still running");
        let mut command = aquifer();
        command.args(["up", "--port", "0", "--http-port", "0", "--data-dir"]).arg(self.data_dir()).args(&self.flags);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary starts");
        let errors = Arc::clone(&self.errors);
        let mut stderr = child.stderr.take().expect("piped");
        thread::spawn(move || {
            let mut chunk = [0; 4096];
            while let Ok(read @ 1..) = stderr.read(&mut chunk) {
                errors.lock().expect("no holder panics").push_str(&String::from_utf8_lossy(&chunk[..read]));
            }
        });
        let stdout = child.stdout.take().expect("piped");
        self.child = Some(child);
        self.url = self.wait_for_address(stdout);
    }

    fn wait_for_address(&self, stdout: impl Read + Send + 'static) -> String {
        let (sender, receiver) = std::sync::mpsc::channel();
        let printed = Arc::clone(&self.printed);
        thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                {
                    let mut printed = printed.lock().expect("no holder panics");
                    printed.push_str(&line);
                    printed.push('\n');
                }
                if let Some(url) = line.strip_prefix("JSON-RPC ") {
                    let _ = sender.send(url.trim().to_owned());
                }
            }
        });
        receiver.recv_timeout(START).unwrap_or_else(|_| panic!("the node does not start: {}", self.errors()))
    }

    /// What it printed so far.
    pub(crate) fn printed(&self) -> String {
        self.printed.lock().expect("no holder panics").clone()
    }

    /// What it logged so far.
    pub(crate) fn errors(&self) -> String {
        self.errors.lock().expect("no holder panics").clone()
    }

    /// Runs a client command against it; its standard output.
    pub(crate) fn run(&self, args: &[&str]) -> String {
        let output = self.try_run(args);
        assert!(
            output.status.success(),
            "aquifer {args:?}: {}\n{}\n{}\nthe node logged:\n{}",
            output.status,
            stdout(&output),
            stderr(&output),
            self.errors()
        );
        stdout(&output)
    }

    /// Runs a client command against it, however it ends.
    pub(crate) fn try_run(&self, args: &[&str]) -> Output {
        aquifer().args(args).args(["--rpc-url", &self.url]).output().expect("the binary runs")
    }

    /// Runs a command on its data directory; the node must be stopped.
    pub(crate) fn run_offline(&self, args: &[&str]) -> String {
        assert!(self.child.is_none(), "it is still running");
        let output = aquifer().args(args).arg("--data-dir").arg(self.data_dir()).output().expect("the binary runs");
        assert!(output.status.success(), "aquifer {args:?}: {}\n{}", output.status, stderr(&output));
        stdout(&output)
    }

    /// Ends it without warning.
    pub(crate) fn kill9(&mut self) {
        let mut child = self.child.take().expect("it runs");
        child.kill().expect("it can be killed");
        child.wait().expect("it ends");
    }

    /// Asks it to end (SIGTERM) and holds that it does so cleanly.
    pub(crate) fn stop(mut self) {
        self.stop_keeping_data();
    }

    /// As [`Node::stop`], for a look at what it left.
    pub(crate) fn stop_keeping_data(&mut self) {
        let child = self.child.take().expect("it runs");
        let status = terminate(child);
        assert!(status.success(), "SIGTERM ended it with {status}: {}", self.errors());
    }

    /// Sends a signal by name, e.g. `INT`, and waits for the end.
    pub(crate) fn signal(mut self, name: &str) -> ExitStatus {
        signal_and_wait(self.child.take().expect("it runs"), name)
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn terminate(child: Child) -> ExitStatus {
    signal_and_wait(child, "TERM")
}

fn signal_and_wait(mut child: Child, name: &str) -> ExitStatus {
    let sent = Command::new("kill").arg(format!("-{name}")).arg(child.id().to_string()).status().expect("kill runs");
    assert!(sent.success(), "the signal is sent");
    let deadline = Instant::now() + STOP;
    loop {
        if let Some(status) = child.try_wait().expect("it can be waited for") {
            return status;
        }
        if Instant::now() > deadline {
            let _ = child.kill();
            let _ = child.wait();
            panic!("it did not end within {STOP:?} of SIG{name}");
        }
        thread::sleep(Duration::from_millis(10));
    }
}
