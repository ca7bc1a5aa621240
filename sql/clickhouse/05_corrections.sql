-- Every value that readers saw and that a run of batch has changed. A run writes it under its key
-- before it changes the values, so a repeat ends in the same rows.
CREATE TABLE IF NOT EXISTS serving.corrections (
  pipeline LowCardinality(String),
  dataset LowCardinality(String),
  window_start DateTime64(6, 'UTC'),
  window_end DateTime64(6, 'UTC'),
  key String COMMENT 'dimensions, as a JSON object',
  measure LowCardinality(String) COMMENT 'column',
  before Nullable(String) COMMENT 'null: it was null, or there was no such row',
  after Nullable(String) COMMENT 'null: it is null, or there is no such row any more',
  status_before LowCardinality(String) COMMENT 'provisional (from the stream), final or corrected',
  events Nullable(UInt64) COMMENT 'events of this row that the run before had not read; null: not known',
  lateness_seconds Nullable(Float64) COMMENT 'longest time of those from event to broker',
  run_key String COMMENT 'the run that changed it',
  snapshot_id Int64 COMMENT 'Iceberg snapshot that was published',
  corrected_at DateTime64(6, 'UTC'),
  _version UInt64
)
ENGINE = ReplacingMergeTree
ORDER BY (dataset, window_start, key, measure, run_key);
CREATE OR REPLACE VIEW analyst.corrections
DEFINER = ${definer} SQL SECURITY DEFINER
AS
SELECT * EXCEPT _version
FROM serving.corrections FINAL;
