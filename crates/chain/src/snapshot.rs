//! State snapshots: a block and the whole state after it, in one checksummed file.
//!
//! A file is a header and chunks of at most 1 MiB, each with the hash of its contents and place, the last one marked. It is
//! written beside, synced, renamed, and the directory synced, so that a name that ends in `.snapshot` is a whole file or a
//! damaged one, and damage shows. Three are kept.
//!
//! Absent on purpose: trust. A snapshot only saves replay: the chain's hashes decide whether it belongs to it.

use crate::{
    block::{Block, DecodeError},
    store::{SCHEMA, StoreError, sync_dir},
    world::World,
};
use alloy_primitives::{B256, Bytes};
use serde::{Deserialize, Serialize};
use std::{
    fs::{self, File},
    io::{self, BufReader, BufWriter, Read, Write},
    path::{Path, PathBuf},
};

/// How many snapshots are kept.
pub const KEPT: usize = 3;

const MAGIC: &[u8; 8] = b"AQSNAP\r\n";
const CHUNK: usize = 1 << 20;
const HASH: usize = 32;
const LAST: u32 = 1 << 31;

/// Whose state a snapshot holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SnapshotHeader {
    /// Number of the block the state belongs to.
    pub number: u64,
    /// Hash of that block.
    pub block: B256,
    /// Hash of the genesis block.
    pub genesis: B256,
}

/// Why a snapshot is of no use. The one before it, or genesis, serves instead.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// Not one of ours, or of another schema.
    #[error("it is not a snapshot of schema {SCHEMA}")]
    Format,
    /// Bytes are missing or changed.
    #[error("it is damaged in chunk {chunk}")]
    Damaged {
        /// Place of the chunk in the file.
        chunk: u32,
    },
    /// The checksums hold, but it does not decode.
    #[error("it does not decode: {0}")]
    Decode(#[from] postcard::Error),
    /// The state in it is not that of its block.
    #[error("its state is not that of its block")]
    State,
    /// The beacon state in it is not that of its block.
    #[error("its beacon state is not that of its block")]
    BeaconState,
    /// The block in it does not decode.
    #[error("its block does not decode: {0}")]
    Block(#[from] DecodeError),
    /// The system refused to read it.
    #[error("it cannot be read: {0}")]
    Io(#[from] io::Error),
}

/// The snapshots of one data directory.
#[derive(Debug, Clone)]
pub struct Snapshots {
    dir: PathBuf,
    genesis: B256,
}

impl Snapshots {
    /// Snapshots in a directory, which is made when the first is written.
    #[must_use]
    pub const fn new(dir: PathBuf, genesis: B256) -> Self {
        Self { dir, genesis }
    }

    /// Writes the state after a block and drops all but the newest [`KEPT`].
    ///
    /// # Errors
    /// [`StoreError`]: the disk failed.
    pub fn write(&self, block: &Block, world: &World) -> Result<PathBuf, StoreError> {
        let number = block.number();
        let failed = |what: &str| {
            let what = format!("cannot {what} the snapshot of block {number}");
            move |source| StoreError::io(what, source)
        };
        fs::create_dir_all(&self.dir).map_err(failed("make a directory for"))?;
        let (temporary, path) = (self.dir.join(format!("{number}.tmp")), self.path(number));
        let header = SnapshotHeader { number, block: block.hash, genesis: self.genesis };
        write_file(&temporary, &header, block, world).map_err(failed("write"))?;
        fs::rename(&temporary, &path).map_err(failed("rename"))?;
        sync_dir(&self.dir)?;
        self.prune()?;
        Ok(path)
    }

    /// Where the snapshot of a block lies, whether it is there or not.
    #[must_use]
    pub fn path(&self, number: u64) -> PathBuf {
        self.dir.join(format!("{number}.snapshot"))
    }

    /// Numbers of the snapshots there are, newest first.
    #[must_use]
    pub fn list(&self) -> Vec<u64> {
        let Ok(files) = fs::read_dir(&self.dir) else { return Vec::new() };
        let mut numbers: Vec<u64> = files.flatten().filter_map(|file| number_of(&file.path())).collect();
        numbers.sort_unstable_by(|a, b| b.cmp(a));
        numbers
    }

    /// The newest snapshot at or below `tip` that is whole and belongs to the chain, which `hash_of` tells. A damaged or foreign
    /// one is passed over with a warning.
    pub fn newest(&self, tip: u64, hash_of: impl Fn(u64) -> Option<B256>) -> Option<(Block, World)> {
        self.list().into_iter().filter(|number| *number <= tip).find_map(|number| {
            let warn = |why: &dyn std::fmt::Display| {
                let file = self.path(number);
                tracing::warn!("the snapshot {} is passed over, an older one or genesis serves: {why}", file.display());
            };
            match self.load(number) {
                Ok((block, world)) if hash_of(number) == Some(block.hash) => Some((block, world)),
                Ok(_) => {
                    warn(&"it belongs to another chain");
                    None
                }
                Err(error) => {
                    warn(&error);
                    None
                }
            }
        })
    }

    /// Reads one snapshot.
    ///
    /// # Errors
    /// [`SnapshotError`].
    pub fn load(&self, number: u64) -> Result<(Block, World), SnapshotError> {
        let mut file = BufReader::with_capacity(CHUNK, File::open(self.path(number))?);
        let header = read_header(&mut file)?;
        if header.number != number || header.genesis != self.genesis {
            return Err(SnapshotError::Format);
        }
        let payload = read_chunks(&mut file, &seed_of(&header)?)?;
        let (block, mut world): (Bytes, World) = postcard::from_bytes(&payload)?;
        let block = Block::decode(&block)?;
        if block.hash != header.block {
            return Err(SnapshotError::Format);
        }
        if world.commitment() != block.header.state_root {
            return Err(SnapshotError::State);
        }
        match world.hash_beacon_state() {
            Ok(root) if root == block.beacon.state_root => Ok((block, world)),
            _ => Err(SnapshotError::BeaconState),
        }
    }

    /// Drops what a process that died was writing. What cannot be removed does no harm.
    pub fn drop_unfinished(&self) {
        let Ok(files) = fs::read_dir(&self.dir) else { return };
        for path in files.flatten().map(|file| file.path()).filter(|path| path.extension().is_some_and(|it| it == "tmp")) {
            let _ = fs::remove_file(path);
        }
    }

    /// Drops every snapshot above a block.
    ///
    /// # Errors
    /// [`StoreError`]: the disk failed.
    pub fn truncate(&self, number: u64) -> Result<(), StoreError> {
        self.list().into_iter().filter(|found| *found > number).try_for_each(|found| self.remove(found))
    }

    fn prune(&self) -> Result<(), StoreError> {
        self.list().into_iter().skip(KEPT).try_for_each(|number| self.remove(number))
    }

    fn remove(&self, number: u64) -> Result<(), StoreError> {
        let failed = |source| StoreError::io(format!("cannot remove the snapshot of block {number}"), source);
        fs::remove_file(self.path(number)).map_err(failed)
    }
}

fn number_of(path: &Path) -> Option<u64> {
    if path.extension()? != "snapshot" {
        return None;
    }
    path.file_stem()?.to_str()?.parse().ok()
}

/// What every chunk's hash starts from: chunks of two files never pass for each other's.
fn seed_of(header: &SnapshotHeader) -> Result<[u8; HASH], postcard::Error> {
    Ok(*blake3::hash(&postcard::to_stdvec(header)?).as_bytes())
}

fn write_file(path: &Path, header: &SnapshotHeader, block: &Block, world: &World) -> io::Result<()> {
    let mut file = BufWriter::with_capacity(CHUNK, File::create(path)?);
    file.write_all(MAGIC)?;
    file.write_all(&SCHEMA.to_be_bytes())?;
    let encoded = postcard::to_stdvec(header).map_err(io::Error::other)?;
    file.write_all(&u32::try_from(encoded.len()).map_err(io::Error::other)?.to_be_bytes())?;
    file.write_all(&encoded)?;
    let seed = seed_of(header).map_err(io::Error::other)?;
    let chunks = Chunks { file: &mut file, seed, buffer: Vec::with_capacity(CHUNK), index: 0 };
    postcard::to_io(&(Bytes::from(block.encode()), world), chunks).map_err(io::Error::other)?.finish()?;
    file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
}

/// Cuts a stream into hashed chunks.
struct Chunks<'a, W: Write> {
    file: &'a mut W,
    seed: [u8; HASH],
    buffer: Vec<u8>,
    index: u32,
}

impl<W: Write> Chunks<'_, W> {
    fn finish(mut self) -> io::Result<()> {
        self.put(LAST)
    }

    fn put(&mut self, mark: u32) -> io::Result<()> {
        let length = u32::try_from(self.buffer.len()).map_err(io::Error::other)? | mark;
        self.file.write_all(&length.to_be_bytes())?;
        self.file.write_all(&chunk_hash(&self.seed, self.index, length, &self.buffer))?;
        self.file.write_all(&self.buffer)?;
        self.buffer.clear();
        self.index += 1;
        Ok(())
    }
}

impl<W: Write> Write for Chunks<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.buffer.len() == CHUNK {
            self.put(0)?;
        }
        let taken = bytes.len().min(CHUNK - self.buffer.len());
        self.buffer.extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn chunk_hash(seed: &[u8; HASH], index: u32, length: u32, contents: &[u8]) -> [u8; HASH] {
    let mut hasher = blake3::Hasher::new_keyed(seed);
    hasher.update(&index.to_be_bytes()).update(&length.to_be_bytes()).update(contents);
    *hasher.finalize().as_bytes()
}

fn read_header(file: &mut impl Read) -> Result<SnapshotHeader, SnapshotError> {
    let mut start = [0; 16];
    file.read_exact(&mut start).map_err(|_| SnapshotError::Format)?;
    let (magic, rest) = start.split_at(MAGIC.len());
    let (schema, length) = rest.split_at(4);
    let length = u32::from_be_bytes(length.try_into().map_err(|_| SnapshotError::Format)?);
    if magic != MAGIC || schema != SCHEMA.to_be_bytes() || length > 1_024 {
        return Err(SnapshotError::Format);
    }
    let mut encoded = vec![0; length as usize];
    file.read_exact(&mut encoded).map_err(|_| SnapshotError::Format)?;
    postcard::from_bytes(&encoded).map_err(|_| SnapshotError::Format)
}

fn read_chunks(file: &mut impl Read, seed: &[u8; HASH]) -> Result<Vec<u8>, SnapshotError> {
    let mut payload = Vec::new();
    for index in 0.. {
        let damaged = |_| SnapshotError::Damaged { chunk: index };
        let (mut length, mut hash) = ([0; 4], [0; HASH]);
        file.read_exact(&mut length).map_err(damaged)?;
        file.read_exact(&mut hash).map_err(damaged)?;
        let length = u32::from_be_bytes(length);
        let size = (length & !LAST) as usize;
        if size > CHUNK {
            return Err(SnapshotError::Damaged { chunk: index });
        }
        let start = payload.len();
        payload.resize(start + size, 0);
        file.read_exact(&mut payload[start..]).map_err(damaged)?;
        if chunk_hash(seed, index, length, &payload[start..]) != hash {
            return Err(SnapshotError::Damaged { chunk: index });
        }
        if length & LAST != 0 {
            return Ok(payload);
        }
    }
    Err(SnapshotError::Format)
}
