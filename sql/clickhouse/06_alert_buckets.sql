-- What alert rules are judged by: per batch of the stream, key and five seconds of event time the
-- partial results of an aggregate's measures. A window of a rule is merged from them when it is
-- judged, so a rule may change its window and nothing is computed anew. A batch that is repeated
-- writes the same rows.
CREATE TABLE IF NOT EXISTS serving.alert_buckets (
  aggregate LowCardinality(String),
  layout LowCardinality(String) COMMENT 'which SQL the partial results are of',
  bucket DateTime64(6, 'UTC') COMMENT 'begin of the five seconds',
  key String COMMENT 'dimensions, as a JSON object',
  batch String COMMENT 'query and epoch',
  p0 Nullable(Float64),
  p1 Nullable(Float64),
  p2 Nullable(Float64),
  p3 Nullable(Float64),
  p4 Nullable(Float64),
  p5 Nullable(Float64),
  p6 Nullable(Float64),
  p7 Nullable(Float64),
  p8 Nullable(Float64),
  p9 Nullable(Float64),
  p10 Nullable(Float64),
  p11 Nullable(Float64),
  p12 Nullable(Float64),
  p13 Nullable(Float64),
  p14 Nullable(Float64),
  p15 Nullable(Float64),
  _version UInt64,
  _deleted UInt8 DEFAULT 0
)
ENGINE = ReplacingMergeTree(_version, _deleted)
PARTITION BY toDate(bucket)
ORDER BY (aggregate, layout, bucket, key, batch)
TTL toDateTime(bucket) + INTERVAL 8 DAY
SETTINGS ttl_only_drop_parts = 1;
