-- What was measured of each partition that batch made, run by run: the past that checks of type
-- anomaly look at. One table per pipeline: of one for all, every job's commits would stand in each
-- other's way, and one per dataset would be as many small tables again as there are datasets.
CREATE TABLE ${catalog}.metrics.${name} (
  dataset string COMMENT 'the batch dataset',
  partition string COMMENT 'key of the partition; null where the value is one of a run over several',
  window_start timestamp COMMENT 'start of what was measured, UTC',
  window_end timestamp COMMENT 'its end, exclusive',
  metric string COMMENT 'an SQL aggregate such as count(*), share(<check>) or age_seconds(<check>)',
  value double COMMENT 'what it was; an aggregate without a value is 0',
  state string COMMENT 'PUBLISHED or QUARANTINED, as the run ended',
  run_key string COMMENT 'the run; its rows are here once',
  recorded_at timestamp COMMENT 'when they were written; of several runs of a partition the last counts'
)
USING iceberg
PARTITIONED BY (days(window_start))
TBLPROPERTIES (
  'format-version' = '2',
  'write.parquet.compression-codec' = 'zstd',
  'write.distribution-mode' = 'none',
  -- Runs of several datasets and jobs commit here.
  'commit.retry.num-retries' = '20',
  'write.metadata.delete-after-commit.enabled' = 'true',
  'write.metadata.previous-versions-max' = '50'
);
