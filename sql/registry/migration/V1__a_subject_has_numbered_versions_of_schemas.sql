-- A schema text has one id everywhere; the id is what the wire header carries.
CREATE TABLE schema_definition (
  schema_id   integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  fingerprint bytea       NOT NULL UNIQUE,
  definition  text        NOT NULL,
  created_at  timestamptz NOT NULL
);

CREATE TABLE subject (
  subject       text PRIMARY KEY,
  -- null: as the registry's default says
  compatibility text,
  created_at    timestamptz NOT NULL
);

CREATE TABLE subject_version (
  subject    text        NOT NULL REFERENCES subject,
  version    integer     NOT NULL CHECK (version > 0),
  schema_id  integer     NOT NULL REFERENCES schema_definition,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (subject, version),
  UNIQUE (subject, schema_id)
);

CREATE TABLE default_compatibility (
  one_row       boolean PRIMARY KEY DEFAULT true CHECK (one_row),
  compatibility text NOT NULL
);
INSERT INTO default_compatibility (compatibility) VALUES ('BACKWARD');

CREATE TABLE api_key (
  name       text PRIMARY KEY,
  -- SHA-256 of the key; the key itself is nowhere
  hash       bytea       NOT NULL,
  created_at timestamptz NOT NULL
);
