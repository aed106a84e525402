//! From a file in a pull request to what users get.
