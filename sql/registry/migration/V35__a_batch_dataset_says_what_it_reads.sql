ALTER TABLE dataset DROP CONSTRAINT dataset_kind_check;
ALTER TABLE dataset ADD CONSTRAINT dataset_kind_check
  CHECK (kind IN ('RAW', 'QUARANTINE', 'AGGREGATE', 'ROLLUP', 'CURATED', 'REFERENCE'));

-- What the partitions of a batch dataset are made from. A partition reads an input's time from
-- look_back before its window to the window's end.
CREATE TABLE dataset_input (
  dataset   text     NOT NULL REFERENCES dataset,
  input     text     NOT NULL,
  look_back interval NOT NULL,
  PRIMARY KEY (dataset, input)
);
CREATE INDEX dataset_input_by_input ON dataset_input (input);

INSERT INTO dataset_input (dataset, input, look_back)
SELECT made.name, raw.name, interval '0'
FROM dataset made JOIN dataset raw USING (pipeline_id)
WHERE made.kind = 'ROLLUP' AND raw.kind = 'RAW';

CREATE OR REPLACE FUNCTION touch_gates_of_pipeline() RETURNS trigger LANGUAGE plpgsql
  SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO gate_touched (dataset)
  SELECT d.name FROM dataset d JOIN pipeline p USING (pipeline_id)
  WHERE p.name = NEW.pipeline AND d.kind IN ('RAW', 'ROLLUP', 'CURATED');
  RETURN NULL;
END $$;
