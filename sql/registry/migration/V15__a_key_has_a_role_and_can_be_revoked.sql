-- A key that exists now is the platform's own, which may do everything. A key is never deleted:
-- its row says who had it, and until when.
ALTER TABLE api_key
  ADD COLUMN role text NOT NULL DEFAULT 'OPERATOR'
    CHECK (role IN ('READER', 'PRODUCER', 'ENGINEER', 'OPERATOR')),
  ADD COLUMN created_by   text NOT NULL DEFAULT 'environment',
  ADD COLUMN last_used_at timestamptz,
  ADD COLUMN revoked_at   timestamptz,
  ADD COLUMN revoked_by   text;

ALTER TABLE api_key ALTER COLUMN role DROP DEFAULT;
ALTER TABLE api_key ALTER COLUMN created_by DROP DEFAULT;

CREATE UNIQUE INDEX api_key_hash ON api_key (hash);
