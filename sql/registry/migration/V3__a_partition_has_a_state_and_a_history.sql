CREATE TABLE run (
  run_key      text PRIMARY KEY,
  dataset      text        NOT NULL REFERENCES dataset,
  state        text        NOT NULL CHECK (state IN ('PUBLISHED', 'QUARANTINED')),
  -- null: no check was applicable
  score        double precision,
  arithmetic   text        NOT NULL,
  report       jsonb       NOT NULL,
  started_at   timestamptz NOT NULL,
  ended_at     timestamptz NOT NULL,
  received_at  timestamptz NOT NULL
);
CREATE INDEX run_by_dataset ON run (dataset, ended_at);

CREATE TABLE check_result (
  run_key  text             NOT NULL REFERENCES run,
  position integer          NOT NULL,
  name     text             NOT NULL,
  outcome  text             NOT NULL CHECK (outcome IN ('PASSED', 'FAILED', 'NOT_APPLICABLE')),
  weight   double precision NOT NULL,
  detail   text             NOT NULL,
  PRIMARY KEY (run_key, position)
);

CREATE TABLE dataset_partition (
  dataset            text        NOT NULL REFERENCES dataset,
  partition_key      text        NOT NULL,
  state              text        NOT NULL CHECK (
    state IN ('EXPECTED', 'WRITTEN', 'CHECKED', 'PUBLISHED', 'QUARANTINED', 'DIRTY')),
  state_since        timestamptz NOT NULL,
  -- half-open, UTC; null where the key names no time
  window_start       timestamptz,
  window_end         timestamptz,
  row_count          bigint,
  -- the run that decided its state, with score and checks
  run_key            text REFERENCES run,
  -- the run whose rows readers see: another one while it is quarantined
  published_run_key  text REFERENCES run,
  first_published_at timestamptz,
  -- when input arrived that its run had not read
  newer_input_at     timestamptz,
  refreshed_at       timestamptz NOT NULL,
  PRIMARY KEY (dataset, partition_key)
);

CREATE TABLE partition_transition (
  transition_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  dataset       text        NOT NULL,
  partition_key text        NOT NULL,
  -- null: the partition became known
  from_state    text,
  to_state      text        NOT NULL,
  who           text        NOT NULL,
  reason        text        NOT NULL,
  happened_at   timestamptz NOT NULL,
  FOREIGN KEY (dataset, partition_key) REFERENCES dataset_partition
);
CREATE INDEX partition_transition_by_partition
  ON partition_transition (dataset, partition_key, transition_id);

CREATE TABLE hold (
  hold_id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  dataset       text        NOT NULL REFERENCES dataset,
  -- null: the dataset as a whole
  partition_key text,
  reason        text        NOT NULL,
  who           text        NOT NULL,
  created_at    timestamptz NOT NULL,
  -- null: until it is released
  until         timestamptz,
  released_at   timestamptz,
  released_by   text
);
CREATE INDEX hold_by_dataset ON hold (dataset) WHERE released_at IS NULL;
