//! Threads with stacks deep enough for native contracts and bytecode calling each other.
//!
//! Each such callback runs the interpreter on the host's own stack, up to [`super::CALLBACK_DEPTH_MAX`] deep. A debug
//! build needs far more of it than a release build; an overflow would end the process.

use std::{
    io,
    sync::{Mutex, mpsc},
    thread,
};

/// Stack of every thread that executes transactions or calls. Pages are taken only when touched.
pub const STACK_BYTES: usize = 64 << 20;

/// Runs `work` on a thread of its own with a big stack and waits for it.
///
/// # Errors
/// When the system gives no thread; then `work` has not run.
///
/// # Panics
/// When `work` panics, with its panic.
pub fn with_big_stack<T: Send>(work: impl FnOnce() -> T + Send) -> io::Result<T> {
    thread::scope(|scope| {
        let spawned = thread::Builder::new().name("execute".to_owned()).stack_size(STACK_BYTES).spawn_scoped(scope, work)?;
        spawned.join().map_or_else(|panic| std::panic::resume_unwind(panic), Ok)
    })
}

type Job = Box<dyn FnOnce() + Send>;

/// A few waiting threads with big stacks, for calls that come from everywhere (`eth_call`).
#[derive(Debug)]
pub struct ExecutorPool {
    jobs: Mutex<mpsc::Sender<Job>>,
}

impl ExecutorPool {
    /// Starts `threads` threads. They end when the pool is dropped.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn new(threads: usize) -> io::Result<Self> {
        let (sender, receiver) = mpsc::channel::<Job>();
        let receiver = std::sync::Arc::new(Mutex::new(receiver));
        for number in 0..threads.max(1) {
            let receiver = receiver.clone();
            thread::Builder::new().name(format!("execute-{number}")).stack_size(STACK_BYTES).spawn(move || {
                while let Some(job) = next(&receiver) {
                    // A panicking call must not take the thread with it; its caller sees a closed channel.
                    drop(std::panic::catch_unwind(std::panic::AssertUnwindSafe(job)));
                }
            })?;
        }
        Ok(Self { jobs: Mutex::new(sender) })
    }

    /// Queues work; it runs when a thread is free.
    pub fn spawn(&self, work: impl FnOnce() + Send + 'static) {
        if let Ok(jobs) = self.jobs.lock() {
            // The receiving threads live as long as `self`.
            let _ = jobs.send(Box::new(work));
        }
    }

    /// Runs work and waits for its result; `None` when it panicked.
    pub fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
        let (sender, receiver) = mpsc::sync_channel(1);
        self.spawn(move || {
            let _ = sender.send(work());
        });
        receiver.recv().ok()
    }
}

fn next(receiver: &Mutex<mpsc::Receiver<Job>>) -> Option<Job> {
    receiver.lock().ok()?.recv().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_in_one_job_leaves_the_pool_working() {
        let pool = ExecutorPool::new(1).expect("threads");
        assert_eq!(pool.run(|| -> u8 { panic!("on purpose") }), None);
        assert_eq!(pool.run(|| 7), Some(7));
    }
}
