//! Modules as the router sees them: states, shares, fees.
