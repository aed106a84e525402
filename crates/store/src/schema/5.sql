-- Links that sign a person in once, and the sessions of those who are signed in. They are no entries
-- of a log: whose right it is stands in the instance's log, and goes with the token there.
CREATE TABLE sign_ins (
    digest  BLOB NOT NULL PRIMARY KEY,
    holder  TEXT NOT NULL,
    -- The host that a session's page is from; a link has none.
    host    TEXT,
    expires TEXT NOT NULL
) STRICT, WITHOUT ROWID;
