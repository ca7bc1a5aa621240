CREATE TABLE offset_gap (
  pipeline        text        NOT NULL REFERENCES pipeline (name),
  topic           text        NOT NULL,
  topic_partition integer     NOT NULL,
  from_offset     bigint      NOT NULL,
  until_offset    bigint      NOT NULL CHECK (until_offset > from_offset),
  kind            text        NOT NULL,
  reason          text        NOT NULL,
  who             text        NOT NULL,
  accepted_at     timestamptz NOT NULL,
  PRIMARY KEY (pipeline, topic, topic_partition, from_offset)
);
