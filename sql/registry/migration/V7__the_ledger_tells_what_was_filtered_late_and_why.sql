ALTER TABLE ledger
  ADD COLUMN rows_filtered  bigint NOT NULL DEFAULT 0 CHECK (rows_filtered >= 0),
  ADD COLUMN rows_late      bigint NOT NULL DEFAULT 0 CHECK (rows_late >= 0),
  ADD COLUMN rows_duplicate bigint NOT NULL DEFAULT 0 CHECK (rows_duplicate >= 0),
  -- counts by error class, by broken rule, and by window
  ADD COLUMN errors         jsonb  NOT NULL DEFAULT '{}',
  ADD COLUMN warnings       jsonb  NOT NULL DEFAULT '{}',
  ADD COLUMN late_rows      jsonb  NOT NULL DEFAULT '{}';

ALTER TABLE dataset ADD COLUMN rows_filtered bigint NOT NULL DEFAULT 0;

DROP INDEX ledger_out_of_balance;
CREATE INDEX ledger_out_of_balance ON ledger (dataset)
  WHERE rows_in <> rows_valid + rows_quarantined + rows_filtered;
CREATE INDEX ledger_by_commit ON ledger (committed_at);

-- Sums of the ledger rows of raw datasets, so that a scrape need not add up the whole ledger.
CREATE TABLE quarantined_rows (
  pipeline    text   NOT NULL,
  error_class text   NOT NULL,
  row_count   bigint NOT NULL,
  PRIMARY KEY (pipeline, error_class)
);
INSERT INTO quarantined_rows (pipeline, error_class, row_count)
SELECT l.pipeline, 'UNKNOWN', sum(l.rows_quarantined)
FROM ledger l JOIN dataset d ON d.name = l.dataset
WHERE d.kind = 'RAW' AND l.rows_quarantined > 0
GROUP BY l.pipeline;
