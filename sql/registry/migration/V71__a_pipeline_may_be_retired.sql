-- Each time that somebody ended a pipeline; kept for ever.
CREATE TABLE pipeline_retirement (
  retirement_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  pipeline_id   bigint      NOT NULL REFERENCES pipeline,
  reason        text        NOT NULL,
  who           text        NOT NULL,
  retired_at    timestamptz NOT NULL,
  -- when it was applied again; null while it is retired
  ended_at      timestamptz
);
CREATE UNIQUE INDEX pipeline_retired_once ON pipeline_retirement (pipeline_id)
  WHERE ended_at IS NULL;
CREATE INDEX pipeline_retirement_by_pipeline ON pipeline_retirement (pipeline_id);

-- Nothing more is expected of these.
CREATE VIEW retired_pipeline AS
  SELECT p.pipeline_id, p.name, r.reason, r.who, r.retired_at
  FROM pipeline p JOIN pipeline_retirement r USING (pipeline_id)
  WHERE r.ended_at IS NULL;

ALTER TABLE alert DROP CONSTRAINT alert_resolution_check;
ALTER TABLE alert ADD CONSTRAINT alert_resolution_check CHECK (
  resolution IN ('PASSED', 'RULE_CHANGED', 'RULE_DISABLED', 'RULE_DELETED', 'PIPELINE_RETIRED'));
