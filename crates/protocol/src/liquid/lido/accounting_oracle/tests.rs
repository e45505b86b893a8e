//! Agreed, processed, discarded: the life of a report.
