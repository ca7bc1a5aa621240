-- A window that was late, or about to be: told once, whatever the registry missed meanwhile.
CREATE TABLE sla_notice (
  dataset       text        NOT NULL REFERENCES dataset,
  partition_key text        NOT NULL,
  kind          text        NOT NULL CHECK (kind IN ('SLA_AT_RISK', 'PARTITION_LATE')),
  window_end    timestamptz NOT NULL,
  due_at        timestamptz NOT NULL,
  incident_id   bigint      NOT NULL REFERENCES incident,
  noticed_at    timestamptz NOT NULL,
  -- null while it lasts
  passed_at     timestamptz,
  PRIMARY KEY (dataset, partition_key, kind)
);
CREATE INDEX sla_notice_lasting ON sla_notice (dataset) WHERE passed_at IS NULL;
CREATE INDEX dataset_partition_never_published
  ON dataset_partition (dataset, window_end) WHERE first_published_at IS NULL;
CREATE INDEX dataset_partition_newest_published
  ON dataset_partition (dataset, window_end) WHERE first_published_at IS NOT NULL;

-- What is still to be told of an incident. A row is written together with the incident, so a
-- service that stops has told everything or tells it when it is back.
CREATE TABLE alert (
  alert_id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  incident_id  bigint      NOT NULL REFERENCES incident,
  action       text        NOT NULL CHECK (action IN ('TRIGGER', 'RESOLVE')),
  state        text        NOT NULL DEFAULT 'PENDING'
    CHECK (state IN ('PENDING', 'DELIVERED', 'REFUSED', 'NO_CHANNEL')),
  -- channels that have it already, as digests: their addresses are secrets
  delivered_to text[]      NOT NULL DEFAULT '{}',
  attempts     integer     NOT NULL DEFAULT 0,
  -- null: at once
  due_at       timestamptz,
  error        text,
  settled_at   timestamptz,
  UNIQUE (incident_id, action)
);
CREATE INDEX alert_pending ON alert (alert_id) WHERE state = 'PENDING';

CREATE FUNCTION tell_of_incident() RETURNS trigger LANGUAGE plpgsql
  SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO alert (incident_id, action)
  VALUES (NEW.incident_id, CASE WHEN NEW.closed_at IS NULL THEN 'TRIGGER' ELSE 'RESOLVE' END)
  ON CONFLICT (incident_id, action) DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER tell_of_opened_incident AFTER INSERT ON incident
  FOR EACH ROW EXECUTE FUNCTION tell_of_incident();
CREATE TRIGGER tell_of_closed_incident AFTER UPDATE OF closed_at ON incident
  FOR EACH ROW WHEN (OLD.closed_at IS NULL AND NEW.closed_at IS NOT NULL)
  EXECUTE FUNCTION tell_of_incident();
