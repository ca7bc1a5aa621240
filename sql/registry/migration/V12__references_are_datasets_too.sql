ALTER TABLE dataset DROP CONSTRAINT dataset_kind_check;
ALTER TABLE dataset ADD CONSTRAINT dataset_kind_check
  CHECK (kind IN ('RAW', 'QUARANTINE', 'AGGREGATE', 'ROLLUP', 'REFERENCE'));
