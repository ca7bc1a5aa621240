-- Rows of batch datasets that failed a check: of each check and run a sample, and how many there
-- were. Values are masked as they are in raw, but what failed was kept from readers, so nothing
-- publishes this table: only who may read the catalog lake, jobs and operators, can read it.
CREATE TABLE ${catalog}.offending.${name} (
  dataset string COMMENT 'the batch dataset',
  partition string COMMENT 'key of the partition that the row belongs to',
  window_start timestamp COMMENT 'start of the window that the row belongs to, UTC',
  check_name string COMMENT 'the check, by its name in the contract',
  reason string COMMENT 'what does not hold for the row',
  `row` string COMMENT 'the row as a JSON object',
  offending_rows bigint COMMENT 'how many rows of the run failed the check, the sampled ones among them',
  state string COMMENT 'PUBLISHED or QUARANTINED, as the run ended',
  run_key string COMMENT 'the run; its rows are here once',
  recorded_at timestamp COMMENT 'when they were written'
)
USING iceberg
COMMENT 'Rows that failed a check: for operators, never published'
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
