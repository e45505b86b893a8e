//! A data directory and the lock that keeps a second process out.

use super::StoreError;
use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{Read as _, Seek as _, Write as _},
    path::{Path, PathBuf},
};

/// A locked data directory. The lock ends with the value, or with the process.
#[derive(Debug)]
pub struct DataDir {
    path: PathBuf,
    _lock: File,
}

impl DataDir {
    /// Makes the directory if it is not there, and locks it.
    ///
    /// # Errors
    /// [`StoreError::Locked`] while another process holds it; [`StoreError::Io`].
    pub fn lock(path: &Path) -> Result<Self, StoreError> {
        let failed = |source| StoreError::io(format!("cannot use the data directory {}", path.display()), source);
        fs::create_dir_all(path).map_err(failed)?;
        let name = path.join("lock");
        let mut file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(name).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(StoreError::Locked { path: path.to_owned(), pid: read_pid(&mut file) }),
            Err(TryLockError::Error(source)) => return Err(failed(source)),
        }
        write_pid(&mut file).map_err(failed)?;
        Ok(Self { path: path.to_owned(), _lock: file })
    }

    /// Drops what is in the directory. The lock stays.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn clear(&self) -> Result<(), StoreError> {
        let failed = |path: &Path| {
            let what = format!("cannot remove {}", path.display());
            move |source| StoreError::io(what, source)
        };
        for folder in [self.snapshots(), self.published()] {
            if folder.exists() {
                fs::remove_dir_all(&folder).map_err(failed(&folder))?;
            }
        }
        // The blocks last: without them, what is derived from them would pass for damage.
        for file in [self.index(), self.blocks()] {
            if file.exists() {
                fs::remove_file(&file).map_err(failed(&file))?;
            }
        }
        sync_dir(&self.path)
    }

    /// The directory.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The block database.
    #[must_use]
    pub fn blocks(&self) -> PathBuf {
        self.path.join("blocks.redb")
    }

    /// The derived indexes.
    #[must_use]
    pub fn index(&self) -> PathBuf {
        self.path.join("index.redb")
    }

    /// Where state snapshots lie.
    #[must_use]
    pub fn snapshots(&self) -> PathBuf {
        self.path.join("snapshots")
    }

    /// Where published files lie.
    #[must_use]
    pub fn published(&self) -> PathBuf {
        self.path.join("published")
    }
}

/// Makes creations and renames in a directory durable.
pub(crate) fn sync_dir(path: &Path) -> Result<(), StoreError> {
    let failed = |source| StoreError::io(format!("cannot sync {}", path.display()), source);
    File::open(path).and_then(|dir| dir.sync_all()).map_err(failed)
}

fn read_pid(file: &mut File) -> Option<u32> {
    let mut text = String::new();
    file.read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}

fn write_pid(file: &mut File) -> std::io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    writeln!(file, "{}", std::process::id())
}
