-- An operator lets readers have a partition all the same, until a time.
CREATE TABLE acceptance (
  acceptance_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  dataset       text        NOT NULL REFERENCES dataset,
  partition_key text        NOT NULL,
  reason        text        NOT NULL,
  who           text        NOT NULL,
  created_at    timestamptz NOT NULL,
  until         timestamptz NOT NULL CHECK (until > created_at)
);
CREATE INDEX acceptance_by_partition ON acceptance (dataset, partition_key, until);

-- An incident that holds shuts the gates of its dataset, or of its whole pipeline, while it is open.
ALTER TABLE incident ADD COLUMN holds boolean NOT NULL DEFAULT false;

CREATE INDEX reconciliation_newest ON reconciliation (pipeline, started_at DESC);

CREATE TABLE gate_change (
  change_id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  dataset       text        NOT NULL REFERENCES dataset,
  -- null: the dataset as a whole
  partition_key text,
  open          boolean     NOT NULL,
  answer        jsonb       NOT NULL,
  changed_at    timestamptz NOT NULL
);
CREATE INDEX gate_change_by_partition
  ON gate_change (dataset, coalesce(partition_key, ''), change_id);

-- What a gate depends on has changed, so it is to be decided anew. Rows are written together with
-- what changed, whoever changes it, and go when the gate was looked at; so none is forgotten.
CREATE TABLE gate_touched (
  touched_id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  dataset       text NOT NULL,
  -- null: the dataset as a whole and each of its partitions
  partition_key text
);

-- How far the watchers have looked; what fell due since is judged by the next look.
CREATE TABLE watched (
  watch     text PRIMARY KEY,
  looked_at timestamptz NOT NULL
);

CREATE FUNCTION touch_gate() RETURNS trigger LANGUAGE plpgsql
  SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO gate_touched (dataset, partition_key) VALUES (NEW.dataset, NEW.partition_key);
  RETURN NULL;
END $$;
CREATE TRIGGER touch_gate AFTER INSERT OR UPDATE ON dataset_partition
  FOR EACH ROW EXECUTE FUNCTION touch_gate();
CREATE TRIGGER touch_gate AFTER INSERT OR UPDATE ON hold
  FOR EACH ROW EXECUTE FUNCTION touch_gate();
CREATE TRIGGER touch_gate AFTER INSERT ON acceptance
  FOR EACH ROW EXECUTE FUNCTION touch_gate();

-- What does not add up may be in rows of no partition, and then counts for all of them.
CREATE FUNCTION touch_gates_of_dataset() RETURNS trigger LANGUAGE plpgsql
  SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO gate_touched (dataset) VALUES (NEW.dataset);
  RETURN NULL;
END $$;
CREATE TRIGGER touch_gates_of_dataset AFTER UPDATE OF fault ON ledger_offsets
  FOR EACH ROW WHEN (OLD.fault IS DISTINCT FROM NEW.fault)
  EXECUTE FUNCTION touch_gates_of_dataset();
CREATE TRIGGER touch_gates_of_dataset AFTER INSERT ON ledger
  FOR EACH ROW WHEN (NEW.rows_in <> NEW.rows_valid + NEW.rows_quarantined + NEW.rows_filtered)
  EXECUTE FUNCTION touch_gates_of_dataset();

CREATE FUNCTION touch_gates_of_pipeline() RETURNS trigger LANGUAGE plpgsql
  SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO gate_touched (dataset)
  SELECT d.name FROM dataset d JOIN pipeline p USING (pipeline_id)
  WHERE p.name = NEW.pipeline AND d.kind IN ('RAW', 'ROLLUP');
  RETURN NULL;
END $$;
CREATE TRIGGER touch_gates_of_pipeline AFTER INSERT ON reconciliation
  FOR EACH ROW EXECUTE FUNCTION touch_gates_of_pipeline();
CREATE TRIGGER touch_gates_of_pipeline AFTER INSERT OR UPDATE ON incident
  FOR EACH ROW WHEN (NEW.holds) EXECUTE FUNCTION touch_gates_of_pipeline();

-- The history of a gate that is there already begins with how it stands now.
INSERT INTO gate_touched (dataset) SELECT name FROM dataset WHERE kind IN ('RAW', 'ROLLUP');
