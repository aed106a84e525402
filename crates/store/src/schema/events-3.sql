-- What users were assigned who were asked for one by one: the same for as long as a phase lasts.
CREATE TABLE assignments (
    user    INTEGER NOT NULL,
    -- The experiment.
    key     INTEGER NOT NULL,
    phase   INTEGER NOT NULL,
    variant INTEGER NOT NULL,
    -- Whether they take part; else they have the variant because they do not.
    is_in   INTEGER NOT NULL,
    at_ms   INTEGER NOT NULL,
    PRIMARY KEY (user, key, phase)
) STRICT, WITHOUT ROWID;
