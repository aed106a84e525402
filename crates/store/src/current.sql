-- What is true at the seq ?2 of the log ?1: the last entry of each fact, with its body, the time
-- of its document's creation, and what to sort by. What was erased of its past is no part of it.
--
-- The facts are read along their index alone, all entries of it: for histories of a hundred
-- entries per fact this is faster than a search for each.
WITH
fact (collection, key, aspect, seq) AS MATERIALIZED (
    SELECT collection, key, aspect, max(seq) FROM entries INDEXED BY facts
    WHERE log = ?1 AND seq <= ?2 AND aspect <> 'erasure'
    GROUP BY collection, key, aspect
),
last (seq, created) AS MATERIALIZED (
    SELECT seq, CASE aspect WHEN 'definition' THEN (
        SELECT max(creation.seq) FROM entries AS creation INDEXED BY creations
        WHERE creation.log = ?1 AND creation.collection = fact.collection
            AND creation.key = fact.key AND creation.kind = 'created' AND creation.seq <= ?2
    ) END
    FROM fact
)
SELECT {entry}, bodies.body, creation.time, coalesce(last.created, last.seq)
FROM last
JOIN entries AS e ON e.log = ?1 AND e.seq = last.seq
LEFT JOIN entries AS creation ON creation.log = ?1 AND creation.seq = last.created
LEFT JOIN bodies ON bodies.digest = e.digest
