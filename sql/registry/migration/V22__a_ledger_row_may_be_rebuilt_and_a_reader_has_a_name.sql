-- Rows that were lost here and made again from snapshots and checkpoints: when, and which of their
-- fields could not be known.
ALTER TABLE ledger
  ADD COLUMN rebuilt_at timestamptz,
  ADD COLUMN unknown    text[] NOT NULL DEFAULT '{}';
-- A rebuilt row has a high number and an old commit, so the order of commits is that of time.
CREATE INDEX ledger_by_time ON ledger (dataset, committed_at);

-- Who asks whether it may read.
CREATE TABLE gate_consumer (
  dataset  text        NOT NULL REFERENCES dataset,
  consumer text        NOT NULL,
  first_at timestamptz NOT NULL,
  last_at  timestamptz NOT NULL,
  PRIMARY KEY (dataset, consumer)
);
