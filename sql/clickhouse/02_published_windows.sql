-- Which windows of which dataset batch has made final, and by which run.
CREATE TABLE IF NOT EXISTS serving.published_windows (
  dataset String,
  window_start DateTime64(6, 'UTC'),
  window_end DateTime64(6, 'UTC'),
  status LowCardinality(String) COMMENT 'final, or corrected when it was published before',
  run_key String,
  snapshot_id Int64 COMMENT 'Iceberg snapshot that was published',
  published_at DateTime64(6, 'UTC'),
  _version UInt64
)
ENGINE = ReplacingMergeTree(_version)
ORDER BY (dataset, window_start);
