-- What channels of notifications are still to be told. There is no text in here: a message is made
-- of the entries when it is sent, so what was erased of them is not told either.
CREATE TABLE outbox (
    -- In the order of the entries.
    number      INTEGER PRIMARY KEY AUTOINCREMENT,
    channel     TEXT NOT NULL,
    log         INTEGER NOT NULL REFERENCES logs (number),
    -- A JSON list: entries that were appended together and are told together.
    seqs        TEXT NOT NULL,
    created_ms  INTEGER NOT NULL,
    -- Not to be tried before.
    due_ms      INTEGER NOT NULL,
    attempts    INTEGER NOT NULL DEFAULT 0,
    -- Why the last attempt failed.
    failure     TEXT,
    -- Since when it is tried no more.
    given_up_ms INTEGER
) STRICT;

CREATE INDEX outbox_pending ON outbox (channel, number) WHERE given_up_ms IS NULL;
CREATE INDEX outbox_dead ON outbox (channel, number) WHERE given_up_ms IS NOT NULL;

-- Addresses and signing secrets of channels, sealed with a key that is not in the database. A
-- channel without such a row is none.
CREATE TABLE channel_secrets (
    channel TEXT NOT NULL PRIMARY KEY,
    sealed  BLOB NOT NULL
) STRICT, WITHOUT ROWID;
