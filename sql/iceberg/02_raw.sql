-- Every valid event, once per Kafka offset.
CREATE TABLE ${catalog}.raw.${name} (
  ${columns},
  _topic string COMMENT 'Kafka topic that the event was read from',
  -- Not _partition: Iceberg keeps that name for itself, and every rewrite of the table would fail.
  _topic_partition int COMMENT 'partition of the topic',
  _offset bigint COMMENT 'offset in the partition',
  _schema_id int COMMENT 'the writer schema, by its id in the registry',
  _broker_at timestamp COMMENT 'when the broker took the event',
  _ingested_at timestamp COMMENT 'when the event was written here',
  event_date date COMMENT 'day of the event time, UTC'
)
USING iceberg
PARTITIONED BY (${partitioning})
TBLPROPERTIES (
  'format-version' = '2',
  'write.parquet.compression-codec' = 'zstd',
  'write.parquet.compression-level' = '1',
  -- Unique strings gain nothing from a dictionary, and building it is half of the cost of a write.
  'write.parquet.dict-size-bytes' = '65536',
  -- A micro-batch has events of many days; a shuffle or a sort would cost more than it saves.
  'write.distribution-mode' = 'none',
  'write.spark.fanout.enabled' = 'true',
  -- The ledger takes the rows added per day from the snapshot's summary.
  'write.summary.partition-limit' = '100',
  'write.metadata.delete-after-commit.enabled' = 'true',
  'write.metadata.previous-versions-max' = '50'
);
