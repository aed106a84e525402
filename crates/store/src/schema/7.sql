-- What is known of the rollouts that Flagger has told of, by the flag whose share follows them. The
-- body is JSON, which is not looked into here.
CREATE TABLE rollouts (
    log    INTEGER NOT NULL REFERENCES logs (number),
    flag   TEXT NOT NULL,
    -- Whether the share is still to be moved to where the rollout is.
    behind INTEGER NOT NULL,
    body   TEXT NOT NULL,
    PRIMARY KEY (log, flag)
) STRICT, WITHOUT ROWID;
