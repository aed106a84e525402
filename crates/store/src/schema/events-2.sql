-- Summing up: marks by log, what was summed up of each user and of all, and who may write it.

-- The marks of a log lie together. A mark is a number that no other write gives.
CREATE TABLE marked (
    log   INTEGER NOT NULL,
    user  INTEGER NOT NULL,
    -- The first mark since the user was summed up: it tells a user who is still waiting from one
    -- who was summed up, or erased, and marked again.
    since INTEGER NOT NULL,
    -- The last one: it tells whether anything has come since the user was read.
    mark  INTEGER NOT NULL,
    PRIMARY KEY (log, user)
) STRICT, WITHOUT ROWID;
INSERT INTO marked (log, user, since, mark)
    SELECT users.log, pending.user, marks, marks
    FROM pending JOIN users ON users.number = pending.user;
DROP TABLE pending;
ALTER TABLE marked RENAME TO pending;

-- Who was exposed to what, as far as they were summed up: whom a new plan is about.
CREATE TABLE exposed (
    log  INTEGER NOT NULL,
    key  INTEGER NOT NULL,
    user INTEGER NOT NULL,
    PRIMARY KEY (log, key, user)
) STRICT, WITHOUT ROWID;

-- What is there of one who is erased, or whose events are too old.
CREATE INDEX exposed_of_users ON exposed (user);

-- The plans by which users are summed up: one of each phase of a key. Numbers are never given twice.
CREATE TABLE plans (
    number    INTEGER PRIMARY KEY AUTOINCREMENT,
    log       INTEGER NOT NULL,
    key       INTEGER NOT NULL,
    phase     INTEGER NOT NULL,
    -- What it says, in the words of whoever sums up.
    body      TEXT NOT NULL,
    -- The user from whom on those who were exposed are not yet marked; none once all are.
    next_user INTEGER,
    -- Whether all that was there when it came is summed up.
    is_whole  INTEGER NOT NULL,
    -- Whether it is to be removed, a little at a time.
    is_gone   INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX plans_of_phases ON plans (log, key, phase) WHERE NOT is_gone;

-- What was summed up of each user by a plan, in the bytes of whoever sums up. Rows of whom
-- nothing else is left stay: they are still in the sums.
CREATE TABLE rows (
    plan INTEGER NOT NULL,
    user INTEGER NOT NULL,
    row  BLOB NOT NULL,
    PRIMARY KEY (plan, user)
) STRICT, WITHOUT ROWID;

-- What all rows of a plan come to by metric, variant and day, in the bytes of whoever sums up. It
-- changes in the same transaction as they do.
CREATE TABLE sums (
    plan    INTEGER NOT NULL,
    metric  INTEGER NOT NULL,
    variant INTEGER NOT NULL,
    day     INTEGER NOT NULL,
    sum     BLOB NOT NULL,
    PRIMARY KEY (plan, metric, variant, day)
) STRICT, WITHOUT ROWID;

-- Who alone may write something, and up to when. The epoch rises with each new holder, and each
-- write compares it: who was replaced writes nothing any more.
CREATE TABLE leases (
    name     TEXT PRIMARY KEY,
    holder   TEXT NOT NULL,
    epoch    INTEGER NOT NULL,
    until_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
