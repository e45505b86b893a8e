//! What others publish here under its hash: kept beside the chain, never read by it.
//!
//! A file is written beside, synced, renamed, and the directory synced: a name is a whole file or none. Whoever publishes
//! has checked that the contents hash to the name.

use crate::store::{StoreError, sync_dir};
use alloy_primitives::B256;
use std::{fs, io, path::PathBuf};

/// Published files of one data directory.
#[derive(Debug, Clone)]
pub struct Published {
    dir: PathBuf,
}

impl Published {
    /// Files in a directory, which is made when the first is written.
    #[must_use]
    pub const fn new(dir: PathBuf) -> Self {
        Self { dir }
    }

    /// Keeps contents under their hash.
    ///
    /// # Errors
    /// [`StoreError`]: the disk failed.
    pub fn write(&self, hash: B256, contents: &[u8]) -> Result<(), StoreError> {
        let failed = |what: &str| {
            let what = format!("cannot {what} what is published as {hash}");
            move |source| StoreError::io(what, source)
        };
        fs::create_dir_all(&self.dir).map_err(failed("make a directory for"))?;
        let (temporary, path) = (self.dir.join(format!("{hash}.tmp")), self.path(hash));
        let mut file = fs::File::create(&temporary).map_err(failed("write"))?;
        io::Write::write_all(&mut file, contents).and_then(|()| file.sync_all()).map_err(failed("write"))?;
        fs::rename(&temporary, &path).map_err(failed("rename"))?;
        sync_dir(&self.dir)
    }

    /// What was published under a hash; `None` when nothing was.
    ///
    /// # Errors
    /// [`StoreError`]: the disk failed.
    pub fn read(&self, hash: B256) -> Result<Option<Vec<u8>>, StoreError> {
        match fs::read(self.path(hash)) {
            Ok(contents) => Ok(Some(contents)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(StoreError::io(format!("cannot read what is published as {hash}"), error)),
        }
    }

    fn path(&self, hash: B256) -> PathBuf {
        self.dir.join(format!("{hash}.json"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_published_is_there_for_a_later_process() {
        let dir = tempfile::tempdir().unwrap();
        let hash = B256::repeat_byte(7);
        let place = dir.path().join("published");
        assert_eq!(Published::new(place.clone()).read(hash).unwrap(), None);
        Published::new(place.clone()).write(hash, b"{}").unwrap();
        assert_eq!(Published::new(place.clone()).read(hash).unwrap().as_deref(), Some(b"{}".as_slice()));
        assert_eq!(Published::new(place).read(B256::ZERO).unwrap(), None);
    }
}
