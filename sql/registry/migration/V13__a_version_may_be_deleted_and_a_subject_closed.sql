-- Deleted softly: hidden, but its schema can still be read by id, and its number is not given again.
ALTER TABLE subject_version ADD COLUMN deleted_at timestamptz;
-- A schema that comes back after a soft delete is a new version with its old id.
ALTER TABLE subject_version DROP CONSTRAINT subject_version_subject_schema_id_key;
CREATE UNIQUE INDEX subject_version_once ON subject_version (subject, schema_id)
  WHERE deleted_at IS NULL;
CREATE INDEX subject_version_by_schema ON subject_version (schema_id);

-- null: as the registry's default says
ALTER TABLE subject ADD COLUMN mode text CHECK (mode IN ('READWRITE', 'READONLY'));
CREATE TABLE default_mode (
  one_row boolean PRIMARY KEY DEFAULT true CHECK (one_row),
  mode    text NOT NULL CHECK (mode IN ('READWRITE', 'READONLY'))
);
INSERT INTO default_mode (mode) VALUES ('READWRITE');
