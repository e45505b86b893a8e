//! Request lines longer than the HTTP library reads.
//!
//! Tools of the Beacon API put a thousand keys of 98 characters into one URL; the library under the server stops at 64 KiB.
//! Before it sees a connection's bytes, the query of such a line is moved into a header field of this server's own.
//! Only lines that would be refused are touched. A request is taken to begin where a connection begins, and wherever the
//! server has written since the last one: clients that send the next request before they have their answer are left alone.

use axum::{
    http::{HeaderMap, HeaderName, Uri},
    serve::Listener,
};
use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
};

/// Where a long query travels.
const MOVED_QUERY: HeaderName = HeaderName::from_static("aquifer-moved-query");
/// Request lines up to this many bytes are left as they are.
const LINE_BYTES: usize = 60_000;
/// Longer request lines are not helped.
const LINE_BYTES_MAX: usize = 384 << 10;
/// Bytes read at a time while a line is looked at.
const READ_BYTES: usize = 16 << 10;

/// The query of a request, wherever it travelled.
pub(crate) fn query_of<'a>(uri: &'a Uri, headers: &'a HeaderMap) -> &'a str {
    let moved = headers.get(MOVED_QUERY).and_then(|value| value.to_str().ok());
    moved.or_else(|| uri.query()).unwrap_or_default()
}

/// A listener whose connections may carry long request lines.
pub(crate) struct LongTargets(pub(crate) TcpListener);

impl Listener for LongTargets {
    type Io = LongTargetStream<TcpStream>;
    type Addr = std::net::SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        let (stream, address) = Listener::accept(&mut self.0).await;
        (LongTargetStream::over(stream), address)
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.0.local_addr()
    }
}

/// A connection that shows the server request lines it can read.
#[derive(Debug)]
pub(crate) struct LongTargetStream<S> {
    stream: S,
    /// Whether the next bytes may begin a request.
    at_start: bool,
    /// Bytes read and not yet shown.
    held: Vec<u8>,
    /// How many of them were shown.
    shown: usize,
}

impl<S> LongTargetStream<S> {
    const fn over(stream: S) -> Self {
        Self { stream, at_start: true, held: Vec::new(), shown: 0 }
    }

    fn show(&mut self, buffer: &mut ReadBuf<'_>) {
        let rest = self.held.get(self.shown..).unwrap_or_default();
        let count = rest.len().min(buffer.remaining());
        buffer.put_slice(&rest[..count]);
        self.shown += count;
        if self.shown == self.held.len() {
            self.held.clear();
            self.shown = 0;
        }
    }
}

impl<S: AsyncRead + Unpin> LongTargetStream<S> {
    /// Reads until the request line is whole, or is none that could be helped.
    fn poll_line(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while self.at_start {
            let mut chunk = [0; READ_BYTES];
            let mut buffer = ReadBuf::new(&mut chunk);
            ready!(Pin::new(&mut self.stream).poll_read(context, &mut buffer))?;
            let read = buffer.filled();
            let from = self.held.len();
            self.held.extend_from_slice(read);
            let end = self.held[from..].iter().position(|byte| *byte == b'\n').map(|end| from + end);
            match end {
                Some(end) if end > LINE_BYTES => self.held = with_moved_query(&self.held, end),
                None if !read.is_empty() && is_get(&self.held) && self.held.len() < LINE_BYTES_MAX => continue,
                Some(_) | None => {}
            }
            self.at_start = false;
        }
        Poll::Ready(Ok(()))
    }
}

/// Whether these bytes begin a GET, as far as they go.
fn is_get(bytes: &[u8]) -> bool {
    b"GET ".iter().zip(bytes).all(|(expected, byte)| expected == byte)
}

/// The same bytes, the query of the line that ends at `end` in a header field after it; unchanged when it has none.
fn with_moved_query(bytes: &[u8], end: usize) -> Vec<u8> {
    let (line, rest) = bytes.split_at(end + 1);
    let query = line.iter().position(|byte| *byte == b'?');
    let version = line.iter().rposition(|byte| *byte == b' ');
    match (query, version) {
        (Some(query), Some(version)) if is_get(line) && query < version => {
            let field = [MOVED_QUERY.as_str().as_bytes(), b": ", &line[query + 1..version], b"\r\n"].concat();
            [&line[..query], &line[version..], &field, rest].concat()
        }
        _ => bytes.to_vec(),
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for LongTargetStream<S> {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if self.at_start {
            ready!(self.poll_line(context))?;
        }
        if self.held.is_empty() && buffer.remaining() > 0 {
            return Pin::new(&mut self.stream).poll_read(context, buffer);
        }
        self.show(buffer);
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for LongTargetStream<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.at_start = self.held.is_empty();
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.at_start = self.held.is_empty();
        Pin::new(&mut self.stream).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_query_of_a_long_line_moves() {
        let request = b"GET /a?id=1,2 HTTP/1.1\r\nHost: x\r\n\r\n";
        let end = request.iter().position(|byte| *byte == b'\n').expect("a line");
        let moved = with_moved_query(request, end);
        assert_eq!(moved, b"GET /a HTTP/1.1\r\naquifer-moved-query: id=1,2\r\nHost: x\r\n\r\n");
        let without = b"GET /a HTTP/1.1\r\n\r\n";
        assert_eq!(with_moved_query(without, 16), without);
        let post = b"POST /a?b HTTP/1.1\r\n\r\n";
        assert_eq!(with_moved_query(post, 19), post);
    }
}
