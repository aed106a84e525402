//! Events that are sent together.

/// The body of `POST /api/events` for the texts of some events.
pub(super) fn body(texts: &[Box<str>]) -> String {
    let bytes: usize = texts.iter().map(|text| text.len() + 1).sum();
    let mut body = String::with_capacity(bytes + 16);
    body.push_str("{\"events\":[");
    for (index, text) in texts.iter().enumerate() {
        if index > 0 {
            body.push(',');
        }
        body.push_str(text);
    }
    body.push_str("]}");
    body
}

/// Some events, and where they are kept until the server has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Batch {
    /// In memory.
    Memory(Vec<Box<str>>),
    /// In a file of the spill.
    Disk {
        /// The file's number.
        number: u64,
        /// How many events.
        events: u64,
        /// The request's body.
        body: String,
    },
}

impl Batch {
    /// How many events.
    pub(super) fn events(&self) -> u64 {
        match self {
            Self::Memory(texts) => u64::try_from(texts.len()).unwrap_or(u64::MAX),
            Self::Disk { events, .. } => *events,
        }
    }

    /// The request's body, each time the same.
    pub(super) fn body(&self) -> String {
        match self {
            Self::Memory(texts) => body(texts),
            Self::Disk { body, .. } => body.clone(),
        }
    }
}
