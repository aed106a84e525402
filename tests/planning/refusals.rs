//! Plans that say little, or nothing.
