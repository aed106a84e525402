-- The first schema of events and telemetry. What does not change often is a small integer here:
-- names are interned, times are numbers.

-- Ids of logs, keys, variants, names of events, results and reasons.
CREATE TABLE names (
    number INTEGER PRIMARY KEY,
    name   TEXT NOT NULL UNIQUE
) STRICT;

-- Users of each log, numbered in the order in which they were first heard of: whatever is sorted
-- by that number grows at its end while new users come. No number is given twice: what was summed
-- up of somebody who is gone may be there still.
CREATE TABLE users (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    log    INTEGER NOT NULL REFERENCES names (number),
    name   TEXT NOT NULL,
    UNIQUE (log, name)
) STRICT;

-- One tree that finds duplicates and is read by user and time. An event that is sent again is the
-- same event, so it has the same place here.
CREATE TABLE events (
    user       INTEGER NOT NULL,
    at_ms      INTEGER NOT NULL,
    id         BLOB NOT NULL,
    -- Of an exposure: the flag or experiment, and the variant. Of an observation: the experiment
    -- that alone is meant, if any, and the name of the event.
    key        INTEGER,
    name       INTEGER NOT NULL,
    -- Of observations alone.
    value      REAL,
    -- JSON; of exposures alone.
    attributes TEXT,
    PRIMARY KEY (user, at_ms, id)
) STRICT, WITHOUT ROWID;

-- Users with events that were not yet summed up. Whoever has summed up takes the mark away if
-- nothing has come since, which `marks` tells.
CREATE TABLE pending (
    user  INTEGER PRIMARY KEY,
    marks INTEGER NOT NULL
) STRICT;

-- The last report of telemetry of each instance.
CREATE TABLE reports (
    log      INTEGER NOT NULL,
    instance TEXT NOT NULL,
    batch    INTEGER NOT NULL,
    at_s     INTEGER NOT NULL,
    PRIMARY KEY (log, instance)
) STRICT, WITHOUT ROWID;

-- Evaluations in each minute, hour and day (`step` is its seconds). By time first, so that what is
-- new is written to one place and what is old goes from one place.
CREATE TABLE counts (
    step   INTEGER NOT NULL,
    at_s   INTEGER NOT NULL,
    log    INTEGER NOT NULL,
    key    INTEGER NOT NULL,
    result INTEGER NOT NULL,
    reason INTEGER NOT NULL,
    -- The rule's place in the document; -1 without one.
    rule   INTEGER NOT NULL,
    n      INTEGER NOT NULL,
    errors INTEGER NOT NULL,
    PRIMARY KEY (step, at_s, log, key, result, reason, rule)
) STRICT, WITHOUT ROWID;

-- When each flag and experiment was last evaluated.
CREATE TABLE evaluated (
    log  INTEGER NOT NULL,
    key  INTEGER NOT NULL,
    at_s INTEGER NOT NULL,
    PRIMARY KEY (log, key)
) STRICT, WITHOUT ROWID;

-- Some evaluations, the newest of each flag and of all.
CREATE TABLE samples (
    number INTEGER PRIMARY KEY,
    log    INTEGER NOT NULL,
    key    INTEGER NOT NULL,
    at_ms  INTEGER NOT NULL,
    -- The digest of the user.
    user   TEXT,
    body   TEXT NOT NULL
) STRICT;

CREATE INDEX samples_of_key ON samples (log, key, number);
CREATE INDEX samples_of_user ON samples (log, user);
