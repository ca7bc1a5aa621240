-- Records that speak of a fault of their producer: per hour of the broker's timestamp and per cause.
ALTER TABLE ledger ADD COLUMN suspects jsonb NOT NULL DEFAULT '{}';

-- Their sums over the ledger, so that a gate need not add up the batches of a day.
CREATE TABLE suspect_rows (
  pipeline  text        NOT NULL,
  hour      timestamptz NOT NULL,
  cause     text        NOT NULL,
  row_count bigint      NOT NULL,
  -- when the first of them was committed
  since     timestamptz NOT NULL,
  PRIMARY KEY (pipeline, hour, cause)
);
