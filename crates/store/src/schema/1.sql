-- The first schema. There is no table of what is true now: that is a reading of the entries.
-- Times are RFC 3339 texts with as many digits as they have, so that hashes can be checked.

-- The head of each log stands beside it, so that entries missing at its end are noticed.
CREATE TABLE logs (
    number  INTEGER PRIMARY KEY,
    id      TEXT NOT NULL UNIQUE,
    name    TEXT NOT NULL UNIQUE,
    created TEXT NOT NULL,
    seq     INTEGER NOT NULL,
    time    TEXT NOT NULL,
    hash    BLOB NOT NULL
) STRICT;

-- An entry is found by its seq and read along its log, so the log is how the table is sorted.
CREATE TABLE entries (
    log             INTEGER NOT NULL REFERENCES logs (number),
    seq             INTEGER NOT NULL CHECK (seq > 0),
    time            TEXT NOT NULL,
    kind            TEXT NOT NULL,
    collection      TEXT NOT NULL,
    key             TEXT NOT NULL,
    aspect          TEXT NOT NULL,
    digest          BLOB,
    restored        INTEGER,
    actor           TEXT NOT NULL,
    reason          TEXT,
    request_id      TEXT,
    touches_ruleset INTEGER NOT NULL,
    previous        BLOB NOT NULL,
    hash            BLOB NOT NULL,
    PRIMARY KEY (log, seq)
) STRICT, WITHOUT ROWID;

-- Answers what the last entry of a fact is at any seq without a look at the table.
CREATE INDEX facts ON entries (log, collection, key, aspect, seq);

-- Answers since when a document exists without a look at all its changes.
CREATE INDEX creations ON entries (log, collection, key, seq) WHERE kind = 'created';

CREATE TABLE bodies (
    digest BLOB NOT NULL PRIMARY KEY,
    body   TEXT NOT NULL
) STRICT;

CREATE TABLE list_nodes (
    digest BLOB NOT NULL PRIMARY KEY,
    body   TEXT NOT NULL
) STRICT;

CREATE TABLE token_uses (
    id        TEXT NOT NULL PRIMARY KEY,
    last_used TEXT NOT NULL
) STRICT, WITHOUT ROWID;
