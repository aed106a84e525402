-- Runs of releases: what is known of each after the last look at it, and what was found on the way.
-- The bodies are JSON, which is not looked into here.

CREATE TABLE releases (
    -- In the order in which they began.
    number   INTEGER PRIMARY KEY AUTOINCREMENT,
    log      INTEGER NOT NULL REFERENCES logs (number),
    key      TEXT NOT NULL,
    -- Which run of the release, from 1.
    run      INTEGER NOT NULL,
    flag     TEXT NOT NULL,
    is_over  INTEGER NOT NULL,
    body     TEXT NOT NULL,
    UNIQUE (log, key, run)
) STRICT;

-- Two releases of one flag would move it to and fro.
CREATE UNIQUE INDEX open_releases ON releases (log, flag) WHERE NOT is_over;

-- What was decided, in order.
CREATE TABLE release_decisions (
    number  INTEGER PRIMARY KEY AUTOINCREMENT,
    release INTEGER NOT NULL REFERENCES releases (number),
    body    TEXT NOT NULL
) STRICT;
CREATE INDEX decisions_of_releases ON release_decisions (release, number);

-- What each run of a check found.
CREATE TABLE release_findings (
    number  INTEGER PRIMARY KEY AUTOINCREMENT,
    release INTEGER NOT NULL REFERENCES releases (number),
    name    TEXT NOT NULL,
    body    TEXT NOT NULL
) STRICT;
CREATE INDEX findings_of_releases ON release_findings (release, number);

-- Who alone may write something, and up to when: the same as beside events, for what goes with
-- entries of a log into one transaction.
CREATE TABLE leases (
    name     TEXT PRIMARY KEY,
    holder   TEXT NOT NULL,
    epoch    INTEGER NOT NULL,
    until_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
