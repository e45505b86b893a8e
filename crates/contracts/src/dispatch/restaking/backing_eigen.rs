//! `BackingEigen`.

use crate::frame::{Frame, Served, Stop};

pub(super) const fn serve(_frame: &mut Frame<'_>) -> Served {
    Err(Stop::empty())
}
