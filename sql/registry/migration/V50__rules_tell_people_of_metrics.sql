-- What is told is of an incident, or of an alert that a rule opens. So the table of what is told
-- takes the name of that, and an alert is what a rule opens.
ALTER TABLE alert RENAME TO alert_delivery;
ALTER TABLE alert_delivery RENAME COLUMN alert_id TO delivery_id;
ALTER INDEX alert_pkey RENAME TO alert_delivery_pkey;
ALTER INDEX alert_pending RENAME TO alert_delivery_pending;
ALTER SEQUENCE alert_alert_id_seq RENAME TO alert_delivery_delivery_id_seq;
ALTER TABLE alert_delivery ALTER COLUMN incident_id DROP NOT NULL;
ALTER TABLE alert_delivery DROP CONSTRAINT alert_state_check;
ALTER TABLE alert_delivery ADD CONSTRAINT alert_delivery_state_check
  CHECK (state IN ('PENDING', 'DELIVERED', 'REFUSED', 'GAVE_UP', 'NO_CHANNEL'));
-- the first attempt, from which on it is counted when to give up; null before
ALTER TABLE alert_delivery ADD COLUMN begun_at timestamptz;

CREATE OR REPLACE FUNCTION tell_of_incident() RETURNS trigger LANGUAGE plpgsql
  SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO alert_delivery (incident_id, action)
  VALUES (NEW.incident_id, CASE WHEN NEW.closed_at IS NULL THEN 'TRIGGER' ELSE 'RESOLVE' END)
  ON CONFLICT (incident_id, action) DO NOTHING;
  RETURN NULL;
END $$;

CREATE TABLE alert_rule (
  rule_id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- the newest
  version    integer     NOT NULL,
  created_at timestamptz NOT NULL,
  deleted_at timestamptz
);

-- Every change of a rule, kept for ever.
CREATE TABLE alert_rule_version (
  rule_id              bigint           NOT NULL REFERENCES alert_rule,
  version              integer          NOT NULL,
  change               text             NOT NULL CHECK (change IN ('CREATED', 'CHANGED', 'DELETED')),
  pipeline             text             NOT NULL,
  metric_name          text             NOT NULL,
  condition            text             NOT NULL,
  threshold            double precision NOT NULL,
  window_seconds       bigint           NOT NULL,
  dimensions           jsonb            NOT NULL,
  notification_channel text             NOT NULL,
  enabled              boolean          NOT NULL,
  changed_at           timestamptz      NOT NULL,
  changed_by           text             NOT NULL,
  PRIMARY KEY (rule_id, version)
);
CREATE INDEX alert_rule_version_pipeline ON alert_rule_version (pipeline);

-- What is known of one key of a rule. It begins anew when something else is judged.
CREATE TABLE alert_state (
  state_id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  rule_id       bigint        NOT NULL REFERENCES alert_rule,
  -- a key may be longer than what an index takes
  key_hash      text          NOT NULL,
  key           jsonb         NOT NULL,
  newest_window timestamptz,
  newest        text CHECK (newest IN ('FIRING', 'PASSED')),
  last_firing   timestamptz,
  openings      timestamptz[] NOT NULL DEFAULT '{}',
  flapping      boolean       NOT NULL DEFAULT false,
  -- the alert that lasts, or null
  alert_id      bigint,
  UNIQUE (rule_id, key_hash)
);

CREATE TABLE alert (
  alert_id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  rule_id              bigint      NOT NULL,
  rule_version         integer     NOT NULL,
  state_id             bigint      NOT NULL REFERENCES alert_state,
  -- of the window that opened it
  window_start         timestamptz NOT NULL,
  window_end           timestamptz NOT NULL,
  value                double precision,
  baseline             double precision,
  flapping             boolean     NOT NULL,
  opened_at            timestamptz NOT NULL,
  -- null while it lasts
  resolved_at          timestamptz,
  resolution           text CHECK (
    resolution IN ('PASSED', 'RULE_CHANGED', 'RULE_DISABLED', 'RULE_DELETED')),
  CHECK ((resolved_at IS NULL) = (resolution IS NULL)),
  FOREIGN KEY (rule_id, rule_version) REFERENCES alert_rule_version
);
CREATE UNIQUE INDEX alert_lasting ON alert (state_id) WHERE resolved_at IS NULL;
CREATE INDEX alert_of_rule ON alert (rule_id, alert_id);
ALTER TABLE alert_state ADD FOREIGN KEY (alert_id) REFERENCES alert;

-- One firing per rule, window and key.
CREATE TABLE alert_firing (
  firing_id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  rule_id      bigint      NOT NULL REFERENCES alert_rule,
  rule_version integer     NOT NULL,
  alert_id     bigint      NOT NULL REFERENCES alert,
  key_hash     text        NOT NULL,
  window_start timestamptz NOT NULL,
  window_end   timestamptz NOT NULL,
  value        double precision,
  baseline     double precision,
  judged_at    timestamptz NOT NULL,
  UNIQUE (rule_id, key_hash, window_start, window_end)
);
CREATE INDEX alert_firing_of_alert ON alert_firing (alert_id, firing_id);
CREATE INDEX alert_firing_of_rule ON alert_firing (rule_id, firing_id);

ALTER TABLE alert_delivery
  ADD COLUMN alert_id bigint REFERENCES alert,
  ADD CONSTRAINT alert_delivery_alert_id_action_key UNIQUE (alert_id, action),
  ADD CONSTRAINT alert_delivery_of_one CHECK ((incident_id IS NULL) <> (alert_id IS NULL));
