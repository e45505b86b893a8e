//! Bodies that are written while they are sent: a list of a million validators is never in memory as text.

use axum::body::{Body, Bytes};
use std::{
    io::{self, BufWriter, Write},
    sync::Arc,
    time::Duration,
};
use tokio::{
    runtime::Handle,
    sync::{
        Semaphore,
        mpsc::{Sender, channel},
    },
};

/// Bytes sent at a time.
const CHUNK_BYTES: usize = 64 << 10;
/// Chunks written ahead of a slow reader.
const CHUNKS_AHEAD: usize = 8;
/// How long a reader may take none of them.
const IDLE_MAX: Duration = Duration::from_secs(30);

/// A body written by a thread of its own, as soon as there is a turn for it. The thread ends when the client goes away or
/// stops reading.
pub(crate) fn body(turns: Arc<Semaphore>, write: impl FnOnce(&mut dyn Write) -> io::Result<()> + Send + 'static) -> Body {
    let (sender, mut receiver) = channel(CHUNKS_AHEAD);
    tokio::spawn(async move {
        // Turns end only with the server.
        let Ok(turn) = turns.acquire_owned().await else { return };
        tokio::task::spawn_blocking(move || {
            let _turn = turn;
            let chunks = Chunks { sender, runtime: Handle::current(), idle_max: IDLE_MAX };
            let mut writer = BufWriter::with_capacity(CHUNK_BYTES, chunks.clone());
            if let Err(error) = write(&mut writer).and_then(|()| writer.flush()) {
                // What is buffered belongs to a body that has failed.
                let _ = writer.into_parts();
                // A body that stops short must not look like a whole one. Nobody hears it when the client is gone.
                let _ = chunks.send(Err(error));
            }
        });
    });
    Body::from_stream(futures_util::stream::poll_fn(move |context| receiver.poll_recv(context)))
}

/// What is written to it is sent.
#[derive(Clone)]
struct Chunks {
    sender: Sender<io::Result<Bytes>>,
    runtime: Handle,
    idle_max: Duration,
}

impl Chunks {
    fn send(&self, chunk: io::Result<Bytes>) -> io::Result<()> {
        let sent = self.runtime.block_on(async { tokio::time::timeout(self.idle_max, self.sender.send(chunk)).await });
        match sent {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(io::ErrorKind::BrokenPipe.into()),
            Err(_) => Err(io::ErrorKind::TimedOut.into()),
        }
    }
}

impl Write for Chunks {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.send(Ok(Bytes::copy_from_slice(bytes)))?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_that_takes_nothing_ends_the_writer() {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let (sender, _receiver) = channel(1);
        let mut chunks = Chunks { sender, runtime: runtime.handle().clone(), idle_max: Duration::from_millis(20) };
        assert_eq!(chunks.write(b"ahead").ok(), Some(5));
        assert_eq!(chunks.write(b"too far").map_err(|error| error.kind()), Err(io::ErrorKind::TimedOut));
    }

    #[test]
    fn a_reader_that_is_gone_ends_the_writer() {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let (sender, receiver) = channel(1);
        drop(receiver);
        let mut chunks = Chunks { sender, runtime: runtime.handle().clone(), idle_max: IDLE_MAX };
        assert_eq!(chunks.write(b"nobody").map_err(|error| error.kind()), Err(io::ErrorKind::BrokenPipe));
    }
}
