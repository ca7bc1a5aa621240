CREATE TABLE query_report (
  query       text PRIMARY KEY,
  pipeline    text        NOT NULL,
  state       text        NOT NULL CHECK (state IN ('RUNNING', 'RESTARTING', 'FAILED', 'STOPPED')),
  report      jsonb       NOT NULL,
  reported_at timestamptz NOT NULL
);
