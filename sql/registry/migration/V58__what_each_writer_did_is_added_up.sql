-- So that a scrape need not add up the whole ledger.
CREATE TABLE ledger_total (
  writer           text             NOT NULL,
  dataset          text             NOT NULL,
  pipeline         text             NOT NULL,
  batches          bigint           NOT NULL,
  seconds          double precision NOT NULL,
  rows_in          bigint           NOT NULL,
  rows_valid       bigint           NOT NULL,
  rows_quarantined bigint           NOT NULL,
  rows_filtered    bigint           NOT NULL,
  rows_late        bigint           NOT NULL,
  rows_duplicate   bigint           NOT NULL,
  PRIMARY KEY (writer, dataset)
);
INSERT INTO ledger_total
SELECT writer, dataset, min(pipeline), count(*),
  coalesce(sum(greatest(extract(epoch FROM committed_at - started_at), 0)), 0),
  sum(rows_in), sum(rows_valid), sum(rows_quarantined), sum(rows_filtered), sum(rows_late),
  sum(rows_duplicate)
FROM ledger GROUP BY writer, dataset;
