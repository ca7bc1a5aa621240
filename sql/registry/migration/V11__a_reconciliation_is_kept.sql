CREATE TABLE reconciliation (
  reconciliation_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  pipeline    text        NOT NULL REFERENCES pipeline (name),
  explained   boolean     NOT NULL,
  report      jsonb       NOT NULL,
  started_at  timestamptz NOT NULL,
  received_at timestamptz NOT NULL,
  UNIQUE (pipeline, started_at)
);
