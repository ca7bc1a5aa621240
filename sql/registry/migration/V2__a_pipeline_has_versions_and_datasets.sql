CREATE TABLE pipeline (
  pipeline_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name        text        NOT NULL UNIQUE,
  created_at  timestamptz NOT NULL
);

CREATE TABLE pipeline_version (
  pipeline_id   bigint      NOT NULL REFERENCES pipeline,
  version       integer     NOT NULL CHECK (version > 0),
  mode          text        NOT NULL,
  owner_team    text        NOT NULL,
  sla_minutes   bigint      NOT NULL,
  source_topics text[]      NOT NULL,
  contract      jsonb       NOT NULL,
  created_at    timestamptz NOT NULL,
  PRIMARY KEY (pipeline_id, version)
);

CREATE TABLE dataset (
  name             text PRIMARY KEY,
  pipeline_id      bigint NOT NULL REFERENCES pipeline,
  kind             text   NOT NULL CHECK (kind IN ('RAW', 'QUARANTINE', 'AGGREGATE', 'ROLLUP')),
  -- width of its partitions; null for what is not cut by time
  grain            text CHECK (grain IN ('HOURLY', 'DAILY')),
  -- the newest broker timestamp read
  frontier         timestamptz,
  -- totals of its ledger rows
  rows_in          bigint NOT NULL DEFAULT 0,
  rows_valid       bigint NOT NULL DEFAULT 0,
  rows_quarantined bigint NOT NULL DEFAULT 0,
  -- the newest Iceberg snapshot that the ledger knows
  lake_snapshot_id bigint,
  -- the newest state that passed; readers are shown it unless a hold keeps the pointer back
  passed_snapshot_id          bigint,
  passed_sequence_number      bigint,
  passed_metadata_location    text,
  -- what readers are shown: the same as catalog.iceberg_tables has for catalog 'published'
  published_snapshot_id       bigint,
  published_sequence_number   bigint,
  published_metadata_location text,
  published_at                timestamptz,
  created_at       timestamptz NOT NULL
);
CREATE INDEX dataset_by_pipeline ON dataset (pipeline_id);
