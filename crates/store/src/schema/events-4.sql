-- What experiments and flags with metrics have found. The bodies are JSON, which is not looked into
-- here.

-- What was computed last of each phase.
CREATE TABLE results (
    log      INTEGER NOT NULL,
    key      INTEGER NOT NULL,
    phase    INTEGER NOT NULL,
    as_of_ms INTEGER NOT NULL,
    body     TEXT NOT NULL,
    PRIMARY KEY (log, key, phase)
) STRICT, WITHOUT ROWID;

-- What was known of each phase at some times. A point is never written again.
CREATE TABLE series (
    log      INTEGER NOT NULL,
    key      INTEGER NOT NULL,
    phase    INTEGER NOT NULL,
    as_of_ms INTEGER NOT NULL,
    body     TEXT NOT NULL,
    PRIMARY KEY (log, key, phase, as_of_ms)
) STRICT, WITHOUT ROWID;

-- What jobs over all users of a phase have found, by what was asked.
CREATE TABLE job_results (
    log      INTEGER NOT NULL,
    key      INTEGER NOT NULL,
    phase    INTEGER NOT NULL,
    job      TEXT NOT NULL,
    as_of_ms INTEGER NOT NULL,
    body     TEXT NOT NULL,
    PRIMARY KEY (log, key, phase, job)
) STRICT, WITHOUT ROWID;
