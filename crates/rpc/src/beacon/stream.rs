//! Bodies that are written while they are sent: a list of a million validators is never in memory as text.

use axum::body::{Body, Bytes};
use std::io::{self, BufWriter, Write};
use tokio::sync::mpsc::{Sender, channel};

/// Bytes sent at a time.
const CHUNK_BYTES: usize = 64 << 10;
/// Chunks written ahead of a slow reader.
const CHUNKS_AHEAD: usize = 8;

/// A body written by a thread of its own. When the client goes away writing fails, and the thread ends.
pub(crate) fn body(write: impl FnOnce(&mut dyn Write) -> io::Result<()> + Send + 'static) -> Body {
    let (sender, mut receiver) = channel(CHUNKS_AHEAD);
    tokio::task::spawn_blocking(move || {
        let mut writer = BufWriter::with_capacity(CHUNK_BYTES, Chunks(sender.clone()));
        if let Err(error) = write(&mut writer).and_then(|()| writer.flush()) {
            // A body that stops short must not look like a whole one. Nobody hears it when the client is gone.
            let _ = sender.blocking_send(Err(error));
        }
    });
    Body::from_stream(futures_util::stream::poll_fn(move |context| receiver.poll_recv(context)))
}

/// What is written to it is sent.
struct Chunks(Sender<io::Result<Bytes>>);

impl Write for Chunks {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let sent = self.0.blocking_send(Ok(Bytes::copy_from_slice(bytes)));
        sent.map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
