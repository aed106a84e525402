-- How often what a plan comes to has changed: whoever keeps what was made of it sees whether
-- anything is new without reading it.
ALTER TABLE plans ADD COLUMN changes INTEGER NOT NULL DEFAULT 0;
