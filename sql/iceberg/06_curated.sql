-- Sessions, funnels and tables that SQL makes of several datasets. A run stages its window, and
-- only a run that passed is published.
CREATE TABLE ${catalog}.curated.${name} (
  ${columns}
)
USING iceberg
PARTITIONED BY (${partitioning})
TBLPROPERTIES (
  'format-version' = '2',
  'write.parquet.compression-codec' = 'zstd',
  'write.wap.enabled' = 'true',
  'write.distribution-mode' = 'hash',
  'write.summary.partition-limit' = '100',
  'write.metadata.delete-after-commit.enabled' = 'true',
  'write.metadata.previous-versions-max' = '50'
);
