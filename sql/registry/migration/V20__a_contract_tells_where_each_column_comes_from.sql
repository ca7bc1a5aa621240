-- Where the columns of a pipeline's datasets come from, as the version of the contract says. The
-- column '*' stands for the rows: what filters, joins or groups them decides about every column.
CREATE TABLE column_edge (
  pipeline     text    NOT NULL REFERENCES pipeline (name),
  version      integer NOT NULL CHECK (version > 0),
  from_dataset text    NOT NULL,
  from_column  text    NOT NULL,
  to_dataset   text    NOT NULL,
  to_column    text    NOT NULL,
  kind         text    NOT NULL CHECK (kind IN ('DIRECT', 'INDIRECT')),
  subtype      text    NOT NULL,
  -- how the value was masked; null when it was not
  masking      text,
  PRIMARY KEY (pipeline, version, to_dataset, to_column, from_dataset, from_column, kind, subtype)
);
CREATE INDEX column_edge_by_source ON column_edge (from_dataset);
CREATE INDEX column_edge_by_target ON column_edge (to_dataset);
