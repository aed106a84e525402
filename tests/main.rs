//! The one integration binary: the engine on the published vectors, its laws over generated
//! rules, and the real `hoist` program from the outside.

mod conformance;
