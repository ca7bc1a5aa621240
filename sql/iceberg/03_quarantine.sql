-- What did not decode or broke the contract, as it came, with its reason. The bytes are the
-- producer's, so personal data stands here unmasked: nothing publishes this table, and only who may
-- read the catalog lake, jobs and operators, can read it.
CREATE TABLE ${catalog}.quarantine.${name} (
  _topic string COMMENT 'Kafka topic that the record was read from',
  -- Not _partition: Iceberg keeps that name for itself, and every rewrite of the table would fail.
  _topic_partition int COMMENT 'partition of the topic',
  _offset bigint COMMENT 'offset in the partition',
  _schema_id int COMMENT 'the schema id in the record, or null when it has none',
  _broker_at timestamp COMMENT 'when the broker took the record',
  _key binary COMMENT 'key of the record, byte by byte',
  _value binary COMMENT 'value of the record, byte by byte; null when it is empty',
  _error_class string COMMENT 'kind of failure, or the name of the rule',
  _error_message string COMMENT 'the reason in words',
  _failed_at timestamp COMMENT 'when the record was refused',
  _headers array<struct<key: string, value: binary>> COMMENT 'headers of the record, in their order'
)
USING iceberg
COMMENT 'Original bytes, personal data unmasked: for operators, never published'
PARTITIONED BY (days(_failed_at))
TBLPROPERTIES (
  'format-version' = '2',
  'write.parquet.compression-codec' = 'zstd',
  'write.parquet.compression-level' = '1',
  'write.distribution-mode' = 'none',
  'write.spark.fanout.enabled' = 'true',
  'write.summary.partition-limit' = '100',
  'write.metadata.delete-after-commit.enabled' = 'true',
  'write.metadata.previous-versions-max' = '50'
);
