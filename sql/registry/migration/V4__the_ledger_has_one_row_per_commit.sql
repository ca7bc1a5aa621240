CREATE TABLE ledger (
  ledger_id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  writer           text        NOT NULL,
  scope            text        NOT NULL,
  epoch            bigint      NOT NULL,
  dataset          text        NOT NULL REFERENCES dataset,
  pipeline         text        NOT NULL,
  contract_version integer     NOT NULL,
  rows_in          bigint      NOT NULL CHECK (rows_in >= 0),
  rows_valid       bigint      NOT NULL CHECK (rows_valid >= 0),
  rows_quarantined bigint      NOT NULL CHECK (rows_quarantined >= 0),
  snapshot_id      bigint,
  frontier         timestamptz,
  watermark        timestamptz,
  started_at       timestamptz NOT NULL,
  committed_at     timestamptz NOT NULL,
  received_at      timestamptz NOT NULL,
  UNIQUE (writer, scope, epoch, dataset)
);
CREATE INDEX ledger_by_dataset ON ledger (dataset, ledger_id);
CREATE INDEX ledger_by_snapshot ON ledger (dataset, snapshot_id);
CREATE INDEX ledger_out_of_balance ON ledger (dataset)
  WHERE rows_in <> rows_valid + rows_quarantined;

-- Offsets read, half-open. A fault says what is wrong with the range before it; it is mended when
-- the range that was missing arrives.
CREATE TABLE ledger_offsets (
  ledger_id       bigint  NOT NULL REFERENCES ledger,
  dataset         text    NOT NULL,
  writer          text    NOT NULL,
  topic           text    NOT NULL,
  topic_partition integer NOT NULL,
  from_offset     bigint  NOT NULL,
  until_offset    bigint  NOT NULL CHECK (until_offset >= from_offset),
  fault           text,
  PRIMARY KEY (ledger_id, topic, topic_partition)
);
CREATE INDEX ledger_offsets_in_order
  ON ledger_offsets (dataset, writer, topic, topic_partition, from_offset);
CREATE INDEX ledger_offsets_at_fault ON ledger_offsets (dataset) WHERE fault IS NOT NULL;

CREATE TABLE ledger_partition (
  ledger_id     bigint NOT NULL REFERENCES ledger,
  dataset       text   NOT NULL,
  partition_key text   NOT NULL,
  row_count     bigint NOT NULL,
  PRIMARY KEY (ledger_id, partition_key)
);
CREATE INDEX ledger_partition_by_key ON ledger_partition (dataset, partition_key, ledger_id);
