-- What analysts see of serving.${name}. A window that ${dataset} has published shows what
-- batch wrote, and nothing that the stream has added since.
CREATE OR REPLACE VIEW analyst.${name}
DEFINER = ${definer} SQL SECURITY DEFINER
AS
SELECT
  ${columns},
  if(ifNull(published.status, '') = '', 'provisional', published.status) AS status
FROM serving.${table} AS served FINAL
LEFT JOIN (
  SELECT window_start, status
  FROM serving.published_windows FINAL
  WHERE dataset = '${dataset}'
) AS published ON published.window_start = served.window_start
WHERE ifNull(published.status, '') = '' OR bitShiftRight(served._version, 62) = 1
COMMENT '${comment}';
