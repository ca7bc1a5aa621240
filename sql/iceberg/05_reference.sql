-- One row per key, replaced as a whole when its source has changed.
CREATE TABLE ${catalog}.reference.${name} (
  ${columns}
)
USING iceberg
TBLPROPERTIES (
  'format-version' = '2',
  'write.parquet.compression-codec' = 'zstd',
  'write.distribution-mode' = 'none',
  'write.metadata.delete-after-commit.enabled' = 'true',
  'write.metadata.previous-versions-max' = '50'
);
