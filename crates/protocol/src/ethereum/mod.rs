//! The beacon chain: validators in columns, deposits, rewards, exits, the sweep.
