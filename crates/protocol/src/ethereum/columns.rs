//! One field of all validators, in chunks of 512 behind reference counts.
//!
//! A clone is one reference count; a write copies only the chunk it falls in, and only when that is shared. What every
//! epoch rewrites for all lies here, because a pass over a column is some fifty times faster than over a map of records.

use super::error::BeaconError;
use crate::units::{Gwei, ValidatorIndex};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Entries of a chunk; only the last chunk of a column may hold fewer.
pub const CHUNK: usize = 512;

/// Values of one field, by validator index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(serialize = "T: Serialize", deserialize = "T: Deserialize<'de>"))]
pub struct Column<T> {
    chunks: Arc<Vec<Arc<[T]>>>,
    len: usize,
}

impl<T> Default for Column<T> {
    fn default() -> Self {
        Self { chunks: Arc::default(), len: 0 }
    }
}

impl<T: Copy + PartialEq> Column<T> {
    /// `len` times the same value; its full chunks are one.
    pub(crate) fn filled(value: T, len: usize) -> Self {
        let full: Arc<[T]> = std::iter::repeat_n(value, CHUNK.min(len)).collect();
        let mut chunks = Vec::new();
        let mut left = len;
        while left >= CHUNK {
            chunks.push(Arc::clone(&full));
            left = left.saturating_sub(CHUNK);
        }
        if left > 0 {
            chunks.push(full.iter().copied().take(left).collect());
        }
        Self { chunks: Arc::new(chunks), len }
    }

    /// How many entries there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether there is no entry.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Whether both are the same memory, hence equal.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.len == other.len && Arc::ptr_eq(&self.chunks, &other.chunks)
    }

    pub(crate) fn get(&self, index: ValidatorIndex) -> Option<T> {
        let (chunk, offset) = position(index)?;
        self.chunks.get(chunk)?.get(offset).copied()
    }

    /// # Errors
    /// [`BeaconError::UnknownValidator`].
    pub(crate) fn at(&self, index: ValidatorIndex) -> Result<T, BeaconError> {
        self.get(index).ok_or(BeaconError::UnknownValidator { index })
    }

    /// Replaces one value; nothing when it is the same, so that chunks stay shared.
    ///
    /// # Errors
    /// [`BeaconError::UnknownValidator`].
    pub(crate) fn set(&mut self, index: ValidatorIndex, value: T) -> Result<(), BeaconError> {
        if self.at(index)? == value {
            return Ok(());
        }
        let unknown = BeaconError::UnknownValidator { index };
        let (chunk, offset) = position(index).ok_or(unknown.clone())?;
        let entry = self.chunk_mut(chunk).get_mut(offset).ok_or(unknown)?;
        *entry = value;
        Ok(())
    }

    pub(crate) fn push(&mut self, value: T) {
        let chunks = Arc::make_mut(&mut self.chunks);
        match chunks.last_mut() {
            Some(last) if last.len() < CHUNK => *last = last.iter().copied().chain([value]).collect(),
            _ => chunks.push(Arc::new([value])),
        }
        self.len = self.len.saturating_add(1);
    }

    /// The chunks in order.
    pub(crate) fn chunks(&self) -> impl ExactSizeIterator<Item = &[T]> {
        self.chunks.iter().map(AsRef::as_ref)
    }

    /// The chunks as they are shared: [`CHUNK`] entries each, in the last one what is left.
    #[must_use]
    pub fn shared_chunks(&self) -> &[Arc<[T]>] {
        &self.chunks
    }

    /// A chunk to read; empty beyond the end.
    pub(crate) fn chunk(&self, number: usize) -> &[T] {
        self.chunks.get(number).map_or(&[], AsRef::as_ref)
    }

    /// A chunk to write, copied first when it is shared; empty beyond the end.
    pub(crate) fn chunk_mut(&mut self, number: usize) -> &mut [T] {
        match Arc::make_mut(&mut self.chunks).get_mut(number) {
            Some(chunk) => Arc::make_mut(chunk),
            None => &mut [],
        }
    }

    /// All entries in order.
    pub fn iter(&self) -> impl Iterator<Item = T> {
        self.chunks().flatten().copied()
    }
}

impl<T: Copy + PartialEq> FromIterator<T> for Column<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        let values: Vec<T> = values.into_iter().collect();
        Self { chunks: Arc::new(values.chunks(CHUNK).map(Arc::from).collect()), len: values.len() }
    }
}

impl Column<Gwei> {
    /// The first position from `first` to before `end` whose value is above its floor.
    pub(crate) fn position_above(&self, floors: &[Gwei], first: usize, end: usize) -> Option<usize> {
        let mut position = first;
        while position < end {
            let (number, offset) = (position.checked_div(CHUNK)?, position.checked_rem(CHUNK)?);
            let values = self.chunk(number).get(offset..)?;
            let floors = floors.get(position..end)?;
            if let Some(found) = values.iter().zip(floors).position(|(value, floor)| value > floor) {
                return position.checked_add(found);
            }
            position = number.checked_add(1)?.checked_mul(CHUNK)?;
        }
        None
    }
}

/// The chunk an index lies in.
pub(crate) fn chunk_of(index: ValidatorIndex) -> Option<usize> {
    position(index).map(|(chunk, _)| chunk)
}

/// Chunk and offset of an index.
pub(crate) fn position(index: ValidatorIndex) -> Option<(usize, usize)> {
    let index = usize::try_from(index.get()).ok()?;
    Some((index.checked_div(CHUNK)?, index.checked_rem(CHUNK)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_write_copies_only_its_own_chunk() {
        let column: Column<u64> = (0..1300).collect();
        let mut changed = column.clone();
        changed.set(ValidatorIndex::new(600), 1).unwrap();
        changed.set(ValidatorIndex::new(0), 0).unwrap();

        let shared: Vec<bool> =
            column.shared_chunks().iter().zip(changed.shared_chunks()).map(|(a, b)| Arc::ptr_eq(a, b)).collect();
        assert_eq!(shared, [true, false, true]);
        assert_eq!((column.at(ValidatorIndex::new(600)), changed.at(ValidatorIndex::new(600))), (Ok(600), Ok(1)));
        assert!(changed.set(ValidatorIndex::new(1300), 0).is_err());
    }

    #[test]
    fn pushing_one_by_one_gives_the_same_column_as_collecting() {
        let mut column = Column::default();
        (0..1025u64).for_each(|value| column.push(value));
        assert_eq!(column, (0..1025).collect());
        assert_eq!(column.len(), 1025);
        assert_eq!(Column::filled(7u8, 1025), std::iter::repeat_n(7, 1025).collect());
    }
}
