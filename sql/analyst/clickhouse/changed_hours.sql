-- What was changed last of the hours that were shown: numbers of flights before and after, how many
-- late events did it, and by how many hours the latest was late (null where it cannot be told).
-- ClickHouse.
SELECT
  formatDateTime(window_start, '%Y-%m-%d %H:00') AS hour,
  JSONExtractString(key, 'origin') AS origin,
  status_before,
  before AS flights_before,
  after AS flights_after,
  events AS late_events,
  round(lateness_seconds / 3600, 1) AS hours_late
FROM analyst.corrections
WHERE dataset = 'rollup.flights_by_origin_hourly' AND measure = 'flights'
ORDER BY corrected_at DESC, window_start DESC, key
LIMIT 1 BY window_start, key
LIMIT 20
