-- A state may come back, a version never does: who names it cannot overwrite what happened since.
ALTER TABLE dataset_partition ADD COLUMN version bigint NOT NULL DEFAULT 1;

UPDATE dataset_partition p SET version = steps.n
FROM (SELECT dataset, partition_key, count(*) AS n FROM partition_transition
      GROUP BY dataset, partition_key) steps
WHERE steps.dataset = p.dataset AND steps.partition_key = p.partition_key;
