//! What a slash does, from the operator down: strategies, stakers, pending withdrawals.

use super::snapshot::{Snapshot, Subject};
use super::strategy::values;
use super::{Core, Queued, Strategies, Strategy, magnitude, token};
use crate::output::{grouped, say};
use alloy_primitives::{Address, B256, U256};
use alloy_rpc_types_eth::BlockId;
use serde_json::{Value, json};

/// Stakers that are printed; JSON has them all.
const PRINTED: usize = 20;

/// A slash.
#[derive(Debug)]
pub(crate) struct Effect {
    operator: Address,
    strategies: Vec<Branch>,
}

/// In one strategy.
#[derive(Debug)]
struct Branch {
    strategy: Strategy,
    /// Magnitude of the set.
    allocated: (u64, u64),
    max_magnitude: (u64, u64),
    /// Delegated in all.
    delegated: Change,
    stakers: Vec<Twig>,
}

/// For one staker; the largest loss first.
#[derive(Debug)]
struct Twig {
    staker: Address,
    withdrawable: Change,
    withdrawals: Vec<Leaf>,
}

/// For one pending withdrawal.
#[derive(Debug)]
struct Leaf {
    root: B256,
    completable_block: u64,
    pays: Change,
}

/// Before and after, in shares and in tokens at one rate.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Change {
    shares: (U256, U256),
    value: (U256, U256),
}

impl Effect {
    /// The difference of two readings. Both are valued at the rates of now: what differs is by slashing alone.
    pub(crate) async fn between(
        core: &Core,
        strategies: &Strategies,
        subject: &Subject,
        before: &Snapshot,
        after: &Snapshot,
    ) -> eyre::Result<Self> {
        let mut branches = Vec::new();
        for (index, address) in subject.strategies.iter().enumerate() {
            let mut branch = Branch::between(subject, before, after, index, strategies.at(*address));
            branch.value(core).await?;
            branch.stakers.sort_by_key(|twig| std::cmp::Reverse(twig.lost()));
            branches.push(branch);
        }
        Ok(Self { operator: subject.operator, strategies: branches })
    }

    /// For JSON.
    pub(crate) fn as_json(&self) -> Value {
        json!({ "operator": self.operator, "strategies": self.strategies.iter().map(Branch::as_json).collect::<Vec<_>>() })
    }

    /// As a tree.
    pub(crate) fn print(&self) {
        for line in self.lines() {
            say!("{line}");
        }
    }

    fn lines(&self) -> Vec<String> {
        let mut lines = vec![format!("operator {}", self.operator)];
        lines.extend(nested(self.strategies.iter().map(Branch::lines).collect()));
        lines
    }
}

impl Branch {
    fn between(subject: &Subject, before: &Snapshot, after: &Snapshot, index: usize, strategy: Strategy) -> Self {
        let pair = |of: fn(&Snapshot) -> &Vec<u64>| (at(of(before), index), at(of(after), index));
        let stakers = subject.stakers.iter().zip(before.stakers.iter().zip(&after.stakers));
        let twig = |(staker, (old, new)): (&Address, (&Vec<U256>, &Vec<U256>))| Twig {
            staker: *staker,
            withdrawable: Change::of_shares(at(old, index), at(new, index)),
            withdrawals: Leaf::all(*staker, &strategy, before, after),
        };
        let stakers = stakers.map(twig).filter(|twig| !twig.is_empty()).collect();
        Self {
            allocated: pair(|snapshot| &snapshot.allocated),
            max_magnitude: pair(|snapshot| &snapshot.max_magnitudes),
            delegated: Change::of_shares(at(&before.shares, index), at(&after.shares, index)),
            stakers,
            strategy,
        }
    }

    /// Fills in what the shares are worth.
    async fn value(&mut self, core: &Core) -> eyre::Result<()> {
        let address = self.strategy.address;
        let twigs = self.stakers.iter_mut().flat_map(|twig| {
            std::iter::once(&mut twig.withdrawable).chain(twig.withdrawals.iter_mut().map(|leaf| &mut leaf.pays))
        });
        let changes: Vec<&mut Change> = std::iter::once(&mut self.delegated).chain(twigs).collect();
        let shares: Vec<_> = changes.iter().flat_map(|change| [(address, change.shares.0), (address, change.shares.1)]).collect();
        let values = values(&core.client, BlockId::latest(), &shares).await?;
        for (change, pair) in changes.into_iter().zip(values.chunks_exact(2)) {
            change.value = (pair[0], pair[1]);
        }
        Ok(())
    }

    fn as_json(&self) -> Value {
        let stakers = self.stakers.iter().map(|twig| {
            let withdrawals = twig.withdrawals.iter().map(|leaf| {
                let mut shown = leaf.pays.as_json();
                shown["root"] = json!(leaf.root);
                shown["completableBlock"] = json!(leaf.completable_block);
                shown
            });
            let mut shown = twig.withdrawable.as_json();
            shown["staker"] = json!(twig.staker);
            shown["withdrawals"] = withdrawals.collect();
            shown
        });
        json!({
            "strategy": self.strategy.address,
            "symbol": self.strategy.unit(),
            "allocatedBefore": self.allocated.0.to_string(),
            "allocated": self.allocated.1.to_string(),
            "maxMagnitudeBefore": self.max_magnitude.0.to_string(),
            "maxMagnitude": self.max_magnitude.1.to_string(),
            "delegated": self.delegated.as_json(),
            "stakers": stakers.collect::<Vec<_>>(),
        })
    }

    fn lines(&self) -> Vec<String> {
        let unit = self.strategy.unit();
        let (from, to) = self.allocated;
        let allocated = format!("{} → {} of the original whole are allocated to the set", magnitude(from), magnitude(to));
        let mut lines = vec![format!("{unit}: delegated {}; {allocated}", self.delegated.words(unit))];
        let mut twigs: Vec<_> = self.stakers.iter().take(PRINTED).map(|twig| twig.lines(unit)).collect();
        if let Some(rest) = self.stakers.get(PRINTED..).filter(|rest| !rest.is_empty()) {
            let lost = rest.iter().fold(U256::ZERO, |sum, twig| sum.saturating_add(twig.lost()));
            twigs.push(vec![format!("{} stakers more: −{} {unit}", grouped(rest.len()), token(lost))]);
        }
        if twigs.is_empty() {
            twigs.push(vec!["nobody has anything here".to_owned()]);
        }
        lines.extend(nested(twigs));
        lines
    }
}

impl Twig {
    /// Whether the staker has nothing in the strategy.
    fn is_empty(&self) -> bool {
        self.withdrawable.shares.0.is_zero() && self.withdrawals.is_empty()
    }

    /// What it loses in all, in tokens.
    fn lost(&self) -> U256 {
        let leaves = self.withdrawals.iter().map(|leaf| leaf.pays.lost());
        leaves.fold(self.withdrawable.lost(), U256::saturating_add)
    }

    fn lines(&self, unit: &str) -> Vec<String> {
        let mut lines = vec![format!("staker {}: {}", self.staker, self.withdrawable.words(unit))];
        let leaf = |leaf: &Leaf| {
            let block = grouped(leaf.completable_block);
            vec![format!("withdrawal {} (block {block}): {}", leaf.root, leaf.pays.words(unit))]
        };
        lines.extend(nested(self.withdrawals.iter().map(leaf).collect()));
        lines
    }
}

impl Leaf {
    /// The withdrawals of a staker that pay something of a strategy.
    fn all(staker: Address, strategy: &Strategy, before: &Snapshot, after: &Snapshot) -> Vec<Self> {
        let shares = |queued: &Queued| {
            let parts = queued.parts.iter().filter(|part| part.strategy.address == strategy.address);
            parts.fold(U256::ZERO, |sum, part| sum.saturating_add(part.shares))
        };
        let leaf = |old: &Queued| {
            let new = after.queued.iter().find(|new| new.root == old.root)?;
            let pays = Change::of_shares(shares(old), shares(new));
            (!pays.shares.0.is_zero()).then_some(Self { root: old.root, completable_block: old.completable_block, pays })
        };
        before.queued.iter().filter(|queued| queued.withdrawal.staker == staker).filter_map(leaf).collect()
    }
}

impl Change {
    fn of_shares(before: U256, after: U256) -> Self {
        Self { shares: (before, after), ..Self::default() }
    }

    fn lost(&self) -> U256 {
        self.value.0.saturating_sub(self.value.1)
    }

    fn words(&self, unit: &str) -> String {
        let (before, after) = self.value;
        format!("{} → {} {unit} (−{})", token(before), token(after), token(self.lost()))
    }

    fn as_json(&self) -> Value {
        json!({
            "sharesBefore": self.shares.0.to_string(),
            "shares": self.shares.1.to_string(),
            "valueBefore": self.value.0.to_string(),
            "value": self.value.1.to_string(),
            "lost": self.lost().to_string(),
        })
    }
}

fn at<T: Copy + Default>(values: &[T], index: usize) -> T {
    values.get(index).copied().unwrap_or_default()
}

/// Lines of several children below their parent.
fn nested(children: Vec<Vec<String>>) -> Vec<String> {
    let last = children.len().saturating_sub(1);
    let mut lines = Vec::new();
    for (index, child) in children.into_iter().enumerate() {
        let (head, rest) = if index == last { ("└─ ", "   ") } else { ("├─ ", "│  ") };
        for (number, line) in child.into_iter().enumerate() {
            lines.push(format!("{}{line}", if number == 0 { head } else { rest }));
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(before: u64, after: u64) -> Change {
        let ether = |whole: u64| U256::from(whole) * U256::from(super::super::WHOLE);
        Change { shares: (ether(before), ether(after)), value: (ether(before), ether(after)) }
    }

    fn twig(number: u8, before: u64, after: u64, withdrawals: Vec<Leaf>) -> Twig {
        Twig { staker: Address::repeat_byte(number), withdrawable: change(before, after), withdrawals }
    }

    #[test]
    fn the_tree_goes_from_the_operator_to_pending_withdrawals() {
        let leaf = Leaf { root: B256::repeat_byte(9), completable_block: 1_234, pays: change(4, 3) };
        let strategy = Strategy { address: Address::ZERO, token: None, symbol: "stETH".to_owned(), is_whitelisted: true };
        let branch = Branch {
            strategy,
            allocated: (super::super::WHOLE / 2, super::super::WHOLE / 4),
            max_magnitude: (super::super::WHOLE, super::super::WHOLE / 4 * 3),
            delegated: change(100, 75),
            stakers: vec![twig(1, 60, 45, vec![leaf]), twig(2, 40, 30, vec![])],
        };
        let effect = Effect { operator: Address::repeat_byte(7), strategies: vec![branch] };
        let (operator, first, second) = (Address::repeat_byte(7), Address::repeat_byte(1), Address::repeat_byte(2));
        let root = B256::repeat_byte(9);
        let expected = format!(
            "operator {operator}\n\
             └─ stETH: delegated 100 → 75 stETH (−25); 50 % → 25 % of the original whole are allocated to the set\n\
             \x20  ├─ staker {first}: 60 → 45 stETH (−15)\n\
             \x20  │  └─ withdrawal {root} (block 1,234): 4 → 3 stETH (−1)\n\
             \x20  └─ staker {second}: 40 → 30 stETH (−10)"
        );
        assert_eq!(effect.lines().join("\n"), expected);
    }

    #[test]
    fn many_stakers_are_summed_up() {
        let strategy = Strategy { address: Address::ZERO, token: None, symbol: "X".to_owned(), is_whitelisted: true };
        let stakers = (0..23).map(|number| twig(number, 2, 1, vec![])).collect();
        let branch = Branch { strategy, allocated: (0, 0), max_magnitude: (0, 0), delegated: change(46, 23), stakers };
        let lines = branch.lines();
        assert_eq!(lines.len(), 1 + 20 + 1);
        assert_eq!(lines.last().map(String::as_str), Some("└─ 3 stakers more: −3 X"));
    }
}
