-- One row while the incident of a refusal is open.
CREATE TABLE schema_refusal (
  pipeline   text        NOT NULL,
  subject    text        NOT NULL,
  -- when a schema of the subject was refused last
  refused_at timestamptz NOT NULL,
  PRIMARY KEY (pipeline, subject)
);
