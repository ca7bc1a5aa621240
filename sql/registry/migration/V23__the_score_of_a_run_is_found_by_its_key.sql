-- The overview asks for the lowest score of each dataset's published runs. A run's row has its whole
-- report beside the score; this index answers without reading those.
CREATE INDEX run_score_by_key ON run (run_key) INCLUDE (score);
