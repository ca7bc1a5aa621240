CREATE TABLE incident (
  incident_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind        text        NOT NULL,
  pipeline    text        NOT NULL,
  dataset     text,
  -- tells two of a kind in one pipeline apart: the query or dataset, or empty
  about       text        NOT NULL,
  text        text        NOT NULL,
  opened_at   timestamptz NOT NULL,
  -- null while it lasts
  closed_at   timestamptz
);
CREATE UNIQUE INDEX incident_open_once ON incident (kind, pipeline, about) WHERE closed_at IS NULL;
