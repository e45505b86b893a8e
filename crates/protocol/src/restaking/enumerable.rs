//! Sets that list their members in an order, as OpenZeppelin's `EnumerableSet` does: one set for every owner.
//!
//! A new member comes last; a member that leaves is replaced by the last one, so removing costs the same whatever the
//! size, and the order seen by clients is the contract's. Members lie in one map by owner and place: a change of one
//! member is a change of a few entries of the state, not of a whole list.
//!
//! Invariant
//! - RST-3  places of an owner's members are 0, 1, ... and every member knows its own

use crate::{
    invariants::BrokenInvariant,
    tables::{ChangeSink, map_changes},
};
use imbl::OrdMap;
use serde::{Deserialize, Serialize};

/// What a key or a member of the sets must be able to do.
pub trait Member: Ord + Copy {}

impl<T: Ord + Copy> Member for T {}

/// A set for every owner `K`, each with members `T` in the order of an `EnumerableSet`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(serialize = "K: Serialize, T: Serialize", deserialize = "K: Deserialize<'de>, T: Deserialize<'de>"))]
pub struct EnumerableSets<K: Member, T: Member> {
    members: OrdMap<(K, u64), T>,
    places: OrdMap<(K, T), u64>,
}

impl<K: Member, T: Member> Default for EnumerableSets<K, T> {
    fn default() -> Self {
        Self { members: OrdMap::new(), places: OrdMap::new() }
    }
}

impl<K: Member, T: Member> EnumerableSets<K, T> {
    /// Adds a member in the last place; `false` when it is one already.
    pub fn insert(&mut self, owner: K, member: T) -> bool {
        if self.contains(owner, member) {
            return false;
        }
        let place = self.len(owner);
        self.members.insert((owner, place), member);
        self.places.insert((owner, member), place);
        true
    }

    /// Takes a member out and puts the last one into its place; `false` when it is none.
    pub fn remove(&mut self, owner: K, member: T) -> bool {
        let last = self.len(owner).saturating_sub(1);
        let Some(place) = self.places.remove(&(owner, member)) else {
            return false;
        };
        if let Some(moved) = self.members.remove(&(owner, last))
            && place != last
        {
            self.members.insert((owner, place), moved);
            self.places.insert((owner, moved), place);
        }
        true
    }

    /// Whether it is a member.
    #[must_use]
    pub fn contains(&self, owner: K, member: T) -> bool {
        self.places.contains_key(&(owner, member))
    }

    /// How many members there are.
    #[must_use]
    pub fn len(&self, owner: K) -> u64 {
        match self.members.get_prev(&(owner, u64::MAX)) {
            // It cannot saturate: places are counted one by one.
            Some(((held_by, place), _)) if *held_by == owner => place.saturating_add(1),
            _ => 0,
        }
    }

    /// Whether there is no member.
    #[must_use]
    pub fn is_empty(&self, owner: K) -> bool {
        self.len(owner) == 0
    }

    /// The member in a place.
    #[must_use]
    pub fn at(&self, owner: K, place: u64) -> Option<T> {
        self.members.get(&(owner, place)).copied()
    }

    /// The members in the order of their places.
    pub fn iter(&self, owner: K) -> impl Iterator<Item = T> + '_ {
        self.members.range((owner, 0)..=(owner, u64::MAX)).map(|(_, member)| *member)
    }

    /// Every owner with every member, owners in order.
    pub fn entries(&self) -> impl Iterator<Item = (K, T)> + '_ {
        self.members.iter().map(|((owner, _), member)| (*owner, *member))
    }

    /// Reports changed entries, one an owner and place. Where a member is follows from them.
    pub fn changes(&self, before: Option<&Self>, table: &'static str, sink: &mut dyn ChangeSink)
    where
        K: Serialize,
        T: Serialize,
    {
        map_changes(table, before.map(|before| &before.members), &self.members, sink);
    }

    /// Checks RST-3.
    ///
    /// # Errors
    /// The broken rule, with what the sets are called.
    pub fn check(&self, name: &str) -> Result<(), BrokenInvariant> {
        let mut previous: Option<(K, u64)> = None;
        for (&(owner, place), &member) in &self.members {
            let expected = previous.filter(|(before, _)| *before == owner).map_or(0, |(_, place)| place.saturating_add(1));
            let knows = self.places.get(&(owner, member)) == Some(&place);
            BrokenInvariant::unless(place == expected && knows, "RST-3", || {
                format!("{name}: place {place} where {expected} was due, or a member that does not know it")
            })?;
            previous = Some((owner, place));
        }
        let (members, places) = (self.members.len(), self.places.len());
        BrokenInvariant::unless(members == places, "RST-3", || format!("{name}: {members} members know {places} places"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(members: &[u8]) -> EnumerableSets<u8, u8> {
        let mut sets = EnumerableSets::default();
        for member in members {
            assert!(sets.insert(1, *member));
        }
        sets
    }

    #[test]
    fn the_last_member_moves_into_the_gap() {
        #[track_caller]
        fn check(gone: u8, left: &[u8]) {
            let mut sets = of(&[10, 20, 30]);
            assert!(sets.remove(1, gone));
            assert_eq!(sets.iter(1).collect::<Vec<_>>(), left);
            assert_eq!((sets.len(1), sets.contains(1, gone)), (2, false));
            assert_eq!(sets.check("test"), Ok(()));
        }
        check(10, &[30, 20]);
        check(20, &[10, 30]);
        check(30, &[10, 20]);
    }

    #[test]
    fn owners_have_sets_of_their_own() {
        let mut sets = of(&[10]);
        assert!(sets.insert(0, 10) && sets.insert(2, 10));
        assert!(!sets.insert(2, 10));
        assert!(sets.remove(1, 10) && !sets.remove(1, 10));
        assert_eq!((sets.len(0), sets.len(1), sets.len(2)), (1, 0, 1));
        assert_eq!((sets.at(2, 0), sets.at(2, 1)), (Some(10), None));
    }

    #[test]
    fn a_member_that_does_not_know_its_place_is_found() {
        let mut sets = of(&[10, 20]);
        assert_eq!(sets.check("test"), Ok(()));
        sets.places.insert((1, 20), 7);
        assert_eq!(sets.check("test").unwrap_err().id, "RST-3");
    }
}
