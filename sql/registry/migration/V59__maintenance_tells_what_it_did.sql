CREATE TABLE maintenance_report (
  dataset    text        NOT NULL REFERENCES dataset,
  action     text        NOT NULL,
  outcome    text        NOT NULL CHECK (outcome IN ('LEFT', 'DONE', 'FAILED')),
  report     jsonb       NOT NULL,
  ended_at   timestamptz NOT NULL,
  PRIMARY KEY (dataset, action, ended_at)
);
-- So that a scrape need not count all reports.
CREATE TABLE maintenance_total (
  dataset text   NOT NULL REFERENCES dataset,
  action  text   NOT NULL,
  outcome text   NOT NULL,
  reports bigint NOT NULL,
  PRIMARY KEY (dataset, action, outcome)
);
