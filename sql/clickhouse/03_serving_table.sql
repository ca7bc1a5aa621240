-- The newest state of each window and key. _version orders batch over stream, then generations, then
-- batches, so a repeated or reordered insert ends in the same rows.
CREATE TABLE serving.${name} (
  ${columns},
  _version UInt64,
  _deleted UInt8 DEFAULT 0
)
ENGINE = ReplacingMergeTree(_version, _deleted)
PARTITION BY toYYYYMM(window_start)
ORDER BY (${order_by});
