-- Where an entry came from: the digest of a body, as its document is one.
ALTER TABLE entries ADD COLUMN origin BLOB;

-- Whatever is asked of entries is answered along this, which is a small part of the table: any
-- conditions together cost at most one walk along it, in order of the seqs.
CREATE INDEX filters ON entries (log, seq, kind, collection, key, actor);
