CREATE TABLE lineage_event (
  event_id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- SHA-256 of the event: sent again, it is the same one
  digest        bytea       NOT NULL UNIQUE,
  kind          text        NOT NULL CHECK (kind IN ('RUN', 'JOB', 'DATASET')),
  event_type    text,
  event_time    timestamptz NOT NULL,
  producer      text        NOT NULL,
  job_namespace text,
  job_name      text,
  run_id        uuid,
  -- as it came, with every facet
  event         jsonb       NOT NULL,
  received_at   timestamptz NOT NULL
);
CREATE INDEX lineage_event_by_job ON lineage_event (job_namespace, job_name, event_time);
CREATE INDEX lineage_event_by_run ON lineage_event (run_id);

-- Datasets by the name that lineage knows them by: our own where it is one of ours.
CREATE TABLE lineage_dataset (
  dataset   text PRIMARY KEY,
  namespace text        NOT NULL,
  name      text        NOT NULL,
  first_at  timestamptz NOT NULL,
  last_at   timestamptz NOT NULL
);

-- What a job read and wrote. run is empty for what was told of the job and not of a run of it.
CREATE TABLE lineage_io (
  job_namespace text        NOT NULL,
  job_name      text        NOT NULL,
  run           text        NOT NULL,
  role          text        NOT NULL CHECK (role IN ('INPUT', 'OUTPUT')),
  dataset       text        NOT NULL REFERENCES lineage_dataset,
  first_at      timestamptz NOT NULL,
  last_at       timestamptz NOT NULL,
  PRIMARY KEY (job_namespace, job_name, run, role, dataset)
);
CREATE INDEX lineage_io_by_dataset ON lineage_io (dataset, role);

-- One row per job and pair of datasets, so that a walk does not depend on how often a job ran.
CREATE TABLE lineage_edge (
  job_namespace text        NOT NULL,
  job_name      text        NOT NULL,
  from_dataset  text        NOT NULL,
  to_dataset    text        NOT NULL,
  run           text        NOT NULL,
  first_at      timestamptz NOT NULL,
  last_at       timestamptz NOT NULL,
  PRIMARY KEY (job_namespace, job_name, from_dataset, to_dataset)
);
CREATE INDEX lineage_edge_by_source ON lineage_edge (from_dataset);
CREATE INDEX lineage_edge_by_target ON lineage_edge (to_dataset);

CREATE TABLE lineage_column (
  job_namespace text        NOT NULL,
  job_name      text        NOT NULL,
  from_dataset  text        NOT NULL,
  from_column   text        NOT NULL,
  to_dataset    text        NOT NULL,
  to_column     text        NOT NULL,
  kind          text        NOT NULL CHECK (kind IN ('DIRECT', 'INDIRECT')),
  subtype       text        NOT NULL,
  masking       text,
  first_at      timestamptz NOT NULL,
  PRIMARY KEY (job_namespace, job_name, to_dataset, to_column, from_dataset, from_column, kind,
    subtype)
);
CREATE INDEX lineage_column_by_source ON lineage_column (from_dataset);
CREATE INDEX lineage_column_by_target ON lineage_column (to_dataset);
