-- Who was exposed to what, by time: releases compare those who came during a step.
CREATE INDEX exposures ON events (key, at_ms) WHERE value IS NULL;
