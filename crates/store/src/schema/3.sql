-- A log that was restored from a backup may go on in another way than it did before, so its seqs
-- say something else to those who saw the lost end. They know it by another name then: each
-- restore gives each log a new line. The log keeps its id, which is in the hashes of its entries.
ALTER TABLE logs ADD COLUMN line TEXT;
