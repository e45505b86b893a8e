//! For runs of blocks that change the same few entries: what one block puts in, the next takes out.

use super::{BYTES, LtHash, entry_bytes};
use aquifer_protocol::tables::ChangeSink;
use std::collections::BTreeMap;

/// So many entries are remembered; a run of empty blocks changes a handful a slot, an epoch some dozens.
const CAPACITY: usize = 64;

/// A digest that remembers entries it lately put in, so that taking them out costs no hash.
#[derive(Debug, Default)]
pub(crate) struct Recall {
    digest: LtHash,
    entries: BTreeMap<(&'static str, Vec<u8>), Remembered>,
}

#[derive(Debug)]
struct Remembered {
    value: Vec<u8>,
    bytes: Box<[u8; BYTES]>,
}

impl Recall {
    /// Starts from a digest.
    pub(crate) fn new(digest: LtHash) -> Self {
        Self { digest, entries: BTreeMap::new() }
    }

    /// The digest as it stands.
    pub(crate) const fn digest(&self) -> &LtHash {
        &self.digest
    }
}

impl ChangeSink for Recall {
    fn change(&mut self, table: &'static str, key: &[u8], before: Option<&[u8]>, after: Option<&[u8]>) {
        let id = (table, key.to_vec());
        let remembered = self.entries.remove(&id);
        if let Some(value) = before {
            match remembered {
                Some(entry) if entry.value == value => self.digest.remove_bytes(&entry.bytes),
                _ => self.digest.remove(table, key, value),
            }
        }
        let Some(value) = after else { return };
        let bytes = Box::new(entry_bytes(table, key, value));
        self.digest.add_bytes(&bytes);
        if self.entries.len() < CAPACITY {
            self.entries.insert(id, Remembered { value: value.to_vec(), bytes });
        } else {
            self.entries.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_gives_what_a_plain_digest_gives() {
        let mut plain = LtHash::empty();
        let mut recall = Recall::new(LtHash::empty());
        for round in 0_u32..300 {
            let key = (round % 90).to_le_bytes();
            let before = (round >= 90).then(|| (round - 90).to_le_bytes());
            let after = (round % 7 != 3 || round < 210).then(|| round.to_le_bytes());
            let (before, after) = (before.as_ref().map(|v| &v[..]), after.as_ref().map(|v| &v[..]));
            plain.change("table", &key, before, after);
            recall.change("table", &key, before, after);
        }
        assert_eq!(&plain, recall.digest());
    }
}
